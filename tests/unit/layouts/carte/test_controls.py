from collections.abc import Callable

from callbacks.state import Data
from indicators.selection import years_of
from layouts.carte.caption import title
from layouts.carte.controls import controls, indicator_options, year_slider
from layouts.carte.table import table
from layouts.context import Context
from tests.unit.layouts.reading import find

ContextOf = Callable[..., Context]


def test_the_table_has_the_value_and_status_of_each_territory(
    data: Data, context_of: ContextOf
) -> None:
    context = context_of(year=2023)
    written = table(context, data.frame(context.view), title(context))
    assert written.count("<tr>") == 1 + 887
    (arras,) = [line for line in written.splitlines() if ">62041<" in line]
    for told in ("Arras", "4,33", "officiel"):
        assert told in arras


def test_the_title_tells_all_that_the_map_needs(context_of: ContextOf) -> None:
    text = title(context_of(year=2023))
    for told in ("médecins généralistes", "Pas-de-Calais", "commune", "2023"):
        assert told in text


def test_the_slider_has_the_years_that_there_are(data: Data, context_of: ContextOf) -> None:
    slider = year_slider(context_of(year=2022))
    assert [mark["value"] for mark in slider["marks"]] == years_of(data.bundle, "apl", "commune")
    assert (slider["min"], slider["max"], slider["value"]) == (2015, 2024, 2022)
    assert not slider["disabled"]
    alone = year_slider(context_of(indicator="gp_zone"))
    assert alone["disabled"]
    assert alone["min"] < alone["max"]


def test_the_indicators_of_the_map_can_be_mapped(data: Data, context_of: ContextOf) -> None:
    groups = indicator_options(context_of())
    offered = [item["value"] for group in groups for item in group["items"]]
    assert "apl" in offered
    assert not {"msp_count", "population_by_age"} & set(offered)
    for name in offered:
        assert any(years_of(data.bundle, name, level) for level in ("commune", "epci", "tvs"))


def test_tools_that_the_view_does_not_use_are_folded(context_of: ContextOf) -> None:
    def opened(**view: str) -> list[bool]:
        folds = find(controls(context_of(**view)), "Details")
        return [fold.open for fold in folds if getattr(fold, "className", "") == "fold"]

    assert not any(opened())
    assert any(opened(classes="egales:4"))

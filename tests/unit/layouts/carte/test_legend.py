from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from callbacks.carte import shown
from callbacks.state import Data
from layouts.carte.legend import legend
from layouts.carte.shown import People
from layouts.context import Context
from layouts.shading import Shading
from tests.unit.layouts.reading import find, said

ContextOf = Callable[..., Context]


@pytest.mark.parametrize("level", ["commune", "epci", "tvs"])
@pytest.mark.parametrize("indicator", ["apl", "gp_zone", "population", "gp_count"])
def test_the_legend_counts_every_territory_and_inhabitant(
    data: Data, context_of: ContextOf, indicator: str, level: str
) -> None:
    context = context_of(indicator=indicator, level=level, lang="en")
    here = shown(data, context)
    rows = find(legend(here), "Tr")[1:]
    territories, inhabitants = (
        sum(int(said(cell).replace(",", "")) for cell in find(row, "Td")) for row in rows
    )
    assert territories == len(here.frame)
    assert inhabitants == int(here.people.counts.reindex(here.frame["code"]).sum())
    if context.view.level in {"commune", "epci"}:
        assert inhabitants == 1_457_905


def test_the_legend_names_the_census_of_its_inhabitants(data: Data, context_of: ContextOf) -> None:
    assert "habitants au recensement de 2023" in said(legend(shown(data, context_of(year=2016))))


def test_the_legend_counts_what_has_no_value_apart(data: Data, context_of: ContextOf) -> None:
    here = shown(data, context_of(lang="en"))
    here.frame.loc[:4, ["value", "status"]] = [float("nan"), "suppressed"]
    here.frame.loc[5:7, ["value", "status"]] = [float("nan"), "missing"]
    written = legend(here)
    assert "not disclosed" in said(written)
    assert "no data" in said(written)
    cells = [said(cell) for cell in find(find(written, "Tr")[1], "Td")]
    assert cells[-2:] == ["5", "3"]
    assert sum(int(cell) for cell in cells) == 887


def test_the_classes_are_those_that_were_asked_for(data: Data, context_of: ContextOf) -> None:
    own = legend(shown(data, context_of(classes="2;3;4")))
    for expected in ("2 ou moins", "plus de 2 à 3", "plus de 4"):
        assert expected in said(own)
    quantiles = legend(shown(data, context_of(classes="quantiles:4")))
    counts = [int(said(cell)) for cell in find(find(quantiles, "Tr")[1], "Td")]
    # A quarter of 887 is 222: equal values at a break move a few communes.
    assert len(counts) == 4
    assert all(abs(count - 222) < 12 for count in counts)


def test_people_that_are_not_known_are_not_told_as_0(data: Data, context_of: ContextOf) -> None:
    # Mayotte has neither an APL nor a population here.
    written = legend(shown(data, context_of(departement="FR", level="departement")))
    territories, inhabitants = find(written, "Tr")[1:]
    assert [said(find(row, "Td")[-1]) for row in (territories, inhabitants)] == ["1", "-"]


def test_a_class_of_zeros_is_not_told_as_zero_or_less(data: Data, context_of: ContextOf) -> None:
    # Minutes to the nearest GP: none is negative; the first class holds the communes that have one.
    told = said(legend(shown(data, context_of(indicator="nearest_gp_minutes"))))
    assert "recensement de 2023 0 plus de 0 à 5" in told
    below = legend(shown(data, context_of(classes="0;3")))
    assert "0 ou moins" not in said(below)


def test_a_remark_that_each_territory_has_of_its_own_is_told_once(
    data: Data, context_of: ContextOf
) -> None:
    here = shown(data, context_of(indicator="gp_zone_indication", year=2023))
    told = said(legend(here))
    assert told.count("territoire de vie-santé") <= 1
    frame = pd.DataFrame(
        {
            "code": [str(k) for k in range(9)],
            "value": 1.0,
            "status": "estimated",
            "note": [f"through-tvs:{k} weights:2021" for k in range(9)],
        }
    )
    people = People(pd.Series(dtype=float), 2023)
    shaded = Shading((1.5, 2.5), ("a", "b", "c"))
    badge = said(legend(replace(here, frame=frame, people=people, shading=shaded)))
    assert badge.count("par son territoire de vie-santé (voir le tableau)") == 1
    assert "population standardisée de 2021" in badge


def test_a_map_without_any_value_says_why(data: Data, context_of: ContextOf) -> None:
    here = shown(data, context_of())
    empty = here.frame.assign(value=float("nan"), status="missing")
    told = said(legend(replace(here, frame=empty)))
    assert "Aucune valeur pour Pas-de-Calais en 2024" in told
    assert "ce n'est pas 0" in told
    assert "Aucune valeur" not in said(legend(here))

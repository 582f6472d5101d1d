"""What the page Évolutions draws when territories are compared and measured from one year."""

from collections.abc import Callable

import pytest

from indicators.bundle import Bundle
from indicators.errors import UsageError
from layouts.context import Context
from layouts.figures.trend import apart
from layouts.scope import compared_of
from layouts.trend_lines import drawn, lines_of

ContextOf = Callable[..., Context]
TERNOIS = "epci:200069672"


def test_each_territory_is_drawn_once_and_names_its_level(context_of: ContextOf) -> None:
    context = context_of(territory="62041", compared=f"{TERNOIS},departement:62")
    assert [line.label(context) for line in lines_of(context)] == [
        "Arras (commune)",
        "Communauté de communes du Ternois (EPCI)",
        "Pas-de-Calais (département)",
        "France",
    ]


def test_a_count_is_drawn_beside_its_departement_only_when_measured(
    context_of: ContextOf,
) -> None:
    view = {"territory": "62041", "indicator": "population"}
    roles = [line.role for line in lines_of(context_of(**view))]
    assert roles == ["territory"]
    measured = drawn(context_of(**view, measure="indice"))
    assert {line.role for line in measured.lines} == {"territory", "departement", "france"}


def test_an_index_is_100_at_the_base_for_every_line(context_of: ContextOf) -> None:
    shown = drawn(context_of(territory="62041", compared=TERNOIS, measure="indice"))
    assert shown.base is not None
    assert shown.base.period == "2022"
    for line in shown.lines:
        assert [one.period for one in line.points] == ["2022", "2023", "2024"]
        first, _, last = (one.number for one in line.points)
        assert line.drawn[0] == 100
        assert line.drawn[-1] == pytest.approx(100 * last / first)


def test_no_index_is_made_of_years_that_do_not_compare(context_of: ContextOf) -> None:
    shown = drawn(context_of(indicator="gp_density", measure="indice"))
    assert shown.base is None
    assert shown.measure == "value"


@pytest.mark.parametrize(
    "text",
    ["commune:62", "village:62041", "62041", ",".join(f"commune:6204{k}" for k in range(1, 7))],
)
def test_what_cannot_be_compared_is_refused(bundle: Bundle, text: str) -> None:
    with pytest.raises(UsageError):
        compared_of(bundle, text)


def test_a_unit_takes_the_singular(context_of: ContextOf) -> None:
    french, english = context_of(), context_of(lang="en")
    entry = french.catalogue.indicators["gp_count"]
    assert [french.unit(n, entry) for n in (0, 1, 2)] == [
        "généraliste",
        "généraliste",
        "généralistes",
    ]
    assert [english.unit(n, entry) for n in (0, 1, 2)] == ["GPs", "GP", "GPs"]


def test_labels_move_apart_and_stay_inside() -> None:
    assert apart([0.5, 0.5], [0.1, 0.1]) == pytest.approx([0.5, 0.6])
    # At the top there is no room above: both move down.
    assert apart([0.95, 0.98], [0.1, 0.1]) == pytest.approx([0.85, 0.95])

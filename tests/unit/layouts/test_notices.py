from collections.abc import Callable

from layouts.context import Context
from layouts.notices import not_built, not_understood, way_up


def test_a_departement_that_is_not_built_comes_with_its_command(
    context_of: Callable[..., Context],
) -> None:
    told = str(not_built(context_of(), "2A"))
    assert "Corse-du-Sud (2A)" in told
    assert "python -m indicators build --departement 2A" in told


def test_nothing_is_said_where_all_is_well(context_of: Callable[..., Context]) -> None:
    assert not_built(context_of(), "") == []
    assert not_understood(context_of(), ()) == []


def test_the_way_to_france_keeps_the_indicator(context_of: Callable[..., Context]) -> None:
    told = str(way_up(context_of(indicator="apl65", territory="62041")))
    assert "departement=FR" in told
    assert "indicateur=apl65" in told
    assert "62041" not in told

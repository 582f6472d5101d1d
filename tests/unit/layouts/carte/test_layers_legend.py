from collections.abc import Callable

import pytest

from callbacks.carte import shown
from callbacks.state import Data
from layouts.carte.layers_legend import layers_legend
from layouts.context import Context
from layouts.figures.map_layers import LARGEST_SYMBOL, symbols_of
from tests.unit.layouts.reading import find, said

ContextOf = Callable[..., Context]


def test_nothing_is_told_where_nothing_is_added(data: Data, context_of: ContextOf) -> None:
    context = context_of()
    assert layers_legend(context, shown(data, context).layers) == []


def test_the_centres_have_address_phone_and_hours(data: Data, context_of: ContextOf) -> None:
    context = context_of(layers="centres")
    layers = shown(data, context).layers
    told = said(layers_legend(context, layers))
    for expected in ("Sallaumines", "1 rue de Lillers", "tél. 03 59 80 16 99", "8 h 30-12 h 30"):
        assert expected in told
    assert layers.drawn.places is not None
    assert len(layers.drawn.places) == 5
    assert layers.drawn.contracts == ()


def test_the_contracts_are_those_of_the_epci(data: Data, context_of: ContextOf) -> None:
    context = context_of(layers="contrats,epci")
    layers = shown(data, context).layers
    assert "200033579" in layers.drawn.contracts
    assert len(layers.drawn.contracts) == 10
    assert len(layers.drawn.epci) == 20
    items = find(layers_legend(context, layers), "Li")
    assert any("en élaboration" in said(item) and "Audruicq" in said(item) for item in items)


def test_areas_of_symbols_follow_values(data: Data, context_of: ContextOf) -> None:
    context = context_of(symbols="population")
    layers = shown(data, context).layers
    drawn = symbols_of(layers.drawn.symbols)
    # Plotly: radius = sqrt(size / 2 / sizeref) where the area is what follows the value.
    largest = 2 * (max(drawn["marker.size"]) / 2 / drawn["marker.sizeref"]) ** 0.5
    assert largest == pytest.approx(LARGEST_SYMBOL, rel=1e-3)
    assert max(drawn["marker.size"]) == layers.second["value"].max()
    assert "Population municipale, 2023" in said(layers_legend(context, layers))


def test_a_count_that_a_level_lacks_is_said_to_be_absent(data: Data, context_of: ContextOf) -> None:
    empty = context_of(symbols="no_attending_count")
    told = said(layers_legend(empty, shown(data, empty).layers))
    assert "n'a pas de valeur à ce niveau" in told

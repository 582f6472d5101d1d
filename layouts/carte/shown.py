"""What the page Carte shows of a view, computed once for the map, its legend and its table."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from indicators.comparison import Comparison, Refusal
from indicators.filters import Condition
from layouts.context import Context
from layouts.figures.map_layers import Layers
from layouts.shading import Shading


@dataclass(frozen=True)
class People:
    """The inhabitants of each territory of a level, by one census.

    Parameters
    ----------
    counts : pandas.Series
        Inhabitants by code.
    census : int
        The year of the census.
    """

    counts: pd.Series
    census: int


@dataclass(frozen=True, eq=False)
class ShownLayers:
    """What a view draws over its map, and the rows behind it.

    Parameters
    ----------
    drawn : Layers
        What the map takes.
    initiatives : pandas.DataFrame
        The health centres and contracts of the layers that are on, with ``place``: the name of
        their commune or EPCI.
    second : pandas.DataFrame
        The frame behind the symbols; empty where there are none.
    second_year : int, optional
        Its millésime.
    """

    drawn: Layers
    initiatives: pd.DataFrame
    second: pd.DataFrame
    second_year: int | None = None


@dataclass(frozen=True, eq=False)
class OwnTerritory:
    """The reader's own territory: its communes, its people, its values beside the rest.

    Parameters
    ----------
    codes : tuple of str
        Its communes.
    people : int
        Their inhabitants, by the last census.
    values : pandas.DataFrame
        Observations whose code is ``own`` or ``rest`` (see ``indicators.own_territory``).
    """

    codes: tuple[str, ...]
    people: int
    values: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Filtered:
    """The territories that meet the conditions of a view.

    Parameters
    ----------
    conditions : tuple of Condition
        The conditions.
    years : list of int, optional
        The millésime at which each one is read.
    codes : frozenset of str
        The territories.
    """

    conditions: tuple[Condition, ...]
    years: list[int | None]
    codes: frozenset[str]


@dataclass(frozen=True, eq=False)
class Compared:
    """What a map is compared with.

    Parameters
    ----------
    comparison : Comparison
        What was asked for.
    other : Shown
        The other map.
    refused : str, optional
        Why the two must not be subtracted (see ``indicators.comparison.refusal``).
    """

    comparison: Comparison
    other: Shown
    refused: Refusal | None

    @property
    def is_difference(self) -> bool:
        """Whether one map of the difference is drawn rather than two maps."""
        return self.comparison.is_difference and self.refused is None


@dataclass(frozen=True, eq=False)
class Shown:
    """A view, its frame (a row for each territory), its inhabitants, its classes, its layers."""

    context: Context
    frame: pd.DataFrame
    people: People
    shading: Shading
    layers: ShownLayers
    own: OwnTerritory | None = None
    filtered: Filtered | None = None
    compared: Compared | None = None

    @property
    def inside(self) -> frozenset[str] | None:
        """The territories that the map keeps bright; all of them unless there is a choice."""
        if self.filtered is not None:
            return self.filtered.codes
        return None if self.own is None else frozenset(self.own.codes)

"""What the page Carte shows of a view, computed once for the map, its legend and its table."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from layouts.context import Context
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
class Shown:
    """A view, its frame (a row for each territory), its inhabitants and its classes."""

    context: Context
    frame: pd.DataFrame
    people: People
    shading: Shading

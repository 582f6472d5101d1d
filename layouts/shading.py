"""How a map colours its values: the breaks between classes, and one colour for each class."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from indicators.classes import breaks_of, read_classing
from indicators.comparison import symmetric_breaks
from layouts.colours import diverging, ramp
from layouts.context import Context


@dataclass(frozen=True)
class Shading:
    """The classes of a map.

    Parameters
    ----------
    breaks : tuple of float
        Increasing, in the indicator's unit; a value equal to a break is in the class below it.
    colours : tuple of str
        One more than there are breaks, lowest values first.
    between : tuple of int, optional
        The two millésimes whose difference is drawn, the one in view last.
    """

    breaks: tuple[float, ...]
    colours: tuple[str, ...]
    between: tuple[int, int] | None = None


def shading(context: Context, values: Iterable[pd.Series]) -> Shading:
    """Give the classes that a view asks for.

    Parameters
    ----------
    context : Context
        The view: its classes and its palette.
    values : iterable of pandas.Series
        The values of each map that is shown: maps side by side share their classes.
    """
    entry = context.indicator
    known = pd.concat(list(values))
    breaks = breaks_of(entry, known, read_classing(context.view.classes))
    colours = ramp(entry.polarity, len(breaks) + 1, context.view.palette)
    return Shading(tuple(breaks), tuple(colours))


def difference_shading(context: Context, values: pd.Series, between: tuple[int, int]) -> Shading:
    """Give the classes of a map of the difference: symmetric around 0.

    Parameters
    ----------
    context : Context
        The view.
    values : pandas.Series
        The differences.
    between : tuple of int
        The two millésimes, the one in view last.
    """
    entry = context.indicator
    breaks = symmetric_breaks(values, entry.decimals)
    colours = diverging(entry.polarity, len(breaks) + 1)
    return Shading(tuple(breaks), tuple(colours), between)

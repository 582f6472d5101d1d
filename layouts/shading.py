"""How a map colours its values: the breaks between classes, and one colour for each class."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from indicators.classes import breaks_of, read_classing
from layouts.colours import ramp
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
    """

    breaks: tuple[float, ...]
    colours: tuple[str, ...]


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

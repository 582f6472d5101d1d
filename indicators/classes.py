"""Discrete classes of values, with the number of territories and of inhabitants in each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import jenkspy
import numpy as np
import pandas as pd

from indicators.bundle import Bundle
from indicators.catalogue import Indicator
from indicators.errors import UsageError
from indicators.kept import kept
from indicators.observations import WITHOUT_VALUE

Method = Literal["catalogue", "quantiles", "natural", "equal", "own"]

CLASSES = 5
COUNTS = range(2, 8)
"""How many classes a reader may ask for: more than seven colours are not told apart."""
METHODS: dict[str, Method] = {"quantiles": "quantiles", "naturelles": "natural", "egales": "equal"}
"""The methods that take a number of classes, under the name that an address gives them."""
_EDGE = 1e-9
"""A value equal to a break belongs to the class below it: "2.5 or under"."""


@dataclass(frozen=True)
class Classing:
    """How values are parted in classes.

    Parameters
    ----------
    method : str
        ``catalogue``: the thresholds of the catalogue; ``quantiles``: as many territories in each
        class; ``natural``: classes as homogeneous as can be (Fisher 1958, Jenks 1977); ``equal``:
        steps of the same width; ``own``: at ``breaks``.
    count : int
        How many classes the methods that compute their breaks make.
    breaks : tuple of float
        Increasing; for ``own`` only.
    """

    method: Method = "catalogue"
    count: int = CLASSES
    breaks: tuple[float, ...] = ()

    def to_text(self) -> str:
        """Write the classing as an address holds it; nothing for that of the catalogue."""
        if self.method == "own":
            return ";".join(f"{value:g}" for value in self.breaks)
        names = {method: name for name, method in METHODS.items()}
        return f"{names[self.method]}:{self.count}" if self.method in names else ""


def read_classing(text: str) -> Classing:
    """Read ``quantiles:5``, ``naturelles:4``, ``egales:6`` or the breaks ``2;3;4``.

    Raises
    ------
    UsageError
        For another method, a number of classes that is not offered, or breaks that do not
        increase.
    """
    if not text:
        return Classing()
    name, _, count = text.partition(":")
    if name in METHODS:
        if not count.isdecimal() or int(count) not in COUNTS:
            msg = f"{text!r}: give from {COUNTS[0]} to {COUNTS[-1]} classes, as in {name}:5"
            raise UsageError(msg)
        return Classing(METHODS[name], int(count))
    return Classing("own", breaks=_own_breaks(text))


def _own_breaks(text: str) -> tuple[float, ...]:
    try:
        breaks = tuple(float(part.replace(",", ".")) for part in text.split(";"))
    except ValueError:
        breaks = ()
    increase = all(a < b for a, b in pairwise(breaks))
    if (
        not breaks
        or len(breaks) >= COUNTS[-1]
        or not increase
        or not all(map(math.isfinite, breaks))
    ):
        msg = f"{text!r}: give from 1 to {COUNTS[-1] - 1} increasing numbers, as in 2,5;4"
        raise UsageError(msg)
    return breaks


@dataclass(frozen=True)
class ClassCount:
    """How many territories and inhabitants one class holds.

    Parameters
    ----------
    low, high : float, optional
        Bounds of the class, low excluded and high included; open where not given.
    territories : int
        How many territories it holds.
    population : int
        How many inhabitants they have, by the last census of the bundle.
    """

    low: float | None
    high: float | None
    territories: int
    population: int


def breaks_of(
    indicator: Indicator, values: pd.Series, classing: Classing | None = None
) -> list[float]:
    """Give the breaks between the classes of an indicator.

    Parameters
    ----------
    indicator : Indicator
        Its categories, if any, are its classes; its breaks are those of the catalogue.
    values : pandas.Series
        Every value that the classes must part: those of two years, where two are compared.
    classing : Classing, optional
        That of the catalogue unless given; where the catalogue has no breaks, quintiles.
    """
    if indicator.categories:
        codes = sorted(c.value for c in indicator.categories)
        return [(a + b) / 2 for a, b in pairwise(codes)]
    classing = classing or Classing()
    if classing.method == "own":
        return list(classing.breaks)
    if classing.method == "catalogue" and indicator.breaks:
        return list(indicator.breaks)
    known = values.dropna().to_numpy(float)
    if not known.size:
        return []
    cuts = _computed_breaks(known, classing)
    return sorted({round(float(cut), indicator.decimals) for cut in cuts})


def _computed_breaks(known: np.ndarray, classing: Classing) -> list[float]:
    """Give the breaks of a method that computes them from the values, none of them missing."""
    count = classing.count
    if classing.method == "natural":
        distinct = len(np.unique(known))
        return list(jenkspy.jenks_breaks(known, min(count, distinct))[1:-1]) if distinct > 1 else []
    if classing.method == "equal":
        return list(np.linspace(known.min(), known.max(), count + 1)[1:-1])
    return list(np.quantile(known, np.linspace(0, 1, count + 1)[1:-1]))


def natural_breaks(values: pd.Series, count: int, decimals: int) -> tuple[float, ...]:
    """Part values in classes as homogeneous as can be, at the roundest numbers that do.

    Parameters
    ----------
    values : pandas.Series
        None missing, rounded to `decimals`.
    count : int
        Classes (Fisher 1958, Jenks 1977); fewer where there are fewer distinct values.
    decimals : int
        A break has no more, unless two neighbours leave no room.

    Returns
    -------
    tuple of float
        Increasing, none of them a value.
    """
    distinct = np.unique(values.to_numpy(float))
    if min(count, len(distinct)) < 2:  # noqa: PLR2004 - one class has no break
        return ()
    highest = jenkspy.jenks_breaks(values.to_numpy(float), min(count, len(distinct)))[1:-1]
    return tuple(
        _roundest(float(high), float(distinct[distinct > high][0]), decimals) for high in highest
    )


def _roundest(low: float, high: float, decimals: int) -> float:
    """Give the number with the fewest decimals between two, or their middle."""
    for digits in range(decimals + 1):
        found = (math.floor(low * 10.0**digits) + 1) / 10.0**digits
        if low < found < high:
            return found
    return (low + high) / 2


def class_of(values: pd.Series, breaks: list[float]) -> pd.Series:
    """Give the class of each value, from 0; -1 where there is none.

    Parameters
    ----------
    values : pandas.Series
        Numbers, missing where there is no value.
    breaks : list of float
        Increasing; a value equal to a break belongs to the class below it.
    """
    found = np.searchsorted(np.asarray(breaks) + _EDGE, values.to_numpy(float), side="left")
    return pd.Series(np.where(values.isna(), -1, found), index=values.index)


def class_number(value: float, breaks: list[float]) -> int:
    """Give the class of one value, from 0 (see ``class_of``)."""
    return int(np.searchsorted(np.asarray(breaks) + _EDGE, value, side="left"))


def class_counts(frame: pd.DataFrame, breaks: list[float], people: pd.Series) -> list[ClassCount]:
    """Count territories and inhabitants in each class.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``code`` and ``value``, a row for each territory.
    breaks : list of float
        As for ``class_of``.
    people : pandas.Series
        Inhabitants by code.
    """
    found = class_of(frame["value"], breaks).to_numpy()
    known, inhabitants = found >= 0, _inhabitants(frame, people).to_numpy()
    many = len(breaks) + 1
    territories = np.bincount(found[known], minlength=many)
    population = np.bincount(found[known], weights=inhabitants[known], minlength=many)
    bounds = [None, *breaks, None]
    return [
        ClassCount(bounds[k], bounds[k + 1], int(territories[k]), int(population[k]))
        for k in range(many)
    ]


def _inhabitants(frame: pd.DataFrame, people: pd.Series) -> pd.Series:
    # The codes of an empty frame map to texts, not to numbers.
    return frame["code"].map(people).astype("float64").fillna(0)


def without_value(frame: pd.DataFrame, people: pd.Series) -> dict[str, ClassCount]:
    """Count the territories whose value is suppressed, and those whose value is missing."""
    inhabitants = _inhabitants(frame, people)
    counted = {}
    for status in sorted(WITHOUT_VALUE):
        rows = frame["status"] == status
        counted[status] = ClassCount(None, None, int(rows.sum()), int(inhabitants[rows].sum()))
    return counted


def last_census(bundle: Bundle, level: str) -> int:
    """Give the year of the last census that counts the territories of a level."""
    return bundle.years["population", level][-1]


@kept(maxsize=16)
def last_population(bundle: Bundle, level: str) -> pd.Series:
    """Give the inhabitants of each territory of a level, by the last census of the bundle."""
    last = bundle.rows("population", level, years=[last_census(bundle, level)])
    people: pd.Series = last.set_index("code")["value"]
    return people

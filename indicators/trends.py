"""Series of one territory: cut by edition, change, index and trend word.

A trend is a statement on one edition of one series: years of different editions, and years that
the producer advises against comparing, are never put together.

The rule is the test of Mann and Kendall for a monotonic trend (Mann H. B. (1945), "Nonparametric
tests against trend", Econometrica 13(3); Kendall M. G. (1975), Rank Correlation Methods): it asks
no shape of the trend nor of the noise. Its slope is that of Theil and Sen (Sen P. K. (1968),
Journal of the American Statistical Association 63(324)). The test takes the years as independent,
which a stock of doctors is not quite: it is a guard against reading noise, not a proof.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from statistics import median
from typing import Literal

import numpy as np
import numpy.typing as npt

from indicators.catalogue import Catalogue, Edition, Indicator, Polarity
from indicators.errors import UsageError
from indicators.monotonic import mann_kendall, theil_sen
from indicators.series import Series, Value

Word = Literal[
    "improving", "worsening", "rising", "falling", "stable", "mixed", "too_few_points", "none"
]
"""``rising`` and ``falling`` are for a neutral polarity; ``none``: years that do not compare."""
Direction = Literal["up", "down", "unchanged"]

MIN_POINTS = 5
"""Points under which no trend is told (practice of Fingertips, Office for Health Improvement and
Disparities: a recent trend rests on five points at least)."""
SIGNIFICANCE = 0.05
"""Two-sided level of the test; with five points only a series without any reversal reaches it."""
STABLE_SPREAD = 0.05
"""Gap between the highest and the lowest value, over their median, up to which a series without
a trend is called stable rather than mixed. A choice of this project."""
APL_NEGLIGIBLE = 0.1
"""Consultations a year per standardised inhabitant: a commune's APL moves as much when one doctor
settles or leaves nearby, so a gap of 0.1 or less is not a change."""
_NEGLIGIBLE = dict.fromkeys(("apl", "apl65", "apl62", "apl60"), APL_NEGLIGIBLE)
SKIP = 1.5
_ROUNDING = 1e-9
BASE = 100.0
MONTHS = 12


@dataclass(frozen=True)
class Change:
    """The change between the first and the last point of one edition.

    Parameters
    ----------
    since, until : str
        Periods of the two points.
    absolute : float
        In the unit of the indicator (points where it is a percentage).
    percent : float, optional
        Over the first value; not given where that is 0.
    direction : str
        ``unchanged`` where the absolute change is negligible for the indicator.
    """

    since: str
    until: str
    absolute: float
    percent: float | None
    direction: Direction


@dataclass(frozen=True)
class Trend:
    """The trend word of one edition and what it rests on.

    Parameters
    ----------
    word : str
        See ``Word``.
    edition : str
        Edition of the points; empty where the series has only one.
    points : int
        Number of values.
    p_value : float, optional
        Of the Mann-Kendall test, two-sided; not given without a test.
    slope : float, optional
        Theil-Sen slope, in units of the indicator a year; not given without a test.
    """

    word: Word
    edition: str
    points: int
    p_value: float | None = None
    slope: float | None = None


@dataclass(frozen=True)
class Break:
    """Where an edition starts after another one."""

    before: str
    after: str
    edition: Edition


@lru_cache(maxsize=1024)
def moment(period: str) -> float:
    """Give a period as a number of years: ``2022`` is 2022.0 and ``2022-07`` 2022.5.

    Raises
    ------
    UsageError
        When it is neither a year nor a year and a month.
    """
    year, _, month = period.partition("-")
    if not year.isdigit() or (month and not month.isdigit()):
        msg = f"{period!r} is not a period; write a year (2022) or a year and a month (2022-09)"
        raise UsageError(msg)
    return int(year) + (int(month) - 1) / MONTHS if month else float(year)


def negligible_change(indicator: str, entry: Indicator) -> float:
    """Give the change up to which values of an indicator are not told apart.

    0.1 for the APL; else half a unit of the last decimal shown.
    """
    return _NEGLIGIBLE.get(indicator, 0.5 * 10.0**-entry.decimals)


def known(series: Series) -> list[Value]:
    """Give the observations of a series that carry a number, oldest first."""
    there = [one for one in series if one.value is not None]
    return sorted(there, key=lambda one: moment(one.period))


def _cut(series: list[Value], starts: Iterable[bool]) -> list[list[Value]]:
    """Cut a series before each observation, but the first, that starts a part."""
    parts = [series[:1]]
    for one, is_start in zip(series[1:], starts, strict=True):
        if is_start:
            parts.append([])
        parts[-1].append(one)
    return parts


def segments(series: Series, *, comparable: bool = True) -> list[list[Value]]:
    """Cut a series where its edition changes.

    Parameters
    ----------
    series : sequence of Value
        One territory, one indicator, one stratum.
    comparable : bool
        The indicator's ``comparable_years``; where False every point stands alone.

    Returns
    -------
    list of list of Value
        The known values, oldest first; only the points of one part may be joined by a line.
    """
    there = known(series)
    if not there:
        return []
    return _cut(there, (a.edition != b.edition or not comparable for a, b in pairwise(there)))


def runs(series: Series, *, comparable: bool = True) -> list[list[Value]]:
    """Cut a series where its edition changes and where it skips a period: what a line joins.

    A step longer than ``SKIP`` usual steps of its edition is a skip: the years without data stay
    empty.
    """
    parts = []
    for part in segments(series, comparable=comparable):
        steps = [moment(b.period) - moment(a.period) for a, b in pairwise(part)]
        usual = median(steps) if steps else 0.0
        parts += _cut(part, (step > SKIP * usual for step in steps))
    return parts


def breaks(series: Series, catalogue: Catalogue) -> list[Break]:
    """Give the breaks of a series between editions, with what the catalogue says of them."""
    return [
        Break(
            before=left[-1].period,
            after=right[0].period,
            edition=catalogue.editions[right[0].edition],
        )
        for left, right in pairwise(segments(series))
    ]


def change(series: Series, indicator: str, entry: Indicator) -> Change | None:
    """Give the change over the last edition of a series.

    Returns
    -------
    Change or None
        Nothing where that edition has one point or the indicator's years do not compare.
    """
    parts = segments(series, comparable=entry.comparable_years)
    if not parts or len(parts[-1]) == 1:
        return None
    first, last = parts[-1][0], parts[-1][-1]
    base, absolute = first.number, last.number - first.number
    return Change(
        since=first.period,
        until=last.period,
        absolute=absolute,
        percent=None if base == 0 else 100 * absolute / abs(base),
        direction=_direction(absolute, negligible_change(indicator, entry)),
    )


def _direction(difference: float, negligible: float) -> Direction:
    if abs(difference) <= negligible + _ROUNDING:
        return "unchanged"
    return "up" if difference > 0 else "down"


def index(series: Series, base_period: str, entry: Indicator) -> list[tuple[Value, float]]:
    """Give a series as an index, 100 at a period, inside the edition of that period.

    Parameters
    ----------
    series : sequence of Value
        As for ``segments``.
    base_period : str
        The period that is 100.
    entry : Indicator
        Of the catalogue.

    Returns
    -------
    list of (Value, float)
        The observations of the edition, each with its index.

    Raises
    ------
    UsageError
        When the indicator's years do not compare, or the base has no value or is 0.
    """
    if not entry.comparable_years:
        msg = "the years of this indicator do not compare, so no index can be made"
        raise UsageError(msg)
    for part in segments(series):
        base = next((one.number for one in part if one.period == base_period), 0.0)
        if base:
            return [(one, BASE * one.number / base) for one in part]
    periods = ", ".join(one.period for one in known(series) if one.value)
    msg = f"the base {base_period} has no value, or 0; choose one of: {periods}"
    raise UsageError(msg)


def trend(series: Series, indicator: str, entry: Indicator) -> Trend:
    """Give the trend of the last edition of a series.

    Values that all lie within a negligible change of each other are stable, whatever the test
    says. Else a trend that the test finds is told by the indicator's polarity; without one, the
    series is stable up to ``STABLE_SPREAD`` and mixed beyond.

    Parameters
    ----------
    series : sequence of Value
        As for ``segments``.
    indicator : str
        Its name in the catalogue.
    entry : Indicator
        Its entry: polarity, decimals, whether years compare.
    """
    if not entry.comparable_years:
        return Trend("none", "", len(known(series)))
    parts = segments(series)
    if not parts:
        return Trend("too_few_points", "", 0)
    last = parts[-1]
    edition = last[0].edition
    if len(last) < MIN_POINTS:
        return Trend("too_few_points", edition, len(last))
    times = np.array([moment(one.period) for one in last])
    values = np.array([one.number for one in last])
    p_value = mann_kendall(values)
    slope = theil_sen(values, times)
    word = _word(values, p_value, slope, entry.polarity, negligible_change(indicator, entry))
    return Trend(word, edition, len(last), p_value, slope)


def _word(
    values: npt.NDArray[np.float64],
    p_value: float,
    slope: float,
    polarity: Polarity,
    negligible: float,
) -> Word:
    spread = float(np.ptp(values)) - _ROUNDING
    if spread <= negligible:
        return "stable"
    if p_value > SIGNIFICANCE:
        return "stable" if spread <= STABLE_SPREAD * abs(np.median(values)) else "mixed"
    if polarity == "neutral":
        return "rising" if slope > 0 else "falling"
    return "improving" if (slope > 0) == (polarity == "higher_is_better") else "worsening"

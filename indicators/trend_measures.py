"""Several series on one scale: as they are, or as an index or a change since one common year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from indicators.catalogue import Indicator
from indicators.series import Series, Value
from indicators.trends import BASE, index, moment, segments

Measure = Literal["value", "index", "change_percent"]
"""What is drawn of a series: also the name of the column that holds it."""


@dataclass(frozen=True)
class Base:
    """The year that several series are measured from.

    Parameters
    ----------
    edition : str
        The edition that holds it: no other edition is measured from it.
    period : str
        The year, or the month.
    """

    edition: str
    period: str


@dataclass(frozen=True)
class Measured:
    """An observation of a series that is measured from one year.

    Parameters
    ----------
    point : Value
        The observation.
    index : float
        100 at the base.
    """

    point: Value
    index: float

    @property
    def change_percent(self) -> float:
        """Per cent of the value at the base, 0 there."""
        return self.index - BASE


def common_base(series: Sequence[Series], entry: Indicator) -> Base | None:
    """Give the first period that all series have in the latest edition that they share.

    Parameters
    ----------
    series : sequence of sequences of Value
        That of each territory, one indicator.
    entry : Indicator
        Its entry of the catalogue.

    Returns
    -------
    Base or None
        Nothing where the indicator's years do not compare, where no edition has a period of all of
        them with a value other than 0, or where none of them goes on after that period.
    """
    if not entry.comparable_years:
        return None
    for edition in _latest_first(series):
        held = [_periods(points, edition) for points in series]
        shared = set.intersection(*held)
        if not shared:
            continue
        first = min(shared, key=moment)
        if any(moment(period) > moment(first) for periods in held for period in periods):
            return Base(edition, first)
    return None


def _latest_first(series: Sequence[Series]) -> list[str]:
    last: dict[str, float] = {}
    for one in (one for points in series for one in points):
        last[one.edition] = max(moment(one.period), last.get(one.edition, 0.0))
    return sorted(last, key=lambda edition: (-last[edition], edition))


def _periods(series: Series, edition: str) -> set[str]:
    """Give the periods of an edition at which a series can be measured from."""
    return {
        one.period
        for part in segments(series)
        if part[0].edition == edition
        for one in part
        if one.value != 0
    }


def measured_from(series: Series, base: Base, entry: Indicator) -> list[Measured]:
    """Give the observations of the base's edition, from the base on, with index and change.

    Raises
    ------
    UsageError
        When the series has no value at the base.
    """
    since = moment(base.period)
    return [
        Measured(one, share)
        for one, share in index(series, base.period, entry)
        if moment(one.period) >= since
    ]

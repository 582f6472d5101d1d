"""The facts that a sentence in plain words tells of a series; the sentence is the page's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from indicators.catalogue import Indicator
from indicators.series import Series, Value
from indicators.trends import Change, Trend, change, known, trend

Side = Literal["above", "below", "equal"]


@dataclass(frozen=True)
class Position:
    """A value beside that of a reference, for the same period.

    Parameters
    ----------
    reference : str
        Name of the reference, as the caller gave it.
    value : float
        Of the reference.
    gap : float
        Value of the territory less that of the reference.
    side : str
        ``equal`` where both are shown alike with the indicator's decimals.
    better : bool, optional
        By the indicator's polarity; not given where equal or neutral.
    """

    reference: str
    value: float
    gap: float
    side: Side
    better: bool | None


@dataclass(frozen=True)
class TrendFacts:
    """What a sentence on a series can tell.

    Parameters
    ----------
    period, value, status : str, float, str
        The last known observation.
    change : Change, optional
        Inside the last edition; not given with one point, or where years do not compare.
    trend : Trend
        Of the last edition.
    positions : tuple of Position
        Against each reference that has the same period.
    """

    period: str
    value: float
    status: str
    change: Change | None
    trend: Trend
    positions: tuple[Position, ...]


def facts(
    own: Series, references: Mapping[str, Series], indicator: str, entry: Indicator
) -> TrendFacts | None:
    """Gather what a sentence on a series can tell.

    Parameters
    ----------
    own : sequence of Value
        The territory's series.
    references : Mapping[str, sequence of Value]
        Series of the same indicator by name: ``departement``, ``france``.
    indicator : str
        Its name in the catalogue.
    entry : Indicator
        Its entry.

    Returns
    -------
    TrendFacts or None
        Nothing where the territory has no value.
    """
    there = known(own)
    if not there:
        return None
    last = there[-1]
    found = [_position(name, known(points), last, entry) for name, points in references.items()]
    return TrendFacts(
        period=last.period,
        value=last.number,
        status=last.status,
        change=change(own, indicator, entry),
        trend=trend(own, indicator, entry),
        positions=tuple(position for position in found if position is not None),
    )


def _position(name: str, series: Series, last: Value, entry: Indicator) -> Position | None:
    reference = next((one.number for one in series if one.period == last.period), None)
    if reference is None:
        return None
    value = last.number
    if round(value, entry.decimals) == round(reference, entry.decimals):
        return Position(name, reference, value - reference, "equal", None)
    above = value > reference
    neutral = entry.polarity == "neutral"
    better = None if neutral else above == (entry.polarity == "higher_is_better")
    return Position(name, reference, value - reference, "above" if above else "below", better)

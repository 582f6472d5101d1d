"""Filters on a map: the territories whose values lie between bounds, for several indicators."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from indicators.bundle import Bundle
from indicators.catalogue import Catalogue
from indicators.errors import UsageError
from indicators.own_territory import nearest_year
from indicators.selection import Selection, select


@dataclass(frozen=True)
class Condition:
    """An indicator between two bounds, the low one excluded and the high one included.

    As for the classes of a map: "2.5 or under", "more than 20".
    """

    indicator: str
    low: float | None = None
    high: float | None = None


def read_filter(text: str) -> tuple[Condition, ...]:
    """Read ``apl:..2.5;over_75_share:20..``.

    Raises
    ------
    UsageError
        For a condition without a bound, a bound that is not a number, or bounds upside down.
    """
    return tuple(_read_condition(part) for part in text.split(";")) if text else ()


def _read_condition(part: str) -> Condition:
    name, _, bounds = part.partition(":")
    low, dots, high = bounds.partition("..")
    try:
        condition = Condition(name, _bound(low), _bound(high))
    except ValueError:
        condition = Condition("")
    known = [bound for bound in (condition.low, condition.high) if bound is not None]
    if not condition.indicator or not dots or not known or sorted(set(known)) != known:
        msg = f"{part!r} is not a condition; write apl:..2.5 (2.5 or under) or apl:2.5..4"
        raise UsageError(msg)
    return condition


def _bound(text: str) -> float | None:
    if not text:
        return None
    value = float(text)
    if not math.isfinite(value):
        raise ValueError
    return value


def write_filter(conditions: Sequence[Condition]) -> str:
    """Write conditions as ``read_filter`` reads them."""

    def told(bound: float | None) -> str:
        return "" if bound is None else f"{bound:g}"

    return ";".join(f"{c.indicator}:{told(c.low)}..{told(c.high)}" for c in conditions)


def years_of_conditions(
    bundle: Bundle, conditions: Sequence[Condition], level: str, year: int | None
) -> list[int | None]:
    """Give the year at which each condition is read: the one in view, or the nearest held."""
    return [nearest_year(bundle, one.indicator, level, year) for one in conditions]


def matching(
    bundle: Bundle, catalogue: Catalogue, conditions: Sequence[Condition], view: Selection
) -> frozenset[str]:
    """Give the territories of a view that meet every condition.

    A territory whose value is suppressed or missing meets none: nothing is known of it.
    """
    found: frozenset[str] | None = None
    years = years_of_conditions(bundle, conditions, view.level, view.year)
    for one, year in zip(conditions, years, strict=True):
        if year is None:
            return frozenset()
        asked = Selection(one.indicator, view.level, view.territory, year)
        frame = select(bundle, catalogue, asked)
        codes = frozenset(frame.loc[_between(frame["value"], one), "code"])
        found = codes if found is None else found & codes
    return found or frozenset()


def _between(values: pd.Series, one: Condition) -> pd.Series:
    low = -math.inf if one.low is None else one.low
    high = math.inf if one.high is None else one.high
    return (values > low) & (values <= high)

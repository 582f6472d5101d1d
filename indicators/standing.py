"""A value beside that of a larger territory, and its place among its peers.

The words "better", "similar" and "worse" rest on one rule, written here once: two values are
similar up to a tolerance, and beyond it the polarity of the indicator says which one is better.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Literal

from indicators import portrait
from indicators.aggregate import LEAST_COVERAGE
from indicators.bundle import Bundle
from indicators.catalogue import Indicator
from indicators.classes import last_population
from indicators.kept import kept
from indicators.peers import Peers, Rank
from indicators.portrait import Territory
from indicators.series import Value
from indicators.trends import negligible_change

Verdict = Literal["better", "similar", "worse", "higher", "lower"]
"""``higher`` and ``lower`` are for a neutral polarity: no side of it is the good one."""

SIMILAR = 0.05
"""Gap, over the reference's value, up to which two values are called similar. A choice of this
project: from one year to the next, half of the communes of the Pas-de-Calais see their APL move by
3 to 4 % (median of |change|, DREES editions of 2022, 2023 and 2024), so a smaller gap between two
places says no more than the calendar does."""
DECILES = 10
_COMPARED = ("departement", "france")
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Comparison:
    """A value beside that of a reference, for the same period.

    Parameters
    ----------
    reference, value : float
        Of the reference, and of the territory, in the unit of the indicator.
    tolerance : float
        Gap up to which they are similar, in the same unit.
    verdict : str
        See ``Verdict``.
    status : str
        Of the reference's value.
    """

    reference: float
    value: float
    tolerance: float
    verdict: Verdict
    status: str = "official"

    @property
    def gap(self) -> float:
        """The territory's value less that of the reference."""
        return self.value - self.reference


@dataclass(frozen=True)
class Standing:
    """The place of a territory among its peers.

    Parameters
    ----------
    rank : Rank
        1 being the best by the indicator's polarity, or the highest.
    decile : int
        From 1 (the lowest values) to 10, each holding a tenth of the peers' inhabitants.
    lower : float
        Share of the peers' inhabitants, in per cent, who live where the value is lower.
    tied : int
        Other peers that have the same value.
    """

    rank: Rank
    decile: int
    lower: float
    tied: int = 0


def tolerance(indicator: str, entry: Indicator, reference: float) -> float:
    """Give the gap up to which two values are similar.

    ``SIMILAR`` of the reference's value, and never less than what the indicator cannot tell apart
    (0.1 for the APL, half a unit of the last decimal elsewhere).
    """
    return max(negligible_change(indicator, entry), SIMILAR * abs(reference))


def compare(
    value: float, reference: float, indicator: str, entry: Indicator, status: str = "official"
) -> Comparison:
    """Compare a value with that of a reference, for one period and one definition.

    Parameters
    ----------
    value, reference : float
        In the unit of the indicator.
    indicator : str
        Its name in the catalogue.
    entry : Indicator
        Its entry, for its polarity and its decimals.
    status : str
        Of the reference's value.
    """
    allowed = tolerance(indicator, entry, reference)
    gap = value - reference
    verdict: Verdict = "similar"
    if abs(gap) > allowed + _ROUNDING:
        verdict = _word(entry, above=gap > 0)
    return Comparison(reference, value, allowed, verdict, status)


def _word(entry: Indicator, *, above: bool) -> Verdict:
    if entry.polarity == "neutral":
        return "higher" if above else "lower"
    return "better" if above == (entry.polarity == "higher_is_better") else "worse"


def compared(
    bundle: Bundle, indicator: str, entry: Indicator, place: Territory, found: Value
) -> dict[str, Comparison]:
    """Compare the value of a territory with its département's and France's, for its period.

    Returns
    -------
    dict of str to Comparison
        By level; empty for a count or a class, and without a level that has no value for the
        period.
    """
    if found.value is None or entry.additive or entry.categories:
        return {}
    comparisons = {}
    for other in portrait.surroundings(bundle, place):
        if other.level not in _COMPARED:
            continue
        same = portrait.value(bundle, indicator, other, period=found.period)
        if same is not None and same.value is not None:
            comparisons[other.level] = compare(
                found.value, same.value, indicator, entry, same.status
            )
    return comparisons


def standing(
    bundle: Bundle, indicator: str, entry: Indicator, place: Territory, period: str
) -> Standing | None:
    """Place a territory among its peers, for one period.

    They are those of its level in its département; all of them above that.

    Returns
    -------
    Standing or None
        Nothing without a value, without peers, without an inhabitant, for a class, or where less
        than ``LEAST_COVERAGE`` of the peers have a value: a rank among three départements of 101
        would mislead.
    """
    is_inside = place.level in {"commune", "epci", "tvs"}
    departement = place.departement if is_inside else ""
    peers, count = _peers(bundle, indicator, place.level, departement, period)
    value, rank = peers.value(place.code), peers.rank(place.code, entry)
    if value is None or rank is None or rank.among == 1 or rank.among < LEAST_COVERAGE * count:
        return None
    shares = peers.shares(value)
    if shares is None:
        return None
    below, own = shares
    decile = min(DECILES, max(1, ceil(DECILES * (below + own / 2) - _ROUNDING)))
    return Standing(rank, decile, 100 * below, peers.count(value) - 1)


@kept(maxsize=512)
def _peers(
    bundle: Bundle, indicator: str, level: str, departement: str, period: str
) -> tuple[Peers, int]:
    """Give the peers that have a value, the same for each of them, and how many there are."""
    table = bundle.territories
    same = table[table["level"] == level]
    if departement:
        same = same[same["departement"] == departement]
    rows = bundle.rows(indicator, level, codes=same["code"])
    held = rows[(rows["period"] == period) & (rows["stratum"] == "")]
    return Peers.of(held, last_population(bundle, level)), len(same)

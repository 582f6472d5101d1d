"""What a scenario shows and exports: one row a commune, and the totals before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from indicators.errors import UsageError
from indicators.scenario.change import (
    Outcome,
    Scenario,
    access_totals,
    apply_scenario,
    people_far,
    totals_of,
)
from indicators.scenario.columns import load_columns
from indicators.scenario.measures import THRESHOLD, Totals, is_under
from indicators.scenario.setting import BANDS
from indicators.selection import territories_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import numpy.typing as npt

    from indicators.bundle import Bundle
    from indicators.scenario.base import Base

    BoolArray = npt.NDArray[np.bool]
    FloatArray = npt.NDArray[np.float64]
    TextArray = npt.NDArray[np.str_]

UNDER, OVER = "under", "over"
"""What becomes of a commune that crosses the threshold."""


@dataclass(frozen=True)
class Span:
    """Totals before and after, and the range of what follows under the error of the minutes."""

    before: Totals
    after: Totals
    low: Totals
    high: Totals


def communes_inside(
    base: Base, bundle: Bundle, territory: str, level: str | None = None
) -> BoolArray:
    """Tell which communes of the base lie in a territory.

    Raises
    ------
    UsageError
        An unknown territory, or one without a commune of the base.
    """
    codes = territories_in(bundle, "commune", territory, level)["code"]
    inside = np.asarray(base.communes.index.isin(codes), dtype=np.bool)
    if not inside.any():
        message = f"no commune of {territory} has an official APL here: choose another territory"
        raise UsageError(message)
    return inside


def rows_of(outcome: Outcome, inside: BoolArray, *, threshold: float = THRESHOLD) -> pd.DataFrame:
    """Give one row a commune, the same for the map, the table and the export.

    Parameters
    ----------
    outcome : Outcome
    inside : array of bool, shape (communes,)
    threshold : float

    Returns
    -------
    DataFrame
        The columns of data/scenario.yml, by code.
    """
    base = outcome.base
    changes = np.vstack(list(outcome.readings.values()))
    afters = np.vstack([outcome.after(name) for name in outcome.readings])
    crossing = np.vstack([_crossing(base.apl, after, threshold) for after in afters])
    communes = base.communes
    frame = pd.DataFrame(
        {
            "name": communes["name"],
            "epci": communes["epci"],
            "year": base.year,
            "before": base.apl,
            "change": outcome.change,
            "change_low": changes.min(axis=0),
            "change_high": changes.max(axis=0),
            "after": outcome.after(),
            "after_low": afters.min(axis=0),
            "after_high": afters.max(axis=0),
            "people": outcome.people,
            "standardised": outcome.standardised,
            "crosses": _crossing(base.apl, outcome.after(), threshold),
            "is_certain": (crossing == crossing[0]).all(axis=0),
            "status": communes["status"] if outcome.is_official else "estimated",
            "source": communes["source"],
        },
        index=communes.index,
    )
    return frame[inside].rename_axis("code").reset_index()[list(load_columns())]


def _crossing(before: FloatArray, after: FloatArray, threshold: float) -> TextArray:
    was, is_now = is_under(before, threshold), is_under(after, threshold)
    return np.select([is_now & ~was, was & ~is_now], [UNDER, OVER], "")


def totals_before(base: Base, inside: BoolArray, *, threshold: float = THRESHOLD) -> Totals:
    """Give the totals of some communes as they are."""
    return totals_of(apply_scenario(base, Scenario()), inside, threshold=threshold)


def span_of(
    outcome: Outcome,
    inside: BoolArray,
    *,
    threshold: float = THRESHOLD,
    before: Totals | None = None,
) -> Span:
    """Give the totals of some communes before and after, and their range.

    The range of each total is over the readings of the minutes (see `setting`). `before` is what
    `totals_before` gives, for who asks often.
    """
    far = people_far(outcome, inside)
    read = [access_totals(outcome, inside, far, threshold, name) for name in outcome.readings]
    return Span(
        before=before or totals_before(outcome.base, inside, threshold=threshold),
        after=read[list(outcome.readings).index(BANDS)],
        low=_each(read, min),
        high=_each(read, max),
    )


def _each(read: list[Totals], pick: Callable[[Iterable[float]], float]) -> Totals:
    far = [totals.people_far for totals in read if totals.people_far is not None]
    return Totals(
        mean=pick(totals.mean for totals in read),
        people_under=pick(totals.people_under for totals in read),
        shortfall=pick(totals.shortfall for totals in read),
        gini=pick(totals.gini for totals in read),
        people_far=pick(far) if far else None,
    )

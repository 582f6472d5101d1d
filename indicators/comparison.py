"""Two maps compared: which years and indicators may be subtracted, and their difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from indicators.catalogue import Indicator
from indicators.errors import UsageError

DIFFERENCE = "ecart"
Refusal = Literal["indicators", "years", "editions"]
_QUANTILES = (0.4, 0.8)
"""Shares of the territories whose absolute difference lies under the two breaks on each side: the
project's own choice, so that the middle class holds what hardly moves."""


@dataclass(frozen=True)
class Comparison:
    """What a map is compared with.

    Parameters
    ----------
    indicator : str
        Another indicator; the same one unless given.
    year : int, optional
        Another millésime; the nearest to that in view unless given.
    is_difference : bool
        Whether one map of the difference stands in the place of two maps.
    """

    indicator: str = ""
    year: int | None = None
    is_difference: bool = False

    def to_text(self) -> str:
        """Write the comparison as an address holds it."""
        parts = [DIFFERENCE if self.is_difference else "", self.indicator, str(self.year or "")]
        return ":".join(part for part in parts if part)


def read_comparison(text: str) -> Comparison | None:
    """Read ``2022``, ``apl65``, ``apl65:2022`` or ``ecart:2022``.

    Raises
    ------
    UsageError
        When the text has neither a year nor an indicator, or something else.
    """
    if not text:
        return None
    parts = text.split(":")
    is_difference = parts[0] == DIFFERENCE
    parts = parts[1:] if is_difference else parts
    years = [int(part) for part in parts if part.isdecimal()]
    names = [part for part in parts if not part.isdecimal()]
    if not parts or "" in parts or len(years) > 1 or len(names) > 1:
        msg = f"{text!r} is not a comparison; write 2022, apl65:2022 or {DIFFERENCE}:2022"
        raise UsageError(msg)
    return Comparison(names[0] if names else "", years[0] if years else None, is_difference)


def refusal(entry: Indicator, first: pd.DataFrame, second: pd.DataFrame) -> Refusal | None:
    """Say why two frames must not be subtracted; nothing where they may.

    Parameters
    ----------
    entry : Indicator
        That of the first frame.
    first, second : pandas.DataFrame
        Observations: ``indicator`` and ``edition`` of each.
    """
    if set(first["indicator"]) != set(second["indicator"]) or entry.categories:
        return "indicators"
    if not entry.comparable_years:
        return "years"
    editions = {str(edition) for frame in (first, second) for edition in _editions(frame)}
    return "editions" if len(editions) > 1 else None


def _editions(frame: pd.DataFrame) -> set[str]:
    return set(frame.loc[frame["value"].notna(), "edition"].astype(str))


def difference(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Subtract the second frame from the first, territory by territory.

    Returns
    -------
    pandas.DataFrame
        The rows of the first frame with the difference for a value: computed, estimated where
        one of the two is, suppressed or missing where one of the two is. The period is the
        interval between the two (ISO 8601: 2022/2024) and the note says that it is a difference.
    """
    other = second.set_index("code").reindex(first["code"])
    statuses = pd.DataFrame({"a": first["status"].to_numpy(), "b": other["status"].to_numpy()})
    status = statuses.apply(_status, axis=1).to_numpy()
    value = first["value"].to_numpy() - other["value"].to_numpy()
    made = first.assign(value=value, status=status, numerator=float("nan"))
    made["denominator"] = float("nan")
    # A territory that the second frame lacks is compared with the same period as the others.
    periods = other["period"].astype(object).fillna(second["period"].iloc[0]).astype(str)
    since = periods.set_axis(first.index)
    made["period"] = since + "/" + first["period"].astype(str)
    return made.assign(note=(first["note"].astype(str) + " difference:" + since).str.strip())


def _status(both: pd.Series) -> str:
    for status in ("missing", "suppressed", "estimated"):
        if status in set(both):
            return status
    return "missing" if both.isna().any() else "computed"


def symmetric_breaks(values: pd.Series, decimals: int) -> list[float]:
    """Give the breaks of five classes that are symmetric around 0.

    Parameters
    ----------
    values : pandas.Series
        Differences.
    decimals : int
        Those of the indicator: breaks are rounded to them.
    """
    sizes = values.dropna().abs()
    if sizes.empty:
        return []
    sides = {round(float(sizes.quantile(share)), decimals) for share in _QUANTILES} - {0.0}
    return sorted({-side for side in sides} | sides)

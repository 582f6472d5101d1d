"""A value among those of its level: its rank, and how many people live where it is lower."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.catalogue import Indicator


@dataclass(frozen=True)
class Rank:
    """The place of a territory among its peers, 1 being the best for a polarity, or the highest."""

    place: int
    among: int


@dataclass(frozen=True, eq=False)
class Peers:
    """The territories that have a value of one indicator, for one period.

    Parameters
    ----------
    codes : array of bytes, shape (territories,)
        Increasing.
    values : array of float, shape (territories,)
        In the order of the codes.
    ordered : array of float, shape (territories,)
        The values, increasing.
    people : array of float, shape (territories + 1,)
        How many inhabitants the first of ``ordered`` have together; zeros where nobody is counted.
    """

    codes: NDArray[np.bytes_]
    values: NDArray[np.float64]
    ordered: NDArray[np.float64]
    people: NDArray[np.float64]

    @classmethod
    def of(cls, frame: pd.DataFrame, people: pd.Series | None = None) -> Self:
        """Gather the territories of a frame that have a value.

        Several months of a year, or several strata, give a territory no one value: none is then
        gathered.

        Parameters
        ----------
        frame : pandas.DataFrame
            ``code`` and ``value``.
        people : pandas.Series, optional
            Inhabitants by code; 0 for a code that is not there.
        """
        known = frame[frame["value"].notna()]
        if known["code"].duplicated().any():
            known = known.iloc[:0]
        codes, values = known["code"].to_numpy().astype("S"), known["value"].to_numpy(np.float64)
        counts = (
            np.zeros(len(known))
            if people is None
            else known["code"].map(people).astype("float64").fillna(0.0).to_numpy()
        )
        by_code, by_value = np.argsort(codes), np.argsort(values, kind="stable")
        cumulated = np.concatenate([[0.0], np.cumsum(counts[by_value])])
        return cls(codes[by_code], values[by_code], values[by_value], cumulated)

    def value(self, code: str) -> float | None:
        """Give the value of a territory; nothing where it has none."""
        wanted = code.encode(errors="replace")
        at = int(np.searchsorted(self.codes, wanted))
        is_there = at < len(self.codes) and self.codes[at] == wanted
        return float(self.values[at]) if is_there else None

    def rank(self, code: str, entry: Indicator) -> Rank | None:
        """Rank a territory; equal values share the better place. A class has no rank.

        Parameters
        ----------
        code : str
            The territory.
        entry : Indicator
            Its polarity says whether the best is the highest or the lowest.
        """
        own = self.value(code)
        if own is None or entry.categories:
            return None
        below, up_to = self._around(own)
        before = below if entry.polarity == "lower_is_better" else len(self.ordered) - up_to
        return Rank(1 + before, len(self.ordered))

    def count(self, value: float) -> int:
        """Count the territories that have a value."""
        below, up_to = self._around(value)
        return up_to - below

    def shares(self, value: float) -> tuple[float, float] | None:
        """Give the shares of the inhabitants where the value is lower, and where it is the same.

        Nothing where nobody is counted.
        """
        below, up_to = (float(self.people[at]) for at in self._around(value))
        total = float(self.people[-1])
        return (below / total, (up_to - below) / total) if total else None

    def _around(self, value: float) -> tuple[int, int]:
        """Count the values that are lower, and those that are not higher."""
        return (
            int(np.searchsorted(self.ordered, value, side="left")),
            int(np.searchsorted(self.ordered, value, side="right")),
        )

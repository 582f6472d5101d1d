"""The observations of one territory, as plain values: what a card, a sheet and a chart read.

A page reads some thirty short series. A frame for each of them takes longer to make than all the
rest of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.kept import kept
from indicators.observations import WITHOUT_VALUE

if TYPE_CHECKING:
    from indicators.bundle import Bundle


@dataclass(frozen=True, slots=True)
class Value:
    """One observation, as a card or a hover shows it."""

    value: float | None
    status: str
    year: int
    period: str
    source: str
    edition: str
    note: str

    @property
    def number(self) -> float:
        """The value; not a number (NaN) where there is none."""
        return float("nan") if self.value is None else self.value


Series = Sequence[Value]
"""The observations of one indicator in one territory, whole populations only."""


@dataclass(frozen=True, eq=False)
class Places:
    """Where the rows of each territory are in the one table.

    Parameters
    ----------
    levels, codes : pandas.Index
        What the numbers of the table's categories stand for.
    keys : array of int, shape (territories,)
        Number of the level times the number of codes, plus number of the code; increasing.
    starts : array of int, shape (territories + 1,)
        Where the rows of each territory start in ``order``.
    order : array of int32, shape (rows,)
        The rows of the table, territory by territory.
    """

    levels: pd.Index
    codes: pd.Index
    keys: NDArray[np.int32]
    starts: NDArray[np.int64]
    order: NDArray[np.int32]

    @classmethod
    def of(cls, observations: pd.DataFrame) -> Self:
        """Look for the rows of every territory, once for a table."""
        levels, codes = (observations[name].astype("category").cat for name in ("level", "code"))
        level, code = (texts.codes.to_numpy().astype("int32") for texts in (levels, codes))
        key = level * len(codes.categories) + code
        order = np.argsort(key, kind="stable").astype("int32")
        ordered = key[order]
        starts = np.flatnonzero(np.diff(ordered, prepend=ordered[:1] - 1))
        edges = np.append(starts, len(order))
        return cls(levels.categories, codes.categories, ordered[starts], edges, order)

    def rows(self, level: str, code: str) -> NDArray[np.int32]:
        """Give the rows of a territory, in the table's order; none of one that is not there."""
        height, place = (
            int(known.get_indexer(pd.Index([one]))[0])
            for known, one in ((self.levels, level), (self.codes, code))
        )
        if height < 0 or place < 0:
            return self.order[:0]
        key = height * len(self.codes) + place
        at = int(np.searchsorted(self.keys, key))
        if at == len(self.keys) or self.keys[at] != key:
            return self.order[:0]
        return self.order[self.starts[at] : self.starts[at + 1]]


def _texts(bundle: Bundle, column: str, at: NDArray[np.int32]) -> NDArray[np.object_]:
    """Give the texts of a column in some rows."""
    numbers, words = bundle.texts
    found: NDArray[np.object_] = (
        words[column][numbers[column][at]]
        if column in words
        else bundle.observations[column].to_numpy(dtype=object)[at]
    )
    return found


@kept(maxsize=256)
def _by_indicator(bundle: Bundle, level: str, code: str) -> dict[str, NDArray[np.int32]]:
    """Give the rows of a territory by indicator."""
    at = bundle.places.rows(level, code)
    indicators = _texts(bundle, "indicator", at)
    return {name: at[indicators == name] for name in dict.fromkeys(indicators.tolist())}


def held(bundle: Bundle, level: str, code: str) -> frozenset[str]:
    """Give the indicators of which a territory has a series."""
    return frozenset(
        name
        for name, at in _by_indicator(bundle, level, code).items()
        if (_texts(bundle, "stratum", at) == "").any()
    )


@kept(maxsize=4096)
def series(bundle: Bundle, indicator: str, level: str, code: str) -> tuple[Value, ...]:
    """Give the values of one territory, oldest first, whole populations only.

    Returns
    -------
    tuple of Value
        Empty where the bundle has nothing.
    """
    return tuple(one for name, one in _values(bundle, indicator, level, code) if not name)


def strata(bundle: Bundle, indicator: str, level: str, code: str) -> list[tuple[str, Value]]:
    """Give the values of the parts of a territory's population, each with the part's name.

    Returns
    -------
    list of (str, Value)
        Oldest first, then in the order of the table; empty where the bundle has nothing.
    """
    return [(name, one) for name, one in _values(bundle, indicator, level, code) if name]


def _values(bundle: Bundle, indicator: str, level: str, code: str) -> list[tuple[str, Value]]:
    at = _by_indicator(bundle, level, code).get(indicator)
    if at is None:
        return []
    names = ("stratum", "status", "period", "source", "edition", "note")
    texts = [_texts(bundle, name, at).tolist() for name in names]
    values = bundle.observations["value"].to_numpy()[at].tolist()
    years = bundle.observations["year"].to_numpy()[at].tolist()
    found = [
        (stratum, Value(None if status in WITHOUT_VALUE else value, status, year, *told))
        for value, year, stratum, status, *told in zip(values, years, *texts, strict=True)
    ]
    return sorted(found, key=lambda one: one[1].period)

"""The bundle: all that the application shows, in memory, and how its rows are found."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.series import Places


@dataclass(frozen=True, eq=False)
class Bundle:
    """Everything that the application shows, in memory.

    Parameters
    ----------
    observations : pandas.DataFrame
        The one table (see ``indicators.observations``).
    territories : pandas.DataFrame
        Every territory that can be named (see ``indicators.perimeter``).
    contours : pandas.DataFrame
        ``level, code, departement, geometry``: WKB, degrees, wound clockwise outside.
    initiatives, cpts, facts : pandas.DataFrame
        Health centres and local health contracts; CPTS; dated facts.
    neighbours, travel : pandas.DataFrame
        The communes and those around, and the minutes between them (see
        ``indicators.scenario.neighbourhood``).
    manifest : dict
        Version, départements, files with rows and hashes, and the millésimes of each source.
    """

    observations: pd.DataFrame
    territories: pd.DataFrame
    contours: pd.DataFrame
    initiatives: pd.DataFrame
    cpts: pd.DataFrame
    facts: pd.DataFrame
    neighbours: pd.DataFrame
    travel: pd.DataFrame
    manifest: dict[str, Any]

    @property
    def departements(self) -> list[str]:
        """The départements whose communes the bundle holds."""
        return list(self.manifest["departements"])

    @cached_property
    def years(self) -> dict[tuple[str, str], list[int]]:
        """The years held, by indicator and level: every page asks for them many times."""
        years = self.observations["year"].to_numpy()
        return {
            key: [int(year) for year in np.unique(years[at])]
            for key, at in sorted(self._positions.items())
        }

    @cached_property
    def _positions(self) -> dict[tuple[str, str], NDArray[np.int32]]:
        """Where the rows of each indicator and level are: a page never scans the whole table."""
        names, levels = (
            self.observations[column].astype("category").cat for column in ("indicator", "level")
        )
        height = len(levels.categories)
        # Small integers: numpy sorts them by radix, which a million rows need.
        key = (names.codes.astype("int16") * height + levels.codes).to_numpy()
        order = np.argsort(key, kind="stable").astype(np.int32)
        numbers, starts = np.unique(key[order], return_index=True)
        parts = np.split(order, starts[1:])
        held = [divmod(int(number), height) for number in numbers]
        return {
            (str(names.categories[name]), str(levels.categories[level])): at
            for (name, level), at in zip(held, parts, strict=True)
        }

    @property
    def indicators(self) -> set[str]:
        """The indicators of which the bundle has at least one observation."""
        return {indicator for indicator, _ in self._positions}

    def rows(
        self,
        indicator: str | None = None,
        level: str | None = None,
        codes: Collection[str] | None = None,
        years: Collection[int] | None = None,
    ) -> pd.DataFrame:
        """Give the observations that a view needs, and only those; texts as plain text.

        Parameters
        ----------
        indicator, level : str, optional
            Names of the catalogue; every one unless given.
        codes : collection of str, optional
            Codes of the territories.
        years : collection of int, optional
            Millésimes.

        Returns
        -------
        pandas.DataFrame
            The columns of the one table, in its order; empty where nothing is held.
        """
        at = self._where(indicator, level)
        numbers, words = self.texts
        if years is not None:
            at = at[np.isin(self.observations["year"].to_numpy()[at], list(years))]
        if codes is not None:
            wanted = self.observations["code"].cat.categories.get_indexer(pd.Index(codes))
            at = at[np.isin(numbers["code"][at], wanted)]
        # Not DataFrame.astype: it turns every text of a column, those of other rows too.
        columns = {
            name: pd.array(words[name][numbers[name][at]], dtype="str")
            if name in words
            else self.observations[name].to_numpy()[at]
            for name in self.observations.columns
        }
        return pd.DataFrame(columns, index=at, copy=False)

    @cached_property
    def places(self) -> Places:
        """Where the rows of each territory are."""
        return Places.of(self.observations)

    @cached_property
    def texts(self) -> tuple[dict[str, NDArray[np.integer]], dict[str, NDArray[np.object_]]]:
        """Give, for each column of texts, the number of each row's text, and the texts."""
        # The table's own arrays: the accessor of a column would give copies of its numbers.
        held = {
            str(name): cast("pd.Categorical", column.array)
            for name, column in self.observations.items()
            if column.dtype == "category"
        }
        return (
            {name: texts.codes for name, texts in held.items()},
            {name: np.asarray(texts.categories, dtype=object) for name, texts in held.items()},
        )

    def _where(self, indicator: str | None, level: str | None) -> NDArray[np.intp]:
        found = [
            at
            for (name, height), at in self._positions.items()
            if indicator in {None, name} and level in {None, height}
        ]
        at = np.concatenate(found, dtype=np.intp) if found else np.empty(0, dtype=np.intp)
        return np.sort(at)

"""Minutes from a routing engine that the user runs on an OpenStreetMap extract.

Requests are blocks of neighbouring communes, so that a table is asked only where some pair of it
may be within range, and each answer is kept on disk: a run that stops takes up where it was.
"""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from indicators.errors import RoutingError
from indicators.travel.sphere import on_sphere
from indicators.travel.times import TravelTimes, paired, positions, refuse_range

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from indicators.travel.engines import MatrixEngine

    FloatArray = npt.NDArray[np.float64]
    IntArray = npt.NDArray[np.intp]

# No car goes faster than this in a straight line on average: 130 km/h, the motorway limit
# (Code de la route, art. R413-2).
FASTEST_KM_A_MINUTE = 130 / 60
BLOCK = 50
"""Communes a side of a table: 2 500 pairs, the default limit of Valhalla, under that of OSRM."""


@dataclass(frozen=True)
class Cache:
    """Answers of an engine, one file a table.

    Parameters
    ----------
    folder : Path
        Created if needed. Empty it when the engine's map changes: answers carry no date.
    """

    folder: Path

    def _file(self, engine: MatrixEngine, sources: FloatArray, targets: FloatArray) -> Path:
        asked = hashlib.sha256(engine.identity.encode())
        for points in (sources, targets):
            asked.update(repr(points.round(5).tolist()).encode())
        return self.folder / f"{asked.hexdigest()}.npy"

    def table(self, engine: MatrixEngine, sources: FloatArray, targets: FloatArray) -> FloatArray:
        """Minutes from each source to each target, from disk or else from the engine.

        Raises
        ------
        RoutingError
            As `MatrixEngine.table`; also a folder that cannot be written.
        """
        file = self._file(engine, sources, targets)
        kept = _load(file, (len(sources), len(targets)))
        if kept is not None:
            return kept
        minutes = engine.table(sources, targets)
        try:
            self._keep(file, minutes)
        except OSError as error:
            message = f"cannot keep the answers in {self.folder}: {error.strerror or error}"
            raise RoutingError(message) from error
        return minutes

    def _keep(self, file: Path, minutes: FloatArray) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        content = io.BytesIO()
        np.save(content, minutes, allow_pickle=False)
        handle, name = tempfile.mkstemp(dir=self.folder, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as part:
                part.write(content.getbuffer())
            Path(name).replace(file)
        finally:
            Path(name).unlink(missing_ok=True)


def _load(file: Path, shape: tuple[int, int]) -> FloatArray | None:
    """Read a kept table; one that is absent, damaged or of another shape is asked again."""
    try:
        kept = np.load(file, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return kept if kept.shape == shape and kept.dtype == np.float64 else None


def _blocks(lonlat: FloatArray, size: int) -> IntArray:
    """Block of each place: places of a block are neighbours on a Z-shaped curve."""
    span = np.maximum(np.ptp(lonlat, axis=0), 1e-9)
    cells = ((lonlat - lonlat.min(axis=0)) / span * (2**16 - 1)).astype(np.int64)
    rank = np.zeros(len(lonlat), dtype=np.int64)
    for bit in range(16):
        rank |= ((cells[:, 0] >> bit) & 1) << (2 * bit)
        rank |= ((cells[:, 1] >> bit) & 1) << (2 * bit + 1)
    blocks = np.empty(len(lonlat), dtype=np.intp)
    blocks[np.argsort(rank, kind="stable")] = np.arange(len(lonlat)) // size
    return blocks


class EngineTimes:
    """Minutes of a routing engine, taken as exact.

    Parameters
    ----------
    engine : MatrixEngine
        `indicators.travel.engines.Osrm` or `Valhalla`.
    places : DataFrame
        ``code``, ``lon``, ``lat`` (degrees), as in data/geography/communes.parquet.
    cache : Cache
    block : int
        Communes a side of a table asked.
    """

    def __init__(
        self, engine: MatrixEngine, places: pd.DataFrame, cache: Cache, *, block: int = BLOCK
    ) -> None:
        self._engine = engine
        self._cache = cache
        self._codes = pd.Index(places["code"])
        self._lonlat = places[["lon", "lat"]].to_numpy(dtype=np.float64)
        if not np.isfinite(self._lonlat).all():
            lost = self._codes[~np.isfinite(self._lonlat).all(axis=1)][0]
            message = f"the commune {lost} has no coordinates: give them or leave it out"
            raise RoutingError(message)
        if block < 1:
            message = f"a block must hold at least one commune, not {block}"
            raise RoutingError(message)
        self._blocks = _blocks(self._lonlat, block)

    def minutes(self, origins: Sequence[str], destinations: Sequence[str]) -> TravelTimes:
        """Minutes from each origin to the destination of the same rank; see `pairs_within`.

        Raises
        ------
        DataError
            Lists of two lengths, or a commune unknown.
        RoutingError
            An engine that does not answer, or refuses.
        """
        paired(origins, destinations)
        origin, destination = positions(self._codes, origins), positions(self._codes, destinations)
        return self._asked(origin, destination, np.inf)

    def pairs_within(self, communes: Sequence[str], max_minutes: float) -> TravelTimes:
        """Every pair among some communes that takes less than `max_minutes`.

        Returns
        -------
        TravelTimes
            Own pairs at 0 minutes; without the pairs that no road joins.

        Raises
        ------
        DataError
            A commune unknown, or a time that is not positive and finite.
        RoutingError
            An engine that does not answer, or refuses.
        """
        refuse_range(max_minutes)
        wanted = np.unique(positions(self._codes, communes))
        tree = KDTree(on_sphere(self._lonlat[wanted]))
        near = tree.query_pairs(max_minutes * FASTEST_KM_A_MINUTE, output_type="ndarray")
        one, other = wanted[near[:, 0]], wanted[near[:, 1]]
        origin = np.concatenate([wanted, one, other])
        destination = np.concatenate([wanted, other, one])
        return self._asked(origin, destination, max_minutes).sorted()

    def _asked(self, origin: IntArray, destination: IntArray, limit: float) -> TravelTimes:
        minutes = np.zeros(len(origin))
        apart = np.flatnonzero(origin != destination)
        pair_of_blocks = np.column_stack(
            [
                self._blocks[origin[apart]],
                self._blocks[destination[apart]],
            ]
        )
        tables, table_of = np.unique(pair_of_blocks, axis=0, return_inverse=True)
        order = np.argsort(table_of, kind="stable")
        ends = np.cumsum(np.bincount(table_of, minlength=len(tables)))
        for rows in np.split(apart[order], ends[:-1]) if len(tables) else ():
            minutes[rows] = self._table(origin[rows], destination[rows])
        kept = np.flatnonzero(minutes < limit)  # NaN, no road, is not under any limit
        sigma = np.zeros(len(kept))
        return TravelTimes(self._codes, origin[kept], destination[kept], minutes[kept], sigma)

    def _table(self, origin: IntArray, destination: IntArray) -> FloatArray:
        """Ask the smallest table that holds some pairs."""
        sources, row = np.unique(origin, return_inverse=True)
        targets, column = np.unique(destination, return_inverse=True)
        table = self._cache.table(self._engine, self._lonlat[sources], self._lonlat[targets])
        minutes: FloatArray = table[row, column]
        return minutes

"""E2SFCA on a synthetic 200 m grid: one process against Dask, by département with its halo.

Run from the root of the repository, with requirements-dev.txt installed::

    python -m benchmarks.grid_partitions [CELLS]

Cells gather around towns drawn with a fixed seed, as inhabited cells do; a practice stands in one
town out of two. Times are those of the computation, the drawing left out; peaks of memory are each
process's own. The same functions run in one process and on the workers: only ``map`` changes.
"""

from __future__ import annotations

import resource
import sys
import time

import numpy as np
from distributed import Client, LocalCluster

from indicators.apl_parameters import load_parameters
from indicators.catchment import enhanced_two_step
from indicators.partitions import Part, Sites, accessibility_of, cut, weights_between

CELLS = 230_000
CELLS_A_TOWN = 65
KM2_A_TOWN = 15.7
"""Metropolitan France: 543,900 km2, 34,700 communes (Insee, COG 2026)."""
DEPARTEMENT = 75_000.0
METRES_A_MINUTE = 1_000.0
REACH = 20 * METRES_A_MINUTE
TOLERANCE = 1e-9


def steps(metres: np.ndarray) -> np.ndarray:
    """Weigh as the DREES does, at a kilometre a minute."""
    return load_parameters().decay()(metres / METRES_A_MINUTE)


def draw(cells: int) -> tuple[Sites, Sites, np.ndarray]:
    """Draw inhabited cells on a 200 m grid, practices, and the département of each cell."""
    random = np.random.default_rng(2023)
    count = cells // CELLS_A_TOWN
    side = 1_000 * (count * KM2_A_TOWN) ** 0.5
    towns = random.uniform(0, side, (count, 2))
    around = towns[random.integers(len(towns), size=cells)] + random.normal(0, 1_500, (cells, 2))
    points = np.unique(np.round(around.clip(0, side - 1) / 200) * 200, axis=0)
    demand = Sites(points, random.integers(1, 60, len(points)).astype(float))
    supply = Sites(towns[::2], random.uniform(3_600, 60_000, len(towns[::2])))
    square = (points // DEPARTEMENT).astype(int)
    labels = np.char.add(np.char.add(square[:, 0].astype(str), "-"), square[:, 1].astype(str))
    return demand, supply, labels


def peak_mb() -> float:
    """Give the peak of memory of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def whole(demand: Sites, supply: Sites) -> np.ndarray:
    """Compute everything at once."""
    weights = weights_between(demand, supply, REACH, steps)
    return enhanced_two_step(demand.amounts, supply.amounts, weights).accessibility


def on_workers(parts: list[Part], size: int, workers: int) -> tuple[np.ndarray, float, float]:
    """Compute the parts on some workers: the result, the seconds, the largest worker's peak."""
    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        client.run(peak_mb)
        start = time.perf_counter()
        results = client.gather(client.map(accessibility_of, client.scatter(parts)))
        taken = time.perf_counter() - start
        peak = max(client.run(peak_mb).values())
    together = np.full(size, np.nan)
    for part, result in zip(parts, results, strict=True):
        together[part.own] = result
    return together, taken, peak


def main(cells: int) -> int:
    """Compare the ways; the exit code is 1 where they do not agree."""
    demand, supply, labels = draw(cells)
    start = time.perf_counter()
    parts = list(cut(demand, supply, labels, REACH, steps))
    print(f"{len(labels)} cells, {len(supply.amounts)} practices, {len(parts)} départements")
    halo = sum(len(part.demand.amounts) for part in parts) / len(labels)
    print(f"cut in {time.perf_counter() - start:.2f} s; with halos, {halo:.1f} times the cells")
    agreed = True
    results = {workers: on_workers(parts, len(labels), workers) for workers in (1, 2)}
    start = time.perf_counter()
    reference = whole(demand, supply)
    alone = time.perf_counter() - start
    print(f"one process, all at once: {alone:.2f} s, peak {peak_mb():.0f} MB")
    for workers, (together, taken, peak) in results.items():
        gap = np.abs(together / reference - 1)[reference > 0].max()
        alike = bool(np.array_equal(together == 0, reference == 0))
        agreed &= gap <= TOLERANCE and alike
        print(
            f"Dask, {workers} worker(s): {taken:.2f} s, peak {peak:.0f} MB a worker, "
            f"largest relative difference {gap:.1e}"
        )
    print("the ways agree" if agreed else "THE WAYS DIFFER")
    return 0 if agreed else 1


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else CELLS))

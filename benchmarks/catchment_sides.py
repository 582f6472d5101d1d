"""The stages of `catchment_france`, each run in a process of its own by that script."""

from __future__ import annotations

import gc
import json
import resource
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pyproj import Transformer
from scipy.spatial import cKDTree

from benchmarks.catchment_france import COLUMNS, SIZES
from indicators.apl_parameters import load_parameters
from indicators.catchment import enhanced_two_step
from indicators.travel.costs import TravelCosts

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    FloatArray = npt.NDArray[np.float64]

# Straight distance to minutes: roads 1.3 times longer than the straight line, driven at 50 km/h.
# The times need not be real here, only as many and as varied as real ones.
DETOUR = 1.3
KM_PER_HOUR = 50.0
REACH_KM = 25.0
# About as in France; how many they are, and the populations, are drawn.
SHARE_WITH_A_DOCTOR = 0.4
SEED = 20250101
# A place in the middle of France; a sample is the places nearest to it, so that its density of
# pairs is that of the whole.
CENTRE_LON_LAT = (2.43, 46.54)
CATCHMENT_MINUTES = 20.0


@dataclass(frozen=True)
class Arrays:
    """What both sides read."""

    origins: npt.NDArray[np.int64]
    destinations: npt.NDArray[np.int64]
    minutes: FloatArray
    demand: FloatArray
    supply: FloatArray

    def save(self, folder: Path) -> None:
        """Write one file per array."""
        for name, array in vars(self).items():
            np.save(folder / f"{name}.npy", array)

    @classmethod
    def load(cls, folder: Path) -> Arrays:
        """Read what `save` wrote."""
        return cls(**{name: np.load(folder / f"{name}.npy") for name in cls.__annotations__})


def place_pairs(metres: FloatArray) -> Arrays:
    """Every pair of places within reach, both ways, own pairs included, in shuffled order."""
    half = cKDTree(metres).query_pairs(REACH_KM * 1000, output_type="ndarray")
    own = np.repeat(np.arange(len(metres)), 2).reshape(-1, 2)
    pairs = np.concatenate([half, half[:, ::-1], own]).astype(np.int64)
    rng = np.random.default_rng(SEED)
    rng.shuffle(pairs)
    kilometres = np.hypot(*(metres[pairs[:, 0]] - metres[pairs[:, 1]]).T) / 1000
    doctors = rng.poisson(2.0, len(metres)) * (rng.random(len(metres)) < SHARE_WITH_A_DOCTOR)
    return Arrays(
        origins=np.ascontiguousarray(pairs[:, 0]),
        destinations=np.ascontiguousarray(pairs[:, 1]),
        minutes=kilometres * DETOUR * 60 / KM_PER_HOUR,
        demand=np.round(rng.lognormal(6.2, 1.3, len(metres))) + 1.0,
        supply=(doctors * 5000).astype(np.float64),
    )


def metropolitan_metres(communes: Path) -> FloatArray:
    """Lambert-93 positions of the communes of metropolitan France, nearest to the centre first."""
    table = pd.read_parquet(communes, columns=list(COLUMNS))
    # Overseas départements and territories have codes from 97 up; Corsica's are 2A and 2B.
    table = table[(table["departement"] < "97") & table["lon"].notna()]
    to_metres = Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True)
    metres = np.column_stack(to_metres.transform(table["lon"], table["lat"]))
    centre = np.array(to_metres.transform(*CENTRE_LON_LAT))
    return metres[np.argsort(np.hypot(*(metres - centre).T))]


def ours(arrays: Arrays) -> Callable[[], FloatArray]:
    """From the raw arrays to the accessibility, checks and matrix included."""
    decay = load_parameters().decay()
    shape = (arrays.demand.size, arrays.supply.size)

    def run() -> FloatArray:
        costs = TravelCosts.from_pairs(
            arrays.origins, arrays.destinations, arrays.minutes, shape, reach=decay.reach
        )
        return enhanced_two_step(arrays.demand, arrays.supply, costs.weights(decay)).accessibility

    return run


def pysal(arrays: Arrays) -> Callable[[], FloatArray]:
    """From frames already made to the accessibility; PySAL's bands include their upper bound."""
    # Imported here so that our own process does not carry PySAL's memory.
    from access import Access, weights  # noqa: PLC0415

    decay = load_parameters().bands()
    bands = zip(decay.bounds, decay.weights, strict=True)
    step = weights.step_fn({np.nextafter(bound, 0): weight for bound, weight in bands})
    pairs = pd.DataFrame(
        {"origin": arrays.origins, "dest": arrays.destinations, "cost": arrays.minutes}, copy=False
    )
    demand = pd.DataFrame({"demand": arrays.demand}, copy=False).rename_axis("geoid")
    supply = pd.DataFrame({"supply": arrays.supply}, copy=False).rename_axis("geoid")

    def run() -> FloatArray:
        access = Access(
            demand_df=demand,
            demand_value="demand",
            supply_df=supply,
            supply_value="supply",
            cost_df=pairs,
            cost_origin="origin",
            cost_dest="dest",
            cost_name="cost",
        )
        frame = access.enhanced_two_stage_fca(
            name="a", weight_fn=step, max_cost=np.nextafter(CATCHMENT_MINUTES, 0)
        )
        found = frame["a_supply"].reindex(range(demand.shape[0])).fillna(0.0)
        return np.asarray(found, dtype=np.float64)

    return run


def seconds(run: Callable[[], object]) -> float:
    """Wall time of one run, the collector kept out of it."""
    gc.collect()
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def alternate(arrays: Arrays, rounds: int) -> dict[str, float]:
    """Median seconds of each side, run in turn so that both meet the same machine."""
    sides = {"ours": ours(arrays), "pysal": pysal(arrays)}
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, run in sides.items():
            taken[name].append(seconds(run))
    return {name: statistics.median(times) for name, times in taken.items()}


def best(run: Callable[[], object], rounds: int = 7) -> float:
    """Least wall time, for what is compared with a floor."""
    return min(seconds(run) for _ in range(rounds))


def stage_prepare(folder: Path, communes: Path) -> dict[str, float]:
    """Write the arrays of France and of each smaller size."""
    metres = metropolitan_metres(communes)
    for size in (*SIZES, len(metres)):
        target = folder / str(size)
        target.mkdir()
        place_pairs(metres[:size]).save(target)
    return {"places": len(metres)}


def stage_memory(folder: Path, side: str) -> dict[str, float]:
    """Peak resident memory of one side, before (imports and arrays) and after one run."""
    unit = 1e6 if sys.platform == "darwin" else 1e3
    run = {"ours": ours, "pysal": pysal}[side](Arrays.load(folder))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    run()
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"before_mb": before / unit, "peak_mb": after / unit}


def stage_time(folder: Path, rounds: str) -> dict[str, float]:
    """Time both sides in one process; measure their agreement and the conservation of supply."""
    arrays = Arrays.load(folder)
    result = alternate(arrays, int(rounds))
    mine, theirs = ours(arrays)(), pysal(arrays)()
    positive = theirs > 0
    result["difference"] = float(np.abs(mine[positive] / theirs[positive] - 1).max())
    result["zero_alike"] = float(np.array_equal(mine > 0, positive))
    result["conservation"] = abs(float(arrays.demand @ mine) / float(arrays.supply.sum()) - 1)
    return result | {"places": arrays.demand.size, "pairs": arrays.minutes.size}


def stage_floor(folder: Path, _: str) -> dict[str, float]:
    """Time of each phase against the time to move its bytes once at the measured bandwidth."""
    arrays = Arrays.load(folder)
    pairs, places = arrays.minutes.size, arrays.demand.size
    decay = load_parameters().decay()
    shape = (places, arrays.supply.size)
    probe = np.ones(64_000_000)
    bandwidth = probe.nbytes / best(probe.sum)

    def build() -> TravelCosts:
        return TravelCosts.from_pairs(
            arrays.origins, arrays.destinations, arrays.minutes, shape, reach=decay.reach
        )

    costs = build()
    weights = costs.weights(decay)
    kept = costs.minutes.nnz
    phases: dict[str, tuple[Callable[[], object], int]] = {
        # Read 2 positions of 8 bytes and a time; write a time and a position of 4 bytes.
        "matrix": (build, pairs * 24 + kept * 12),
        "weights": (lambda: costs.weights(decay), kept * (8 + 8)),
        # Two products, each reading a weight and a position: ratios, accessibility.
        "access": (lambda: enhanced_two_step(arrays.demand, arrays.supply, weights), kept * 2 * 12),
    }
    result: dict[str, float] = {"bandwidth_gb_s": bandwidth / 1e9}
    for name, (run, moved) in phases.items():
        result[f"{name}_ms"] = best(run) * 1e3
        result[f"{name}_floor_ms"] = moved / bandwidth * 1e3
    return result


STAGES = {
    "prepare": lambda folder, extra: stage_prepare(folder, Path(extra)),
    "memory": stage_memory,
    "time": stage_time,
    "floor": stage_floor,
}

if __name__ == "__main__":
    stage, where, argument = sys.argv[1:]
    print(json.dumps(STAGES[stage](Path(where), argument)))

"""E2SFCA over all communes of metropolitan France: this package against PySAL `access`.

Run from the root of the repository, with requirements-dev.txt installed::

    python -m benchmarks.catchment_france [COMMUNES.parquet]

Places are the town halls of data/geography/communes.parquet; pairs are those within 25 km in a
straight line, turned into minutes by a fixed speed (see `benchmarks/catchment_sides.py`), in
shuffled order; demand and supply are drawn with a fixed seed. Both sides read the same arrays. Our
time runs from the raw arrays to the result, checks, matrix and ratios included;
PySAL's starts from frames already made. Times are medians of runs that alternate in one process;
each peak of memory is that of a process that runs one side once.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMUNES = ROOT / "data" / "geography" / "communes.parquet"
SIZES = (1_000, 2_000, 5_000, 10_000, 20_000)
COLUMNS = ("code", "departement", "lon", "lat")
ROUNDS = 5
REQUIRED_SPEEDUP = 15.0
TOLERANCE = 1e-9


# This script imports nothing heavy: a child starts with its parent's peak of memory on Linux.
def stage(name: str, folder: Path, argument: str) -> dict[str, float]:
    """Run one stage in a process of its own and return what it measured."""
    command = [sys.executable, "-m", "benchmarks.catchment_sides", name, str(folder), argument]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    result: dict[str, float] = json.loads(done.stdout)
    return result


def report_growth(root: Path, places: int) -> dict[str, float]:
    """Print how time grows with the places; return the measures of the whole of France."""
    print(f"{'places':>8} {'pairs':>10} {'ours ms':>9} {'PySAL ms':>9} {'ratio':>7} {'ns/pair':>8}")
    timing: dict[str, float] = {}
    for size in (*SIZES, places):
        timing = stage("time", root / str(size), str(ROUNDS))
        mine, theirs = timing["ours"], timing["pysal"]
        print(
            f"{size:>8} {timing['pairs']:>10.0f} {mine * 1e3:>9.1f} {theirs * 1e3:>9.0f} "
            f"{theirs / mine:>7.1f} {mine / timing['pairs'] * 1e9:>8.1f}"
        )
    return timing


def report_memory(france: Path) -> bool:
    """Print the peak of memory of each side; tell whether ours is no higher."""
    peaks = {side: stage("memory", france, side) for side in ("ours", "pysal")}
    for side, peak in peaks.items():
        print(
            f"peak memory, {side:5}: {peak['peak_mb']:6.0f} MB "
            f"({peak['peak_mb'] - peak['before_mb']:.0f} MB above imports and arrays)"
        )
    return peaks["ours"]["peak_mb"] <= peaks["pysal"]["peak_mb"]


def report_floor(france: Path) -> None:
    """Print each phase beside the time to move its bytes once."""
    floor = stage("floor", france, "")
    print(f"bandwidth of one core, reading: {floor['bandwidth_gb_s']:.1f} GB/s")
    for phase in ("matrix", "weights", "access"):
        taken, least = floor[f"{phase}_ms"], floor[f"{phase}_floor_ms"]
        print(f"{phase:>8}: {taken:6.1f} ms, floor {least:5.1f} ms, {taken / least:4.1f} times")


def main(communes: Path) -> int:
    """Run every stage; the exit code is 1 if a requirement is not met."""
    if not communes.is_file():
        print(f"{communes} is absent: give the path of a table with columns {COLUMNS}")
        return 2
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        places = int(stage("prepare", root, str(communes))["places"])
        france = root / str(places)
        timing = report_growth(root, places)
        lighter = report_memory(france)
        report_floor(france)
    print(f"largest relative difference with PySAL: {timing['difference']:.1e}")
    print(f"|sum of P A / sum of S - 1| over France: {timing['conservation']:.1e}")
    met = (
        timing["pysal"] / timing["ours"] >= REQUIRED_SPEEDUP
        and lighter
        and timing["difference"] <= TOLERANCE
        and timing["zero_alike"] == 1.0
        and timing["conservation"] <= TOLERANCE
    )
    print("requirements met" if met else "REQUIREMENTS NOT MET")
    return 0 if met else 1


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else COMMUNES))

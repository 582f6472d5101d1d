"""How long, and in how much memory, an RPPS extraction is read: on an invented file of its form.

Run ``python -m benchmarks.rpps_stream [megabytes]``. The file is invented in a temporary folder and
removed.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from indicators.sources.ans import read
from tests.unit.sources.rpps import COLUMNS, activity

DEFAULT_MEGABYTES = 300
_SECTORS = ["SA07", "SA08", "SA05", "SA01", "SA17", "SA64"]
_PROFESSIONS = ["10", "60", "70", "40", "50"]
"""As in the directory, most rows are not those of doctors."""


def invent(path: Path, megabytes: int) -> int:
    """Write a file of about this size; give its rows."""
    random = np.random.default_rng(62)
    rows = 0
    with path.open("w", encoding="utf-8") as file:
        file.write("|".join(COLUMNS) + "\n")
        while file.tell() < megabytes * 1_000_000:
            block = [
                activity(
                    int(doctor),
                    f"{commune:05d}",
                    f"R{structure}",
                    profession=_PROFESSIONS[profession],
                    sector=_SECTORS[sector],
                )
                for doctor, commune, structure, profession, sector in zip(
                    random.integers(0, 1_500_000, 10_000),
                    random.integers(1001, 95_999, 10_000),
                    random.integers(0, 600_000, 10_000),
                    random.choice(len(_PROFESSIONS), 10_000, p=[0.12, 0.5, 0.2, 0.1, 0.08]),
                    random.choice(len(_SECTORS), 10_000),
                    strict=True,
                )
            ]
            file.writelines("|".join(cells) + "\n" for cells in block)
            rows += len(block)
    return rows


def main(megabytes: int) -> None:
    """Invent a file, read it, print the time and the peak memory."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "PS_LibreAcces_Personne_activite_202601010000.txt"
        rows = invent(path, megabytes)
        size = path.stat().st_size / 1e6
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        start = time.perf_counter()
        table = read(path)["gp_practices"]
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{size:.0f} MB, {rows} rows: {seconds:.1f} s, {size / seconds:.0f} MB/s")
    print(f"peak memory {peak:.0f} MB, {before:.0f} MB before reading")
    print(f"{table['gp'].sum():.0f} GPs in {table['code'].nunique()} communes")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_MEGABYTES)

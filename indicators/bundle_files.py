"""The files of a bundle. The only module that knows them.

A bundle is a folder of Parquet files and a manifest that lists them with their SHA-256, so that a
damaged or half-copied bundle is refused at start. It is written aside, then put in place.
"""

from __future__ import annotations

import hashlib
import json
import time
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from indicators.addresses import Folder
from indicators.bundle import Bundle
from indicators.errors import BundleError, UsageError
from indicators.parquet import frame_of
from indicators.paths import BUNDLE
from indicators.placing import replacing

if TYPE_CHECKING:
    from indicators.official import OfficialFile

SCHEMA_VERSION = 1
MANIFEST = "manifest.json"
_SETTLING = 0.05
"""Seconds after which a bundle that could not be read is looked at again: was it being replaced?"""
TABLES = (
    "observations",
    "territories",
    "contours",
    "initiatives",
    "cpts",
    "facts",
    "neighbours",
    "travel",
)
_CATEGORIES = {
    "observations": [
        "level",
        "code",
        "indicator",
        "stratum",
        "period",
        "status",
        "source",
        "edition",
        "note",
    ],
    "travel": ["origin", "destination"],
}


def write_bundle(
    tables: dict[str, pd.DataFrame],
    departements: list[str],
    folder: Path = BUNDLE,
    *,
    provenance: Sequence[OfficialFile] = (),
    made_from: str = "",
) -> Path:
    """Write a bundle aside, then put it in the place of the old one.

    The same tables give the same bytes. Should anything fail, the old bundle stays whole.

    Parameters
    ----------
    tables : dict of pandas.DataFrame
        One frame for each of ``TABLES``; ``contours`` is a geopandas frame.
    departements : list of str
        What the bundle covers.
    folder : pathlib.Path
        Where the bundle goes: a new or empty folder, or an older bundle.
    provenance : sequence of OfficialFile
        The official files that the tables come from, besides the figures of the repository.
    made_from : str, optional
        What ``indicators.fingerprint`` says of the build; nothing is kept unless given.

    Raises
    ------
    UsageError
        When the folder holds something else than a bundle, which would be lost, or when another
        program is writing it.
    BundleError
        When the disk is full, or refuses.
    """
    if folder.exists() and not _may_be_replaced(folder):
        msg = f"{folder} is not a bundle and would be replaced; give another folder"
        raise UsageError(msg)
    try:
        with replacing(folder) as new:
            _write_files(tables, departements, provenance, made_from, new)
    except OSError as error:
        msg = (
            f"cannot be written ({error.strerror or error}); free some space there, or give "
            "another folder (--out), not one that is mounted by itself; the earlier bundle is as "
            "it was"
        )
        raise BundleError(msg, file=str(folder)) from error
    return folder


def _write_files(
    tables: dict[str, pd.DataFrame],
    departements: list[str],
    provenance: Sequence[OfficialFile],
    made_from: str,
    folder: Path,
) -> None:
    files = {name: _write_table(tables[name], folder / f"{name}.parquet") for name in TABLES}
    manifest = {
        "schema": SCHEMA_VERSION,
        "departements": departements,
        "files": files,
        "sources": _millesimes(tables["observations"]),
        "provenance": [file.told() for file in provenance],
        **({"made_from": made_from} if made_from else {}),
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def _may_be_replaced(folder: Path) -> bool:
    """Tell a bundle, even one that lost its manifest, or an empty folder, from anything else."""
    if not folder.is_dir():
        return False
    names = {path.name for path in folder.iterdir()}
    return MANIFEST in names or names <= {f"{name}.parquet" for name in TABLES}


def _write_table(table: pd.DataFrame, path: Path) -> dict[str, Any]:
    if hasattr(table, "crs"):
        table.to_parquet(path, compression="zstd", index=False)
    else:
        arrow = pa.Table.from_pandas(table, preserve_index=False)
        pq.write_table(arrow, path, compression="zstd", compression_level=12)
    return {"rows": len(table), "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def _millesimes(observations: pd.DataFrame) -> dict[str, Any]:
    """Give the rows, the years and the indicators of each source."""
    held = observations.groupby(
        ["source", "year", "indicator"], observed=True, as_index=False
    ).size()
    return {
        str(source): {
            "rows": int(rows["size"].sum()),
            "years": sorted({int(year) for year in rows["year"]}),
            "indicators": sorted(set(rows["indicator"].astype(str))),
        }
        for source, rows in held.groupby("source", observed=True)
    }


def read_bundle(folder: Folder = BUNDLE) -> Bundle:
    """Read a bundle, refusing one that is absent, damaged or of another version.

    One that is replaced meanwhile is read again, so that its files are those of one build.

    Raises
    ------
    BundleError
        Names the file and the command that makes the bundle again.
    """
    while True:
        before = identity(folder)
        try:
            return _read(folder)
        except BundleError:
            time.sleep(_SETTLING)
            if identity(folder) == before:
                raise


def identity(folder: Folder) -> tuple[tuple[str, int, int, int], ...]:
    """Give what changes when a bundle is replaced, or one of its files; nothing if it is away.

    Beyond this machine there is the manifest, which lists the hashes of the files, and no date.
    """
    if not isinstance(folder, Path):
        try:
            manifest = (folder / MANIFEST).read_bytes()
        except Exception:  # noqa: BLE001 - each storage of fsspec has errors of its own
            return ()
        return ((MANIFEST, zlib.crc32(manifest), 0, len(manifest)),)
    try:
        found = [(path.name, path.stat()) for path in sorted(folder.iterdir())]
    except OSError:
        return ()
    return tuple((name, about.st_ino, about.st_mtime_ns, about.st_size) for name, about in found)


def way_to_rebuild(folder: Folder) -> str:
    """Say how a bundle that cannot be read is made again."""
    if folder == BUNDLE:
        return "run `python -m indicators build` to make it again"
    return f"run `python -m indicators build --out {folder}` with the options that it was made with"


def _read(folder: Folder) -> Bundle:
    manifest = _read_manifest(folder)
    tables = {name: _read_table(folder, name, manifest) for name in TABLES}
    return Bundle(**tables, manifest=manifest)


def _read_manifest(folder: Folder) -> dict[str, Any]:
    path, redo = folder / MANIFEST, way_to_rebuild(folder)
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        version = manifest["schema"]
        is_whole = _is_whole(manifest)
    except OSError:
        msg = f"there is no bundle here; {redo}"
        raise BundleError(msg, file=str(path)) from None
    except (ValueError, KeyError, TypeError):
        msg = f"the bundle's manifest is damaged; {redo}"
        raise BundleError(msg, file=str(path)) from None
    if version != SCHEMA_VERSION:
        msg = f"the bundle is of version {version}, this program reads {SCHEMA_VERSION}; {redo}"
        raise BundleError(msg, file=str(path))
    if not is_whole:
        msg = f"the bundle's manifest is incomplete; {redo}"
        raise BundleError(msg, file=str(path))
    return manifest


def _is_whole(manifest: dict[str, Any]) -> bool:
    """Tell whether the manifest has the entries that its readers use."""
    departements, files = manifest.get("departements"), manifest.get("files")
    return (
        isinstance(departements, list)
        and bool(departements)
        and isinstance(manifest.get("sources"), dict)
        and isinstance(files, dict)
        and all(isinstance(about, dict) for about in files.values())
    )


def _read_table(folder: Folder, name: str, manifest: dict[str, Any]) -> pd.DataFrame:
    path, redo = folder / f"{name}.parquet", way_to_rebuild(folder)
    try:
        content = path.read_bytes()
        expected = manifest["files"][name]["sha256"]
    except (OSError, KeyError):
        msg = f"the file is missing from the bundle; {redo}"
        raise BundleError(msg, file=str(path)) from None
    if hashlib.sha256(content).hexdigest() != expected:
        msg = f"the file is damaged: it is not the one that the manifest lists; {redo}"
        raise BundleError(msg, file=str(path))
    try:
        return frame_of(content, _CATEGORIES.get(name, []))
    except pa.ArrowInvalid:
        msg = f"the file cannot be read, though it is the one that was written; {redo}"
        raise BundleError(msg, file=str(path)) from None

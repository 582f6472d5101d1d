"""The files downloaded so far, each with the record of where it comes from.

``CACHE/<source>/<file>`` and beside it ``<file>.download.json``: address, date, size, SHA-256 and
the server's marks of the version. Records travel with the files, so that a build can tell where
each number comes from.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from indicators.errors import DataError

SUFFIX = ".download.json"
ARCHIVE = "archive"


@dataclass(frozen=True)
class Record:
    """Where a downloaded file comes from.

    Parameters
    ----------
    source : str
        The entry of ``data/sources.yml``.
    address : str
        The official address that it was downloaded from.
    date : str
        When it was received, ISO 8601, UTC.
    size : int
        Bytes.
    sha256 : str
        Its hash.
    etag, modified : str
        The server's marks of this version, empty where it gives none.
    """

    source: str
    address: str
    date: str
    size: int
    sha256: str
    etag: str = ""
    modified: str = ""


def record_path(path: Path) -> Path:
    """Give the path of the record of a file."""
    return path.with_name(f"{path.name}{SUFFIX}")


def read_record(path: Path) -> Record | None:
    """Give the record of a downloaded file, nothing for a file that came another way.

    Raises
    ------
    DataError
        When the record is damaged.
    """
    beside = record_path(path)
    if not beside.exists():
        return None
    try:
        return Record(**json.loads(beside.read_text(encoding="utf-8")))
    except (ValueError, TypeError, OSError):
        msg = "the record of this download is damaged; delete it and run the update again"
        raise DataError(msg, file=str(beside)) from None


def write_record(path: Path, record: Record) -> None:
    """Write the record of a file beside it, whole or not at all."""
    beside = record_path(path)
    aside = beside.with_name(f"{beside.name}.new")
    aside.write_text(json.dumps(asdict(record), indent=1, ensure_ascii=False), encoding="utf-8")
    aside.replace(beside)


def sha256_of(path: Path) -> str:
    """Give the SHA-256 of a file, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_intact(path: Path) -> bool:
    """Tell whether a file is there and is the one that its record describes."""
    record = read_record(path)
    if record is None or not path.exists() or path.stat().st_size != record.size:
        return False
    return sha256_of(path) == record.sha256


def files(folder: Path) -> list[Path]:
    """List the downloaded files of a source, those of the archive left out."""
    if not folder.exists():
        return []
    return [path for path in sorted(folder.iterdir()) if record_path(path).exists()]


def remove(path: Path) -> None:
    """Delete a file and its record."""
    path.unlink(missing_ok=True)
    record_path(path).unlink(missing_ok=True)


def move(path: Path, target: Path) -> None:
    """Put a file and its record in the place of others, or where there is none."""
    target.parent.mkdir(parents=True, exist_ok=True)
    record_path(path).replace(record_path(target))
    path.replace(target)


def archive(path: Path) -> None:
    """Keep a file and its record in the folder ``archive``, under the date of its download."""
    record = read_record(path)
    if record is not None:
        name = f"{record.date[:10]}-{record.sha256[:8]}-{path.name}"
        move(path, path.parent / ARCHIVE / name)

"""Opening a ZIP that comes from outside: whole, and no larger than an official file can be.

A workbook (XLSX) is a ZIP too. Each fault, a truncated download or a file that would fill the
memory once decompressed, is one ``DataError``.
"""

from __future__ import annotations

import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from indicators.errors import DataError

MEGABYTE = 1_000_000
WORKBOOK_LIMIT = 300 * MEGABYTE
"""Decompressed bytes of a workbook: the largest official one seen has 25 million."""
TABLE_LIMIT = 4_000 * MEGABYTE
"""Decompressed bytes of an archive of CSV files: the largest official ones stay under 2 billion."""
HIGHEST_RATIO = 150
"""Decompressed over compressed bytes: official workbooks and tables stay under 40."""
_RATIO_MATTERS_FROM = 10 * MEGABYTE

_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,  # an encrypted member
    NotImplementedError,  # a compression that Python does not know
    ValueError,
)


def refusal(path: Path, limit: int = WORKBOOK_LIMIT) -> str:
    """Say why a ZIP is not to be opened, from its directory alone; "" where it may be.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    limit : int
        The most bytes that its members may hold together.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except _UNREADABLE:
        return "not a whole ZIP nor XLSX file; download it again"
    size = sum(member.file_size for member in members)
    packed = max(sum(member.compress_size for member in members), 1)
    if size > limit:
        return (
            f"{size:,} bytes once decompressed where at most {limit:,} are expected: not the "
            "official file; download it again"
        )
    if size > _RATIO_MATTERS_FROM and size > HIGHEST_RATIO * packed:
        return (
            f"it grows {size // packed} times once decompressed where at most {HIGHEST_RATIO} is "
            "expected: not the official file; download it again"
        )
    return ""


@contextmanager
def open_archive(path: Path, limit: int = TABLE_LIMIT) -> Iterator[zipfile.ZipFile]:
    """Open a ZIP once its directory is known to be sound.

    Raises
    ------
    DataError
        When it is absent, is not a ZIP or is too large, and when reading a member fails.
    """
    reason = refusal(path, limit)
    if reason:
        raise DataError(_missing(path) or _page(path) or reason, file=path.name)
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except _UNREADABLE as error:
        msg = f"the archive is damaged ({' '.join(str(error).split())}); download it again"
        raise DataError(msg, file=path.name) from None


@contextmanager
def open_member(
    path: Path, named: re.Pattern[str], limit: int = TABLE_LIMIT
) -> Iterator[tuple[str, IO[bytes]]]:
    """Open the only member of a ZIP that is so named.

    Parameters
    ----------
    path : pathlib.Path
        The archive.
    named : re.Pattern
        The whole name of the member, without its folder and in lower case.

    Yields
    ------
    tuple of str and binary stream
        The member's name and its content.

    Raises
    ------
    DataError
        When there is no such member, or several.
    """
    with open_archive(path, limit) as archive:
        names = members_named(archive.namelist(), named)
        if len(names) != 1:
            msg = f"{len(names)} files of the archive are named {named.pattern!r}; one is expected"
            raise DataError(msg, file=path.name)
        with archive.open(names[0]) as stream:
            yield names[0], stream


def members_named(names: list[str], named: re.Pattern[str]) -> list[str]:
    """Give the members of an archive that are so named; see ``open_member``."""
    return [name for name in names if named.fullmatch(name.rpartition("/")[2].lower())]


def _missing(path: Path) -> str:
    return "" if path.is_file() else "the file is missing; check its path"


def _page(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(512).lstrip().lower()
    if start.startswith((b"<!doctype", b"<html")):
        return "a web page, not the file: the server answered with an error; download it again"
    return ""

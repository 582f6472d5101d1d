"""A corpus of damaged delimited files, made from one good sample of a form.

Each damage is something that was met or that a producer's server, a spreadsheet or a cut download
does to a file. What is expected of a parser is always the same: one ``DataError`` that names the
file and, where the damage has a place, its row and its column; never another exception.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from indicators.errors import DataError

Tables = dict[str, pd.DataFrame]
HTML = b"<!DOCTYPE html>\n<html><head><title>502</title></head><body>Bad Gateway</body></html>\n"
NOT_NUMBERS = ("-1", "1e12", "=1+1", "douze", "1,2,3", "NaN", "inf", "99999999999999", "--")
NOT_CODES = (
    "",
    "6",
    "=62",
    "ZZZZZ",
    "62 0",
    "62\x00",
    "620010000000",
    "\uff16\uff12\uff10\uff10\uff11",
)  # the last in wide digits


@dataclass(frozen=True)
class Sample:
    """A good file, as a table of texts.

    Parameters
    ----------
    rows : tuple of tuple of str
        The header first.
    separator : str
    codes, numbers : tuple of str
        Columns that hold codes and numbers, which every row must have right.
    needed : tuple of str
        Columns without which the file cannot be read.
    unique : bool
        Whether a row given twice is a fault.
    bom : bool
    """

    rows: tuple[tuple[str, ...], ...]
    separator: str
    needed: tuple[str, ...]
    codes: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    unique: bool = True
    bom: bool = False

    def written(self, rows: tuple[tuple[str, ...], ...] | None = None) -> bytes:
        lines = [self.separator.join(cells) for cells in (self.rows if rows is None else rows)]
        return ("\n".join(lines) + "\n").encode("utf-8-sig" if self.bom else "utf-8")

    def with_cell(self, column: str, value: str, row: int = 1) -> tuple[tuple[str, ...], ...]:
        at = self.rows[0].index(column)
        changed = [list(cells) for cells in self.rows]
        changed[row][at] = value
        return tuple(tuple(cells) for cells in changed)


@dataclass(frozen=True)
class Damage:
    """A damaged file and the place that its error must name."""

    name: str
    content: bytes
    row: int | None = None
    column: str | None = None


def damages(sample: Sample) -> list[Damage]:
    """Make every damaged file of a sample."""
    return list(_damages(sample))


def _damages(sample: Sample) -> Iterator[Damage]:
    yield from not_a_table(sample)
    yield from _cut(sample)
    yield from _columns(sample)
    last = len(sample.rows)
    for column in sample.codes:
        for value in NOT_CODES:
            rows = sample.with_cell(column, value, last - 1)
            yield Damage(f"{column} is {value!r}", sample.written(rows), last, column)
    for column in sample.numbers:
        for value in NOT_NUMBERS:
            if sample.separator not in value:
                rows = sample.with_cell(column, value, last - 1)
                yield Damage(f"{column} is {value!r}", sample.written(rows), last, column)
    if sample.unique:
        yield Damage("a row twice", sample.written((*sample.rows, sample.rows[-1])), last + 1)


def not_a_table(sample: Sample) -> Iterator[Damage]:
    """Make the files that hold no table at all."""
    good = sample.written().decode("utf-8-sig")
    yield Damage("empty", b"")
    yield Damage("blank", b"\n\n\n")
    yield Damage("a byte order mark alone", b"\xef\xbb\xbf")
    yield Damage("a web page", HTML)
    yield Damage("a web page after a byte order mark", b"\xef\xbb\xbf" + HTML)
    yield Damage("a web page after blank lines", b"\r\n\r\n" + HTML)
    yield Damage("JSON", b'{"error_code": "ODSQLError", "message": "quota"}\n')
    yield Damage("an archive", zipped(good.encode()))
    yield Damage("a zip bomb", bomb())
    yield Damage("half an archive", zipped(good.encode())[:40])
    yield Damage("an image", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    yield Damage("zeros", bytes(4096))
    yield Damage("UTF-16", good.encode("utf-16"))
    yield Damage("another separator", good.replace(sample.separator, "\t").encode())


def _cut(sample: Sample) -> Iterator[Damage]:
    last = len(sample.rows)
    yield Damage("the header alone", sample.written(sample.rows[:1]), 2)
    header = sample.separator.join(sample.rows[0])
    yield Damage("half a header", header[: len(header) // 2].encode(), 1)
    half = sample.rows[-1][: len(sample.rows[-1]) // 2]
    yield Damage("half a last row", sample.written((*sample.rows[:-1], half)), last)
    for row in range(1, last):
        for name, cells in (
            ("a cell short", sample.rows[row][:-1]),
            ("a cell too many", (*sample.rows[row], "x")),
        ):
            rows = (*sample.rows[:row], cells, *sample.rows[row + 1 :])
            yield Damage(f"{name}, row {row + 1}", sample.written(rows), row + 1)


def _columns(sample: Sample) -> Iterator[Damage]:
    header = sample.rows[0]
    for column in sample.needed:
        at = header.index(column)
        dropped = tuple(tuple(c for k, c in enumerate(cells) if k != at) for cells in sample.rows)
        yield Damage(f"{column} is missing", sample.written(dropped), 1, column)
        renamed = (tuple(f"{c}_2" if c == column else c for c in header), *sample.rows[1:])
        yield Damage(f"{column} is renamed", sample.written(renamed), 1, column)
        twice = tuple((*cells, cells[at]) for cells in sample.rows)
        yield Damage(f"{column} is there twice", sample.written(twice), 1, column)
    broken = sample.written(sample.with_cell(sample.needed[0], "H\u00e9risson"))
    yield Damage("Latin-1", broken.decode("utf-8-sig").encode("latin-1"), 2)


def zipped(content: bytes, name: str = "data.csv") -> bytes:
    """Put a content in an archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return target.getvalue()


def bomb(name: str = "data.csv", size: int = 64 * 1024**2) -> bytes:
    """Give an archive of a thousandth of what it holds."""
    return zipped(bytes(size), name)


def read_or_refused(read: Callable[[Path], Tables], path: Path) -> Tables | None:
    """Read a file that may be anything: its tables, or nothing where it is refused by name."""
    try:
        return read(path)
    except DataError as error:
        if not error.file.endswith(path.name):
            raise
        return None


def refused(read: Callable[[Path], object], folder: Path, damage: Damage) -> DataError:
    """Check that a parser refuses a damaged file as it must, and give its error."""
    path = folder / "damaged.csv"
    path.write_bytes(damage.content)
    with pytest.raises(DataError) as caught:
        read(path)
    error = caught.value
    assert error.file.endswith("damaged.csv")
    assert "\n" not in str(error)
    assert len(str(error)) < 400
    if damage.row is not None:
        assert error.row == damage.row
    if damage.column is not None:
        assert error.column == damage.column
    return error

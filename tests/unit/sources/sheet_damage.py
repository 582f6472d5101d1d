"""A corpus of damaged workbooks, made from one good sample of a form.

As in ``text_damage``, whose ``refused`` judges them: what is expected of a parser is one
``DataError`` that names the file and, where the damage has a place, its row and its column.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import xlsxwriter

from tests.unit.sources.text_damage import HTML, Damage, bomb, zipped

Cell = str | float | bool | dt.date | None
Rows = tuple[tuple[Cell, ...], ...]
NOT_NUMBERS: tuple[Cell, ...] = (
    *(
        "",
        "NS",
        "N/A",
        "N/A - secret statistique",
        "nc",
        "s",
        "=1+1",
        "douze",
        "1,5",
        "inf",
        "nan",
        "2",
        "2.5",
        " ",
    ),
    *(-1, -0.001, 1e12, True, dt.date(2023, 1, 1)),
)
NOT_CODES: tuple[Cell, ...] = ("", "6", "ZZZZZ", "62 01", "620010000000", 62001, True, "=62001")
_BOMB = 16_000_000
"""Bytes of a member that compresses a thousand times."""


class Formula(str):
    """A cell written as a formula."""

    __slots__ = ()


@dataclass(frozen=True)
class SheetSample:
    """A good workbook, and what one of its sheets must hold.

    Parameters
    ----------
    sheets : dict of str to rows
        Its sheets, in order; their cells are texts and numbers.
    sheet : str
        The one that is damaged.
    header : int
        Its row of headings, 1 being the first.
    last : int
        Its last row of values.
    codes, numbers : tuple of str
        Headings of the columns of codes and of numbers, which every row must have right.
    needed : tuple of str
        Headings without which the file cannot be read.
    blanks : bool
        Whether an empty number has a meaning in this form, and is no fault.
    """

    sheets: dict[str, Rows]
    sheet: str
    header: int
    last: int
    needed: tuple[str, ...]
    codes: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    blanks: bool = False

    @property
    def rows(self) -> Rows:
        return self.sheets[self.sheet]

    def at(self, heading: str) -> int:
        return self.rows[self.header - 1].index(heading)

    def written(self, rows: Rows | None = None) -> bytes:
        """Write the workbook, with other rows in the sheet that is damaged."""
        return written(self.sheets | {self.sheet: self.rows if rows is None else rows})

    def with_cell(self, heading: str, value: Cell, row: int) -> Rows:
        """Give the rows with another value in a cell, the first row being 1."""
        changed = [list(cells) for cells in self.rows]
        changed[row - 1][self.at(heading)] = value
        return tuple(tuple(cells) for cells in changed)


def written(sheets: dict[str, Rows]) -> bytes:
    """Write a workbook: a text stays a text, whatever it looks like."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "default_date_format": "d"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, cells in enumerate(rows):
                for at, cell in enumerate(cells):
                    _write(sheet, number, at, cell)
    return target.getvalue()


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, at: int, cell: Cell) -> None:
    if isinstance(cell, Formula):
        sheet.write_formula(row, at, cell)
    elif isinstance(cell, str) and cell:
        sheet.write_string(row, at, cell)
    elif cell is not None and cell != "":
        sheet.write(row, at, cell)


def sheet_damages(sample: SheetSample) -> list[Damage]:
    """Make every damaged workbook of a sample."""
    return [
        *_not_a_workbook(sample),
        *_damaged_archive(sample),
        *_cells(sample),
        *_columns(sample),
        *_rows(sample),
    ]


def _not_a_workbook(sample: SheetSample) -> Iterator[Damage]:
    good = sample.written()
    yield Damage("empty", b"")
    yield Damage("a web page saved as a workbook", HTML)
    yield Damage("a web page after blank lines", b"\r\n\r\n" + HTML)
    yield Damage("JSON", b'{"error_code": "ODSQLError", "message": "quota"}\n')
    yield Damage("text", "Code commune;Commune;APL\n62001;Ablain;1,2\n".encode("latin-1"))
    yield Damage("an archive of a table", zipped(b"code,apl\n62001,1\n"))
    yield Damage("an empty archive", b"PK\x05\x06" + bytes(18))
    yield Damage("an old workbook's first bytes", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504))
    yield Damage("an image", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    yield Damage("zeros", bytes(4096))
    yield Damage("a zip bomb", bomb(size=_BOMB))
    yield Damage("a zip bomb in a sheet", replaced(good, _first_sheet, lambda _: bytes(_BOMB)))
    for percent in (1, 25, 50, 75, 95, 99):
        yield Damage(f"cut at {percent} %", good[: len(good) * percent // 100])


def _damaged_archive(sample: SheetSample) -> Iterator[Damage]:
    good = sample.written()
    for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        yield Damage(f"{part} is broken", replaced(good, part.__eq__, lambda c: c[: len(c) // 2]))
        yield Damage(f"{part} is absent", replaced(good, part.__eq__, lambda _: None))
    position = list(sample.sheets).index(sample.sheet) + 1
    member = f"xl/worksheets/sheet{position}.xml"
    yield Damage("the sheet is absent", replaced(good, member.__eq__, lambda _: None))
    yield Damage("the sheet is not XML", replaced(good, member.__eq__, lambda _: b"\x00\xff" * 99))
    yield Damage("the sheet is cut", replaced(good, member.__eq__, lambda c: c[: len(c) // 2]))
    yield Damage("texts are absent", replaced(good, "xl/sharedStrings.xml".__eq__, lambda _: None))
    yield Damage("a byte of the sheet is lost", flipped(good, member))
    yield Damage("a size that lies", understated(good, member))
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    swap = lambda c: c.replace(b"</sheetData>", far)  # noqa: E731
    yield Damage("a cell at the end of the world", replaced(good, member.__eq__, swap))


def _cells(sample: SheetSample) -> Iterator[Damage]:
    for heading in sample.codes:
        for value in NOT_CODES:
            content = sample.written(sample.with_cell(heading, value, sample.last))
            yield Damage(f"{heading} is {value!r}", content, sample.last, heading)
    for heading in sample.numbers:
        for value in NOT_NUMBERS:
            if value != "" or not sample.blanks:
                content = sample.written(sample.with_cell(heading, value, sample.last))
                yield Damage(f"{heading} is {value!r}", content, sample.last, heading)
        rows = sample.with_cell(heading, Formula("=A1+1"), sample.last)
        yield Damage(f"{heading} is a formula", sample.written(rows), sample.last)


def _columns(sample: SheetSample) -> Iterator[Damage]:
    top, body = sample.rows[: sample.header], sample.rows[sample.header - 1 :]
    for heading in sample.needed:
        at = sample.at(heading)
        dropped = tuple(tuple(c for k, c in enumerate(row) if k != at) for row in body)
        yield Damage(f"{heading} is missing", sample.written((*top[:-1], *dropped)), sample.header)
        renamed = sample.with_cell(heading, "Colonne", sample.header)
        yield Damage(f"{heading} is renamed", sample.written(renamed), sample.header)
        twice = tuple((*row, row[at] if at < len(row) else "") for row in body)
        yield Damage(f"{heading} is there twice", sample.written((*top[:-1], *twice)))


def _rows(sample: SheetSample) -> Iterator[Damage]:
    rows, last = sample.rows, sample.last
    twice = (*rows[:last], rows[last - 1], *rows[last:])
    yield Damage("a row twice", sample.written(twice), last + 1)
    yield Damage("no row", sample.written(rows[: sample.header]))
    yield Damage("no heading", sample.written((*rows[: sample.header - 1], *rows[sample.header :])))
    yield Damage("nothing", sample.written(()))
    hole = (*rows[: last - 1], ("",), *rows[last - 1 :])
    yield Damage("an empty row between two", sample.written(hole))
    others = {name: content for name, content in sample.sheets.items() if name != sample.sheet}
    yield Damage("the sheet has another name", written({"Feuil1": rows, **others}))


def _first_sheet(name: str) -> bool:
    return name == "xl/worksheets/sheet1.xml"


def replaced(
    archive: bytes, which: Callable[[str], bool], change: Callable[[bytes], bytes | None]
) -> bytes:
    """Rewrite a ZIP with some members changed, or left out where the change gives nothing."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = change(old.read(name)) if which(name) else old.read(name)
            if content is not None:
                new.writestr(name, content)
    return target.getvalue()


def flipped(archive: bytes, member: str) -> bytes:
    """Change one byte in the middle of a member, as a bad disk does."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        info = opened.getinfo(member)
    at = info.header_offset + 30 + len(member) + info.compress_size // 2
    return archive[:at] + bytes([archive[at] ^ 0xFF]) + archive[at + 1 :]


def understated(archive: bytes, member: str) -> bytes:
    """Write in the directory of a ZIP that a member decompresses to 10 bytes."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        true = opened.getinfo(member).file_size.to_bytes(4, "little")
    at = archive.index(member.encode(), archive.index(b"PK\x01\x02"))
    return archive[: at - 46 + 24] + (10).to_bytes(4, "little") + archive[at - 46 + 28 :] + true[:0]

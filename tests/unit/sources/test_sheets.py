"""Workbooks from outside: what is opened, what is refused, and where a fault is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from indicators.errors import DataError
from indicators.sources.forms import Opening
from indicators.sources.sheets import Sheet, open_book, peek_book
from tests.unit.sources.sheet_damage import Formula, replaced, understated, written

GOOD = written({"Un": (("code", "n"), ("62041", 1)), "Deux": (("",), ("a",))})
FIRST = "xl/worksheets/sheet1.xml"


def file(folder: Path, content: bytes) -> Path:
    path = folder / "book.xlsx"
    path.write_bytes(content)
    return path


def test_rows_and_cells_are_those_of_the_sheet(tmp_path: Path) -> None:
    book = open_book(file(tmp_path, GOOD))
    assert book.names == ["Un", "Deux"]
    sheet = book.sheet("Un")
    assert sheet.file == "sheet 'Un' of book.xlsx"
    table = sheet.table(0, sheet.positions(0, {"where": "code", "how_many": "n"}), [1])
    assert table.to_dict("index") == {2: {"where": "62041", "how_many": 1.0}}


@pytest.mark.parametrize("cell", ["XFD1048576", "IW1", "AAA1", "A100000", "IV999999"])
def test_a_workbook_with_a_far_cell_is_not_even_peeked_at(tmp_path: Path, cell: str) -> None:
    far = f'<row><c r="{cell}"><v>1</v></c></row></sheetData>'.encode()
    content = replaced(GOOD, FIRST.__eq__, lambda xml: xml.replace(b"</sheetData>", far))
    path = file(tmp_path, content)
    assert Opening(path).sheets == []
    with pytest.raises(DataError, match=f"a cell at {cell}"):
        open_book(path)


@pytest.mark.parametrize("cell", ["IV99999", "A99999"])
def test_the_largest_sheet_is_still_read(tmp_path: Path, cell: str) -> None:
    last = f'<row><c r="{cell}"><v>1</v></c></row></sheetData>'.encode()
    content = replaced(GOOD, FIRST.__eq__, lambda xml: xml.replace(b"</sheetData>", last))
    assert open_book(file(tmp_path, content)).names == ["Un", "Deux"]


def test_a_size_that_lies_is_not_decompressed(tmp_path: Path) -> None:
    path = file(tmp_path, understated(GOOD, FIRST))
    assert peek_book(path) is None
    with pytest.raises(DataError, match="the archive is damaged"):
        open_book(path)


@pytest.mark.parametrize(
    "entity", ['"aaaaaaaaaa"', 'SYSTEM "file:///etc/passwd"'], ids=["repeated", "file"]
)
def test_an_entity_of_a_sheet_is_not_resolved(tmp_path: Path, entity: str) -> None:
    def with_entity(xml: bytes) -> bytes:
        cell = b'<row r="9"><c r="A9" t="inlineStr"><is><t>&e;</t></is></c></row></sheetData>'
        xml = xml.replace(b"</sheetData>", cell)
        return xml.replace(b"<worksheet", f"<!DOCTYPE w [<!ENTITY e {entity}>]><worksheet".encode())

    path = file(tmp_path, replaced(GOOD, FIRST.__eq__, with_entity))
    with pytest.raises(DataError, match="unrecognized entity"):
        open_book(path).sheet("Un")


def test_a_formula_is_located_and_does_not_hide_what_the_file_is(tmp_path: Path) -> None:
    path = file(tmp_path, written({"Un": (("code", "n"), ("62041", Formula("=1+1")))}))
    assert Opening(path).sheets == ["Un"]
    with pytest.raises(DataError, match=r"row 2, column 'B': .*holds a formula"):
        open_book(path)


@pytest.mark.parametrize(
    ("rows", "row"),
    [
        ([["h"], ["a", 1.0], [""], ["b", 2.0]], 4),
        ([["h"], ["a", 1.0], ["Note"], ["", ""], ["", 2.0]], 5),
    ],
)
def test_values_after_the_end_of_a_table_are_seen(rows: list[list[str | float]], row: int) -> None:
    sheet = Sheet("sheet", "sheet", [list(cells) for cells in rows])
    with pytest.raises(DataError, match=re.escape(f"row {row}: a row of values after")):
        sheet.rows_with_values(1, 1)


def test_notes_end_a_table() -> None:
    rows: list[list[str | float]] = [["h"], ["a", 1.0], ["b", 2.0], ["", ""], ["Note", ""]]
    sheet = Sheet("sheet", "sheet", [list(cells) for cells in rows])
    assert list(sheet.rows_with_values(1, 1)) == [1, 2]

from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from indicators.errors import DataError
from indicators.sources.forms import HEAD_BYTES, Form, Opening, recognise, refuse_damaged


def form(name: str, mark: str) -> Form:
    return Form(name, "drees-apl", lambda o: mark in o.text, lambda _: {"t": pd.DataFrame()})


def test_a_file_is_recognised_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "any.bin"
    path.write_text("codgeo;libgeo;an;x\n", encoding="utf-8-sig")
    forms = (form("geoclip", "codgeo"), form("other", "siren"))
    assert recognise(path, forms) is forms[0]
    assert recognise(path, forms[1:]) is None
    assert Opening(path).lines == ["codgeo;libgeo;an;x"]


def test_two_forms_that_claim_a_file_are_both_named(tmp_path: Path) -> None:
    path = tmp_path / "any.csv"
    path.write_text("ab", encoding="utf-8")
    with pytest.raises(DataError, match="one and two"):
        recognise(path, (form("one", "a"), form("two", "b")))


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"gone\.csv"):
        recognise(tmp_path / "gone.csv", (form("one", "a"),))


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"", "the file is empty"), (b"PK\x03\x04 half of a workbook", "a damaged archive")],
)
def test_a_damaged_file_is_told_from_one_of_another_form(
    tmp_path: Path, content: bytes, told: str
) -> None:
    path = tmp_path / "apl.xlsx"
    path.write_bytes(content)
    with pytest.raises(DataError, match=rf"apl\.xlsx: {told}.*download it again"):
        refuse_damaged(path)


def test_a_character_cut_by_the_end_of_the_head_does_not_change_the_encoding(
    tmp_path: Path,
) -> None:
    path = tmp_path / "long.csv"
    path.write_text("a" * (HEAD_BYTES - 1) + "é" * 10, encoding="utf-8")
    assert Opening(path).text == "a" * (HEAD_BYTES - 1)


def test_latin_1_is_read_where_utf_8_fails(tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_bytes("Réunion;1 000".encode("latin-1"))
    assert Opening(path).text == "Réunion;1 000"


def test_sheets_and_members_are_those_of_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Paramètres")
    assert Opening(path).sheets == ["Paramètres"]
    assert "xl/workbook.xml" in Opening(path).members


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a zip", b"<html>error 500</html>"])
def test_what_is_not_a_workbook_has_no_sheet(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "false.xlsx"
    path.write_bytes(content)
    assert Opening(path).sheets == []
    assert Opening(path).members == []

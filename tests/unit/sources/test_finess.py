"""FINESS: sites per commune, codes overseas and in Corsica, both encodings, damaged files."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from indicators.errors import DataError
from indicators.sources.finess import FORMS, read
from indicators.sources.forms import recognise
from tests.unit.sources.reading import put, read_as
from tests.unit.sources.text_damage import (
    NOT_CODES,
    Damage,
    Sample,
    not_a_table,
    read_or_refused,
    refused,
)

TITLE = "finess;etalab;111;2026-05-12"
NAME = '"MAISON ""DES LILAS"" À ÉTAPLES"'
AT = {"nofinesset": 1, "commune": 12, "departement": 13, "categetab": 18}


def site(number: str, departement: str, commune: str, category: str) -> list[str]:
    cells = [""] * 32
    cells[0] = "structureet"
    cells[3] = NAME
    for column, value in zip(AT, (number, commune, departement, category), strict=True):
        cells[AT[column]] = value
    return cells


SITES = [
    site("620000001", "62", "041", "603"),
    site("620000002", "62", "041", "603"),
    site("620000003", "62", "160", "124"),
    site("2A0000004", "2A", "004", "604"),
    site("970100005", "9A", "101", "603"),
    site("620000006", "62", "041", "355"),
]
POINT = "geolocalisation;620000001;652400.1;7033100.2;1,ATLASANTE;2026-05-12"


def content(sites: list[list[str]], encoding: str = "utf-8") -> bytes:
    lines = [TITLE, *[";".join(cells) for cells in sites], POINT]
    return ("\n".join(lines) + "\n").encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-8-sig"])
def test_sites_are_counted_per_commune(tmp_path: Path, encoding: str) -> None:
    path = put(tmp_path, "etalab.csv", content(SITES, encoding))
    table = read_as("finess-establishments", path)["health_sites"]
    assert table.set_index(["code", "kind"])["sites"].to_dict() == {
        ("2A004", "cpts"): 1,
        ("62041", "msp"): 2,
        ("62160", "cds"): 1,
        ("97101", "msp"): 1,
    }
    assert set(table["date"]) == {"2026-05-12"}


def changed(column: str, value: str) -> bytes:
    sites = [list(cells) for cells in SITES]
    sites[1][AT[column]] = value
    return content(sites)


DAMAGES = [
    *not_a_table(Sample(rows=((TITLE,), tuple(SITES[0])), separator=";", needed=())),
    Damage("the title alone", TITLE.encode()),
    Damage("no title", content(SITES).partition(b"\n")[2], 1),
    Damage("half a last line", content(SITES)[: -len(POINT) - 60], 7),
    Damage("a cell short", content([SITES[0], SITES[1][:-3]]), 3),
    Damage("a cell too many", content([SITES[0], [*SITES[1], "x"]]), 3),
    Damage("an unknown line", content([SITES[0], ["equipementsocial", *SITES[1][1:]]]), 3),
    Damage("a site twice", content([*SITES, SITES[0]]), 8, "nofinesset"),
    Damage("other categories alone", content([SITES[5]]), None, "categetab"),
    Damage(
        "a quotation mark never closed",
        content(SITES).replace(NAME.encode(), b'"MAISON', 1),
        2,
    ),
    *[
        Damage(f"{column} is {value!r}", changed(column, value), 3, column)
        for column in AT
        for value in (*NOT_CODES, "62 041")
    ],
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.name)
def test_a_damaged_file_is_refused_with_its_place(tmp_path: Path, damage: Damage) -> None:
    refused(read, tmp_path, damage)


def test_another_file_of_finess_is_not_recognised(tmp_path: Path) -> None:
    path = put(tmp_path, "etalab.csv", f"{TITLE}\nequipementsocial;620000001;x\n".encode())
    assert recognise(path, FORMS) is None
    with pytest.raises(DataError, match="row 2: expected a line structureet"):
        read(path)


@example(site("620000007", "62", "041", "603")[1:])
@given(st.lists(st.text(max_size=8), max_size=32))
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_line_is_read_or_refused(tmp_path: Path, cells: list[str]) -> None:
    line = ";".join(["structureet", *cells]).encode("utf-8", "surrogatepass") + b"\n"
    tables = read_or_refused(read, put(tmp_path, "etalab.csv", content(SITES) + line))
    if tables is not None:
        assert tables["health_sites"]["sites"].sum() >= 5

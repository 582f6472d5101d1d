"""Legal populations, from the catalogue and from the workbook since 1876, and damaged files."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.sources.insee.legal_populations import read_catalogue, read_workbook
from tests.unit.sources.reading import read_as
from tests.unit.sources.sheet_damage import SheetSample, sheet_damages, written
from tests.unit.sources.text_damage import Damage, Sample, read_or_refused, refused, zipped
from tests.unit.sources.zip_damage import zip_damages

MEMBER = "DS_POPULATIONS_REFERENCE_2023_data.csv"
CATALOGUE = Sample(
    rows=(
        ("FREQ", "GEO", "GEO_OBJECT", "POPREF_MEASURE", "TIME_PERIOD", "OBS_VALUE"),
        ("A", "62041", "COM", "PMUN", "2023", "42600"),
        ("A", "62041", "COM", "PTOT", "2023", "43000"),
        ("A", "62", "DEP", "PMUN", "2023", "1457905"),
        ("A", "62041", "COM", "PMUN", "2022", "42500"),
        ("A", "2A004", "COM", "PMUN", "2023", "73000"),
    ),
    separator=";",
    needed=("GEO", "GEO_OBJECT", "POPREF_MEASURE", "TIME_PERIOD", "OBS_VALUE"),
    codes=("GEO", "TIME_PERIOD"),
    numbers=("OBS_VALUE",),
)
SHEET = "pop_1876_2023"
WORKBOOK = SheetSample(
    sheets={
        SHEET: (
            ("Historique des populations communales",),
            ("Recensements 1876-2023",),
            ("Code", "Région", "Département", "Libellé", "Population en 2023", "En 2014", "1999"),
            ("CODGEO", "REG", "DEP", "LIBGEO", "PMUN2023", "PMUN14", "PSDC1999"),
            ("01001", "84", "01", "L'Abergement", 860, 767, 700),
            ("97601", "06", "976", "Acoua", "", "", ""),
            ("62041", "32", "62", "Arras", 42600, 40830, 40590),
        ),
        "Variables": (("CODGEO", "Code de la commune"),),
    },
    sheet=SHEET,
    header=4,
    last=7,
    needed=("CODGEO",),
    codes=("CODGEO",),
    numbers=("PMUN2023", "PMUN14"),
    blanks=True,
)


def test_municipal_populations_of_communes(tmp_path: Path) -> None:
    path = tmp_path / "populations.zip"
    path.write_bytes(zipped(CATALOGUE.written(), MEMBER))
    table = read_as("insee-legal-populations", path)["legal_populations"]
    assert table[["code", "census_year", "population"]].to_numpy().tolist() == [
        ["62041", 2023, 42600],
        ["62041", 2022, 42500],
        ["2A004", 2023, 73000],
    ]


def test_censuses_of_the_workbook_since_2006(tmp_path: Path) -> None:
    path = tmp_path / "populations.xlsx"
    path.write_bytes(WORKBOOK.written())
    table = read_as("insee-populations-since-1876", path)["legal_populations"]
    assert table[["code", "census_year", "population"]].to_numpy().tolist() == [
        ["01001", 2023, 860],
        ["62041", 2023, 42600],
        ["01001", 2014, 767],
        ["62041", 2014, 40830],
    ]
    assert "97601" not in set(table["code"])


@pytest.mark.parametrize("damage", zip_damages(CATALOGUE, MEMBER), ids=lambda one: one.name)
def test_a_damaged_table_of_the_catalogue_is_refused(tmp_path: Path, damage: Damage) -> None:
    refused(read_catalogue, tmp_path, damage)


@pytest.mark.parametrize("damage", sheet_damages(WORKBOOK), ids=lambda one: one.name)
def test_a_damaged_workbook_is_refused(tmp_path: Path, damage: Damage) -> None:
    refused(read_workbook, tmp_path, damage)


@pytest.mark.parametrize("value", ["", "NS", "N/A", "s"])
def test_a_population_that_is_not_given_is_not_0(tmp_path: Path, value: str) -> None:
    content = zipped(CATALOGUE.written(CATALOGUE.with_cell("OBS_VALUE", value)), MEMBER)
    refused(read_catalogue, tmp_path, Damage(value, content, 2, "OBS_VALUE"))


@given(
    st.dictionaries(
        st.integers(1001, 95999).map("{:05d}".format),
        st.integers(0, 2_200_000),
        min_size=1,
        max_size=30,
    )
)
@settings(
    deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_both_forms_give_the_same_populations(tmp_path: Path, counts: dict[str, int]) -> None:
    lines = [("A", code, "COM", "PMUN", "2023", str(n)) for code, n in counts.items()]
    (tmp_path / "a.zip").write_bytes(zipped(CATALOGUE.written((CATALOGUE.rows[0], *lines)), MEMBER))
    rows = (("CODGEO", "PMUN2023"), *counts.items())
    (tmp_path / "a.xlsx").write_bytes(written({SHEET: rows}))
    table = read_catalogue(tmp_path / "a.zip")["legal_populations"]
    assert table.equals(read_workbook(tmp_path / "a.xlsx")["legal_populations"])
    assert dict(zip(table["code"], table["population"], strict=True)) == counts


@given(st.lists(st.text(max_size=9), min_size=4, max_size=7))
@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_row_is_read_or_refused(tmp_path: Path, cells: list[str]) -> None:
    path = tmp_path / "populations.zip"
    content = CATALOGUE.written() + ";".join(cells).encode("utf-8", "surrogatepass") + b"\n"
    path.write_bytes(zipped(content, MEMBER))
    tables = read_or_refused(read_catalogue, path)
    assert tables is None or tables["legal_populations"]["population"].iloc[0] == 42600

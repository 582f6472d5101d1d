"""Population of départements by sex and age: every year, sums that hold, and damaged files."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.errors import DataError
from indicators.sources.insee.departement_ages import read_departement_ages
from tests.unit.sources.reading import read_as
from tests.unit.sources.sheet_damage import Cell, Rows, SheetSample, sheet_damages, written
from tests.unit.sources.text_damage import Damage, refused

TITLE = "Estimation de population au 1er janvier, par département, sexe et grande classe d'âge "
GROUPS = ("Ensemble", "Hommes", "Femmes")
BANDS = ("0 à 19 ans", "20 à 39 ans", "75 ans et plus", "Total")


def row(code: Cell, name: str, men: tuple[int, ...], women: tuple[int, ...]) -> tuple[Cell, ...]:
    both = tuple(m + w for m, w in zip(men, women, strict=True))
    return (code, name, *(cell for part in (both, men, women) for cell in (*part, sum(part))))


PLACES: Rows = (
    row("01", "Ain", (10, 20, 3), (11, 21, 6)),
    row("2A", "Corse-du-Sud", (1, 2, 3), (4, 5, 6)),
    row("France métropolitaine ", "", (11, 22, 6), (15, 26, 12)),
    row(971, "Guadeloupe ", (100, 200, 30), (110, 210, 60)),
    row("DOM", "", (100, 200, 30), (110, 210, 60)),
    row("France métropolitaine et DOM", "", (111, 222, 36), (125, 236, 72)),
)


def sheet(year: int = 2022, places: Rows = PLACES, bands: tuple[str, ...] = BANDS) -> Rows:
    width = len(bands)
    sexes = (cell for name in GROUPS for cell in (name, *[""] * (width - 1)))
    groups = ("Départements", "", *sexes)
    notes: Rows = (("",), ("Source : Insee - Estimations de population",), (" (*) Note",))
    return ((TITLE,), (f"Année {year}",), ("",), groups, ("", "", *bands * 3), *places, *notes)


def file(folder: Path, sheets: dict[str, Rows]) -> Path:
    path = folder / "ages.xlsx"
    path.write_bytes(written({"À savoir": (("Quelques remarques",),), **sheets}))
    return path


def test_each_year_by_sex_and_band(tmp_path: Path) -> None:
    path = file(tmp_path, {"2022": sheet(), "1989": sheet(1989, PLACES[:3])})
    table = read_as("insee-departement-ages", path)["ages_departements"]
    assert table.groupby("year")["code"].agg(lambda codes: sorted(set(codes))).to_dict() == {
        2022: ["01", "2A", "971", "FR"],
        1989: ["01", "2A"],
    }
    ain = table[(table["code"] == "01") & (table["year"] == 2022)].set_index(["sex", "low"])
    assert ain["people"].to_dict() == {
        ("M", 0): 10,
        ("M", 20): 20,
        ("M", 75): 3,
        ("F", 0): 11,
        ("F", 20): 21,
        ("F", 75): 6,
    }
    assert ain["high"].fillna(-1).tolist() == [19, 39, -1] * 2


def test_bands_of_five_years_are_read_too(tmp_path: Path) -> None:
    bands = ("0 à 4 ans", "5 à 9 ans", "95 ans et plus", "Total")
    table = read_departement_ages(file(tmp_path, {"2023": sheet(2023, bands=bands)}))
    assert sorted(table["ages_departements"]["low"].unique()) == [0, 5, 95]


SAMPLE = SheetSample(
    sheets={"2022": sheet(), "2021": sheet(2021)},
    sheet="2022",
    header=4,
    last=11,
    needed=("Départements",),
)


CORPUS = [
    damage
    for damage in sheet_damages(SAMPLE)
    if damage.name != "the sheet has another name"  # the other year is read without it
]


@pytest.mark.parametrize("damage", CORPUS, ids=lambda one: one.name)
def test_a_damaged_workbook_is_refused(tmp_path: Path, damage: Damage) -> None:
    refused(read_departement_ages, tmp_path, damage)


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("other", ["", "Colonne", "Hommes"])
def test_each_sex_has_its_heading(tmp_path: Path, group: str, other: str) -> None:
    if group != other:
        rows = SAMPLE.with_cell(group, other, SAMPLE.header)
        refused(read_departement_ages, tmp_path, Damage(other, SAMPLE.written(rows)))


@pytest.mark.parametrize("value", ["", "NS", "N/A", "=1+1", -1, 1e12, True, 13])
@pytest.mark.parametrize(("at", "column"), [(2, "0 à 19 ans"), (8, "75 ans et plus M")])
def test_a_wrong_number_is_located(tmp_path: Path, value: Cell, at: int, column: str) -> None:
    rows = [list(cells) for cells in sheet()]
    rows[5][at] = value
    content = written({"2022": tuple(tuple(cells) for cells in rows)})
    error = refused(read_departement_ages, tmp_path, Damage(str(value), content, 6))
    assert error.column in {column, "Total", "Total M", "75 ans et plus"}


@pytest.mark.parametrize("code", ["", "1", "96", "979", 1, 2.5, "Bretagne"])
def test_a_code_that_is_none_is_located(tmp_path: Path, code: Cell) -> None:
    places = (row(code, "?", (10, 20, 3), (11, 21, 6)), *PLACES[1:])
    content = written({"2022": sheet(places=places)})
    refused(read_departement_ages, tmp_path, Damage(str(code), content, 6, "Départements"))


@pytest.mark.parametrize("band", ["de 0 à 19", "", "0 à 19 ans "])
def test_a_band_that_is_none_is_refused(tmp_path: Path, band: str) -> None:
    path = file(tmp_path, {"2022": sheet(bands=(band, *BANDS[1:]))})
    if band.strip() == BANDS[0]:
        assert len(read_departement_ages(path)["ages_departements"]) == 24
    else:
        with pytest.raises(DataError, match=r"row 5.*a band of ages or Total is expected"):
            read_departement_ages(path)


@given(st.lists(st.tuples(*[st.integers(0, 10**6)] * 6), min_size=1, max_size=9))
@settings(
    deadline=None, max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_people_come_back(tmp_path: Path, drawn: list[tuple[int, ...]]) -> None:
    places = tuple(row(f"{k:02d}", "D", one[:3], one[3:]) for k, one in enumerate(drawn, start=1))
    table = read_departement_ages(file(tmp_path, {"2020": sheet(2020, places)}))
    people = table["ages_departements"].sort_values(["code", "sex", "low"])["people"]
    assert people.tolist() == [n for one in drawn for n in (*one[3:], *one[:3])]

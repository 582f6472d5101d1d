"""Population by sex and single year of age, in its two forms, and damaged archives."""

from __future__ import annotations

import collections
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.errors import DataError
from indicators.sources import zipped_csv
from indicators.sources.age_bands import AGE_BANDS
from indicators.sources.insee.ages import AGES_SCHEMA, read_melodi, read_pop1b
from tests.unit.sources.reading import read_as
from tests.unit.sources.text_damage import Damage, Sample, Tables, read_or_refused, refused, zipped
from tests.unit.sources.zip_damage import zip_damages

POP1B_MEMBER = "TD_POP1B_2022.csv"
MELODI_MEMBER = "DS_RP_TD_POPULATION_AGESEX_PRINC_2023_data.csv"
POP1B = Sample(
    rows=(
        ("NIVGEO", "CODGEO", "SEXE", "AGED100", "NB"),
        ("COM", "62041", "1", "000", "10.5"),
        ("COM", "62041", "1", "004", "1"),
        ("COM", "62041", "1", "005", "7"),
        ("COM", "62041", "2", "100", "3"),
        ("COM", "62041", "2", "095", "2"),
        ("ARM", "75101", "2", "094", "4"),
        ("COM", "2A004", "1", "033", "0.25"),
    ),
    separator=";",
    needed=("CODGEO", "SEXE", "AGED100", "NB"),
    codes=("CODGEO",),
    numbers=("NB",),
)
_MELODI_HEADER = (
    *("GEO", "GEO_OBJECT", "SEX", "AGE", "RP_MEASURE", "TIME_PERIOD", "OBS_STATUS", "OBS_VALUE"),
)


def melodi(code: str, sex: str, age: str, value: str, level: str = "COM") -> tuple[str, ...]:
    return (code, level, sex, age, "POP", "2023", "A", value)


MELODI = Sample(
    rows=(
        _MELODI_HEADER,
        melodi("62041", "M", "Y0", "10.5"),
        melodi("62041", "_T", "Y0", "20.5"),
        melodi("62041", "M", "_T", "30"),
        melodi("62", "M", "Y0", "999", "DEP"),
        melodi("75101", "M", "Y0", "999", "ARM"),
        melodi("62041", "M", "Y99", "2"),
        melodi("62041", "M", "Y_GE100", "1"),
        melodi("2A004", "F", "Y42", "0.25"),
    ),
    separator=";",
    needed=("GEO", "GEO_OBJECT", "SEX", "AGE", "RP_MEASURE", "TIME_PERIOD", "OBS_VALUE"),
    codes=("GEO", "SEX", "AGE", "TIME_PERIOD"),
    numbers=("OBS_VALUE",),
)


def file(folder: Path, content: bytes, member: str) -> Path:
    path = folder / "ages.zip"
    path.write_bytes(zipped(content, member))
    return path


def people(tables: Tables, code: str, sex: str) -> dict[str, float]:
    row = tables["ages_communes"].set_index(["code", "sex"]).loc[(code, sex)]
    return {band: row[f"age_{band}"] for band in AGE_BANDS if row[f"age_{band}"]}


def test_single_years_are_summed_in_bands_of_five(tmp_path: Path) -> None:
    path = file(tmp_path, POP1B.written(), POP1B_MEMBER)
    tables = read_as("insee-ages-td-pop1b", path)
    assert list(tables["ages_communes"].columns) == list(AGES_SCHEMA.columns)
    assert people(tables, "62041", "M") == {"00_04": 11.5, "05_09": 7}
    assert people(tables, "62041", "F") == {"95_plus": 5}
    assert people(tables, "75101", "F") == {"90_94": 4}
    assert set(tables["ages_communes"]["census_year"]) == {2022}


def test_totals_and_other_territories_of_the_catalogue_are_left_out(tmp_path: Path) -> None:
    path = file(tmp_path, MELODI.written(), MELODI_MEMBER)
    tables = read_as("insee-ages", path)
    assert people(tables, "62041", "M") == {"00_04": 10.5, "95_plus": 3}
    assert people(tables, "2A004", "F") == {"40_44": 0.25}
    assert len(tables["ages_communes"]) == 2
    assert set(tables["ages_communes"]["census_year"]) == {2023}


def test_a_commune_cut_by_two_blocks_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zipped_csv, "BLOCK_BYTES", 64)
    rows = [("COM", "62041", "1", f"{age:03d}", "1.5") for age in range(101)]
    path = file(tmp_path, POP1B.written((POP1B.rows[0], *rows)), POP1B_MEMBER)
    found = people(read_pop1b(path), "62041", "M")
    assert found == dict.fromkeys(AGE_BANDS[:-1], 7.5) | {"95_plus": 9.0}


@pytest.mark.parametrize("damage", zip_damages(POP1B, POP1B_MEMBER), ids=lambda one: one.name)
def test_a_damaged_pop1b_is_refused(tmp_path: Path, damage: Damage) -> None:
    # An age given twice is seen once the ages are summed: its commune is named, not its row.
    row = None if damage.name == "a row twice" else damage.row
    refused(read_pop1b, tmp_path, Damage(damage.name, damage.content, row, damage.column))


@pytest.mark.parametrize("damage", zip_damages(MELODI, MELODI_MEMBER), ids=lambda one: one.name)
def test_a_damaged_table_of_the_catalogue_is_refused(tmp_path: Path, damage: Damage) -> None:
    row = None if damage.name == "a row twice" else damage.row
    refused(read_melodi, tmp_path, Damage(damage.name, damage.content, row, damage.column))


@pytest.mark.parametrize("value", ["", "NS", "N/A", "s"])
@pytest.mark.parametrize(
    ("read", "sample", "member"),
    [(read_pop1b, POP1B, POP1B_MEMBER), (read_melodi, MELODI, MELODI_MEMBER)],
)
def test_a_secret_is_not_nobody(
    tmp_path: Path, value: str, read: Callable[[Path], Tables], sample: Sample, member: str
) -> None:
    column = sample.numbers[0]
    content = zipped(sample.written(sample.with_cell(column, value)), member)
    refused(read, tmp_path, Damage(value, content, 2, column))


def test_an_age_given_twice_names_its_commune(tmp_path: Path) -> None:
    path = file(tmp_path, POP1B.written((*POP1B.rows, POP1B.rows[5])), POP1B_MEMBER)
    with pytest.raises(DataError, match="62041 in 2022, sex F, gives an age of age_95_plus twice"):
        read_pop1b(path)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (("COM", "62041", "3", "000", "1"), "SEXE"),
        (("COM", "62041", "1", "101", "1"), "AGED100"),
        (("COM", "62041", "1", "1", "1"), "AGED100"),
    ],
)
def test_an_unknown_label_is_located(tmp_path: Path, row: tuple[str, ...], column: str) -> None:
    content = zipped(POP1B.written((*POP1B.rows, row)), POP1B_MEMBER)
    refused(read_pop1b, tmp_path, Damage("label", content, 9, column))


def test_the_census_year_must_be_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="does not name the census year"):
        read_pop1b(file(tmp_path, POP1B.written(), "TD_POP1B.csv"))


_COUNTS = st.dictionaries(
    st.tuples(st.sampled_from(["01001", "2B033"]), st.sampled_from("12"), st.integers(0, 100)),
    st.integers(0, 9_999),
    min_size=1,
    max_size=40,
)


@given(_COUNTS)
@settings(
    deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_everyone_is_counted_once(tmp_path: Path, counts: dict[tuple[str, str, int], int]) -> None:
    rows = [("COM", c, s, f"{a:03d}", str(n)) for (c, s, a), n in counts.items()]
    tables = read_pop1b(file(tmp_path, POP1B.written((POP1B.rows[0], *rows)), POP1B_MEMBER))
    expected: dict[tuple[str, str, str], int] = collections.defaultdict(int)
    for (code, sex, age), number in counts.items():
        expected[code, {"1": "M", "2": "F"}[sex], f"age_{AGE_BANDS[min(age // 5, 19)]}"] += number
    long = tables["ages_communes"].melt(["code", "sex", "census_year", "source"])
    found = long.set_index(["code", "sex", "variable"])["value"]
    assert found.sum() == sum(counts.values())
    assert {key: found[key] for key in expected} == expected


@given(st.lists(st.text(max_size=9), max_size=6))
@settings(
    deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_row_is_read_or_refused(tmp_path: Path, cells: list[str]) -> None:
    content = POP1B.written() + ";".join(cells).encode("utf-8", "surrogatepass") + b"\n"
    tables = read_or_refused(read_pop1b, file(tmp_path, content, POP1B_MEMBER))
    assert tables is None or people(tables, "62041", "M")["05_09"] == 7

"""The CSV of the APL: by age of the doctors, and since 2015; and a corpus of damaged files."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.errors import DataError
from indicators.sources.drees.apl_csv import BY_AGE_HEADER, read_by_age, read_series
from indicators.sources.drees.apl_table import APL_SCHEMA
from tests.unit.sources.reading import put, read_as
from tests.unit.sources.text_damage import Damage, Sample, damages, read_or_refused, refused

BY_AGE = Sample(
    rows=(
        BY_AGE_HEADER,
        ("01001", "2022", "1.890", "1.828", "1.799", "1.491"),
        ("01001", "2023", "1.942", "1.881", "1.623", "1.455"),
        ("2A004", "2023", "4.000", "3.000", "2.000", "1.000"),
    ),
    separator=",",
    needed=BY_AGE_HEADER,
    codes=("code", "year"),
    numbers=BY_AGE_HEADER[2:],
)
SERIES_COLUMNS = ("apl_2015", "apl_2021", "apl_2022", "apl_2023")
SERIES = Sample(
    rows=(
        ("code", "nom", "dept", "pop", "lat", "lon", *SERIES_COLUMNS),
        (
            "01001",
            "L'Abergement-Clémenciat",
            "01",
            "860",
            "46.1",
            "4.9",
            "2.38",
            "2.15",
            "1.8",
            "2",
        ),
        ("97601", "Acoua", "976", "5192", "-12.7", "45", "", "", "", ""),
        ("62041", "Arras", "62", "42600", "50.3", "2.8", "5.1", "4.9", "4.4", "4.33"),
    ),
    separator=",",
    needed=("code",),
    codes=("code",),
    numbers=("apl_2015", "apl_2021"),
)


def test_the_apl_by_age(tmp_path: Path) -> None:
    path = put(tmp_path, "apl.csv", BY_AGE.written())
    table = read_as("drees-apl-by-age", path)["apl_communes"]
    assert list(table.columns) == list(APL_SCHEMA.columns)
    row = table.set_index(["code", "year"]).loc[("01001", 2023)]
    assert row[["apl", "apl65", "apl62", "apl60"]].tolist() == [1.942, 1.881, 1.623, 1.455]
    assert row[["pop_std", "pop_total", "pop_year"]].isna().all()
    assert row["edition"] == "apl-2022-2024"


def test_the_series_gives_no_year_of_a_later_edition(tmp_path: Path) -> None:
    path = put(tmp_path, "apl.csv", SERIES.written())
    table = read_as("drees-apl-series", path)["apl_communes"]
    assert table[["code", "year", "apl"]].to_numpy().tolist() == [
        ["01001", 2015, 2.38],
        ["62041", 2015, 5.1],
        ["01001", 2021, 2.15],
        ["62041", 2021, 4.9],
    ]
    assert set(table["edition"]) == {"apl-2015-2021"}


def test_a_commune_without_a_value_is_missing_and_not_zero(tmp_path: Path) -> None:
    table = read_series(put(tmp_path, "apl.csv", SERIES.written()))["apl_communes"]
    assert "97601" not in set(table["code"])


@pytest.mark.parametrize("damage", damages(BY_AGE), ids=lambda damage: damage.name)
def test_a_damaged_table_by_age_is_refused(tmp_path: Path, damage: Damage) -> None:
    refused(read_by_age, tmp_path, damage)


@pytest.mark.parametrize("damage", damages(SERIES), ids=lambda damage: damage.name)
def test_a_damaged_series_is_refused(tmp_path: Path, damage: Damage) -> None:
    refused(read_series, tmp_path, damage)


@pytest.mark.parametrize("reason", ["NS", "N/A", "N/A - secret statistique", "", " "])
def test_a_secret_is_no_value_of_the_apl(tmp_path: Path, reason: str) -> None:
    content = BY_AGE.written(BY_AGE.with_cell("apl65", reason))
    refused(read_by_age, tmp_path, Damage(reason, content, 2, "apl65"))


@pytest.mark.parametrize("cut", range(1, 6))
def test_a_last_line_cut_inside_a_number_is_seen(tmp_path: Path, cut: int) -> None:
    content = BY_AGE.written()[:-cut]
    with pytest.raises(DataError, match=r"the last line does not end|cells where"):
        read_by_age(put(tmp_path, "apl.csv", content))


@pytest.mark.parametrize(("last", "whole"), [("97411", True), ("95018", False)])
def test_a_table_of_france_cut_between_two_lines_is_seen(
    tmp_path: Path, last: str, *, whole: bool
) -> None:
    codes = [f"{departement:02d}001" for departement in range(1, 20)]
    rows = [(code, "2023", "4", "3", "2", "1") for code in (*codes, last)]
    path = put(tmp_path, "apl.csv", BY_AGE.written((BY_AGE_HEADER, *rows)))
    if whole:
        assert len(read_by_age(path)["apl_communes"]) == 20
    else:
        with pytest.raises(DataError, match="row 21, column 'code': '95018' is the last commune"):
            read_by_age(path)


def test_swapped_columns_are_seen(tmp_path: Path) -> None:
    rows = BY_AGE.with_cell("apl65", "9.0", 2)
    damage = Damage("swapped", BY_AGE.written(rows), 3, "apl65")
    assert "two columns may be swapped" in str(refused(read_by_age, tmp_path, damage))


@pytest.mark.parametrize("name", ["apl_2015_2", "apl_15", "apl"])
def test_a_renamed_year_is_not_lost(tmp_path: Path, name: str) -> None:
    content = SERIES.written().replace(b"apl_2015", name.encode())
    refused(read_series, tmp_path, Damage(name, content, 1, name))


def test_a_series_without_its_first_years_is_refused(tmp_path: Path) -> None:
    content = SERIES.written().replace(b"apl_2015", b"apl_2025").replace(b"apl_2021", b"apl_2024")
    with pytest.raises(DataError, match="column 'apl_2021': the column is missing"):
        read_series(put(tmp_path, "apl.csv", content))


_THOUSANDTHS = st.integers(0, 99_999)


@given(st.lists(st.lists(_THOUSANDTHS, min_size=4, max_size=4), min_size=1, max_size=20))
@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_values_come_back(tmp_path: Path, drawn: list[list[int]]) -> None:
    values = [sorted((one / 1000 for one in row), reverse=True) for row in drawn]
    rows = [
        (f"{k:05d}", "2023", *(f"{one:.3f}" for one in row))
        for k, row in enumerate(values, start=1001)
    ]
    table = read_by_age(put(tmp_path, "apl.csv", BY_AGE.written((BY_AGE_HEADER, *rows))))[
        "apl_communes"
    ]
    assert table[["apl", "apl65", "apl62", "apl60"]].to_numpy().tolist() == values


@given(st.lists(st.text(max_size=10), max_size=7), st.sampled_from([read_by_age, read_series]))
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_row_is_read_or_refused(tmp_path: Path, cells: list[str], read: type) -> None:
    sample = BY_AGE if read is read_by_age else SERIES
    content = sample.written() + ",".join(cells).encode("utf-8", "surrogatepass") + b"\n"
    tables = read_or_refused(read, put(tmp_path, "apl.csv", content))
    assert tables is None or "01001" in set(tables["apl_communes"]["code"])

"""Population of communes by large bands, at several censuses, and damaged archives."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from indicators.errors import DataError
from indicators.sources.insee.age_structure import read_structure
from tests.unit.sources.reading import read_as
from tests.unit.sources.text_damage import Damage, Sample, read_or_refused, refused, zipped
from tests.unit.sources.zip_damage import zip_damages

MEMBER = "base-cc-evol-struct-pop-2022.CSV"
BANDS = ("0014", "1529", "3044", "4559", "6074", "7589", "90P")
OLDER = (*BANDS[:5], "75P")
NEW = tuple(f"P22_POP{band}" for band in ("", *BANDS))


def cells(line: str) -> tuple[str, ...]:
    return tuple(line.split(";"))


SAMPLE = Sample(
    rows=(
        ("CODGEO", *(f"P11_POP{b}" for b in ("", *OLDER)), "P22_POPH", "P22_POP2064", *NEW),
        cells("62041;21;1;2;3;4;5;6;14;9;28;1;2;3;4;5;6;7"),
        cells("2A004;6;1;1;1;1;1;1;3;2;7;1;1;1;1;1;1;1"),
        cells("75101;0;0;0;0;0;0;0;14;9;28;1;2;3;4;5;6;7"),
    ),
    separator=";",
    needed=("CODGEO", *(name for name in NEW if name != "P22_POP0014")),
    codes=("CODGEO",),
    numbers=NEW,
)


def file(folder: Path, content: bytes, member: str = MEMBER) -> Path:
    path = folder / "structure.zip"
    path.write_bytes(zipped(content, member))
    return path


def test_each_census_is_cut_in_its_own_bands(tmp_path: Path) -> None:
    path = file(tmp_path, SAMPLE.written())
    table = read_as("insee-age-structure", path)["age_structure_communes"]
    arras = table[(table["code"] == "62041")].set_index(["census_year", "low"])
    assert arras.loc[2022, "people"].tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert arras.loc[2011, "people"].tolist() == [1, 2, 3, 4, 5, 6]
    assert arras.loc[2022, "high"].fillna(-1).tolist() == [14, 29, 44, 59, 74, 89, -1]
    assert arras.loc[2011].index.tolist() == [0, 15, 30, 45, 60, 75]


def test_bands_that_do_not_sum_are_refused(tmp_path: Path) -> None:
    rows = SAMPLE.with_cell("P22_POP", "35", 2)
    damage = Damage("sum", zipped(SAMPLE.written(rows), MEMBER), 3, "P22_POP")
    assert "the sum of its bands" in str(refused(read_structure, tmp_path, damage))


def test_a_base_without_ages_is_refused(tmp_path: Path) -> None:
    content = SAMPLE.written().replace(b"_POP0014", b"_POP0024")
    with pytest.raises(DataError, match="column 'P22_POP0014'"):
        read_structure(file(tmp_path, content))


@pytest.mark.parametrize("damage", zip_damages(SAMPLE, MEMBER), ids=lambda one: one.name)
def test_a_damaged_base_is_refused(tmp_path: Path, damage: Damage) -> None:
    # Half of this header is a whole one, of the oldest census: it is the rows that lack.
    row = None if damage.name == "half a header" else damage.row
    refused(read_structure, tmp_path, Damage(damage.name, damage.content, row, damage.column))


@given(st.lists(st.lists(st.integers(0, 9_999), min_size=7, max_size=7), min_size=1, max_size=9))
@settings(
    deadline=None, max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_people_come_back(tmp_path: Path, drawn: list[list[int]]) -> None:
    rows = [(f"{k:05d}", str(sum(row)), *map(str, row)) for k, row in enumerate(drawn, start=1001)]
    content = SAMPLE.written((("CODGEO", *NEW), *rows))
    table = read_structure(file(tmp_path, content))["age_structure_communes"]
    for k, row in enumerate(drawn, start=1001):
        assert table.loc[table["code"] == f"{k:05d}", "people"].tolist() == row


@example([*cells("62160;21;1;2;3;4;5;6;14;9;28;1;2;3;4;5;6;7")])
@given(st.lists(st.text(max_size=6), min_size=15, max_size=19))
@settings(
    deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_row_is_read_or_refused(tmp_path: Path, drawn: list[str]) -> None:
    content = SAMPLE.written() + ";".join(drawn).encode("utf-8", "surrogatepass") + b"\n"
    tables = read_or_refused(read_structure, file(tmp_path, content))
    assert tables is None or len(tables["age_structure_communes"]) >= 39

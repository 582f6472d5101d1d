"""The communes of the territoires de vie-santé, and a corpus of damaged workbooks."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.errors import DataError
from indicators.sources.drees.tvs import HEADER, read_tvs
from indicators.sources.figures import load_figures
from tests.unit.sources.reading import read_as
from tests.unit.sources.sheet_damage import SheetSample, sheet_damages, written
from tests.unit.sources.text_damage import Damage, refused

HEADINGS = ("Code commune", "Libellé de la commune", *list(HEADER.values())[1:])
SAMPLE = SheetSample(
    sheets={
        "Sheet1": (
            HEADINGS,
            ("01010", "Anglefort", "74269", "Seyssel"),
            ("2A001", "Afa", "2A01", "Ajaccio"),
            ("75120", "", "75120", "Paris 20e Arrondissement"),
            ("62001", "Ablain-Saint-Nazaire", "62186", "Bully-les-Mines"),
        )
    },
    sheet="Sheet1",
    header=1,
    last=5,
    needed=tuple(HEADER.values()),
    codes=(HEADER["code"], HEADER["tvs"]),
)


def file(folder: Path, content: bytes) -> Path:
    path = folder / "tvs.xlsx"
    path.write_bytes(content)
    return path


def test_each_commune_has_its_territory(tmp_path: Path) -> None:
    path = file(tmp_path, SAMPLE.written())
    table = read_as("drees-communes-tvs", path)["communes_tvs"]
    assert list(table.columns) == list(load_figures().communes_tvs.columns)
    assert dict(zip(table["code"], table["tvs"], strict=True)) == {
        "01010": "74269",
        "2A001": "2A01",
        "75120": "75120",
        "62001": "62186",
    }


CORPUS = [
    damage
    for damage in sheet_damages(SAMPLE)
    if damage.name != "the sheet has another name"  # Sheet1 says nothing
]


@pytest.mark.parametrize("damage", CORPUS, ids=lambda damage: damage.name)
def test_a_damaged_table_is_refused(tmp_path: Path, damage: Damage) -> None:
    refused(read_tvs, tmp_path, damage)


def test_a_territory_has_one_name(tmp_path: Path) -> None:
    rows = (*SAMPLE.rows, ("62002", "Ablainzevelle", "62186", "Arras"))
    with pytest.raises(DataError, match=r"row 6, .*'Arras' where 'Bully-les-Mines' is expected"):
        read_tvs(file(tmp_path, written({"Sheet1": rows})))


@given(st.lists(st.one_of(st.text(max_size=8), st.booleans(), st.integers(0, 99999)), max_size=4))
@settings(
    deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_row_is_read_or_refused(tmp_path: Path, cells: list[str | bool | int]) -> None:
    path = file(tmp_path, written({"Sheet1": (*SAMPLE.rows, tuple(cells))}))
    try:
        table = read_tvs(path)["communes_tvs"]
    except DataError as error:
        assert error.file.endswith("tvs.xlsx")  # noqa: PT017
    else:
        assert table["code"].tolist()[:4] == ["01010", "2A001", "75120", "62001"]

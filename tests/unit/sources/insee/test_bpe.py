"""GPs of the BPE: the crosstabs, the long table, and damaged files of both."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.errors import DataError
from indicators.sources.insee.bpe import GP_SCHEMA, read_crosstab, read_long
from tests.unit.sources.reading import read_as
from tests.unit.sources.sheet_damage import SheetSample, sheet_damages, written
from tests.unit.sources.text_damage import Damage, Sample, read_or_refused, refused, zipped
from tests.unit.sources.zip_damage import zip_damages

GP = "Médecin omnipraticien"
CROSSTAB = SheetSample(
    sheets={
        "Bpe13_ensemble_Analyse_croisée": (
            ("depcom", "Total de nb_equip", "Aéroport", GP, "Pharmacie"),
            ("01001", 13, "", "", 1),
            ("2A004", 500, 1, 80, 30),
            ("62041", 400, "", 62, 20),
        )
    },
    sheet="Bpe13_ensemble_Analyse_croisée",
    header=1,
    last=4,
    needed=("depcom", GP),
    codes=("depcom",),
    numbers=(GP,),
    blanks=True,
)
MEMBER = "DS_BPE_2025_data.csv"
HEADER = (
    *("GEO", "GEO_OBJECT", "FACILITY_DOM", "FACILITY_SDOM", "FACILITY_TYPE", "BPE_MEASURE"),
    *("TIME_PERIOD", "OBS_VALUE"),
)


def line(
    code: str,
    value: str,
    kind: str = "D265",
    year: str = "2025",
    level: str = "COM",
    measure: str = "FACILITIES",
) -> tuple[str, ...]:
    return (code, level, "D", "D2", kind, measure, year, value)


LONG = Sample(
    rows=(
        HEADER,
        line("62041", "58"),
        line("62041", "NS", kind="C108"),
        line("62", "1206", level="DEP"),
        line("62041", "3", measure="CAPACITY"),
        line("2A004", "0"),
        line("62041", "62", kind="D201", year="2021"),
        line("01004", "7"),
    ),
    separator=";",
    needed=("GEO", "GEO_OBJECT", "FACILITY_TYPE", "BPE_MEASURE", "TIME_PERIOD", "OBS_VALUE"),
    codes=("GEO", "TIME_PERIOD"),
    numbers=("OBS_VALUE",),
)


def crosstab(folder: Path, content: bytes) -> Path:
    path = folder / "bpe.xlsx"
    path.write_bytes(content)
    return path


def archive(folder: Path, content: bytes) -> Path:
    path = folder / "bpe.zip"
    path.write_bytes(zipped(content, MEMBER))
    return path


def test_an_empty_cell_of_a_crosstab_is_no_gp(tmp_path: Path) -> None:
    path = crosstab(tmp_path, CROSSTAB.written())
    tables = read_as("insee-bpe-crosstab", path)
    counts = tables["gp_communes"]
    assert list(counts.columns) == list(GP_SCHEMA.columns)
    assert dict(zip(counts["code"], counts["gp"], strict=True)) == {
        "01001": 0,
        "2A004": 80,
        "62041": 62,
    }
    assert set(counts["year"]) == {2013}
    assert tables["gp_types"][["year", "facility_type"]].to_numpy().tolist() == [[2013, "D201"]]


def test_the_code_s_heading_of_2009(tmp_path: Path) -> None:
    rows = (("INSEECOM", "Total de NB_EQUIP", GP), ("97424", 162, 5))
    path = crosstab(tmp_path, written({"bpe09_ensemble_Analyse_croisée": rows}))
    counts = read_crosstab(path)["gp_communes"]
    assert counts[["code", "year", "gp"]].to_numpy().tolist() == [["97424", 2009, 5]]


def test_the_long_table_counts_gps_of_communes(tmp_path: Path) -> None:
    path = archive(tmp_path, LONG.written())
    tables = read_as("insee-bpe", path)
    assert tables["gp_communes"][["code", "year", "gp"]].to_numpy().tolist() == [
        ["62041", 2025, 58],
        ["2A004", 2025, 0],
        ["62041", 2021, 62],
        ["01004", 2025, 7],
    ]
    assert tables["gp_types"][["year", "facility_type"]].to_numpy().tolist() == [
        [2021, "D201"],
        [2025, "D265"],
    ]


def test_a_year_with_both_types_is_read_as_the_last_one(tmp_path: Path) -> None:
    rows = (HEADER, line("62041", "58"), line("62041", "70", kind="D201"))
    tables = read_long(archive(tmp_path, LONG.written(rows)))
    assert tables["gp_communes"]["gp"].tolist() == [58]
    assert tables["gp_types"]["facility_type"].tolist() == ["D265"]


def test_a_table_without_gps_is_refused(tmp_path: Path) -> None:
    rows = (HEADER, line("62041", "58", kind="C108"))
    with pytest.raises(DataError, match="no row counts D265 or D201 by commune"):
        read_long(archive(tmp_path, LONG.written(rows)))


@pytest.mark.parametrize("damage", sheet_damages(CROSSTAB), ids=lambda one: one.name)
def test_a_damaged_crosstab_is_refused(tmp_path: Path, damage: Damage) -> None:
    refused(read_crosstab, tmp_path, damage)


@pytest.mark.parametrize("damage", zip_damages(LONG, MEMBER), ids=lambda one: one.name)
def test_a_damaged_long_table_is_refused(tmp_path: Path, damage: Damage) -> None:
    refused(read_long, tmp_path, damage)


@pytest.mark.parametrize("value", ["", "NS", "N/A", "s"])
def test_a_secret_count_is_not_0(tmp_path: Path, value: str) -> None:
    content = zipped(LONG.written(LONG.with_cell("OBS_VALUE", value)), MEMBER)
    refused(read_long, tmp_path, Damage(value, content, 2, "OBS_VALUE"))


@given(
    st.dictionaries(
        st.integers(1001, 95999).map("{:05d}".format), st.integers(0, 4000), min_size=1, max_size=30
    )
)
@settings(
    deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_both_forms_give_the_same_counts(tmp_path: Path, counts: dict[str, int]) -> None:
    long = LONG.written(
        (HEADER, *(line(code, str(gp), "D201", "2013") for code, gp in counts.items()))
    )
    rows = (("depcom", GP), *((code, gp or "") for code, gp in counts.items()))
    wide = written({"Bpe13_ensemble": rows})
    found = read_long(archive(tmp_path, long))["gp_communes"]
    assert found.equals(read_crosstab(crosstab(tmp_path, wide))["gp_communes"])
    assert dict(zip(found["code"], found["gp"], strict=True)) == counts


@given(st.lists(st.text(max_size=9), max_size=9))
@settings(
    deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_row_is_read_or_refused(tmp_path: Path, cells: list[str]) -> None:
    content = LONG.written() + ";".join(cells).encode("utf-8", "surrogatepass") + b"\n"
    tables = read_or_refused(read_long, archive(tmp_path, content))
    assert tables is None or tables["gp_communes"]["gp"].iloc[0] == 58

"""The COG as Insee publishes it: communes, their parts, mergers of mergers, and damaged files."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.sources.insee.cog import read_communes, read_moves
from tests.unit.sources.reading import read_as
from tests.unit.sources.text_damage import Damage, Sample, damages, read_or_refused, refused

COMMUNES = Sample(
    rows=(
        ("TYPECOM", "COM", "REG", "DEP", "CTCD", "ARR", "NCC", "LIBELLE", "CAN", "COMPARENT"),
        ("COM", "62041", "32", "62", "62D", "621", "ARRAS", "Arras", "6299", ""),
        ("COM", "62447", "32", "62", "62D", "624", "HESDIN", "Hesdin-la-Forêt", "6202", ""),
        ("COMD", "62549", "", "", "", "", "MARCONNE", "Marconne", "", "62447"),
        ("COMD", "62447", "", "", "", "", "HESDIN", "Hesdin", "", "62447"),
        ("ARM", "75101", "", "", "", "", "PARIS 1", "Paris 1er", "", "75056"),
        ("COM", "97105", "01", "971", "971D", "9711", "BASSE", "Basse-Terre", "", ""),
    ),
    separator=",",
    needed=("TYPECOM", "COM", "REG", "DEP", "LIBELLE", "COMPARENT"),
    codes=("TYPECOM", "COM", "DEP"),
)
MOVES = Sample(
    rows=(
        ("MOD", "DATE_EFF", "TYPECOM_AV", "COM_AV", "LIBELLE_AV", "TYPECOM_AP", "COM_AP"),
        ("32", "2016-01-01", "COM", "59997", "A", "COM", "59998"),
        ("32", "2016-01-01", "COM", "59998", "B", "COM", "59998"),
        ("32", "2016-01-01", "COM", "59997", "A", "COMD", "59997"),
        ("10", "2017-05-01", "COM", "59350", "L", "COM", "59350"),
        ("21", "2018-01-01", "COM", "62700", "D", "COM", "62700"),
        ("21", "2018-01-01", "COM", "62700", "D", "COM", "62701"),
        ("32", "2018-06-30", "COM", "59998", "B", "COM", "59350"),
    ),
    separator=",",
    needed=("MOD", "DATE_EFF", "TYPECOM_AV", "COM_AV", "TYPECOM_AP", "COM_AP"),
    codes=("MOD", "DATE_EFF", "COM_AV", "COM_AP"),
    unique=False,
)


def file(folder: Path, content: bytes) -> Path:
    path = folder / "cog.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("lower", [False, True])
def test_communes_and_their_parts(tmp_path: Path, lower: bool) -> None:  # noqa: FBT001
    header = tuple(name.lower() for name in COMMUNES.rows[0]) if lower else COMMUNES.rows[0]
    path = file(tmp_path, COMMUNES.written((header, *COMMUNES.rows[1:])))
    table = read_as("insee-cog-communes", path)["cog_communes"].set_index(["type", "code"])
    assert table.loc[("COM", "97105"), ["departement", "region"]].tolist() == ["971", "01"]
    assert table.loc[("COMD", "62549"), ["departement", "parent"]].tolist() == ["", "62447"]


def test_events_give_the_commune_that_holds_each_former_code(tmp_path: Path) -> None:
    path = file(tmp_path, MOVES.written())
    tables = read_as("insee-cog-moves", path)
    # 59997 merged into 59998 on 1 January 2016, which merged into 59350 during 2018.
    assert tables["mergers"].to_numpy().tolist() == [
        ["59997", "59350", 2016],
        ["59998", "59350", 2019],
    ]
    assert tables["splits"].to_numpy().tolist() == [["62700", "62701", 0, 2018]]


def test_a_commune_re_established_is_no_longer_a_former_code(tmp_path: Path) -> None:
    rows = (
        MOVES.rows[0],
        ("33", "2000-01-01", "COM", "62701", "E", "COM", "62700"),
        ("33", "2000-01-01", "COM", "62700", "D", "COM", "62700"),
        *MOVES.rows[5:7],
    )
    tables = read_moves(file(tmp_path, MOVES.written(rows)))
    assert tables["mergers"].empty
    assert tables["splits"].to_numpy().tolist() == [["62700", "62701", 2000, 2018]]


def test_a_code_with_two_successors_is_refused(tmp_path: Path) -> None:
    rows = (*MOVES.rows, ("31", "2016-01-01", "COM", "59997", "A", "COM", "59001"))
    damage = Damage("two successors", MOVES.written(rows), 9, "COM_AV")
    refused(read_moves, tmp_path, damage)


@pytest.mark.parametrize("damage", damages(COMMUNES), ids=lambda one: one.name)
def test_a_damaged_list_of_communes_is_refused(tmp_path: Path, damage: Damage) -> None:
    refused(read_communes, tmp_path, damage)


@pytest.mark.parametrize("damage", damages(MOVES), ids=lambda one: one.name)
def test_a_damaged_list_of_events_is_refused(tmp_path: Path, damage: Damage) -> None:
    refused(read_moves, tmp_path, damage)


@pytest.mark.parametrize("day", ["2018-13-01", "20180101", "01/01/2018", "2018-W01-1", "18-1-1"])
def test_a_date_that_is_none_is_located(tmp_path: Path, day: str) -> None:
    content = MOVES.written(MOVES.with_cell("DATE_EFF", day, 7))
    refused(read_moves, tmp_path, Damage(day, content, 8, "DATE_EFF"))


_CODES = st.integers(1001, 1030).map("{:05d}".format)


@given(st.lists(st.tuples(st.integers(2001, 2025), _CODES, _CODES), max_size=12))
@settings(
    deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_former_code_leads_to_another(
    tmp_path: Path, events: list[tuple[int, str, str]]
) -> None:
    gone: set[str] = set()
    rows = [MOVES.rows[1]]
    for year, old, new in sorted(events):
        if old != new and not {old, new} & gone:
            rows += [
                ("32", f"{year}-01-01", "COM", old, "O", "COM", new),
                ("32", f"{year}-01-01", "COM", new, "N", "COM", new),
            ]
            gone.add(old)
    tables = read_or_refused(read_moves, file(tmp_path, MOVES.written((MOVES.rows[0], *rows))))
    if tables is not None:
        mergers = tables["mergers"]
        assert not set(mergers["code"]) & set(mergers["old_code"])


@given(st.lists(st.text(max_size=9), max_size=11), st.sampled_from([read_communes, read_moves]))
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_row_is_read_or_refused(tmp_path: Path, cells: list[str], read: type) -> None:
    sample = COMMUNES if read is read_communes else MOVES
    content = sample.written() + ",".join(cells).encode("utf-8", "surrogatepass") + b"\n"
    tables = read_or_refused(read, file(tmp_path, content))
    assert tables is None or all(len(table) for table in tables.values())

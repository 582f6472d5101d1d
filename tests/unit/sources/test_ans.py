"""ANS, RPPS: a doctor counts 1, hospitals and screens are left out, no name is read."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from indicators.errors import DataError
from indicators.sources import delimited
from indicators.sources.ans import FORMS, LAYOUT, read
from indicators.sources.forms import recognise
from tests.unit.sources.rpps import COLUMNS, activity
from tests.unit.sources.text_damage import Damage, Sample, damages, read_or_refused, refused

ROWS = (
    COLUMNS,
    activity(1, "62041"),
    activity(2, "62041", "R1"),
    activity(2, "62160", "R2"),
    activity(3, "62041", "R3", mode="S", sector="SA05"),
)
SAMPLE = Sample(
    rows=ROWS,
    separator="|",
    needed=LAYOUT.columns,
    codes=(
        "Identification nationale PP",
        "Code profession",
        "Code commune (coord. structure)",
        "Code secteur d'activité",
    ),
    unique=False,
)
MAY_BE_BLANK = {"Code commune (coord. structure) is ''", "Code secteur d'activité is ''"}
WELL_FORMED = {"Identification nationale PP is '620010000000'"}
NOT_HERE = MAY_BE_BLANK | WELL_FORMED | {"Latin-1"}
"""A blank that means unknown, a number that could be one, and a damage that has its own test."""


def written(folder: Path, *rows: tuple[str, ...]) -> Path:
    path = folder / "extraction.txt"
    path.write_bytes(SAMPLE.written((COLUMNS, *rows)))
    return path


def counts(path: Path) -> dict[tuple[str, str, str], float]:
    table = read(path)["gp_practices"]
    return table.set_index(["code", "mode", "setting"])["gp"].to_dict()


def test_a_doctor_is_shared_between_his_places(tmp_path: Path) -> None:
    path = written(tmp_path, *ROWS[1:])
    form = recognise(path, FORMS)
    assert form is not None
    assert form.name == "ans-rpps"
    assert counts(path) == {
        ("62041", "liberal", "practice"): 1.5,
        ("62160", "liberal", "practice"): 0.5,
        ("62041", "salaried", "health_centre"): 1.0,
    }


@pytest.mark.parametrize("sector", ["SA01", "SA04", "SA30", "SA40", "SA64"])
def test_hospitals_and_teleconsultation_take_no_share(tmp_path: Path, sector: str) -> None:
    elsewhere = activity(1, "75056", "R9", sector=sector)
    only_there = activity(9, "75056", "R9", sector=sector)
    path = written(tmp_path, ROWS[1], elsewhere, only_there)
    assert counts(path) == {("62041", "liberal", "practice"): 1.0}


@pytest.mark.parametrize(
    "other",
    [
        {"profession": "60"},
        {"skill": "SM04"},
        {"skill": ""},
        {"category": "E"},
    ],
)
def test_who_is_not_a_gp_in_practice(tmp_path: Path, other: dict[str, str]) -> None:
    path = written(tmp_path, ROWS[1], activity(5, "62041", **other))
    assert counts(path) == {("62041", "liberal", "practice"): 1.0}


def test_two_qualifications_at_one_place_are_one_place(tmp_path: Path) -> None:
    twice = activity(2, "62041", "R1", skill="SM53")
    path = written(tmp_path, ROWS[2], twice, ROWS[3])
    assert counts(path) == {
        ("62041", "liberal", "practice"): 0.5,
        ("62160", "liberal", "practice"): 0.5,
    }


def test_a_place_without_commune_counts_only_where_there_is_no_other(tmp_path: Path) -> None:
    path = written(tmp_path, ROWS[1], activity(1, "", "R2"), activity(7, "", "R3"))
    assert counts(path) == {
        ("", "liberal", "practice"): 1.0,
        ("62041", "liberal", "practice"): 1.0,
    }


@given(
    st.lists(
        st.tuples(
            st.integers(1, 6),
            st.sampled_from(["62041", "62160", "2A004", ""]),
            st.sampled_from(["R1", "R2", "R3"]),
            st.sampled_from("LSB"),
            st.sampled_from(["SA05", "SA07", "SA17", "SA01", "SA64", ""]),
        ),
        min_size=1,
        max_size=25,
    )
)
@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_doctor_counts_one(
    tmp_path: Path, places: list[tuple[int, str, str, str, str]]
) -> None:
    rows = [
        activity(doctor, commune, structure, mode=mode, sector=sector)
        for doctor, commune, structure, mode, sector in places
    ]
    table = read(written(tmp_path, ROWS[1], *rows))["gp_practices"]
    kept = {1} | {doctor for doctor, _, _, _, sector in places if sector not in {"SA01", "SA64"}}
    assert table["gp"].sum() == pytest.approx(len(kept))


def test_no_name_enters_a_frame(tmp_path: Path) -> None:
    blocks = list(delimited.stream_rows(written(tmp_path, *ROWS[1:]), LAYOUT))
    assert [list(block.columns) for block in blocks] == [list(LAYOUT.columns)]
    assert not any("INVENT" in block.to_csv().upper() for block in blocks)


def test_a_quotation_mark_never_closed_is_a_character(tmp_path: Path) -> None:
    at = COLUMNS.index("Raison sociale site")
    odd = (*ROWS[1][:at], '"CABINET', *ROWS[1][at + 1 :])
    assert counts(written(tmp_path, odd, ROWS[4]))["62041", "liberal", "practice"] == 1.0


def test_the_result_does_not_depend_on_the_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [activity(k % 40, "62041", f"R{k % 3}") for k in range(200)]
    path = written(tmp_path, *rows)
    whole = counts(path)
    monkeypatch.setattr(delimited, "BLOCK_BYTES", 4096)
    assert len(list(delimited.stream_rows(path, LAYOUT))) > 10
    assert counts(path) == pytest.approx(whole)


def archive(folder: Path, *members: tuple[str, bytes]) -> Path:
    path = folder / "PS_LibreAcces.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members:
            target.writestr(name, content)
    return path


MEMBER = "PS_LibreAcces_Personne_activite_202605120823.txt"


def test_the_archive_is_read_like_the_file_in_it(tmp_path: Path) -> None:
    other = ("PS_LibreAcces_SavoirFaire_202605120823.txt", b"a|b|\n")
    path = archive(tmp_path, other, (MEMBER, SAMPLE.written()))
    form = recognise(path, FORMS)
    assert form is not None
    assert counts(path) == counts(written(tmp_path, *ROWS[1:]))


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", SAMPLE.written()[:700], SAMPLE.written()[:-60], bytes(64 * 1024**2)],
    ids=["empty", "blank", "half a header", "half a row", "a zip bomb"],
)
def test_a_damaged_member_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(DataError, match=r"PS_LibreAcces\.zip"):
        read(archive(tmp_path, (MEMBER, content)))


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_a_cut_or_altered_archive_is_refused(tmp_path: Path, share: float) -> None:
    path = archive(tmp_path, (MEMBER, SAMPLE.written((COLUMNS, *ROWS[1:] * 200))))
    content = path.read_bytes()
    at = int(len(content) * share)
    for damaged in (content[:at], content[:at] + bytes(20) + content[at + 20 :]):
        path.write_bytes(damaged)
        with pytest.raises(DataError, match=r"PS_LibreAcces\.zip"):
            read(path)


def test_two_extractions_in_one_archive_are_not_recognised(tmp_path: Path) -> None:
    later = MEMBER.replace("202605", "202606")
    path = archive(tmp_path, (MEMBER, SAMPLE.written()), (later, SAMPLE.written()))
    assert recognise(path, FORMS) is None


def test_latin_1_names_of_columns_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, ROWS[1])
    path.write_bytes(path.read_bytes().decode("utf-8").encode("latin-1"))
    with pytest.raises(DataError, match=r"row 1: the names of the columns are not UTF-8"):
        read(path)


def test_an_extraction_without_gps_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no GP"):
        read(written(tmp_path, activity(1, "62041", sector="SA01")))


@pytest.mark.parametrize(
    "damage",
    [one for one in damages(SAMPLE) if one.name not in NOT_HERE],
    ids=lambda damage: damage.name,
)
def test_a_damaged_file_is_refused_with_its_place(tmp_path: Path, damage: Damage) -> None:
    error = refused(read, tmp_path, damage)
    assert "INVENT" not in str(error)


@example(list(activity(9, "62160")))
@given(st.lists(st.text(max_size=6), min_size=len(COLUMNS), max_size=len(COLUMNS)))
@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_row_is_read_or_refused(tmp_path: Path, cells: list[str]) -> None:
    path = written(tmp_path, ROWS[1])
    row = "|".join(cells).encode("utf-8", "surrogatepass") + b"\n"
    path.write_bytes(path.read_bytes() + row)
    tables = read_or_refused(read, path)
    if tables is not None:
        assert tables["gp_practices"]["gp"].sum() >= 1

"""Exports of the Observatoire des territoires and of CartoSanté: numbers, secrets, faults."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.errors import DataError
from indicators.sources.geoclip import number, read_cartosante, read_geoclip, status_of

GEOCLIP = """codgeo;libgeo;an;Part sans médecin traitant (%);Patients
62001;Ablain-Saint-Nazaire;2022;12,5;1\u202f234
62002;Ablainzevelle;2022;N/A - secret statistique;NS
2A004;Ajaccio;2022;N/A - résultat non disponible;
01001;L'Abergement-Clémenciat;2021;0;0
"""
CARTOSANTE = """\ufeffCartoSanté; ; \r
Référentiel géographique : France par territoire de vie-santé 2019; ; \r
Code;Libellé;Densité de généralistes lib. 2021\r
01004;Ambérieu-en-Bugey;9.3\r
97617;Tsingoni;N/A\r
"""


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "export.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_geoclip(tmp_path: Path) -> None:
    rows = read_geoclip(written(tmp_path, GEOCLIP))
    share = rows[rows["label"] == "Part sans médecin traitant (%)"].set_index("code")
    assert list(share["status"]) == ["official", "suppressed", "missing", "official"]
    assert share.loc["62001", "value"] == 12.5
    assert share.loc["62002", "value"] != share.loc["62002", "value"]
    assert share.loc["01001", "value"] == 0
    assert share.loc["01001", "year"] == 2021
    assert share.loc["01001", "row"] == 5
    patients = rows[rows["label"] == "Patients"].set_index("code")
    assert patients.loc["62001", "value"] == 1234
    assert list(patients["status"]) == ["official", "suppressed", "missing", "official"]


def test_a_byte_order_mark_changes_nothing(tmp_path: Path) -> None:
    plain = read_geoclip(written(tmp_path, GEOCLIP))
    assert read_geoclip(written(tmp_path, "\ufeff" + GEOCLIP)).equals(plain)


def test_cartosante(tmp_path: Path) -> None:
    export = read_cartosante(written(tmp_path, CARTOSANTE))
    assert export.territories == "France par territoire de vie-santé 2019"
    assert list(export.rows["code"]) == ["01004", "97617"]
    assert list(export.rows["status"]) == ["official", "missing"]
    assert export.rows["value"].iloc[0] == 9.3
    assert export.rows["label"].iloc[0] == "Densité de généralistes lib. 2021"


def test_cartosante_classes(tmp_path: Path) -> None:
    text = CARTOSANTE.replace("9.3", "4_Tres_dotee")
    rows = read_cartosante(written(tmp_path, text), categories=True).rows
    assert rows["category"].iloc[0] == "4_Tres_dotee"
    assert rows["category"].isna().tolist() == [False, True]
    with pytest.raises(DataError, match=r"row 4, column 'Densité.*4_Tres_dotee"):
        read_cartosante(written(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("N/A - secret statistique", "suppressed"),
        ("n/a - Secret", "suppressed"),
        ("NS", "suppressed"),
        ("nc", "suppressed"),
        ("s", "suppressed"),
        ("N/A", "missing"),
        (" ", "missing"),
        ("N/A - résultat non disponible", "missing"),
        ("N/A - division par 0", "missing"),
        ("0", "official"),
    ],
)
def test_reasons(text: str, status: str) -> None:
    assert status_of(text) == status


@pytest.mark.parametrize("text", ["12.345,6", "1 23", "--1", "1,2,3", "abc", "1e5", "9" * 400, ""])
def test_what_is_not_a_number(text: str) -> None:
    with pytest.raises(ValueError, match="neither a number"):
        number(text)


@given(st.integers(0, 10**9), st.integers(0, 999), st.sampled_from(" \u00a0\u202f"))
def test_french_numbers_round_trip(whole: int, thousandths: int, space: str) -> None:
    value = float(f"{whole}.{thousandths:03d}")
    grouped = f"{whole:,}".replace(",", space)
    assert number(f"{grouped},{thousandths:03d}") == value
    assert number(f"{whole}.{thousandths:03d}") == value


_CELL = st.one_of(
    st.floats(0, 1e6).map(lambda x: f"{x:.2f}".replace(".", ",")),
    st.sampled_from(["N/A - secret statistique", "N/A", "NS", ""]),
)


@given(st.lists(_CELL, min_size=1, max_size=20))
@settings(
    deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_export_gives_a_number_or_a_reason(tmp_path: Path, cells: list[str]) -> None:
    lines = [f"{k:05d};Lieu;2022;{cell}" for k, cell in enumerate(cells, start=1001)]
    text = "\n".join(["codgeo;libgeo;an;Part", *lines])
    rows = read_geoclip(written(tmp_path, text))
    assert len(rows) == len(cells)
    assert ((rows["status"] == "official") == rows["value"].notna()).all()
    for cell, value in zip(cells, rows["value"], strict=True):
        if "," in cell:
            assert value == float(cell.replace(",", "."))


@given(st.text(max_size=200))
@settings(
    deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_is_read_or_refused_with_the_file_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    for reader in (read_geoclip, read_cartosante):
        with pytest.raises(DataError, match=r"export\.csv"):
            reader(path)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("codgeo;", "code;", "row 1: expected the columns codgeo;libgeo;an"),
        ("62001;", "6201;", r"row 2, column 'code': '6201'"),
        ("62001;", "62002;", "row 3: the territory 62002 appears twice"),
        ("12,5", "-12,5", r"row 2, column 'Part.*%\)': '-12.5'"),
        ("12,5", "douze", "row 2, column 'Part.*'douze'"),
        ("2021;0", "21;0", "row 5, column 'an': '21'"),
        ("Ablainzevelle;2022;", "Ablainzevelle;", "row 3: 4 cells where 5 are expected"),
        ("Ablainzevelle", '"Ablainzevelle', "a quotation mark is not closed"),
        ("(%);Patients", "(%);Part sans médecin traitant (%)", "the same heading"),
    ],
)
def test_faults_are_located(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = written(tmp_path, GEOCLIP.replace(old, new))
    with pytest.raises(DataError, match=message) as caught:
        read_geoclip(path)
    assert caught.value.file == "export.csv"


@pytest.mark.parametrize(
    ("text", "encoding", "message"),
    [
        ("", "utf-8", "the file is empty"),
        (GEOCLIP, "latin-1", "not UTF-8"),
        (GEOCLIP.splitlines()[0], "utf-8", "no territory"),
        ("<html><body>Erreur</body></html>", "utf-8", "expected the columns"),
    ],
)
def test_files_of_another_form(tmp_path: Path, text: str, encoding: str, message: str) -> None:
    path = written(tmp_path, text.replace("\u202f", ""), encoding)
    with pytest.raises(DataError, match=message):
        read_geoclip(path)


def test_cartosante_titles_are_checked(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not an export of CartoSanté"):
        read_cartosante(written(tmp_path, GEOCLIP))
    titles = "\n".join(CARTOSANTE.splitlines()[:2])
    with pytest.raises(DataError, match="ends after its titles"):
        read_cartosante(written(tmp_path, titles))
    with pytest.raises(DataError, match="cannot be read"):
        read_cartosante(tmp_path / "absent.csv")

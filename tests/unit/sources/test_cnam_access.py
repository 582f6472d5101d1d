"""CNAM, accès aux soins: shares turned round, periods, totals left out, damaged files."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from indicators.errors import DataError
from indicators.sources.cnam_access import FORMS, read
from indicators.sources.forms import recognise
from tests.unit.sources.reading import put, read_as
from tests.unit.sources.text_damage import Damage, Sample, damages, read_or_refused, refused

SHARE = "part_patients_ald_sans_medecin_traitant"
ROWS = (
    ("annee", "region", "libelle_region", "departement", "libelle_departement", "nb_ald", SHARE),
    ("2023", "32", "Hauts-de-France", "62", "Pas-de-Calais", "290000", "3.25"),
    ("2023", "32", "Hauts-de-France", "999", "Tout département", "1100000", "4.1"),
    ("2023", "99", "FRANCE", "999", "FRANCE", "13000000", "5.0"),
    ("2023", "06", "Mayotte", "976", "Mayotte", "NS", "NS"),
    ("2023", "94", "Corse", "2A", "Corse-du-Sud", "30000", "4.5"),
)
SAMPLE = Sample(
    rows=ROWS,
    separator=";",
    needed=("annee", "region", "departement", "libelle_departement"),
    codes=("departement", "annee"),
    numbers=(SHARE,),
)


def test_the_share_with_a_doctor_is_what_the_share_without_leaves(tmp_path: Path) -> None:
    path = put(tmp_path, "export.csv", SAMPLE.written())
    table = read_as("cnam-access-observatory", path)["attending_ald"].set_index("code")
    assert table["value"].to_dict() == {"62": 96.75, "FR": 95.0, "2A": 95.5}
    assert table["level"].to_dict() == {"62": "departement", "FR": "france", "2A": "departement"}
    assert set(table["date"]) == {"2023-12"}


def test_fractions_are_percentages(tmp_path: Path) -> None:
    rows = tuple(
        (*cells[:-1], text)
        for cells, text in zip(ROWS, (SHARE, "0.0325", "0.041", "0.05", "NS", "0.045"), strict=True)
    )
    table = read(put(tmp_path, "export.csv", SAMPLE.written(rows)))["attending_ald"].set_index(
        "code"
    )
    assert table["value"].to_dict() == pytest.approx({"62": 96.75, "FR": 95.0, "2A": 95.5})


@pytest.mark.parametrize(
    ("period", "month"),
    [
        ("2024", "2024-12"),
        ("2024-12-31", "2024-12"),
        ("2025-T2", "2025-06"),
        ("2025-03", "2025-03"),
    ],
)
def test_periods(tmp_path: Path, period: str, month: str) -> None:
    path = put(tmp_path, "export.csv", SAMPLE.written((ROWS[0], (period, *ROWS[1][1:]))))
    assert list(read(path)["attending_ald"]["date"]) == [month]


@pytest.mark.parametrize("damage", damages(SAMPLE), ids=lambda damage: damage.name)
def test_a_damaged_file_is_refused_with_its_place(tmp_path: Path, damage: Damage) -> None:
    headings = {"is missing", "is renamed", "is there twice"}
    if any(damage.name.endswith(words) for words in headings):
        # Headings are found together, by their words: the error names the row of the header.
        damage = Damage(damage.name, damage.content, damage.row)
    refused(read, tmp_path, damage)


@pytest.mark.parametrize("heading", ["nb_patients", "part_patients_ald_avec_medecin_traitant"])
def test_another_share_is_not_taken_for_it(tmp_path: Path, heading: str) -> None:
    path = put(tmp_path, "export.csv", SAMPLE.written().replace(SHARE.encode(), heading.encode()))
    assert recognise(path, FORMS) is None
    with pytest.raises(DataError, match="one share of patients"):
        read(path)


def test_a_file_of_secrets_alone_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path, "export.csv", SAMPLE.written((ROWS[0], ROWS[4])))
    with pytest.raises(DataError, match="no share of any département"):
        read(path)


@example(["2023", "32", "Hauts-de-France", "59", "Nord", "400000", "100"])
@given(st.lists(st.text(max_size=10), min_size=7, max_size=7))
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_row_is_read_or_refused(tmp_path: Path, cells: list[str]) -> None:
    content = SAMPLE.written() + ";".join(cells).encode("utf-8", "surrogatepass") + b"\n"
    tables = read_or_refused(read, put(tmp_path, "export.csv", content))
    if tables is not None:
        assert tables["attending_ald"]["value"].between(0, 100).all()

"""CNAM, Annuaire santé: places of practice counted without a name, and damaged files."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.errors import DataError
from indicators.sources import delimited
from indicators.sources.cnam_directory import FORMS, LAYOUT, read
from indicators.sources.forms import recognise
from tests.unit.sources.reading import put, read_as
from tests.unit.sources.text_damage import Damage, Sample, damages, read_or_refused, refused

HEADER = (
    "ps_activite_nom",
    "ps_activite_prenom",
    "ps_activite_civilite",
    "type_ps_code",
    "specialite_code",
    "specialite_libelle",
    "coordonnees_num_tel",
    "coordonnees_voie",
    "coordonnees_code_postal",
    "coordonnees_ville",
    "nature_exercice_libelle",
)


def row(specialty: str, postcode: str, town: str) -> tuple[str, ...]:
    who = ("NOMINVENTÉ", "Prénominventé", "M", "1")
    return (*who, specialty, "Spécialité", "0321", "1 RUE X", postcode, town, "Libéral intégral")


ROWS = (
    HEADER,
    row("01", "62000", "ARRAS"),
    row("22", "62000", "ARRAS"),
    row("23", "62008", "ARRAS CEDEX"),
    row("03", "62000", "ARRAS"),
    row("01", "20000", "AJACCIO"),
)
SAMPLE = Sample(
    rows=ROWS,
    separator=";",
    needed=LAYOUT.columns,
    codes=("coordonnees_code_postal",),
    unique=False,
    bom=True,
)


def test_gps_are_counted_by_postcode_and_town(tmp_path: Path) -> None:
    path = put(tmp_path, "liste.csv", SAMPLE.written())
    table = read_as("cnam-directory", path)["gp_sites_by_postcode"].set_index(["postcode", "town"])[
        "gp_sites"
    ]
    assert table.to_dict() == {
        ("20000", "AJACCIO"): 1,
        ("62000", "ARRAS"): 2,
        ("62008", "ARRAS CEDEX"): 1,
    }


def test_no_name_enters_a_frame(tmp_path: Path) -> None:
    blocks = list(delimited.stream_rows(put(tmp_path, "liste.csv", SAMPLE.written()), LAYOUT))
    assert [list(block.columns) for block in blocks] == [list(LAYOUT.columns)]
    assert not any("INVENT" in block.to_csv().upper() for block in blocks)


def test_an_error_does_not_quote_the_name_beside_it(tmp_path: Path) -> None:
    short = SAMPLE.written((*ROWS, ROWS[1][:-1]))
    with pytest.raises(DataError, match="row 7: 10 cells where 11 are expected") as caught:
        read(put(tmp_path, "liste.csv", short))
    assert "INVENT" not in str(caught.value)
    with pytest.raises(DataError, match="row 2, column 'coordonnees_code_postal'") as caught:
        read(
            put(
                tmp_path,
                "liste.csv",
                SAMPLE.written(SAMPLE.with_cell("coordonnees_code_postal", "62")),
            )
        )
    assert "INVENT" not in str(caught.value)


def test_counts_do_not_depend_on_the_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = (HEADER, *(ROWS[1:] * 50))
    path = put(tmp_path, "liste.csv", SAMPLE.written(rows))
    whole = read(path)["gp_sites_by_postcode"]
    monkeypatch.setattr(delimited, "BLOCK_BYTES", 1024)
    assert len(list(delimited.stream_rows(path, LAYOUT))) > 10
    assert read(path)["gp_sites_by_postcode"].equals(whole)


def test_a_list_of_health_centres_is_not_recognised(tmp_path: Path) -> None:
    path = put(
        tmp_path, "liste.csv", b"etab_finess;specialite_code;type_etab_code;coordonnees_ville\n"
    )
    assert recognise(path, FORMS) is None


def test_a_list_without_gps_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no row of the specialties 01, 22, 23"):
        read(put(tmp_path, "liste.csv", SAMPLE.written((HEADER, ROWS[4]))))


@pytest.mark.parametrize(
    "damage",
    # An address may be withheld: a blank postcode is a place that is not known.
    [one for one in damages(SAMPLE) if one.name != "coordonnees_code_postal is ''"],
    ids=lambda damage: damage.name,
)
def test_a_damaged_file_is_refused_with_its_place(tmp_path: Path, damage: Damage) -> None:
    refused(read, tmp_path, damage)


@given(st.lists(st.text(max_size=8), min_size=11, max_size=11))
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_row_is_read_or_refused(tmp_path: Path, cells: list[str]) -> None:
    content = SAMPLE.written() + ";".join(cells).encode("utf-8", "surrogatepass")
    tables = read_or_refused(read, put(tmp_path, "liste.csv", content))
    if tables is not None:
        assert 4 <= tables["gp_sites_by_postcode"]["gp_sites"].sum() <= 5

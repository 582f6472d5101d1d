"""Every form the program knows: its source is documented, no two take one file, none lets one in.

What a damaged file of a form gives to its own reader is tested beside that reader; here, what it
gives to a folder's reading, where every form looks at every file.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.catalogue import load_catalogue
from indicators.errors import DataError
from indicators.sources.forms import recognise
from indicators.sources.registry import FORMS
from tests.unit.sources.rpps import COLUMNS, activity
from tests.unit.sources.text_damage import (
    HTML,
    Damage,
    Sample,
    bomb,
    damages,
    read_or_refused,
    zipped,
)

MARKS = (
    b"",
    b"PK\x03\x04",
    b"SQLite format 3\x00",
    b"\x00\x00\x27\x0a",
    b"PAR1",
    b'{"type": "FeatureCollection", "code", "nom", "departement"',
    b"finess;etalab;111;2026-05-12\nstructureet;",
    b"codgeo;libgeo;an;Part\n",
    "CartoSanté\nRéférentiel géographique : x\nCode;Libellé;Part 2020\n".encode(),
    b"type_ps_code;specialite_code;coordonnees_code_postal;coordonnees_ville\n",
    b"origin,destination,minutes\n",
    b"annee;region;departement;libelle_departement;part_sans_mt\n",
    b"\xff\xfe",
)
"""How the files of the forms begin: a file may go on in any way."""


def test_each_form_has_a_name_and_a_source_of_its_own() -> None:
    names = [form.name for form in FORMS]
    assert len(names) == len(set(names)) >= 15
    sources = load_catalogue().sources
    assert [form.name for form in FORMS if form.source not in sources] == []


@given(st.sampled_from(MARKS), st.binary(max_size=200))
@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_file_is_read_refused_or_not_recognised(
    tmp_path: Path, mark: bytes, rest: bytes
) -> None:
    path = tmp_path / "any.file"
    path.write_bytes(mark + rest)
    form = recognise(path, FORMS)
    if form is not None:
        read_or_refused(form.read, path)


@pytest.mark.parametrize(
    "content", [HTML, zipped(HTML), bomb(), bomb("xl/workbook.xml"), zipped(b"", "COMMUNE.shp")]
)
@pytest.mark.parametrize("name", ["classeur.xlsx", "table.csv", "contours.gpkg", "data.zip"])
def test_what_no_producer_publishes_is_not_taken(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert recognise(path, FORMS) is None


SAMPLE = Sample(
    rows=(COLUMNS, activity(1, "62041"), activity(2, "62160")),
    separator="|",
    needed=("Code profession",),
    codes=("Code profession",),
    unique=False,
)


@pytest.mark.parametrize("damage", damages(SAMPLE), ids=lambda damage: damage.name)
def test_a_damaged_file_of_a_folder_is_not_taken_or_is_refused(
    tmp_path: Path, damage: Damage
) -> None:
    path = tmp_path / "extraction.txt"
    path.write_bytes(damage.content)
    form = recognise(path, FORMS)
    if form is not None:
        with pytest.raises(DataError, match=r"extraction\.txt"):
            form.read(path)

"""Each original is taken by one form or by none, whatever its name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from indicators.sources.forms import recognise
from indicators.sources.registry import FORMS

EXPECTED = {
    "cnam_demographie_effectifs_densites_2024.csv": "cnam-demographie",
    "cartosante_zonage_infirmiers_communes_2024.csv": "cartosante-zones",
    "densite_generalistes_tvs_2009.csv": "cartosante-numbers",
    "densite_generalistes_tvs_2021.csv": "cartosante-numbers",
}


def test_originals_are_told_apart() -> None:
    name = os.environ.get("OFFICIAL_DATA")
    if not name:
        pytest.skip("OFFICIAL_DATA is unset: it must name the folder of the official originals")
    files = [path for path in sorted(Path(name).rglob("*")) if path.is_file()]
    found = {path.name: recognise(path, FORMS) for path in files}
    names = {file: form.name for file, form in found.items() if form is not None}
    assert {file: names.get(file) for file in EXPECTED} == EXPECTED
    assert "README.md" not in names

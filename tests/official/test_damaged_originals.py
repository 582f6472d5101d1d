"""Originals of the DREES and Insee, cut or altered: each one is refused by its own reader."""

from __future__ import annotations

import os
from functools import cache, partial
from pathlib import Path

import pytest

from indicators.errors import DataError
from indicators.sources.forms import Form, recognise
from indicators.sources.registry import FORMS
from tests.unit.sources.sheet_damage import flipped
from tests.unit.sources.text_damage import HTML

WORKBOOKS = {
    "drees_apl_medecins_generalistes_2022_2023.xlsx": "xl/worksheets/sheet3.xml",
    "drees_communes_tvs_2019.xlsx": "xl/worksheets/sheet1.xml",
    "insee_bpe_2009_communes.xlsx": "xl/worksheets/sheet1.xml",
    "insee_bpe_2013_communes.xlsx": "xl/worksheets/sheet1.xml",
    "insee_estim_pop_dep_sexe_age_1975_2022.xlsx": "xl/worksheets/sheet2.xml",
}
BY_AGE = "drees_apl_2022_2023_par_age_communes.csv"
DOCTORS = "drees_medecins_tranche_age_departement.csv"
CSV = ("drees_apl_2015_2023_communes_2dec.csv", BY_AGE, DOCTORS)
PLACES = {
    BY_AGE: (b"\n62041,2023,", "apl"),
    DOCTORS: (b"\n062 - Nord-Pas-de-Calais,", "Ensemble"),
}
"""What stands before a number of the Pas-de-Calais, and the column of that number."""
CUTS = (1, 20, 50, 80, 97)


@cache
def original(name: str) -> tuple[Form, bytes]:
    folder = os.environ.get("OFFICIAL_DATA")
    if not folder:
        pytest.skip("OFFICIAL_DATA is unset: it must name the folder of the official originals")
    path = Path(folder) / name
    form = recognise(path, FORMS)
    assert form is not None
    return form, path.read_bytes()


def refused(form: Form, folder: Path, content: bytes) -> DataError:
    path = folder / "damaged.bin"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        form.read(path)
    assert caught.value.file.endswith("damaged.bin")
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize("name", [*WORKBOOKS, *CSV])
def test_an_original_that_is_cut_is_refused(tmp_path: Path, name: str) -> None:
    form, content = original(name)
    check = partial(refused, form, tmp_path)
    for percent in CUTS:
        check(content[: len(content) * percent // 100])


@pytest.mark.parametrize("share", [0.4, 0.8, 0.95])
@pytest.mark.parametrize("name", CSV)
def test_an_original_cut_between_two_lines_is_refused(
    tmp_path: Path, name: str, share: float
) -> None:
    form, content = original(name)
    lines = content.splitlines(keepends=True)
    refused(form, tmp_path, b"".join(lines[: int(len(lines) * share)]))


@pytest.mark.parametrize("name", [*WORKBOOKS, *CSV])
def test_another_file_in_the_place_of_an_original_is_refused(tmp_path: Path, name: str) -> None:
    form, content = original(name)
    refused(form, tmp_path, HTML)
    refused(form, tmp_path, b"")
    refused(form, tmp_path, content[len(content) // 2 :])


@pytest.mark.parametrize("name", list(WORKBOOKS))
def test_a_byte_lost_in_a_sheet_is_seen(tmp_path: Path, name: str) -> None:
    form, content = original(name)
    refused(form, tmp_path, flipped(content, WORKBOOKS[name]))


@pytest.mark.parametrize("value", [b"NS,", b"-1,", b"1e9,", b"=1+1,", b"N/A,"])
@pytest.mark.parametrize("name", list(PLACES))
def test_a_value_that_is_none_is_located_in_an_original(
    tmp_path: Path, name: str, value: bytes
) -> None:
    form, content = original(name)
    mark, column = PLACES[name]
    start = content.index(mark) + len(mark)
    end = content.index(b",", start) + 1
    error = refused(form, tmp_path, content[:start] + value + content[end:])
    assert error.row == content.count(b"\n", 0, start) + 1
    assert error.column == column

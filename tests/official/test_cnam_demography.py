"""The CNAM démographie parser on the official export of 2024."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from indicators.sources.cnam_demography import FORMS, read
from indicators.sources.figures import load_figures
from indicators.sources.forms import recognise


@pytest.fixture(scope="module")
def path() -> Path:
    name = os.environ.get("OFFICIAL_DATA")
    if not name:
        pytest.skip("OFFICIAL_DATA is unset: it must name the folder of the official originals")
    return Path(name) / "cnam_demographie_effectifs_densites_2024.csv"


def test_totals_equal_the_figures_carried_over(path: Path) -> None:
    form = recognise(path, FORMS)
    assert form is not None
    tables = form.read(path)
    totals = tables["gp_totals"].set_index(["code", "year", "scope"])["gp"]
    carried = load_figures().gp_totals
    carried = carried[carried["source"] == "cnam-demographie"]
    expected = carried.set_index(["code", "year", "scope"])["gp"]
    assert len(expected) == 8
    assert totals.reindex(expected.index).tolist() == expected.tolist()


def test_departements_sum_to_france(path: Path) -> None:
    totals = read(path)["gp_totals"]
    liberal = totals[totals["scope"] == "liberal_cnam"].set_index("code")["gp"]
    assert len(liberal) == 102  # 96 of metropolitan France, 5 overseas, France
    assert liberal.drop("FR").sum() == liberal["FR"] == 55_546


def test_the_density_of_the_pas_de_calais(path: Path) -> None:
    series = read(path)["territory_series"].set_index("code")
    assert series.loc["62", "value"] == pytest.approx(7.66)

"""The CartoSanté parser on official exports."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue import Catalogue, load_catalogue
from indicators.sources import cartosante, geoclip
from indicators.sources.figures import load_figures
from indicators.sources.forms import recognise
from indicators.sources.geoclip import read_cartosante
from indicators.user_tables import feed

YEARS = range(2009, 2022)


@pytest.fixture(scope="module")
def folder() -> Path:
    name = os.environ.get("OFFICIAL_DATA")
    if not name:
        pytest.skip("OFFICIAL_DATA is unset: it must name the folder of the official originals")
    return Path(name)


def test_the_exports_feed_the_catalogue_s_density(folder: Path, catalogue: Catalogue) -> None:
    frames = []
    for path in sorted((folder / "cartosante_densite_generalistes_tvs").iterdir()):
        form = recognise(path, (*cartosante.FORMS, *geoclip.FORMS))
        assert form is not None
        frames.append(form.read(path)["geoclip"])
    fed = feed(pd.concat(frames, ignore_index=True), catalogue, [], {})
    assert fed.unused.empty
    assert len(fed.given) == 13 * 2848
    given = fed.given[fed.given["status"] == "official"].set_index(["code", "year"])["value"]
    carried = load_figures().gp_density_tvs.set_index(["tvs", "year"])["density"]
    assert given.reindex(carried.index).tolist() == carried.tolist()
    mayotte = fed.given[fed.given["code"].str.startswith("976")]
    missing = mayotte[mayotte["status"] == "missing"]
    assert len(missing[missing["year"] == 2021]) == 17
    assert missing["value"].isna().all()


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.mark.parametrize("year", YEARS)
def test_densities_equal_the_figures_carried_over(folder: Path, year: int) -> None:
    path = folder / "cartosante_densite_generalistes_tvs" / f"densite_generalistes_tvs_{year}.csv"
    export = read_cartosante(path)
    assert export.territories == "France par territoire de vie-santé 2019"
    assert len(export.rows) == 2848
    assert set(export.rows["label"]) == {f"Densité de généralistes lib. {year}"}
    assert "suppressed" not in set(export.rows["status"])
    figures = load_figures().gp_density_tvs
    carried = figures[figures["year"] == year].set_index("tvs")["density"]
    original = export.rows.set_index("code")["value"].reindex(carried.index)
    assert list(original) == list(carried)


def test_mayotte_is_missing_and_not_zero(folder: Path) -> None:
    path = folder / "cartosante_densite_generalistes_tvs" / "densite_generalistes_tvs_2021.csv"
    rows = read_cartosante(path).rows
    mayotte = rows[rows["code"].str.startswith("976")]
    assert len(mayotte) == 17
    assert set(mayotte["status"]) == {"missing"}
    assert mayotte["value"].isna().all()


def test_a_zoning_has_its_form(folder: Path) -> None:
    path = folder / "cartosante_zonage_infirmiers_communes_2024.csv"
    form = recognise(path, (*cartosante.FORMS, *geoclip.FORMS))
    assert form is not None
    zones = form.read(path)["zones"]
    assert (zones["status"] == "official").sum() == 34_917


def test_a_zoning_is_read_as_classes(folder: Path) -> None:
    export = read_cartosante(
        folder / "cartosante_zonage_infirmiers_communes_2024.csv", categories=True
    )
    assert len(export.rows) == 34919
    counts = export.rows["category"].value_counts()
    assert counts.to_dict() == {
        "3_intermediaire": 15676,
        "4_Tres_dotee": 8792,
        "5_Sur_dotee": 4792,
        "2_Sous_dotee": 4257,
        "1_Tres_sous_dotee": 1400,
    }
    assert (export.rows["status"] == "missing").sum() == 2

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import shapely

from indicators.build import build, minutes_around, observe
from indicators.bundle import Bundle
from indicators.bundle_files import read_bundle
from indicators.catalogue import Catalogue
from indicators.errors import DataError
from indicators.inputs import Inputs, legal_populations
from indicators.observations import KEY, check
from indicators.paths import GEOGRAPHY
from indicators.perimeter import communes_of
from indicators.territories import load_geography


def test_the_one_table_keeps_its_rules(bundle: Bundle) -> None:
    assert not bundle.observations.duplicated(KEY).any()
    check(bundle.observations)


def test_no_value_is_absurd(bundle: Bundle, catalogue: Catalogue) -> None:
    table = bundle.observations.astype({"indicator": str})
    for name, entry in catalogue.indicators.items():
        values = table.loc[table["indicator"] == name, "value"].dropna()
        if name != "gp_change_sdaasp":
            assert (values >= 0).all(), name
        if entry.unit.fr.startswith("%"):
            assert (values <= 100).all(), name


def test_a_ratio_is_its_numerator_over_its_denominator(
    bundle: Bundle, catalogue: Catalogue
) -> None:
    table = bundle.observations.astype({"indicator": str})
    for name, entry in catalogue.indicators.items():
        rows = table[(table["indicator"] == name) & table["denominator"].notna()]
        if entry.aggregation == "ratio" and len(rows):
            again = entry.scale * rows["numerator"] / rows["denominator"]
            # Two published figures are rounded to one decimal.
            assert (again - rows["value"]).abs().max() < 0.051, name


def test_a_contradiction_between_figures_leaves_the_old_bundle(
    inputs: Inputs, bundle_copy: Path
) -> None:
    before = {path.name: path.read_bytes() for path in bundle_copy.iterdir()}
    table = inputs.figures.apl_departements_by_age.copy()
    rows = (table["code"] == "62") & (table["year"] == 2023)
    table.loc[rows, "apl"] = 9.0
    figures = replace(inputs.figures, apl_departements_by_age=table)
    with pytest.raises(DataError, match=r"apl of departement 62 in 2023 is given twice: .*9\.0"):
        build(["62"], bundle_copy, inputs=replace(inputs, figures=figures))
    assert {path.name: path.read_bytes() for path in bundle_copy.iterdir()} == before


def test_another_departement_has_what_is_national(inputs: Inputs, catalogue: Catalogue) -> None:
    communes = communes_of(inputs.places, ["2A"])
    table = observe(inputs, communes, catalogue, minutes_around(inputs, communes))
    own = table[table["level"] == "commune"]
    assert set(own["indicator"]) == {"population"}
    assert own["code"].str.startswith("2A").all()
    rows = table[(table["level"] == "departement") & (table["code"] == "2A")]
    assert {"apl", "population"} <= set(rows["indicator"])


def test_the_ages_of_an_official_file_are_in_the_table(
    inputs: Inputs, catalogue: Catalogue
) -> None:
    ages = pd.DataFrame(
        [("2A", 0, 59, 6.0), ("2A", 60, None, 4.0), ("FR", 0, 59, 3.0), ("FR", 60, None, 1.0)],
        columns=["code", "age_from", "age_to", "gp"],
    ).assign(year=2024, scope="liberal_cnam", status="official", source="cnam-demographie")
    older = ages.assign(gp=1.0)
    given = replace(inputs, tables={"gp_ages": [older, ages]})
    communes = communes_of(inputs.places, ["2A"])
    table = observe(given, communes, catalogue, minutes_around(given, communes))
    rows = table[table["indicator"] == "gp_60plus_share_cnam"].set_index("code")
    assert rows["value"].to_dict() == {"2A": 40, "FR": 25}
    assert (rows["status"] == "computed").all()


def test_a_departement_asked_for_twice_is_held_once(inputs: Inputs, tmp_path: Path) -> None:
    made = read_bundle(build(["2A", "2A"], tmp_path / "bundle", inputs=inputs))
    assert made.departements == ["2A"]


def test_contours_join_communes_into_their_departement(bundle: Bundle) -> None:
    shapes = bundle.contours.assign(
        shape=lambda frame: shapely.from_wkb(frame["geometry"].to_numpy())
    )
    assert shapely.is_valid(shapes["shape"].to_numpy()).all()
    levels = shapes.groupby("level").size().to_dict()
    assert levels == {"commune": 887, "epci": 20, "tvs": 81, "departement": 101}
    communes = shapes.loc[shapes["level"] == "commune", "shape"].to_numpy()
    own = shapes.loc[(shapes["level"] == "departement") & (shapes["code"] == "62"), "shape"]
    area = shapely.area(communes).sum()
    assert shapely.area(own.iloc[0]) == pytest.approx(area, rel=1e-6)


def test_a_population_summed_over_merged_communes_says_so() -> None:
    populations = legal_populations(load_geography(GEOGRAPHY))
    rows = populations[populations["code"] == "62447"].set_index("census_year")
    # Censuses up to 2022 were published for four communes, before the merger of 2025.
    assert rows["merged"].any()
    assert populations["population"].notna().all()
    assert isinstance(rows, pd.DataFrame)

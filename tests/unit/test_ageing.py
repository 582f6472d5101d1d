"""The ageing of GPs: shares of care and shares of headcount keep apart."""

from __future__ import annotations

import pandas as pd
import pytest

from indicators.ageing import (
    CARE_SHARES,
    care_share_members,
    departement_care_shares,
)
from indicators.aggregate import aggregate
from indicators.catalogue import load_catalogue
from indicators.published import published_series
from indicators.sources.figures import load_figures

CATALOGUE = load_catalogue()
FIGURES = load_figures()
HEADCOUNT = "gp_60plus_share"


def communes(**columns: list[object]) -> pd.DataFrame:
    base = {
        "code": ["62041", "62498"],
        "year": [2023, 2023],
        "apl": [4.0, 2.0],
        "apl65": [3.6, 2.0],
        "apl62": [3.2, 1.5],
        "apl60": [3.0, 1.0],
        "pop_std": [1000.0, 500.0],
        "edition": ["apl-2022-2024"] * 2,
        "source": ["drees-apl"] * 2,
        "borrowed": pd.array([pd.NA, pd.NA], dtype="Int64"),
        "note": ["", ""],
    }
    return pd.DataFrame(base | columns)


def test_share_of_care_and_what_sums_give() -> None:
    members = care_share_members(communes())
    over_60 = members[members["indicator"] == "care_over_60_share"]
    assert list(over_60["value"]) == pytest.approx([25.0, 50.0])
    # (1 x 1000 + 1 x 500) / (4 x 1000 + 2 x 500) = 30 %.
    assert 100 * over_60["numerator"].sum() / over_60["denominator"].sum() == pytest.approx(30.0)
    assert set(members["status"]) == {"computed"}


def test_a_commune_without_an_inhabitant_has_no_row_and_half_a_consultation_is_care() -> None:
    members = care_share_members(communes(pop_std=[0.0, 0.25]))
    over_60 = members[members["indicator"] == "care_over_60_share"]
    told = over_60[["code", "value", "status", "denominator"]].to_numpy().tolist()
    assert told == [["62498", 50, "computed", 0.5]]


def test_no_care_has_no_share_and_leaves_its_territory_whole() -> None:
    none = [0.0, 2.0]
    frame = care_share_members(communes(apl=none, apl65=none, apl62=none, apl60=[0.0, 1.0]))
    over_60 = frame[frame["indicator"] == "care_over_60_share"].set_index("code")
    assert over_60.loc["62041", ["status", "note"]].tolist() == ["missing", "no-care"]
    assert pd.isna(over_60.loc["62041", "value"])
    where = pd.DataFrame(
        {"code": ["62041", "62498"], "level": "epci", "territory": "200033579", "partial": False}
    )
    found = aggregate(frame, where, CATALOGUE).set_index("indicator")
    # 1 x 500 consultations of the 2 x 500 that are accessible: known wholly, not in half.
    assert found.loc["care_over_60_share", "value"] == pytest.approx(50.0)
    assert (found.loc["care_over_60_share", ["status", "note"]] == ["computed", ""]).all()


def test_a_territory_without_any_care_has_no_share() -> None:
    none = [0.0, 0.0]
    frame = care_share_members(communes(apl=none, apl65=none, apl62=none, apl60=none))
    where = pd.DataFrame(
        {"code": ["62041", "62498"], "level": "epci", "territory": "200033579", "partial": False}
    )
    assert aggregate(frame, where, CATALOGUE).empty


def test_an_age_that_an_edition_lacks_is_left_out() -> None:
    members = care_share_members(communes(apl60=[float("nan")] * 2))
    assert set(members["indicator"]) == {"care_over_65_share", "care_over_62_share"}


def test_published_shares_of_the_pas_de_calais() -> None:
    shares = departement_care_shares(FIGURES.apl_departements_by_age)
    rows = shares[(shares["code"] == "62") & (shares["year"] == 2023)].set_index("indicator")
    # 1 - 3.056/4.187 and 1 - 3.768/4.187.
    assert rows.loc["care_over_60_share", "value"] == pytest.approx(27.0, abs=0.05)
    assert rows.loc["care_over_65_share", "value"] == pytest.approx(10.0, abs=0.05)
    assert set(rows["status"]) == {"computed"}


def test_no_headcount_bears_the_name_of_care_and_vice_versa() -> None:
    care = {name for name in CATALOGUE.indicators if name.startswith("care_")}
    assert care == set(CARE_SHARES)
    for name in care:
        entry = CATALOGUE.indicator(name)
        assert entry.sources == ["drees-apl"]
        assert "consultations" in entry.unit.fr
    headcount = CATALOGUE.indicator(HEADCOUNT)
    assert "drees-apl" not in headcount.sources
    assert "consultations" not in headcount.unit.fr
    assert headcount.aggregation == "none"  # a headcount is not made from communes' care


def test_observations_keep_the_two_apart() -> None:
    published = pd.concat(published_series(FIGURES))
    headcount = published[published["indicator"] == HEADCOUNT]
    assert dict(zip(headcount["code"] + headcount["period"], headcount["value"], strict=True)) == {
        "622015": 26.2,
        "622021": 30.8,
        "FR2015": 28.3,
        "FR2021": 32.2,
    }
    assert not published["indicator"].str.startswith("care_").any()
    assert set(care_share_members(communes())["indicator"]) == set(CARE_SHARES)

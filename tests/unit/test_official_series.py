"""Series of official files: they win over the figures carried over, and add to them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from indicators.inputs import Inputs
from indicators.observations import combine
from indicators.official_series import with_series
from indicators.published import published_series
from indicators.sources.figures import Figures


@pytest.fixture
def figures(inputs: Inputs) -> Figures:
    return inputs.figures


def total(code: str, gp: float) -> pd.DataFrame:
    row = {"code": code, "year": 2024, "gp": gp, "scope": "liberal_cnam"}
    return pd.DataFrame([row | {"source": "cnam-demographie"}])


def test_a_file_wins_and_adds(figures: Figures) -> None:
    joined = with_series(figures, {"gp_totals": [total("62", 1000), total("01", 400)]}).gp_totals
    liberal = joined[(joined["scope"] == "liberal_cnam") & (joined["year"] == 2024)]
    found = liberal.set_index("code")["gp"].to_dict()
    # The other two départements and France were carried over, and stay.
    assert found == {"62": 1000, "01": 400, "59": 2323, "80": 528, "FR": 55546}
    assert len(joined) == len(figures.gp_totals) + 1


def test_of_two_files_the_last_wins(figures: Figures) -> None:
    tables = {"gp_totals": [total("62", 1000), total("62", 1001)]}
    totals = with_series(figures, tables).gp_totals.set_index(["code", "year", "scope"])["gp"]
    assert totals["62", 2024, "liberal_cnam"] == 1001


def test_without_a_file_nothing_changes(figures: Figures) -> None:
    assert with_series(figures, {}) == replace(figures)


def test_two_producers_of_one_share_are_two_indicators(figures: Figures) -> None:
    own = figures.attending_ald
    cnam = own[own["kind"] == "observed"].assign(
        value=50.0, source="cnam-access-observatory", edition="published"
    )
    cnam = cnam.drop_duplicates(["code", "date"])
    joined = with_series(figures, {"attending_ald": [cnam]})
    assert len(joined.attending_ald) == len(own) + len(cnam)
    # The same territories and months with other values: no contradiction, and no mixing.
    table = combine(published_series(joined))
    shares = table[table["indicator"].str.startswith("ald_attending_share")]
    by_indicator = shares.groupby("indicator")["source"].unique().map(list).to_dict()
    assert by_indicator == {
        "ald_attending_share": ["ditp-ind-312"],
        "ald_attending_share_cnam": ["cnam-access-observatory"],
    }
    kept = table[table["indicator"] == "ald_attending_share"]["value"]
    before = combine(published_series(figures))
    assert kept.tolist() == before[before["indicator"] == "ald_attending_share"]["value"].tolist()

import pandas as pd
import pytest

from indicators.bundle import Bundle
from indicators.published import published_series
from indicators.sources.figures import load_figures


def value(bundle: Bundle, indicator: str, code: str, period: str, stratum: str = "") -> float:
    table = bundle.observations
    rows = table[
        (table["indicator"] == indicator)
        & (table["code"] == code)
        & (table["period"] == period)
        & (table["stratum"] == stratum)
        & table["level"].isin(["departement", "region", "france"])
    ]
    assert len(rows) == 1
    assert rows["status"].tolist() == ["official"]
    return float(rows["value"].iloc[0])


@pytest.mark.parametrize(
    ("indicator", "code", "period", "expected"),
    [
        ("gp_count_all_modes", "62", "2016", 2045),
        ("gp_count_all_modes", "62", "2022", 1890),
        ("gp_count_sdaasp", "62", "2016", 2046),
        ("gp_count_sdaasp", "62", "2022", 1887),
        ("gp_change_sdaasp", "62", "2022", -7.8),
        ("gp_change_sdaasp", "FR", "2022", -1.8),
        ("gp_locums", "62", "2010", 91),
        ("no_attending_count", "62", "2022", 134_354),
        ("no_attending_share_17plus", "FR", "2021", 11),
        ("msp_count", "62", "2017-06", 20),
        ("msp_count", "62", "2022-06", 48),
        ("ald_attending_share", "59", "2022-09", 96.2),
    ],
)
def test_a_published_figure_is_carried_over(
    bundle: Bundle, indicator: str, code: str, period: str, expected: float
) -> None:
    assert value(bundle, indicator, code, period) == expected


def test_counts_of_different_scopes_stay_apart(bundle: Bundle) -> None:
    assert value(bundle, "gp_count_liberal_cnam", "62", "2024", "all") == 1111
    modes = ["liberal", "mixed", "salaried_hospital", "salaried_other"]
    whole = value(bundle, "gp_count_by_mode", "62", "2014", "all")
    assert sum(value(bundle, "gp_count_by_mode", "62", "2014", mode) for mode in modes) == whole


def test_a_revised_value_stands_in_for_the_first_one() -> None:
    frames = pd.concat(published_series(load_figures()))
    rows = frames[(frames["indicator"] == "ald_attending_share") & (frames["code"] == "59")]
    september = rows[rows["period"] == "2022-09"]
    assert september[["value", "note"]].to_numpy().tolist() == [[96.2, "revised"]]


def test_targets_are_never_observations(bundle: Bundle) -> None:
    table = bundle.observations.astype({"indicator": str})
    targets = table[table["indicator"].str.endswith("_target")]
    assert set(targets["indicator"]) == {"msp_target", "cds_target", "ald_attending_target"}
    observed = table[table["indicator"].isin(["msp_count", "cds_count", "ald_attending_share"])]
    assert not set(observed["period"]) & {"2026-12", "2027-12"}


def test_a_lower_bound_says_that_it_is_one() -> None:
    # The SDAASP writes "plus de 9 habitants sur 10".
    notes = pd.concat(published_series(load_figures())).set_index("indicator")["note"]
    assert notes[["eligible_zone_share_sdaasp"]].tolist() == ["at-least"]
    assert set(notes[["gp_locums", "cpts_population_share"]]) == {""}

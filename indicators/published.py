"""Published series of territories, carried over as they are: official observations."""

from __future__ import annotations

import pandas as pd

from indicators.observations import observations
from indicators.sources.figures import Figures

_TOTALS = {
    "all": ("gp_count_all_modes", ""),
    "all_2015_edition": ("gp_count_by_mode", "all"),
    "liberal": ("gp_count_by_mode", "liberal"),
    "mixed": ("gp_count_by_mode", "mixed"),
    "salaried_hospital": ("gp_count_by_mode", "salaried_hospital"),
    "salaried_other": ("gp_count_by_mode", "salaried_other"),
    "liberal_cnam": ("gp_count_liberal_cnam", "all"),
    "liberal_cnam_excluding_mep": ("gp_count_liberal_cnam", "excluding_mep"),
}
"""Scope of a count of GPs to the indicator and the stratum that carry it."""

_SERIES = {
    ("gp_total", "sdaasp-62"): "gp_count_sdaasp",
    ("gp_total_change_2016_2022", "sdaasp-62"): "gp_change_sdaasp",
    ("gp_locums", "sdaasp-62"): "gp_locums",
    ("gp_60plus_share", "sdaasp-62"): "gp_60plus_share",
    ("gp_density", "sdaasp-62"): "gp_density_sdaasp",
    ("no_attending_count", "sdaasp-62"): "no_attending_count",
    ("no_attending_share", "sdaasp-62"): "no_attending_share",
    ("no_attending_share", "cnam-attending-2021"): "no_attending_share_17plus",
    ("gp_trainers", "sdaasp-62"): "gp_trainers",
    ("msp_count", "sdaasp-62"): "msp_count_sdaasp",
    ("cpts_count", "sdaasp-62"): "cpts_count",
    ("cpts_population_share", "sdaasp-62"): "cpts_population_share",
    ("eligible_zone_population_share", "sdaasp-62"): "eligible_zone_share_sdaasp",
    ("gp_density_liberal", "cnam-demographie"): "gp_density_liberal_cnam",
}
"""Series of territory_series.csv, by name and source, to the indicator that carries it."""

_ALD = {
    ("observed", "ditp-ind-312"): "ald_attending_share",
    ("target", "ditp-ind-312"): "ald_attending_target",
    ("observed", "cnam-access-observatory"): "ald_attending_share_cnam",
}
"""Kind and source of a share of ALD patients to the indicator that carries it: two producers, two
scopes, never one series."""

_LOWER_BOUNDS = {"eligible_zone_share_sdaasp"}


def published_series(figures: Figures) -> list[pd.DataFrame]:
    """Give every published series of ``figures`` as official observations."""
    return [
        _gp_totals(figures.gp_totals),
        _health_houses(figures.msp_counts),
        _long_term_illness(figures.attending_ald),
        _territory_series(figures.territory_series),
        _tvs_density(figures.gp_density_tvs),
    ]


def _gp_totals(totals: pd.DataFrame) -> pd.DataFrame:
    return observations(
        totals.assign(
            level=(totals["code"] == "FR").map({True: "france", False: "departement"}),
            indicator=totals["scope"].map(lambda scope: _TOTALS[scope][0]),
            stratum=totals["scope"].map(lambda scope: _TOTALS[scope][1]),
            value=totals["gp"],
        ),
        status="official",
    )


def _dated(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(period=frame["date"], year=frame["date"].str[:4].astype(int))


def _health_houses(counts: pd.DataFrame) -> pd.DataFrame:
    suffix = counts["status"].map({"observed": "_count", "target": "_target"})
    return observations(_dated(counts).assign(indicator=counts["kind"] + suffix), status="official")


def _long_term_illness(shares: pd.DataFrame) -> pd.DataFrame:
    """Keep the revised value where there is one: the next period compares with it."""
    key = ["code", "date", "source"]
    revised = shares["edition"] == "revised"
    has_revision = shares.set_index(key).index.isin(shares[revised].set_index(key).index)
    kept = shares[revised | ~has_revision]
    names = zip(kept["kind"], kept["source"], strict=True)
    note = (kept["edition"] == "revised").map({True: "revised", False: ""})
    return observations(
        _dated(kept).assign(indicator=[_ALD[name] for name in names], note=note, edition=""),
        status="official",
    )


def _territory_series(series: pd.DataFrame) -> pd.DataFrame:
    keys = zip(series["indicator"], series["source"], strict=True)
    named = series.assign(indicator=[_SERIES[key] for key in keys])
    note = named["indicator"].isin(_LOWER_BOUNDS).map({True: "at-least", False: ""})
    return observations(named.assign(note=note), status="official")


def _tvs_density(density: pd.DataFrame) -> pd.DataFrame:
    return observations(
        density.rename(columns={"tvs": "code", "density": "value"}),
        level="tvs",
        indicator="gp_density_liberal",
        status="official",
    )

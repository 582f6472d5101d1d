"""Counts of the registers, commune by commune, each under its own name."""

from __future__ import annotations

import pandas as pd
import pytest

from indicators.catalogue import load_catalogue
from indicators.errors import DataError
from indicators.registers import DIRECTORY, PRACTICES, SITES, register_members

COMMUNES = pd.DataFrame(
    {
        "code": ["62041", "62160", "75056"],
        "name": ["Arras", "Boulogne-sur-Mer", "Paris"],
        "departement": ["62", "62", "75"],
    }
)
NO_SPLITS = pd.DataFrame({"origin": [], "code": [], "since": [], "cog": []})
RPPS = pd.DataFrame(
    [
        ("62041", "liberal", "practice", 3.5),
        ("62999", "liberal", "practice", 1.0),
        ("62041", "salaried", "health_centre", 2.0),
        ("62041", "salaried", "other", 9.0),
        ("75101", "volunteer", "health_centre", 1.0),
        ("75102", "liberal", "practice", 4.0),
        ("", "liberal", "practice", 7.0),
    ],
    columns=["code", "mode", "setting", "gp"],
).assign(date="2026-05-12", source="ans-rpps")
FINESS = pd.DataFrame(
    [("62041", "msp", 2), ("62160", "cds", 1), ("62041", "cpts", 1)],
    columns=["code", "kind", "sites"],
).assign(date="2026-05-12", source="finess")
ADDRESSES = pd.DataFrame(
    [("62000", "ARRAS", 8), ("75012", "PARIS", 11), ("62200", "NULLE PART", 1)],
    columns=["postcode", "town", "gp_sites"],
).assign(date="2026-06-15", source="cnam-directory")


def counts(name: str, status: str = "computed", **tables: list[pd.DataFrame]) -> dict[str, float]:
    members = register_members(tables, COMMUNES, {"62999": "62160"}, NO_SPLITS)
    rows = members[members["indicator"] == name]
    assert set(rows["status"]) == set(rows["aggregate_status"]) == {status}
    return rows.set_index("code")["value"].to_dict()


def test_the_rpps_keeps_the_salaried_apart_and_other_places_out() -> None:
    whole = {PRACTICES: [RPPS[RPPS["code"] != ""]]}
    assert counts("gp_count_rpps", **whole) == {"62041": 3.5, "62160": 1, "75056": 5}
    # 7 of 16.5 GPs have no commune: they may be in any. All the salaried ones have one.
    tables = {PRACTICES: [RPPS]}
    liberal = counts("gp_count_rpps", "estimated", **tables)
    assert liberal == {"62041": 3.5, "62160": 1, "75056": 5}
    assert counts("gp_count_rpps_salaried", **tables) == {"62041": 2, "62160": 0, "75056": 0}
    notes = register_members(tables, COMMUNES, {"62999": "62160"}, NO_SPLITS).groupby("indicator")[
        "note"
    ]
    assert notes.unique()["gp_count_rpps"].tolist() == ["unplaced:42"]


def test_a_code_that_is_no_commune_is_not_lost_in_silence() -> None:
    # 1 of 4 in a commune that never was; what is in Saint-Pierre-et-Miquelon is not looked for.
    strange = FINESS.assign(code=["62041", "62160", "62998"], kind="msp")
    beyond = strange.iloc[:1].assign(code="97502", sites=7)
    members = register_members({SITES: [pd.concat([strange, beyond])]}, COMMUNES, {}, NO_SPLITS)
    assert set(members["status"]) == {"estimated"}
    assert set(members["note"]) == {"unplaced:25"}


def test_finess_counts_each_kind() -> None:
    tables = {SITES: [FINESS]}
    assert counts("msp_sites_finess", **tables) == {"62041": 2, "62160": 0, "75056": 0}
    assert counts("cds_sites_finess", **tables) == {"62041": 0, "62160": 1, "75056": 0}
    assert counts("cpts_sites_finess", **tables)["62041"] == 1


def test_a_kind_that_an_extraction_does_not_have_is_not_counted_as_none() -> None:
    members = register_members({SITES: [FINESS[FINESS["kind"] != "cpts"]]}, COMMUNES, {}, NO_SPLITS)
    assert set(members["indicator"]) == {"msp_sites_finess", "cds_sites_finess"}


def test_the_directory_counts_places() -> None:
    found = {"62041": 8, "62160": 0, "75056": 11}
    whole = ADDRESSES[ADDRESSES["town"] != "NULLE PART"]
    assert counts("gp_sites_directory", **{DIRECTORY: [whole]}) == found


def test_addresses_without_a_commune_make_an_estimate_that_says_so() -> None:
    # One of 20 addresses is lost: any commune may lack it.
    found = {"62041": 8, "62160": 0, "75056": 11}
    assert counts("gp_sites_directory", "estimated", **{DIRECTORY: [ADDRESSES]}) == found
    members = register_members({DIRECTORY: [ADDRESSES]}, COMMUNES, {}, NO_SPLITS)
    assert set(members["note"]) == set(members["aggregate_note"]) == {"unplaced:5"}
    assert load_catalogue().note("unplaced:5", "fr").startswith("environ 5 % du décompte")


def test_a_directory_whose_towns_are_unknown_is_refused() -> None:
    lost = ADDRESSES.assign(town="NULLE PART")
    with pytest.raises(DataError, match=r"0% of the addresses.*NULLE PART"):
        register_members({DIRECTORY: [lost]}, COMMUNES, {}, NO_SPLITS)


def test_the_latest_extraction_of_a_year_counts() -> None:
    earlier = FINESS.assign(date="2026-01-05", sites=9)
    other_year = FINESS.assign(date="2025-03-01", sites=5)
    members = register_members({SITES: [FINESS, earlier, other_year]}, COMMUNES, {}, NO_SPLITS)
    msp = members[(members["indicator"] == "msp_sites_finess") & (members["code"] == "62041")]
    assert msp.set_index("year")["value"].to_dict() == {2025: 5, 2026: 2}


def test_without_a_register_there_is_nothing() -> None:
    assert register_members({}, COMMUNES, {}, NO_SPLITS).empty


def test_the_catalogue_describes_each_count_and_its_file() -> None:
    catalogue = load_catalogue()
    tables = {PRACTICES: [RPPS], SITES: [FINESS], DIRECTORY: [ADDRESSES]}
    members = register_members(tables, COMMUNES, {}, NO_SPLITS)
    for name, source in members[["indicator", "source"]].drop_duplicates().to_numpy():
        assert catalogue.indicators[name].from_file
        assert catalogue.indicators[name].sources == [source]

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


def counts(name: str, **tables: list[pd.DataFrame]) -> dict[str, float]:
    members = register_members(tables, COMMUNES, {"62999": "62160"})
    rows = members[members["indicator"] == name]
    assert set(rows["status"]) == {"computed"}
    return rows.set_index("code")["value"].to_dict()


def test_the_rpps_keeps_the_salaried_apart_and_other_places_out() -> None:
    tables = {PRACTICES: [RPPS]}
    assert counts("gp_count_rpps", **tables) == {"62041": 3.5, "62160": 1, "75056": 5}
    assert counts("gp_count_rpps_salaried", **tables) == {"62041": 2, "62160": 0, "75056": 0}


def test_finess_counts_each_kind() -> None:
    tables = {SITES: [FINESS]}
    assert counts("msp_sites_finess", **tables) == {"62041": 2, "62160": 0, "75056": 0}
    assert counts("cds_sites_finess", **tables) == {"62041": 0, "62160": 1, "75056": 0}
    assert counts("cpts_sites_finess", **tables)["62041"] == 1


def test_a_kind_that_an_extraction_does_not_have_is_not_counted_as_none() -> None:
    members = register_members({SITES: [FINESS[FINESS["kind"] != "cpts"]]}, COMMUNES, {})
    assert set(members["indicator"]) == {"msp_sites_finess", "cds_sites_finess"}


def test_the_directory_counts_places() -> None:
    assert counts("gp_sites_directory", **{DIRECTORY: [ADDRESSES]}) == {
        "62041": 8,
        "62160": 0,
        "75056": 11,
    }


def test_a_directory_whose_towns_are_unknown_is_refused() -> None:
    lost = ADDRESSES.assign(town="NULLE PART")
    with pytest.raises(DataError, match=r"0% of the addresses.*NULLE PART"):
        register_members({DIRECTORY: [lost]}, COMMUNES, {})


def test_the_latest_extraction_of_a_year_counts() -> None:
    earlier = FINESS.assign(date="2026-01-05", sites=9)
    other_year = FINESS.assign(date="2025-03-01", sites=5)
    members = register_members({SITES: [FINESS, earlier, other_year]}, COMMUNES, {})
    msp = members[(members["indicator"] == "msp_sites_finess") & (members["code"] == "62041")]
    assert msp.set_index("year")["value"].to_dict() == {2025: 5, 2026: 2}


def test_without_a_register_there_is_nothing() -> None:
    assert register_members({}, COMMUNES, {}).empty


def test_the_catalogue_describes_each_count_and_its_file() -> None:
    catalogue = load_catalogue()
    tables = {PRACTICES: [RPPS], SITES: [FINESS], DIRECTORY: [ADDRESSES]}
    members = register_members(tables, COMMUNES, {})
    for name, source in members[["indicator", "source"]].drop_duplicates().to_numpy():
        assert catalogue.indicators[name].from_file
        assert catalogue.indicators[name].sources == [source]

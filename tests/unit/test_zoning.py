import pandas as pd
import pytest

from indicators.bundle import Bundle
from indicators.catalogue import Catalogue
from indicators.errors import DataError
from indicators.zoning import zone_members

PEOPLE = pd.DataFrame(
    {"code": ["A", "A", "B"], "census_year": [2016, 2023, 2023], "population": [1, 300, 100]}
)


def zones(*names: str) -> pd.DataFrame:
    codes = list("AB")[: len(names)]
    return pd.DataFrame(
        {"code": codes, "zone": names, "in_force": "2025-05-09", "source": "ars-hdf-zoning-2025"}
    )


def test_the_inhabitants_of_a_zone_are_those_of_the_last_census(catalogue: Catalogue) -> None:
    found = zone_members(zones("ZAR", "HZ"), PEOPLE, catalogue)
    share = found[found["indicator"] == "eligible_zone_share"]
    assert share[["numerator", "denominator"]].to_numpy().tolist() == [[300, 300], [0, 100]]
    assert share[["value", "status"]].to_numpy().tolist() == [[100, "computed"], [0, "computed"]]
    zone = found[found["indicator"] == "gp_zone"]
    assert zone[["value", "status"]].to_numpy().tolist() == [[3, "official"], [4, "official"]]
    assert zone["note"].tolist() == ["in-force:2025-05-09"] * 2
    assert zone["year"].tolist() == [2025, 2025]


def test_an_unknown_zone_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(DataError, match="unknown zone 'QPV'; add it to gp_zone"):
        zone_members(zones("ZIP", "QPV"), PEOPLE, catalogue)


def test_the_zones_of_the_pas_de_calais(bundle: Bundle, catalogue: Catalogue) -> None:
    rows = bundle.observations[bundle.observations["indicator"] == "gp_zone"]
    codes = {c.value: c.code for c in catalogue.indicator("gp_zone").categories}
    assert rows["value"].map(codes).value_counts().to_dict() == {
        "ZIP": 124,
        "ZAC": 562,
        "ZAR": 156,
        "HZ": 45,
    }


def test_nine_inhabitants_in_ten_live_in_a_zone(bundle: Bundle) -> None:
    table = bundle.observations
    rows = table[(table["indicator"] == "eligible_zone_share") & (table["level"] == "departement")]
    assert round(rows["value"].iloc[0]) == 94

import pandas as pd
import pytest

from indicators.bundle import Bundle
from indicators.catalogue import Catalogue
from indicators.errors import UsageError
from indicators.own_territory import (
    OWN,
    REST,
    UNDER_THRESHOLD,
    Area,
    area_of,
    composed,
    nearest_year,
    read_pasted,
    read_selection,
    write_selection,
)

CUA = "200033579"
INDICATORS = ["apl", "gp_density", "gp_count", "over_75_share", "care_over_60_share", "population"]


def members(bundle: Bundle, epci: str) -> list[str]:
    area = area_of(bundle, "62")
    return list(area.communes.loc[area.communes["epci"] == epci, "code"])


def test_an_epci_composed_by_hand_has_the_values_of_the_epci(
    bundle: Bundle, catalogue: Catalogue
) -> None:
    area = area_of(bundle, "62")
    made = composed(bundle, catalogue, members(bundle, CUA), area, INDICATORS)
    own = made[made["code"] == OWN]
    table = bundle.observations
    held = table[(table["level"] == "epci") & (table["code"] == CUA)]
    both = own.merge(held.astype({"indicator": str}), on=["indicator", "year"])
    assert set(both["indicator"]) == set(INDICATORS)
    assert len(both) == len(own)
    pd.testing.assert_series_equal(both["value_x"], both["value_y"], check_names=False, rtol=1e-9)
    assert both["status_x"].tolist() == both["status_y"].astype(str).tolist()
    apl = both[both["indicator"] == "apl"].set_index("year")
    assert apl.loc[2024, "note_x"] == "weights:2021"
    assert apl.loc[2023, "value_x"] == pytest.approx(4.598381, abs=1e-6)


def test_people_under_the_threshold_are_an_estimate_near_that_of_the_epci(
    bundle: Bundle, catalogue: Catalogue
) -> None:
    area = area_of(bundle, "62")
    saint_omer = "200069037"
    asked = ["apl", UNDER_THRESHOLD]
    made = composed(bundle, catalogue, members(bundle, saint_omer), area, asked)
    made = made[made["indicator"] == UNDER_THRESHOLD]
    own = made[made["code"] == OWN].set_index("year")
    table = bundle.rows(UNDER_THRESHOLD, "epci", codes=[saint_omer]).set_index("year")
    # Municipal against total population: the shares differ by less than half a point.
    assert own.loc[2024, "value"] == pytest.approx(table.loc[2024, "value"], abs=0.5)
    assert set(own["status"]) == {"estimated"}
    assert own.loc[2024, "note"] == "population:2022"
    rest = made[(made["code"] == REST) & (made["year"] == 2024)].iloc[0]
    under = own.loc[2024, "numerator"] + rest["numerator"]
    people = own.loc[2024, "denominator"] + rest["denominator"]
    # The official share of the Pas-de-Calais in 2024 is 6.7 %.
    assert 100 * under / people == pytest.approx(6.7, abs=0.15)


def test_a_commune_at_the_threshold_is_not_under_it(bundle: Bundle, catalogue: Catalogue) -> None:
    # 62143 had exactly 2.50 in 2019, as the DREES prints it.
    made = composed(bundle, catalogue, ["62143"], area_of(bundle, "62"), ["apl", UNDER_THRESHOLD])
    own = made[(made["code"] == OWN) & (made["year"] == 2019)].set_index("indicator")["value"]
    assert own.to_dict() == pytest.approx({"apl": 2.5, UNDER_THRESHOLD: 0.0})


def test_a_sum_says_what_it_is_made_of_not_what_its_communes_were(
    bundle: Bundle, catalogue: Catalogue
) -> None:
    rows = bundle.rows("apl", "commune", years=[2023])
    merged = rows.loc[rows["note"] == "merged", "code"].tolist()
    asked = ["apl", "nearest_gp_minutes"]
    made = composed(bundle, catalogue, [merged[0], "62041"], area_of(bundle, "62"), asked)
    own = made[made["code"] == OWN].set_index(["indicator", "year"])
    assert own.loc[("apl", 2023), ["status", "note"]].tolist() == ["computed", ""]
    assert own.loc[("nearest_gp_minutes", 2025), "status"] == "estimated"


def test_the_territory_and_the_rest_sum_to_the_departement(
    bundle: Bundle, catalogue: Catalogue
) -> None:
    area = area_of(bundle, "62")
    made = composed(bundle, catalogue, ["62041", "62193"], area, ["population"])
    last = made[made["year"] == 2023].set_index("code")["value"]
    assert last[OWN] == 42_875 + last_people(bundle, "62193")
    assert last[OWN] + last[REST] == 1_457_905


def last_people(bundle: Bundle, code: str) -> float:
    table = bundle.observations
    rows = table[(table["indicator"] == "population") & (table["code"] == code)]
    return float(rows.loc[(rows["level"] == "commune") & (rows["year"] == 2023), "value"].iloc[0])


def test_the_short_form_comes_back(bundle: Bundle) -> None:
    area = area_of(bundle, "62")
    for codes in (
        ["62041"],
        ["62001", "62002", "62003", "62041"],
        [*members(bundle, CUA), "62193"],
        area.codes,
    ):
        assert read_selection(write_selection(codes, area), area) == tuple(sorted(codes))
    assert write_selection(["62041", "62193"], area) == "041.193"
    assert write_selection(["62001", "62002", "62003", "62041"], area) == "001~003.041"
    assert write_selection([*members(bundle, CUA), "62193"], area) == f"{CUA}.193"
    assert read_selection("", area) == ()


def test_runs_and_whole_epci_are_written_short(bundle: Bundle) -> None:
    codes = [f"29{k:03d}" for k in range(1, 10)]
    area = Area(pd.DataFrame({"code": codes, "epci": "", "key": codes}), "29")
    some = [code for code in codes if code not in {"29004", "29008"}]
    assert write_selection(some, area) == "001~003.005~007.009"
    assert write_selection(["29001", "29002"], area) == "001.002"
    own = area_of(bundle, "62")
    assert write_selection(members(bundle, CUA), own) == CUA


def test_communes_without_an_epci_are_not_one() -> None:
    area = Area(pd.DataFrame({"code": ["29155"], "epci": "", "key": "ile-d'ouessant"}), "29")
    with pytest.raises(UsageError, match="'' is neither a commune nor an EPCI of 29"):
        read_selection("155.", area)


@pytest.mark.parametrize("text", ["999", "59350", "041~999", "abc", "041..193", "200000000"])
def test_what_is_not_a_commune_is_refused(bundle: Bundle, text: str) -> None:
    with pytest.raises(UsageError, match="Insee code"):
        read_selection(text, area_of(bundle, "62"))


def test_a_pasted_list_holds_codes_and_names(bundle: Bundle) -> None:
    text = "62041 62193\nSaint-Omer; etaples, Atlantis\n59350"
    found, unknown = read_pasted(text, area_of(bundle, "62"))
    assert found == ["62041", "62193", "62765", "62318"]
    assert unknown == ["Atlantis", "59350"]
    # A name of several words is one; a code of Corsica may be written small.
    assert read_pasted("Aire sur la Lys , Arras", area_of(bundle, "62")) == (["62014", "62041"], [])
    corsica = Area(pd.DataFrame({"code": ["2A004"], "epci": "", "key": "ajaccio"}), "2A")
    assert read_pasted("2a004", corsica) == (["2A004"], [])


def test_the_nearest_year_is_the_latest_of_two(bundle: Bundle) -> None:
    # The APL has 2019 and 2021, not 2020.
    assert nearest_year(bundle, "apl", "commune", 2020) == 2021
    assert nearest_year(bundle, "apl", "commune", None) == 2024
    assert nearest_year(bundle, "msp_count", "commune", 2020) is None
    assert nearest_year(bundle, "msp_count", "commune", None) is None

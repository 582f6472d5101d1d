import numpy as np
import pandas as pd
import pytest

from indicators import nearest
from indicators.bundle import Bundle
from indicators.travel.times import TravelTimes

CODES = ["A", "B", "C", "D"]
# method: A-B 9, A-C 12, B-C 17, A-D 25, B-D 22, C-D 14 minutes.
MINUTES = [[0, 9, 12, 25], [9, 0, 17, 22], [12, 17, 0, 14], [25, 22, 14, 0]]
PEOPLE = {"A": 10000, "B": 2000, "C": 1500, "D": 300}


def times(factor: float = 1.0) -> TravelTimes:
    origin, destination = (grid.ravel() for grid in np.indices((4, 4)))
    minutes = factor * np.array(MINUTES, dtype=np.float64).ravel()
    return TravelTimes(pd.Index(CODES), origin, destination, minutes, np.zeros(16))


def members(
    gps: dict[str, int],
    uncovered: float = 60.0,
    travel: TravelTimes | None = None,
    shown: list[str] = CODES,
    people: dict[str, int] = PEOPLE,
) -> pd.DataFrame:
    counts = pd.DataFrame({"code": list(gps), "year": 2025, "count": list(gps.values())})
    counts["edition"] = "bpe-d265"
    populations = pd.DataFrame(
        {"code": list(people), "census_year": 2023, "population": list(people.values())}
    )
    outside = pd.Series(uncovered, index=CODES)
    return nearest.nearest_members(counts, populations, travel or times(), outside, shown)


def of(found: pd.DataFrame, indicator: str) -> pd.DataFrame:
    return found[found["indicator"] == indicator].set_index("code")


def test_the_nearest_of_several_and_0_at_home() -> None:
    found = nearest.nearest_supply(times(), pd.Series({"A": 3.0, "C": 1.0, "B": 0.0}))
    assert found.to_dict() == {"A": 0, "B": 9, "C": 0, "D": 14}


def test_no_supply_is_no_number_of_minutes() -> None:
    assert np.isinf(nearest.nearest_supply(times(), pd.Series({"A": 0.0}))).all()


def test_people_beyond_each_limit_by_hand() -> None:
    found = members({"A": 1, "B": 0, "C": 0, "D": 0})
    assert of(found, nearest.MINUTES)["value"].to_dict() == {"A": 0, "B": 9, "C": 12, "D": 25}
    beyond = {name: of(found, name)["numerator"].sum() for name in nearest.BEYOND}
    assert list(beyond.values()) == [1500 + 300, 300, 300]
    assert of(found, nearest.MINUTES)["numerator"].sum() == 9 * 2000 + 12 * 1500 + 25 * 300
    share = of(found, "population_beyond_10_min_share")["value"]
    assert share.to_dict() == {"A": 0, "B": 0, "C": 100, "D": 100}
    told = found[["status", "aggregate_status", "source", "edition", "note", "aggregate_note"]]
    note = "population:2023 modelled-minutes"
    assert told.drop_duplicates().to_numpy().tolist() == [
        ["estimated", "estimated", "nearest-gp", "bpe-d265", note, note]
    ]


def test_each_limit_has_its_minutes() -> None:
    # 1.3 times 9, 12 and 25 minutes are 11.7, 15.6 and 32.5.
    found = members({"A": 1}, travel=times(1.3))
    beyond = {name: of(found, name)["numerator"].sum() for name in nearest.BEYOND}
    assert list(beyond.values()) == [2000 + 1500 + 300, 1500 + 300, 300]


def test_only_the_inhabited_communes_that_are_shown_are_given() -> None:
    people = {"A": 10000, "B": 2000, "C": 0, "D": 1}
    found = members({"A": 1}, shown=["B", "C", "D"], people=people)
    assert of(found, nearest.MINUTES)["value"].to_dict() == {"B": 9, "D": 25}
    assert of(found, nearest.MINUTES)["denominator"].to_dict() == {"B": 2000, "D": 1}


def test_ten_minutes_are_not_beyond_ten() -> None:
    # 12 x 5 / 6 = 10 minutes from C, 25 x 5 / 6 = 20.8 from D.
    found = members({"A": 1}, travel=times(5 / 6))
    beyond = {name: of(found, name)["numerator"].sum() for name in nearest.BEYOND}
    assert list(beyond.values()) == [300, 300, 300]


def test_where_no_gp_is_in_reach_there_are_no_minutes_but_people_beyond() -> None:
    found = members({"A": 0, "B": 0, "C": 0, "D": 0})
    assert of(found, nearest.MINUTES).empty
    assert of(found, "population_beyond_20_min_share")["value"].tolist() == [100.0] * 4


def test_a_commune_that_is_nearer_to_what_is_not_counted_is_marked() -> None:
    for uncovered, marked in ((10.0, ["C", "D"]), (12.0, ["D"])):
        notes = of(members({"A": 1}, uncovered=uncovered), nearest.MINUTES)["note"]
        assert [code for code in CODES if "edge" in notes[code].split()] == marked


def test_least_minutes_to_what_the_counts_do_not_cover() -> None:
    # A degree of latitude is 111.2 km; 2 + 0.5 x 111.2 = 57.6 minutes.
    communes = pd.DataFrame({"code": ["A", "B"], "lon": [2.0, 2.0], "lat": [50.0, 51.0]})
    found = nearest.minutes_to_uncovered(communes, {"A"}, (2.0, 0.5))
    assert found["A"] == pytest.approx(57.6, abs=0.01)
    assert found["B"] == pytest.approx(2.0)
    everything = nearest.minutes_to_uncovered(communes, {"A", "B"}, (2.0, 0.5))
    assert everything.to_dict() == {"A": np.inf, "B": np.inf}


def test_the_pas_de_calais_is_estimated_and_0_only_where_there_is_a_gp(bundle: Bundle) -> None:
    table = bundle.observations.astype({"indicator": str, "level": str, "code": str})
    own = table[table["indicator"].isin([nearest.MINUTES, *nearest.BEYOND]) & (table.year == 2025)]
    assert set(own["status"].astype(str)) == {"estimated"}
    whole = own[(own["level"] == "departement") & (own["code"] == "62")].set_index("indicator")
    # Half the communes are within 6 minutes; 1 in 100 inhabitants lives beyond 10.
    assert whole.loc[nearest.MINUTES, "value"] == pytest.approx(1.3, abs=0.2)
    assert whole.loc["population_beyond_10_min_share", "value"] == pytest.approx(1.1, abs=0.3)
    communes = own[(own["level"] == "commune") & (own["indicator"] == nearest.MINUTES)]
    assert len(communes) == 887
    counted = (table["indicator"] == "gp_count") & (table["level"] == "commune")
    counts = table[counted & (table.year == 2025)].set_index("code")
    at_home = communes.set_index("code")["value"] == 0
    has_gp = counts.loc[at_home.index, "value"] > 0
    assert (at_home == has_gp).all()

import numpy as np
import pandas as pd
import pytest

from indicators.bundle import Bundle
from indicators.errors import DataError, UsageError
from indicators.scenario.base import is_covered, read_base
from indicators.scenario.neighbourhood import around
from indicators.scenario.setting import BANDS, EXPECTED, setting_of
from tests.unit.scenario.toy import TRAVEL, toy_setting


def test_each_pair_is_listed_once(bundle: Bundle) -> None:
    travel = bundle.travel.astype({"origin": str, "destination": str})
    assert (travel["origin"] < travel["destination"]).all()
    assert not travel.duplicated(["origin", "destination"]).any()
    assert travel["minutes"].between(1, 26).all()


def test_everyone_around_a_site_is_there(bundle: Bundle) -> None:
    neighbours = bundle.neighbours.set_index("code")
    own = neighbours[neighbours["departement"] == "62"]
    assert len(own) == 887
    assert own["is_site"].all()
    # Hazebrouck is near the border; Roubaix is not, but its people live around sites.
    assert neighbours.loc["59295", "is_site"]
    assert not neighbours.loc["59512", "is_site"]
    travel = bundle.travel.astype({"origin": str, "destination": str})
    sites = set(neighbours.index[neighbours["is_site"]])
    assert (travel["origin"].isin(sites) | travel["destination"].isin(sites)).all()
    assert travel["origin"].isin(neighbours.index).all()


def test_people_around_are_estimated_and_said_to_be(bundle: Bundle) -> None:
    base = read_base(bundle)
    assert set(base.communes.index).isdisjoint(base.estimated)
    ratio = base.communes["standardised"].sum() / base.communes["people"].sum()
    hazebrouck = bundle.neighbours.set_index("code").loc["59295"]
    assert base.setting.demand["59295"] == pytest.approx(ratio * hazebrouck["population_2021"])
    assert "59295" in base.estimated


def test_a_part_of_a_neighbourhood_gives_the_same_changes(bundle: Bundle) -> None:
    table = bundle.territories
    lens = set(table.loc[(table["level"] == "commune") & (table["epci"] == "246200364"), "code"])
    whole = bundle.neighbours.set_index("code")
    part, travel = around(whole, bundle.travel, lens)
    assert 0 < len(part) < len(whole)
    assert part.loc[list(lens), "is_site"].all()
    forms = [
        setting_of(people["population_2021"].dropna(), people.index[people["is_site"]], pairs)
        for people, pairs in ((whole, bundle.travel), (part, travel))
    ]
    sites = forms[1].sites
    for reading in (BANDS, EXPECTED):
        was, now = (
            pd.DataFrame(one.forms[reading].toarray(), one.places, one.sites).loc[sorted(lens)]
            for one in forms
        )
        assert np.abs(was[sites] - now).to_numpy().max() < 1e-12
        # A site that is left out is too far for the bands to count it.
        assert was.drop(columns=sites).to_numpy().max() == 0 or reading == EXPECTED


def test_a_base_of_a_departement_is_that_of_its_bundle(bundle: Bundle) -> None:
    whole, part = read_base(bundle), read_base(bundle, departement="62")
    pd.testing.assert_frame_equal(whole.communes, part.communes)
    pd.testing.assert_series_equal(whole.setting.demand, part.setting.demand)
    assert len(whole.setting.times) == len(part.setting.times)
    assert [is_covered(bundle, 2023, code) for code in ("62", "59", "FR")] == [True, False, False]
    with pytest.raises(UsageError, match="no commune of 59 has its APL of 2023: choose a dépar"):
        read_base(bundle, departement="59")


def test_a_setting_holds_both_ways_and_own_pairs() -> None:
    minutes = toy_setting().minutes.toarray()
    assert np.array_equal(minutes, minutes.T)
    assert minutes[0].tolist() == [0, 9, 12, 25]
    assert toy_setting().minutes.nnz == 4 + 2 * len(TRAVEL)


def test_times_are_replaced_one_way_only_if_asked() -> None:
    closed = pd.DataFrame({"origin": ["A"], "destination": ["B"], "minutes": [40.0]})
    minutes = toy_setting().with_times(closed).minutes.toarray()
    assert (minutes[0, 1], minutes[1, 0]) == (40, 9)
    unknown = pd.concat([closed, closed.assign(destination="Z")], ignore_index=True)
    with pytest.raises(DataError, match="the commune Z is not around this bundle's communes"):
        toy_setting().with_times(unknown)


def test_the_readings_of_the_minutes() -> None:
    setting = toy_setting()
    faster, bands, slower = (setting.weights[n].toarray() for n in ("faster", "bands", "slower"))
    # A-B at 9 minutes: 8.1 and 9 are under 10, 10.8 is not. B-D at 22: 19.8 is under 20.
    assert (faster[0, 1], bands[0, 1]) == (1, 1)
    assert slower[0, 1] == pytest.approx(2 / 3)
    # A-C at 12 minutes: 14.4 is under 15.
    assert slower[0, 2] == pytest.approx(2 / 3)
    assert (bands[1, 3], slower[1, 3]) == (0, 0)
    assert faster[1, 3] == pytest.approx(1 / 3)
    expected = setting.weights["expected"].toarray()
    assert 2 / 3 < expected[0, 1] < 1
    assert expected[0, 0] == 1

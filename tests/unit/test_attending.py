"""Estimates of patients without a médecin traitant: sums, bounds, what they follow."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.aggregate import aggregate
from indicators.attending import (
    INDICATORS,
    Shape,
    capacity_estimate,
    estimate_members,
    rate_estimate,
    residents_of_16_and_over,
)
from indicators.catalogue import load_catalogue
from indicators.errors import DataError
from indicators.inputs import load_inputs
from indicators.observations import check, observations
from indicators.perimeter import communes_of, membership
from indicators.population import ages_of_today
from indicators.published_apl import weighted_communes
from indicators.sources.age_bands import AGE_BANDS

CATALOGUE = load_catalogue()
OFFICIAL_TOTAL = 134_354
EXACT = 1e-9


def ages(**bands: float) -> pd.DataFrame:
    row = {f"age_{band}": 0.0 for band in AGE_BANDS} | {f"age_{b}": n for b, n in bands.items()}
    rows = [{"code": "62001", "census_year": 2023, "sex": sex, **row} for sex in "FM"]
    return pd.DataFrame(rows)


def test_ages_16_to_19_are_four_fifths_of_their_class() -> None:
    people = ages(**{"00_04": 7, "10_14": 9, "15_19": 50, "20_24": 30, "95_plus": 2})
    found = residents_of_16_and_over(people)
    assert list(found["residents"]) == pytest.approx([2 * (40 + 30 + 2)])


def test_rate_is_the_same_everywhere() -> None:
    assert list(rate_estimate([100, 300, 0], 40)) == pytest.approx([10, 30, 0])
    assert list(rate_estimate([100, 300, 0], 400)) == [100, 300, 0]
    with pytest.raises(DataError, match="a total of 401 patients does not fit 400 residents"):
        rate_estimate([100, 300, 0], 401)


def test_random_places_by_hand() -> None:
    # The total of exp(-1) and exp(-2) times 1000: one place per unit of access.
    total = 1000 * (math.exp(-1) + math.exp(-2))
    patients = capacity_estimate([1000, 1000], [1, 2], total)
    assert list(patients) == pytest.approx([367.879441, 135.335283])


def test_residents_beyond_capacity_by_hand() -> None:
    # Half a place per unit of access: 1 - 0.5 = half of the first, nobody of the others.
    patients = capacity_estimate([1000, 1000, 500], [1, 2, 3], 500, shape="full")
    assert list(patients) == pytest.approx([500, 0, 0], abs=1e-9)


def test_those_who_reach_no_gp_are_all_without_one() -> None:
    # Every place is found: the 100 who reach nothing are the total. At random, some of the others
    # find none either, whatever their places.
    assert list(capacity_estimate([100, 100], [0, 1], 100, shape="full")) == [100, 0]
    with pytest.raises(DataError, match="100 residents reach no GP, and the total is 100"):
        capacity_estimate([100, 100], [0, 1], 100)
    assert list(capacity_estimate([100, 50], [0, 0], 150)) == [100, 50]


def test_the_unit_of_access_does_not_matter() -> None:
    one = capacity_estimate([500, 800, 900], [1.0, 3.0, 5.0], 300)
    other = capacity_estimate([500, 800, 900], [0.01, 0.03, 0.05], 300)
    assert list(one) == pytest.approx(list(other))


def test_equal_access_gives_the_rate() -> None:
    residents = [100.0, 250.0, 3.0]
    assert list(capacity_estimate(residents, [4, 4, 4], 30)) == pytest.approx(
        list(rate_estimate(residents, 30))
    )


_PEOPLE = st.floats(1, 1e5)
_ACCESS = st.floats(0.5, 10)


@settings(deadline=None)
@given(
    st.lists(st.tuples(_PEOPLE, _ACCESS), min_size=1, max_size=30),
    st.floats(0, 1),
    st.sampled_from(["random", "full"]),
)
def test_any_estimate_keeps_the_total_and_the_bounds(
    places: list[tuple[float, float]], part: float, shape: Shape
) -> None:
    residents, access = np.array(places).T
    total = part * float(residents.sum())
    for patients in (
        rate_estimate(residents, total),
        capacity_estimate(residents, access, total, shape=shape),
    ):
        assert math.fsum(patients) == pytest.approx(total, rel=EXACT, abs=EXACT)
        assert (patients >= 0).all()
        assert (patients <= residents).all()


@settings(deadline=None)
@given(st.lists(st.tuples(_PEOPLE, _ACCESS), min_size=2, max_size=10))
def test_better_access_never_leaves_a_larger_share(places: list[tuple[float, float]]) -> None:
    residents, access = np.array(places).T
    share = capacity_estimate(residents, access, 0.1 * float(residents.sum())) / residents
    order = np.argsort(access)
    assert (np.diff(share[order]) <= EXACT).all()


@pytest.mark.parametrize(
    ("residents", "access", "total", "message"),
    [
        ([100, -1], [1, 1], 10, "commune 1 has -1"),
        ([100, float("nan")], [1, 1], 10, "commune 1 has nan"),
        ([100, 100], [1, float("inf")], 10, "column 'access'"),
        ([100, 100], [1], 10, "2 communes have residents and 1 an access"),
        ([100, 100], [1, 1], 201, "does not fit 200 residents"),
        ([100, 100], [1, 1], -1, "does not fit"),
        ([0, 0], [1, 1], 0, "does not fit 0 residents"),
        ([100, 100], [0, 1], 99, "100 residents reach no GP"),
    ],
)
def test_what_cannot_be_estimated_is_refused(
    residents: list[float], access: list[float], total: float, message: str
) -> None:
    with pytest.raises(DataError, match=message):
        capacity_estimate(residents, access, total)


@pytest.fixture(scope="module")
def estimated() -> pd.DataFrame:
    inputs = load_inputs()
    figures = inputs.figures
    departement = inputs.places.communes.set_index("code")["departement"]
    return estimate_members(
        figures.territory_series,
        weighted_communes(figures.apl_communes, inputs.current),
        ages_of_today(figures.ages_communes, inputs.current),
        departement,
    )


@pytest.mark.parametrize("name", INDICATORS.values())
def test_communes_sum_to_the_official_total(estimated: pd.DataFrame, name: str) -> None:
    counts = estimated[estimated["indicator"] == name]
    assert len(counts) == 887
    assert math.fsum(counts["value"]) == pytest.approx(OFFICIAL_TOTAL, abs=EXACT)
    shares = estimated[estimated["indicator"] == f"{name}_share"]
    assert shares["value"].between(0, 100).all()
    assert math.fsum(shares["numerator"]) == pytest.approx(OFFICIAL_TOTAL, abs=EXACT)
    # 134 354 patients over 1 174 445 residents of 16 and over.
    overall = 100 * shares["numerator"].sum() / shares["denominator"].sum()
    assert overall == pytest.approx(11.44, abs=0.005)


def test_every_level_is_marked_estimated_and_has_a_note(estimated: pd.DataFrame) -> None:
    inputs = load_inputs()
    belonging = membership(inputs.places, communes_of(inputs.places, ["62"]))
    totals = aggregate(estimated, belonging, CATALOGUE)
    table = check(pd.concat([observations(estimated), totals]))
    assert set(table["status"]) == {"estimated"}
    assert set(table["level"]) == {"commune", "epci", "tvs", "departement"}
    whole = totals[totals["level"] == "departement"].set_index("indicator")["value"]
    assert whole[INDICATORS["capacity"]] == pytest.approx(OFFICIAL_TOTAL, abs=EXACT)
    assert "16 ans et plus" in CATALOGUE.note(str(table["note"].iloc[0]), "fr")


def test_a_commune_without_data_is_not_left_out_in_silence() -> None:
    totals = pd.DataFrame(
        [
            {
                "indicator": "no_attending_count",
                "level": "departement",
                "code": "62",
                "year": 2022,
                "value": 10.0,
                "source": "sdaasp-62",
            }
        ]
    )
    apl = pd.DataFrame({"code": ["62001"], "year": [2022], "apl": [3.0]})
    people = ages(**{"20_24": 30})
    both = pd.Series({"62001": "62", "62002": "62"})
    with pytest.raises(DataError, match="1 communes, 62002 first"):
        estimate_members(totals, apl, people, both)
    assert len(estimate_members(totals, apl, people, both.head(1))) == 4
    elsewhere = estimate_members(totals.assign(code="59"), apl, people, both)
    assert elsewhere.empty


def test_estimates_never_bear_an_official_name() -> None:
    names = [n for n in CATALOGUE.indicators if n.startswith("no_attending_estimate")]
    assert sorted(names) == sorted(
        [*INDICATORS.values(), *[f"{name}_share" for name in INDICATORS.values()]]
    )
    for name in names:
        entry = CATALOGUE.indicator(name)
        assert "estim" in entry.label.fr
        assert "estim" in entry.unit.fr
        assert entry.aggregation == ("ratio" if name.endswith("_share") else "sum")

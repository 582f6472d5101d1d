import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.aggregate import aggregate, selection_membership
from indicators.bundle import Bundle
from indicators.catalogue import Catalogue, load_catalogue
from indicators.observations import members

NAN = float("nan")


def communes(codes: list[str], indicator: str, **columns: object) -> pd.DataFrame:
    frame = pd.DataFrame({"code": codes, "year": 2023, "source": "drees-apl"})
    return members(frame.assign(status="official", **columns), indicator)


def ratio(values: list[float], weights: list[float], **columns: object) -> pd.DataFrame:
    codes = [f"{62000 + k}" for k in range(len(values))]
    parts = [v * w for v, w in zip(values, weights, strict=True)]
    return communes(codes, "apl", value=values, numerator=parts, denominator=weights, **columns)


def belonging(codes: list[str], territory: str = "62", level: str = "departement") -> pd.DataFrame:
    return pd.DataFrame({"code": codes, "level": level, "territory": territory, "partial": False})


def test_a_mean_of_apl_weighs_by_standardised_population(catalogue: Catalogue) -> None:
    # Two communes, APL 2 and 4. Standardised populations 300 and 100, total populations 100 and
    # 300: the mean is (2 x 300 + 4 x 100) / 400 = 2.5, not (2 x 100 + 4 x 300) / 400 = 3.5.
    frame = ratio([2, 4], [300, 100])
    found = aggregate(frame, belonging(["62000", "62001"]), catalogue)
    assert found["value"].tolist() == [2.5]
    assert found[["numerator", "denominator"]].to_numpy().tolist() == [[1000, 400]]
    assert found["status"].tolist() == ["computed"]


def test_a_count_is_a_sum_without_numerator(catalogue: Catalogue) -> None:
    frame = communes(["62000", "62001"], "gp_count", value=[3.0, 0.0])
    found = aggregate(frame, belonging(["62000", "62001"]), catalogue)
    assert found["value"].tolist() == [3]
    assert found[["numerator", "denominator"]].isna().all(axis=None)


def test_an_indicator_that_does_not_aggregate_stays_where_it_is(catalogue: Catalogue) -> None:
    frame = communes(["62000"], "gp_zone", value=[1.0])
    assert aggregate(frame, belonging(["62000"]), catalogue).empty
    parts = frame.assign(numerator=1.0, denominator=2.0)
    assert aggregate(parts, belonging(["62000"]), catalogue).empty


def test_each_age_is_summed_apart(catalogue: Catalogue) -> None:
    codes = ["62000", "62001", "62000", "62001"]
    ages = ["F 00-04", "F 00-04", "M 95+", "M 95+"]
    frame = communes(codes, "population_by_age", value=[1.0, 2.0, 30.0, 40.0], stratum=ages)
    found = aggregate(frame, belonging(codes[:2]), catalogue).set_index("stratum")["value"]
    assert found.to_dict() == {"F 00-04": 3, "M 95+": 70}


def test_each_month_is_summed_apart(catalogue: Catalogue) -> None:
    codes = ["62000", "62001", "62000", "62001"]
    frame = communes(codes, "gp_count", value=[1.0, 2.0, 30.0, 40.0])
    monthly = frame.assign(period=["2023-06", "2023-06", "2023-09", "2023-09"])
    found = aggregate(monthly, belonging(codes[:2]), catalogue).set_index("period")["value"]
    assert found.to_dict() == {"2023-06": 3, "2023-09": 70}


def test_borrowed_weights_make_an_estimate_that_says_so(catalogue: Catalogue) -> None:
    frame = ratio([2, 4], [1, 1], aggregate_status="estimated", aggregate_note="weights:2021")
    found = aggregate(frame, belonging(["62000", "62001"]), catalogue).iloc[0]
    assert (found["status"], found["note"]) == ("estimated", "weights:2021")


def test_a_commune_that_may_lack_does_not_stand_for_one_that_must_not(
    catalogue: Catalogue,
) -> None:
    # 39 of 40 communes, and one more that was re-established and is not expected.
    codes = [f"{62000 + k}" for k in range(40)]
    where = belonging([*codes, "62999"]).assign(expected=[True] * 40 + [False])
    given = communes([*codes[:39], "62999"], "population", value=10.0)
    found = aggregate(given, where, catalogue).iloc[0]
    assert found[["value", "status", "note"]].tolist() == [400, "estimated", "incomplete"]
    whole = communes(codes, "population", value=10.0)
    assert aggregate(whole, where, catalogue).iloc[0]["status"] == "computed"


def test_one_estimate_among_the_parts_makes_the_whole_one(catalogue: Catalogue) -> None:
    frame = ratio([2, 4], [1, 1], aggregate_status=["computed", "estimated"])
    found = aggregate(frame, belonging(["62000", "62001"]), catalogue).iloc[0]
    assert found["status"] == "estimated"


def test_a_commune_given_twice_counts_once(catalogue: Catalogue) -> None:
    frame = communes(["62000", "62000", "62001"], "gp_count", value=[3.0, 9.0, 1.0])
    assert aggregate(frame, belonging(["62000", "62001"]), catalogue)["value"].tolist() == [4]


def test_a_departement_that_the_source_leaves_out_is_named_and_the_country_computed(
    catalogue: Catalogue,
) -> None:
    # 39 communes of the 62 at an APL of 3, and the one of Mayotte, of which the DREES says nothing.
    own = [f"{62000 + k}" for k in range(39)]
    every = [*own, "97601"]
    where = pd.concat(
        [
            belonging(own),
            belonging(["97601"], "976"),
            belonging(every, "FR", "france"),
        ]
    )
    found = aggregate(ratio([3.0] * 39, [10.0] * 39), where, catalogue).set_index("code")
    assert found.loc["FR", ["value", "status", "note"]].tolist() == [3, "computed", "without:976"]
    # A commune of the 62 that lacks is another thing: its département is there.
    found = aggregate(ratio([3.0] * 38, [10.0] * 38), where, catalogue).set_index("code")
    assert found.loc["FR", ["status", "note"]].tolist() == ["estimated", "incomplete without:976"]


@pytest.mark.parametrize(("level", "code"), [("region", "32"), ("france", "FR")])
def test_two_departements_left_out_are_named_in_order(
    catalogue: Catalogue, level: str, code: str
) -> None:
    own = [f"{62000 + k}" for k in range(39)]
    where = pd.concat(
        [
            belonging(own),
            belonging(["97601"], "976"),
            belonging(["97301"], "973"),
            belonging([*own, "97601", "97301"], code, level),
        ]
    )
    found = aggregate(ratio([3.0] * 39, [10.0] * 39), where, catalogue).set_index("code")
    assert found.loc[code, ["status", "note"]].tolist() == ["computed", "without:973,976"]


def test_a_country_whose_communes_have_no_departement_names_none(catalogue: Catalogue) -> None:
    country = belonging(["62000", "62001"], "FR", "france")
    for where in (country, pd.concat([belonging(["62000"]), country])):
        found = aggregate(ratio([2, 4], [300, 100]), where, catalogue).set_index("code")
        assert found.loc["FR", ["value", "status", "note"]].tolist() == [2.5, "computed", ""]


def test_a_territory_partly_covered_is_an_estimate(catalogue: Catalogue) -> None:
    frame, where = ratio([2, 4], [1, 1]), belonging(["62000", "62001"]).assign(partial=True)
    found = aggregate(frame, where, catalogue).iloc[0]
    assert (found["status"], found["note"]) == ("estimated", "partial")


@pytest.mark.parametrize(("known", "shown"), [(20, True), (19, True), (18, False)])
def test_less_than_95_of_100_communes_show_nothing(
    catalogue: Catalogue,
    known: int,
    shown: bool,  # noqa: FBT001
) -> None:
    every = [f"{62000 + k}" for k in range(20)]
    frame = ratio([3.0] * known, [10.0] * known)
    found = aggregate(frame, belonging(every), catalogue)
    assert len(found) == int(shown)
    if shown:
        expected = ("computed", "") if known == 20 else ("estimated", "incomplete")
        assert (found.iloc[0]["status"], found.iloc[0]["note"]) == expected


def test_a_suppressed_commune_does_not_weigh(catalogue: Catalogue) -> None:
    # 39 communes at 3 and one suppressed with a known population of 10: the mean stays 3.
    frame = ratio([3.0] * 39 + [NAN], [10.0] * 40)
    frame.loc[39, "status"] = "suppressed"
    found = aggregate(frame, belonging(frame["code"].tolist()), catalogue).iloc[0]
    assert found["value"] == pytest.approx(3)
    assert (found["status"], found["note"]) == ("estimated", "incomplete")


def test_suppressed_counts_are_not_zero(catalogue: Catalogue) -> None:
    frame = communes(["62000", "62001"], "gp_count", value=[NAN, NAN]).assign(status="suppressed")
    assert aggregate(frame, belonging(["62000", "62001"]), catalogue).empty


def test_a_users_own_communes_are_one_territory(catalogue: Catalogue) -> None:
    frame = ratio([2, 4, 100], [300, 100, 1])
    found = aggregate(frame, selection_membership(["62000", "62001"]), catalogue)
    assert found[["level", "code"]].to_numpy().tolist() == [["epci", "selection"]]
    assert found[["value", "status"]].to_numpy().tolist() == [[2.5, "computed"]]


numbers = st.floats(0.01, 10, allow_nan=False)
people = st.floats(1, 1e5, allow_nan=False)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(numbers, people, st.sampled_from("AB")), min_size=2, max_size=30))
def test_aggregating_by_two_steps_or_one_is_the_same(
    drawn: list[tuple[float, float, str]],
) -> None:
    catalogue = load_catalogue()
    frame = ratio([v for v, _, _ in drawn], [w for _, w, _ in drawn])
    codes = frame["code"].tolist()
    parts = belonging(codes, level="epci").assign(territory=[part for *_, part in drawn])
    whole = aggregate(frame, belonging(codes), catalogue).iloc[0]
    halves = aggregate(frame, parts, catalogue)
    assert halves["numerator"].sum() == pytest.approx(whole["numerator"])
    assert halves["denominator"].sum() == pytest.approx(whole["denominator"])
    again = (halves["value"] * halves["denominator"]).sum() / halves["denominator"].sum()
    assert again == pytest.approx(whole["value"])
    assert frame["value"].min() - 1e-9 <= whole["value"] <= frame["value"].max() + 1e-9


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=30))
def test_a_count_is_conserved(counts: list[int]) -> None:
    codes = [f"{62000 + k}" for k in range(len(counts))]
    frame = communes(codes, "gp_count", value=[float(c) for c in counts])
    found = aggregate(frame, belonging(codes), load_catalogue())
    assert found["value"].tolist() == [sum(counts)]


@pytest.mark.parametrize("indicator", ["gp_count", "population", "population_by_age"])
def test_counts_are_conserved_from_communes_to_departement(bundle: Bundle, indicator: str) -> None:
    table = bundle.observations
    rows = table[(table["indicator"] == indicator) & table["code"].astype(str).str.startswith("62")]
    sums = (
        rows.astype({"level": str})
        .groupby(["level", "year", "stratum"], observed=True)["value"]
        .sum()
    )
    own = sums.loc["commune"]
    assert len(own) > 0
    pd.testing.assert_series_equal(
        sums.loc["departement"].reindex(own.index), own, check_exact=False, rtol=1e-9
    )


def test_the_epci_weigh_to_the_departement(bundle: Bundle) -> None:
    # EPCI that cross the border hold only their communes of the Pas-de-Calais: the sums agree.
    table = bundle.observations
    rows = table[(table["indicator"] == "apl") & (table["year"] == 2023)]
    totals = rows[rows["level"] == "epci"][["numerator", "denominator"]].sum()
    communes_ = rows[rows["level"] == "commune"][["numerator", "denominator"]].sum()
    assert math.isclose(totals["numerator"], communes_["numerator"], rel_tol=1e-9)
    assert totals["numerator"] / totals["denominator"] == pytest.approx(4.187, abs=0.001)

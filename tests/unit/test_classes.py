from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.bundle import Bundle
from indicators.catalogue import Catalogue
from indicators.classes import (
    ClassCount,
    Classing,
    breaks_of,
    class_counts,
    class_number,
    class_of,
    last_census,
    last_population,
    natural_breaks,
    read_classing,
    without_value,
)
from indicators.errors import UsageError

NAN = float("nan")


def test_a_value_equal_to_a_break_is_under_it() -> None:
    values = pd.Series([1.0, 2.5, 2.501, 4.0, 9.0, NAN])
    assert class_of(values, [2.5, 4]).tolist() == [0, 0, 1, 1, 2, -1]


def test_the_class_of_one_value_is_that_of_a_series() -> None:
    assert [class_number(value, [2.5, 4]) for value in (2.5, 2.501, 4.0, 9.0)] == [0, 1, 1, 2]


def test_each_class_has_its_bounds_its_territories_and_their_inhabitants() -> None:
    frame = pd.DataFrame({"code": list("abcd"), "value": [1.0, 2.5, 3.0, 9.0]})
    people = pd.Series({"a": 5, "b": 7, "c": 1})
    assert class_counts(frame, [2.5, 4], people) == [
        ClassCount(None, 2.5, 2, 12),
        ClassCount(2.5, 4, 1, 1),
        ClassCount(4, None, 1, 0),
    ]


def test_without_breaks_there_is_one_class() -> None:
    assert class_of(pd.Series([1.0, NAN]), []).tolist() == [0, -1]


finite = st.floats(-1e6, 1e6, allow_nan=False)
breaks_drawn = st.lists(st.integers(-1000, 1000), unique=True, max_size=6).map(sorted)


@settings(max_examples=50, deadline=None)
@given(st.lists(finite, min_size=1, max_size=30), breaks_drawn)
def test_a_class_holds_what_lies_between_its_breaks(values: list[float], breaks: list[int]) -> None:
    found = class_of(pd.Series(values), [float(b) for b in breaks])
    bounds = [float("-inf"), *breaks, float("inf")]
    for value, k in zip(values, found, strict=True):
        assert bounds[k] < value <= bounds[k + 1] + 1e-8
    ordered = class_of(pd.Series(sorted(values)), [float(b) for b in breaks])
    assert all(a <= b for a, b in pairwise(ordered))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.one_of(finite, st.just(NAN)), min_size=1, max_size=30), breaks_drawn)
def test_the_counts_are_those_of_the_known_values(values: list[float], breaks: list[int]) -> None:
    codes = [f"{k}" for k in range(len(values))]
    frame = pd.DataFrame({"code": codes, "value": values})
    people = pd.Series([10] * len(values), index=codes)
    counts = class_counts(frame, [float(b) for b in breaks], people)
    known = int(frame["value"].notna().sum())
    assert sum(count.territories for count in counts) == known
    assert sum(count.population for count in counts) == 10 * known


def test_quintiles_stand_in_for_breaks(catalogue: Catalogue) -> None:
    entry = catalogue.indicator("population_by_age")
    # 0, 1, … 10: the quintiles are 2, 4, 6, 8.
    assert breaks_of(entry, pd.Series([float(k) for k in range(11)])) == [2, 4, 6, 8]
    assert breaks_of(entry, pd.Series([7.0, 7.0, NAN])) == [7]
    assert breaks_of(entry, pd.Series([NAN])) == []


def test_categories_are_parted_between_their_values(catalogue: Catalogue) -> None:
    entry = catalogue.indicator("gp_zone")
    breaks = breaks_of(entry, pd.Series(dtype=float))
    assert breaks == [1.5, 2.5, 3.5]
    assert class_of(pd.Series([1.0, 2.0, 3.0, 4.0]), breaks).tolist() == [0, 1, 2, 3]


def test_suppressed_and_missing_are_counted_apart() -> None:
    statuses = ["suppressed", "missing", "official", "suppressed"]
    frame = pd.DataFrame({"code": list("abcd"), "status": statuses})
    counted = without_value(frame, pd.Series({"a": 5, "c": 7, "d": 11}))
    assert (counted["suppressed"].territories, counted["suppressed"].population) == (2, 16)
    assert (counted["missing"].territories, counted["missing"].population) == (1, 0)


def test_the_last_census_counts_the_inhabitants(bundle: Bundle) -> None:
    assert last_population(bundle, "departement")["62"] == 1_457_905
    assert last_population(bundle, "commune").sum() == 1_457_905


def test_a_view_without_territories_counts_nobody() -> None:
    frame = pd.DataFrame({"code": pd.Series(dtype=str), "value": pd.Series(dtype=float)})
    people = pd.Series({"62041": 42_875.0})
    (count,) = class_counts(frame, [], people)
    assert (count.territories, count.population) == (0, 0)


ONE_TO_TWELVE = pd.Series([float(k) for k in range(1, 13)])


@pytest.mark.parametrize(
    ("text", "breaks"),
    [
        ("", [1.5, 2.5, 3.25, 4]),
        ("2,5;4", [2.5, 4]),
        ("1;2;3;4;5;6", [1, 2, 3, 4, 5, 6]),
        ("egales:2", [6.5]),
        # The quartiles of 1, 2, ... 12.
        ("quantiles:4", [3.75, 6.5, 9.25]),
    ],
)
def test_a_classing_parts_the_values(catalogue: Catalogue, text: str, breaks: list[float]) -> None:
    entry = catalogue.indicator("apl")
    assert breaks_of(entry, ONE_TO_TWELVE, read_classing(text)) == breaks


def test_equal_steps_are_not_equal_counts(catalogue: Catalogue) -> None:
    # From 0 to 8 by 2, though three values of four are 0.
    values = pd.Series([0.0, 0.0, 0.0, 8.0])
    entry = catalogue.indicator("apl")
    assert breaks_of(entry, values, read_classing("egales:4")) == [2, 4, 6]
    # The first and the second quartile are 0, the third lies a quarter of the way from 0 to 8.
    assert breaks_of(entry, values, read_classing("quantiles:4")) == [0, 2]


def test_natural_breaks_lie_between_the_groups(catalogue: Catalogue) -> None:
    groups = pd.Series([1.0, 1.1, 1.2, 5.0, 5.1, 9.0, 9.2, NAN])
    breaks = breaks_of(catalogue.indicator("apl"), groups, Classing("natural", 3))
    assert class_of(groups, breaks).tolist() == [0, 0, 0, 1, 1, 2, 2, -1]
    assert (
        breaks_of(catalogue.indicator("apl"), pd.Series([3.0, 3.0]), Classing("natural", 3)) == []
    )
    two = pd.Series([1.0, 1.0, 5.0])
    found = breaks_of(catalogue.indicator("apl"), two, Classing("natural", 3))
    assert class_of(two, found).tolist() == [0, 0, 1]


def test_natural_breaks_are_the_roundest_numbers_between_the_groups() -> None:
    groups = pd.Series([0.0123, 0.0131, 0.0246, 0.0262, 0.0369])
    assert natural_breaks(groups, 3, 6) == (0.02, 0.03)
    assert natural_breaks(pd.Series([0.02, 0.02]), 3, 6) == ()
    assert natural_breaks(pd.Series(dtype=float), 3, 6) == ()
    assert natural_breaks(pd.Series([0.000001, 0.000002]), 3, 6) == (0.0000015,)
    assert natural_breaks(pd.Series([0.1, 0.4]), 2, 1) == (0.2,)
    # 2 is a value: no break.
    assert natural_breaks(pd.Series([1.0, 2.0]), 2, 0) == (1.5,)


def test_categories_stay_whatever_is_asked(catalogue: Catalogue) -> None:
    entry = catalogue.indicator("gp_zone")
    assert breaks_of(entry, ONE_TO_TWELVE, Classing("quantiles", 3)) == [1.5, 2.5, 3.5]


@pytest.mark.parametrize("text", ["quantiles:5", "naturelles:2", "egales:7", "2;3;4", "2.5"])
def test_a_classing_comes_back_from_its_text(text: str) -> None:
    assert read_classing(text).to_text() == text
    assert Classing().to_text() == ""


@pytest.mark.parametrize(
    "text",
    [
        "quantiles",
        "quantiles:1",
        "egales:8",
        "moyennes:3",
        "3;2",
        "2;2",
        "nan",
        "1;inf",
        ";",
        "1;2;3;4;5;6;7",
    ],
)
def test_a_classing_without_sense_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="give from"):
        read_classing(text)


def test_the_last_census_has_a_year(bundle: Bundle) -> None:
    assert last_census(bundle, "commune") == 2023

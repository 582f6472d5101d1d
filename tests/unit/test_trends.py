"""Change, index, trend words, editions, facts for a sentence."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from indicators.catalogue import Indicator, load_catalogue
from indicators.errors import UsageError
from indicators.monotonic import mann_kendall, theil_sen
from indicators.series import Value
from indicators.trend_facts import Position, facts
from indicators.trends import (
    Trend,
    breaks,
    change,
    index,
    moment,
    runs,
    segments,
    trend,
)

CATALOGUE = load_catalogue()
APL = CATALOGUE.indicator("apl")
SERIES = [4.4, 4.3, 4.2, 4.05, 3.9]


def rows(
    values: list[float | None], first: int = 2015, edition: str = "apl-2015-2021"
) -> list[Value]:
    status = {True: "suppressed", False: "official"}
    return [
        Value(value, status[value is None], year, str(year), "", edition, "")
        for year, value in enumerate(values, first)
    ]


def two_editions() -> list[Value]:
    return [*rows([4.5, 4.4], first=2022, edition="apl-2022-2024"), *rows(SERIES)]


def entry(**changes: object) -> Indicator:
    return APL.model_copy(update=changes)


def word(values: list[float], indicator: str = "x", **changes: object) -> str:
    return trend(rows(values), indicator, entry(**changes)).word


def test_p_value_of_five_rising_points_is_two_orders_in_120() -> None:
    assert mann_kendall([1, 2, 3, 4, 5]) == pytest.approx(2 / 120)
    assert mann_kendall([5, 4, 3, 2, 1]) == pytest.approx(2 / 120)
    # One swap of neighbours: S = 8; 1 + 4 orders of 120 reach it on each side.
    assert mann_kendall([1, 2, 3, 5, 4]) == pytest.approx(10 / 120)


def test_p_value_with_ties_uses_kendalls_variance() -> None:
    # S = 9, variance (5*4*15 - 2*1*9)/18 = 282/18, z = (9 - 1)/sqrt(15.667) = 2.0212.
    expected = 2 * stats.norm.sf(8 / np.sqrt(282 / 18))
    assert mann_kendall([1, 2, 2, 3, 4]) == pytest.approx(expected)
    assert mann_kendall([2, 2, 2]) == 1.0


@settings(deadline=None)
@given(st.permutations(list(range(7))))
def test_p_value_without_ties_counts_orders(order: list[int]) -> None:
    def score(x: tuple[int, ...] | list[int]) -> int:
        return sum(np.sign(b - a) for a, b in itertools.combinations(x, 2))

    counts = np.array([score(x) for x in itertools.permutations(range(5))])
    short = [value for value in order if value < 5]
    assert mann_kendall(short) == pytest.approx(np.mean(abs(counts) >= abs(score(short))))


@pytest.mark.parametrize("size", [2, 5, 8, 13, 40])
def test_test_and_slope_are_those_of_scipy(size: int) -> None:
    random = np.random.default_rng(size)
    times, values = np.arange(size) * 0.5, random.normal(size=size)
    expected = stats.kendalltau(times, values, method="exact").pvalue
    assert mann_kendall(values) == pytest.approx(expected, rel=1e-9)
    assert theil_sen(values, times) == pytest.approx(stats.theilslopes(values, times).slope)


@settings(deadline=None)
@given(st.lists(st.integers(0, 20), min_size=2, max_size=12))
def test_p_value_ignores_direction_and_monotonic_scale(values: list[int]) -> None:
    p_value = mann_kendall(values)
    assert 0 < p_value <= 1
    assert mann_kendall(values[::-1]) == pytest.approx(p_value)
    assert mann_kendall([value**3 + 1 for value in values]) == pytest.approx(p_value)


def test_words_follow_the_polarity() -> None:
    assert word(SERIES) == "worsening"
    assert word(SERIES[::-1]) == "improving"
    assert word(SERIES, polarity="lower_is_better") == "improving"
    assert word(SERIES, polarity="neutral") == "falling"
    assert word(SERIES[::-1], polarity="neutral") == "rising"


def test_four_points_are_too_few() -> None:
    assert word(SERIES[:4]) == "too_few_points"
    assert trend([], "x", APL) == Trend("too_few_points", "", 0)


def test_apl_that_moves_by_a_tenth_in_all_is_stable() -> None:
    slow = [4.10, 4.12, 4.15, 4.18, 4.20]
    assert trend(rows(slow), "apl", APL).word == "stable"
    assert word(slow) == "improving"  # another indicator with two decimals


def test_stable_and_mixed_without_a_trend() -> None:
    assert word([4.0, 4.1, 4.0, 4.1, 4.05]) == "stable"
    assert word([4.0, 5.0, 3.0, 5.0, 4.0]) == "mixed"
    assert word([4.0] * 5) == "stable"
    # 5 % of the median, 4: 0.2 is stable and 0.21 is not, though it is under 5 % of the highest.
    assert word([4.0, 4.2, 4.0, 4.2, 4.0]) == "stable"
    assert word([4.0, 4.21, 4.0, 4.21, 4.0]) == "mixed"
    assert word([-4.0, -4.1, -4.0, -4.1, -4.05]) == "stable"


def test_a_trend_is_told_at_five_per_cent() -> None:
    # Of the 720 orders of six points, 6 have one reversal at most and 20 two: both ways, p is
    # 12/720 = 0.017 and 40/720 = 0.056.
    assert word([1, 2, 3, 4, 6, 5]) == "improving"
    assert word([2, 1, 3, 4, 6, 5]) == "mixed"


def test_years_that_do_not_compare_have_no_trend() -> None:
    rule = entry(comparable_years=False)
    series = rows(SERIES)
    assert trend(series, "gp_density", rule) == Trend("none", "", 5)
    assert change(series, "gp_density", rule) is None
    assert [len(part) for part in segments(series, comparable=False)] == [1] * 5
    with pytest.raises(UsageError, match="do not compare"):
        index(series, "2015", rule)


def test_nothing_crosses_editions() -> None:
    series = two_editions()
    assert [[one.period for one in part] for part in segments(series)] == [
        ["2015", "2016", "2017", "2018", "2019"],
        ["2022", "2023"],
    ]
    found = trend(series, "apl", APL)
    assert (found.word, found.edition, found.points) == ("too_few_points", "apl-2022-2024", 2)
    moved = change(series, "apl", APL)
    assert moved is not None
    assert (moved.since, moved.until) == ("2022", "2023")
    assert moved.absolute == pytest.approx(-0.1)
    assert moved.percent == pytest.approx(-100 * 0.1 / 4.5)
    assert moved.direction == "unchanged"  # 0.1 of APL is not a change
    (only,) = breaks(series, CATALOGUE)
    assert (only.before, only.after) == ("2019", "2022")
    assert only.edition.break_ == CATALOGUE.editions["apl-2022-2024"].break_


def test_index_stays_inside_the_edition_of_its_base() -> None:
    shown = index(two_editions(), "2022", APL)
    assert [one.period for one, _ in shown] == ["2022", "2023"]
    assert [share for _, share in shown] == pytest.approx([100, 100 * 4.4 / 4.5])


def test_a_base_that_is_absent_or_zero_is_refused() -> None:
    with pytest.raises(UsageError, match="choose one of: 2016, 2017"):
        index(rows([0, 1, 2]), "2015", APL)
    with pytest.raises(UsageError, match="has no value"):
        index(rows([1, 2]), "1999", APL)


def test_a_tenth_of_an_apl_is_no_change_and_more_is_one() -> None:
    # 3.1 - 3.0 is 0.10000000000000009: a tenth all the same.
    for last, direction in ((3.1, "unchanged"), (2.9, "unchanged"), (3.11, "up"), (2.89, "down")):
        found = change(rows([3.0, last]), "apl", APL)
        assert found is not None
        assert found.direction == direction


def test_half_a_unit_of_the_last_decimal_is_no_change_and_more_is_one() -> None:
    for last, direction in ((3.005, "unchanged"), (3.0051, "up"), (2.9949, "down")):
        found = change(rows([3.0, last]), "x", entry(decimals=2))
        assert found is not None
        assert found.direction == direction


def test_an_edition_of_one_year_breaks_the_line_and_changes_nothing() -> None:
    series = [*rows(SERIES), *rows([3.8], 2022, "apl-2022-2024")]
    assert [len(part) for part in runs(series)] == [5, 1]
    (only,) = breaks(series, CATALOGUE)
    assert (only.before, only.after) == ("2019", "2022")
    assert change(series, "apl", APL) is None
    assert change([], "apl", APL) is None


def test_a_line_stops_where_a_year_is_skipped_and_where_the_edition_changes() -> None:
    series = [*rows(SERIES), *rows([3.8], first=2021), *rows([3.7, 3.6], 2022, "apl-2022-2024")]
    parts = [[one.period for one in part] for part in runs(series)]
    assert parts == [["2015", "2016", "2017", "2018", "2019"], ["2021"], ["2022", "2023"]]
    # A series that comes every four years skips nothing.
    sparse = [value for year in (2009, 2013, 2017) for value in rows([1.0], first=year)]
    assert [len(part) for part in runs(sparse)] == [3]
    # A step of one and a half is no skip, one of one and three quarters is.
    yearly = rows([1.0, 1.0, 1.0], first=2021)
    for month, parts in (("2024-07", 1), ("2024-10", 2)):
        last = Value(1.0, "official", 2024, month, "", "apl-2015-2021", "")
        assert len(runs([*yearly, last])) == parts


def test_change_from_zero_has_no_percentage() -> None:
    moved = change(rows([0, 3]), "x", APL)
    assert moved is not None
    assert (moved.absolute, moved.percent, moved.direction) == (3, None, "up")
    # From 10 under 0 to 5 under 0: up by half of the 10.
    moved = change(rows([-10, -5]), "x", APL)
    assert moved is not None
    assert (moved.absolute, moved.percent, moved.direction) == (5, 50, "up")


def test_suppressed_values_are_no_points() -> None:
    series = rows([4.4, None, 4.2, 4.05, 3.9])
    assert trend(series, "x", APL).points == 4
    one = rows([None, 1.0])
    assert change(one, "x", APL) is None


@pytest.mark.parametrize("bad", ["", "juin 2022", "2022-xx"])
def test_a_period_is_a_year_or_a_month(bad: str) -> None:
    with pytest.raises(UsageError, match="not a period"):
        moment(bad)
    assert moment("2022-07") == 2022.5


def test_slope_uses_the_gap_of_a_missing_year() -> None:
    series = [*rows([1.0, 2.0, 3.0, 4.0]), *rows([6.0], first=2020)]
    assert trend(series, "x", APL).slope == pytest.approx(1.0)


def test_facts_for_a_sentence() -> None:
    france = rows([3.0, 3.0, 3.0, 3.0, 3.904])
    told = facts(rows(SERIES), {"france": france, "departement": france[:2]}, "apl", APL)
    assert told is not None
    assert (told.period, told.value, told.status) == ("2019", 3.9, "official")
    assert told.trend.word == "worsening"
    assert told.change is not None
    assert told.change.direction == "down"
    (place,) = told.positions  # the département has no 2019
    assert place == Position("france", 3.904, pytest.approx(-0.004), "equal", None)
    other = facts(rows([3.904]), {"france": rows([3.9])}, "apl", APL)
    assert other is not None
    assert other.positions[0].side == "equal"


def test_positions_follow_the_polarity() -> None:
    higher = {"france": rows([5.0])}
    told = facts(rows([4.0]), higher, "apl", APL)
    assert told is not None
    assert (told.positions[0].side, told.positions[0].better) == ("below", False)
    told = facts(rows([4.0]), higher, "x", entry(polarity="lower_is_better"))
    assert told is not None
    assert told.positions[0].better is True
    told = facts(rows([4.0]), higher, "x", entry(polarity="neutral"))
    assert told is not None
    assert told.positions[0].better is None
    assert facts(rows([None]), higher, "apl", APL) is None

from itertools import combinations_with_replacement

import numpy as np
import pandas as pd
import pytest

from indicators.bundle import Bundle
from indicators.errors import UsageError
from indicators.scenario.aims import AIMS, Placed, Question
from indicators.scenario.base import Base, read_base
from indicators.scenario.change import Scenario, apply_scenario, totals_of
from indicators.scenario.measures import gini
from indicators.scenario.siting import question_of, site
from tests.unit.scenario.toy import EVERYONE, NAMES, toy_base

VALUES = {
    "people-under": "people_under",
    "shortfall": "shortfall",
    "people-far": "people_far",
    "gini": "gini",
}


@pytest.fixture(scope="module")
def base(bundle: Bundle) -> Base:
    return read_base(bundle)


@pytest.fixture(scope="module")
def question(base: Base) -> Question:
    return question_of(base, Scenario(), np.ones(len(base.communes), dtype=bool))


def brute(base: Base, doctors: int, aim: str) -> dict[tuple[str, ...], float]:
    """Try every choice by the scenario itself."""
    found = {}
    for places in combinations_with_replacement(base.communes.index, doctors):
        moves = tuple((code, float(places.count(code))) for code in sorted(set(places)))
        outcome = apply_scenario(base, Scenario(moves))
        totals = totals_of(outcome, np.ones(len(base.communes), dtype=bool))
        found[places] = float(getattr(totals, VALUES[aim]))
    return found


def test_one_doctor_is_placed_as_by_brute_force(base: Base, question: Question) -> None:
    """Over all 887 communes, each by its own sparse column."""
    setting, apl = base.setting, base.apl
    people, standardised = base.communes["people"], base.communes["standardised"].to_numpy()
    tried: dict[str, dict[str, float]] = {aim: {} for aim in ("people-under", "shortfall", "gini")}
    for code in base.communes.index:
        column = setting.forms["bands"][:, [setting.sites.get_loc(code)]] * 5400.0
        access = apl + column.toarray().ravel()[base.positions]
        tried["people-under"][code] = float(people[access <= 2.5].sum())
        tried["shortfall"][code] = float(np.maximum(0, 2.5 - access) @ standardised)
        tried["gini"][code] = float(gini(access, standardised))
    for aim, values in tried.items():
        answer = site(question, 1, aim)
        best = min(values.values())
        assert answer.is_exact
        assert answer.after == pytest.approx(best, rel=1e-12)
        equal = {code for code, value in values.items() if value <= best + 1e-9}
        assert {*answer.places, *answer.equals[0]} == equal


@pytest.mark.parametrize("aim", AIMS)
@pytest.mark.parametrize("doctors", [1, 2, 3])
def test_the_toy_as_by_brute_force(aim: str, doctors: int) -> None:
    base = toy_base()
    best = min(brute(base, doctors, aim).values())
    answer = site(question_of(base, Scenario(), EVERYONE), doctors, aim)
    if answer.is_exact:
        assert answer.after == pytest.approx(best, abs=1e-9)
    else:
        assert aim == "gini"
        assert answer.after >= best - 1e-12


@pytest.mark.parametrize("aim", ["people-under", "shortfall", "people-far"])
@pytest.mark.parametrize("seed", range(4))
def test_nothing_that_a_programme_leaves_out_betters_it(aim: str, seed: int) -> None:
    """Communes and candidates at random, every choice of three tried."""
    draw = np.random.default_rng(seed)
    question = Question(
        access=draw.uniform(1.5, 3, 12),
        standardised=draw.uniform(100, 900, 12),
        people=draw.integers(100, 900, 12).astype(float),
        candidates=pd.Index(list("abcdefgh")),
        gains=draw.uniform(0, 0.5, (12, 8)) * (draw.uniform(size=(12, 8)) < 0.5),
        is_near=np.zeros(12, dtype=bool),
        covers=draw.uniform(size=(12, 8)) < 0.2,
    )
    value = AIMS[aim].value
    every = [
        value(question, Placed.of(question, np.array(chosen)))
        for chosen in combinations_with_replacement(range(8), 3)
    ]
    answer = site(question, 3, aim)
    assert answer.is_exact
    assert answer.after == pytest.approx(min(every), abs=1e-6)


def test_out_of_time_the_answer_is_greedy_s_or_better_with_its_bound(question: Question) -> None:
    greedy = site(question, 10, "people-under", exact=False)
    hasty = site(question, 10, "people-under", seconds=0.3)
    assert not hasty.is_exact
    assert hasty.after <= greedy.after
    assert hasty.bound is None or 0 <= hasty.bound <= hasty.after


def test_two_doctors_greedy_beside_exact(question: Question) -> None:
    low = question.access < question.threshold
    gains, weights = question.gains[low], question.standardised[low]
    gap = question.threshold - question.access[low]
    every = min(
        float((weights @ np.maximum(0, gap[:, None] - gains[:, [j]] - gains)).min())
        for j in range(gains.shape[1])
    )
    exact, greedy = (site(question, 2, "shortfall", exact=way, seconds=60) for way in (True, False))
    assert exact.is_exact
    assert exact.after == pytest.approx(every, rel=1e-9)
    assert not greedy.is_exact
    assert greedy.before - greedy.after >= (1 - 1 / np.e) * (exact.before - exact.after)
    assert greedy.bound <= exact.after <= greedy.after


def test_greedy_can_be_beaten_where_it_has_no_guarantee() -> None:
    """Two doctors together lift a commune that one alone cannot: greedy goes for the small one."""
    question = Question(
        access=np.array([0.0, 2.0]),
        standardised=np.array([1000.0, 10.0]),
        people=np.array([1000.0, 10.0]),
        candidates=pd.Index(["x", "y"]),
        gains=np.array([[1.5, 0.0], [0.0, 1.0]]),
        is_near=None,
        covers=np.zeros((2, 2), dtype=bool),
    )
    greedy = site(question, 2, "people-under", exact=False)
    exact = site(question, 2, "people-under")
    assert (greedy.places[0], greedy.bound) == ("y", None)
    assert (exact.places, exact.after, exact.is_exact) == (("x", "x"), 10.0, True)
    assert greedy.after == 1000


def test_equal_ranks_are_told() -> None:
    # Nobody is far in the toy: every choice leaves 0 people, and each says so.
    answer = site(question_of(toy_base(), Scenario(), EVERYONE), 1, "people-far")
    assert (answer.places, answer.equals) == (("A",), (("B", "C", "D"),))


def test_people_far_are_brought_near_by_hand() -> None:
    """Place 0 is near already; nobody can settle near places 3 and 4, of 50 and 30 people."""
    question = Question(
        access=np.full(5, 3.0),
        standardised=np.ones(5),
        people=np.array([900.0, 200.0, 400.0, 50.0, 30.0]),
        candidates=pd.Index(["x", "y", "z"]),
        gains=np.zeros((5, 3)),
        is_near=np.array([True, False, False, False, False]),
        covers=np.array([[1, 0, 0], [1, 0, 0], [0, 1, 1], [0, 0, 0], [0, 0, 0]], dtype=bool),
    )
    one = site(question, 1, "people-far")
    assert (one.before, one.after) == (680, 280)
    assert (one.places, one.equals) == (("y",), (("z",),))
    for exact in (True, False):
        two = site(question, 2, "people-far", exact=exact)
        assert sorted(two.places) == ["x", "y"]
        assert (two.after, two.bound) == (80, pytest.approx(80))


def test_candidates_may_be_limited() -> None:
    base = toy_base()
    question = question_of(base, Scenario(), EVERYONE, candidates=pd.Index(["A", "B"]))
    assert site(question, 1, "shortfall").places == ("A",)
    after_one = question_of(base, Scenario((("D", 1.0),)), EVERYONE)
    assert site(after_one, 1, "shortfall").before == 0


@pytest.mark.parametrize(
    ("doctors", "aim", "told"),
    [
        (0, "shortfall", "0 doctors to place: give 1 to 10"),
        (11, "shortfall", "11 doctors to place"),
        (1, "mean", "unknown aim 'mean': choose one of people-under, shortfall, people-far, gini"),
    ],
)
def test_a_question_that_cannot_be(doctors: int, aim: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        site(question_of(toy_base(), Scenario(), EVERYONE), doctors, aim)


def test_candidates_and_aims_that_the_data_do_not_allow() -> None:
    base = toy_base()
    for candidates in (pd.Index(["Z"]), pd.Index([])):
        with pytest.raises(UsageError, match="give candidates among the communes"):
            question_of(base, Scenario(), EVERYONE, candidates=candidates)
    retired = question_of(base, Scenario(retirement=65), EVERYONE)
    with pytest.raises(UsageError, match="the GPs of each commune are not known here"):
        site(retired, 1, "people-far")
    assert retired.access[0] == pytest.approx(0.9 * 3.053375)
    assert list(base.communes.index) == NAMES

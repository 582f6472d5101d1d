import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.bundle import Bundle
from indicators.errors import UsageError
from indicators.scenario.base import Base, base_years, read_base
from indicators.scenario.change import (
    Outcome,
    Scenario,
    apply_scenario,
    doctors_after,
    moves_of,
    moves_told,
    totals_of,
)
from indicators.scenario.recompute import estimated_supply, recompute
from tests.unit.scenario.toy import APL, EVERYONE, NAMES, PEOPLE, toy_base


@pytest.fixture(scope="module")
def base(bundle: Bundle) -> Base:
    return read_base(bundle)


def acts_received(outcome: Outcome, reading: str) -> float:
    return float(outcome.setting.demand.to_numpy() @ outcome.changes[reading])


def test_the_base_is_the_last_millesime_with_its_populations(bundle: Bundle, base: Base) -> None:
    assert base_years(bundle) == [2022, 2023]
    assert base.year == 2023
    totals = totals_of(apply_scenario(base, Scenario()), np.ones(len(base.communes), dtype=bool))
    # Published: 4.187, and 86 880 people (5.94 %) in communes at 2.5 or under.
    assert round(totals.mean, 3) == 4.187
    assert totals.people_under == 86_880


def test_a_year_without_its_populations_is_refused(bundle: Bundle) -> None:
    with pytest.raises(UsageError, match="for 2021: choose one of 2022, 2023"):
        read_base(bundle, 2021)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from([0.5, 1, 2, 3])), max_size=5))
def test_what_people_gain_is_what_doctors_bring(base: Base, drawn: list[tuple[int, float]]) -> None:
    sites = base.setting.sites
    moves = {sites[k % len(sites)]: doctors for k, doctors in drawn}
    outcome = apply_scenario(base, Scenario(tuple(moves.items())))
    added = 5400 * sum(moves.values())
    for reading in outcome.changes:
        assert acts_received(outcome, reading) == pytest.approx(added, abs=1e-9)


def test_a_scenario_and_its_opposite_cancel(base: Base) -> None:
    scenario = Scenario(moves_of(["62038:2", "62645:1"], ["62041:3"]))
    there, back = apply_scenario(base, scenario), supposed_opposite(base, scenario)
    for reading, change in there.changes.items():
        assert np.array_equal(change, -back[reading])


def supposed_opposite(base: Base, scenario: Scenario) -> dict[str, np.ndarray]:
    gps = base.gps.copy()
    gps[:] = 10.0
    plentiful = Base(base.year, base.communes, base.setting, base.estimated, gps)
    opposite = Scenario(tuple((code, -doctors) for code, doctors in scenario.moves))
    return dict(apply_scenario(plentiful, opposite).changes)


def test_the_linear_form_equals_full_recomputation(base: Base) -> None:
    scenario = Scenario(moves_of(["62038:2", "59350:1"], ["62041:3"]))
    linear, full = apply_scenario(base, scenario), recompute(base, scenario)
    for reading, change in linear.changes.items():
        assert np.abs(change - full.changes[reading]).max() < 1e-12
    assert estimated_supply(base).sum() > 5e6


def test_one_doctor_is_one_sparse_column(base: Base) -> None:
    outcome = apply_scenario(base, Scenario((("62038", 1.0),)))
    form, at = base.setting.forms["bands"], base.setting.sites.get_loc("62038")
    column = form[:, [at]] * 5400.0
    assert column.nnz < 120
    assert np.array_equal(outcome.changes["bands"], column.toarray().ravel())


@pytest.mark.parametrize(("place", "left"), [("A", 859), ("B", 1059), ("C", 551), ("D", 0)])
def test_the_shortfall_that_one_doctor_leaves_in_the_toy(place: str, left: int) -> None:
    base = toy_base()
    nothing = totals_of(apply_scenario(base, Scenario()), EVERYONE)
    assert round(nothing.shortfall) == 1275
    one = totals_of(apply_scenario(base, Scenario(((place, 1.0),))), EVERYONE)
    assert round(one.shortfall) == left
    # The mean rises by the acts over the people, wherever the doctor settles.
    assert one.mean - nothing.mean == pytest.approx(5400 / PEOPLE.sum())


def test_retirements_are_the_official_series(base: Base) -> None:
    everyone = np.ones(len(base.communes), dtype=bool)
    outcome = apply_scenario(base, Scenario(retirement=65))
    assert outcome.is_official
    assert np.abs(outcome.after() - base.communes["apl65"]).max() < 1e-12
    totals = totals_of(outcome, everyone)
    assert round(totals.mean, 3) == 3.768
    assert totals.people_far is None


def test_doctors_who_leave_change_who_is_near() -> None:
    base = toy_base()
    assert totals_of(apply_scenario(base, Scenario()), EVERYONE).people_far == 0
    gone = totals_of(apply_scenario(base, Scenario((("C", -1.0),))), EVERYONE)
    # D had its GP in C, 14 minutes away; A, the next one, is at 25.
    assert gone.people_far == 300
    came = apply_scenario(base, Scenario((("C", -1.0), ("D", 1.0))))
    assert totals_of(came, EVERYONE).people_far == 0
    assert doctors_after(base, came.scenario, EVERYONE).tolist() == [True, True, False, True]


def test_who_is_near_is_told_of_communes_whose_gps_are_counted() -> None:
    """In a bundle of France, the counts of the other départements may lack."""
    base = toy_base()
    base.communes.loc["D", "gps"] = np.nan
    outcome = apply_scenario(base, Scenario((("C", -1.0),)))
    assert totals_of(outcome, EVERYONE).people_far is None
    assert totals_of(outcome, np.array([True, True, True, False])).people_far == 0
    # A commune around that no count covers is taken as without a GP.
    base.gps["C"] = np.nan
    others = np.array([True, True, False, False])
    assert doctors_after(base, Scenario(), others).tolist() == [True, True, False, False]


def test_an_access_never_falls_under_0_and_says_so() -> None:
    outcome = apply_scenario(toy_base(), Scenario((("C", -1.0),)))
    # C serves (1500 + 10000 x 2/3 + 2000 x 1/3 + 300 x 2/3) inhabitants: D loses 5400 x 2/3 / 9033.
    assert outcome.change[3] == pytest.approx(-5400 * 2 / 3 / (27_100 / 3))
    assert outcome.after()[3] == 0
    assert outcome.floored.tolist() == [False, False, False, True]
    assert not outcome.is_official
    assert not apply_scenario(toy_base(), Scenario()).floored.any()


def test_moves_are_read_and_summed() -> None:
    assert moves_of(["62355:2", "62041", "62355"]) == (("62041", 1.0), ("62355", 3.0))
    assert moves_of(["62355:0,5"], ["62041:1.5"]) == (("62041", -1.5), ("62355", 0.5))
    assert moves_of(["62355:2"], ["62355:2"]) == ()
    assert moves_of([" 62355:2 "]) == (("62355", 2.0),)


def test_moves_are_written_as_they_are_read() -> None:
    added, removed = "62041,62355:2", "62193,62765:0.5"
    moves = moves_of(added.split(","), removed.split(","))
    assert moves_told(moves) == (added, removed)
    assert moves_told(moves[::-1]) == (added, removed)
    assert moves_told(()) == ("", "")
    # Three arrive, one and a half leave.
    assert Scenario(moves).doctors == 1.5


@pytest.mark.parametrize(
    "text", ["62355:", "62355:x", "62355:-1", "62355:nan", "62355:inf", "62355:0", ":"]
)
def test_moves_of_another_form(text: str) -> None:
    if text in {"62355:", ":"}:
        assert moves_of([text])[0][1] == 1
        return
    with pytest.raises(UsageError, match="is not CODE:DOCTORS, such as 62355:2"):
        moves_of([text])


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"acts": 3599}, "3599 acts a year: a doctor counts for 3600 to 6000"),
        ({"acts": 6001}, "6001 acts a year"),
        ({"acts": float("nan")}, "nan acts a year"),
        ({"retirement": 64}, "no series without the GPs over 64: choose one of 65, 62, 60"),
        ({"moves": (("62041", 100.0),)}, "100 doctors in 62041: give a number up to 99"),
        ({"moves": (("62041", 0.0),)}, "0 doctors in 62041: give a number up to 99"),
    ],
)
def test_a_scenario_that_cannot_be(fields: dict[str, object], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        Scenario(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("acts", [3600, 6000])
def test_the_bounds_of_a_scenario_belong_to_it(acts: float) -> None:
    assert Scenario((("62041", 99.0), ("62193", -99.0)), acts=acts).doctors == 0


def test_moves_that_cannot_happen_here() -> None:
    base = toy_base()
    with pytest.raises(UsageError, match="'Z' is not one of this bundle nor near one"):
        apply_scenario(base, Scenario((("Z", 1.0),)))
    with pytest.raises(UsageError, match=r"C has 1 GP\(s\) \(Insee, BPE\)"):
        apply_scenario(base, Scenario((("C", -2.0),)))
    with pytest.raises(UsageError, match="no APL without the GPs over 62 for 2023"):
        apply_scenario(base, Scenario(retirement=62))
    base.communes.loc["D", "apl65"] = np.nan
    with pytest.raises(UsageError, match="no APL without the GPs over 65 for 2023"):
        apply_scenario(base, Scenario(retirement=65))


def test_another_population_is_recomputed() -> None:
    base = toy_base()
    twice = recompute(
        base, Scenario(), population=pd.Series({name: 2 * PEOPLE[name] for name in NAMES})
    )
    # Twice the people everywhere halve what the estimated supply gives.
    before = recompute(base, Scenario(), population=PEOPLE)
    assert np.abs(before.change).max() == 0
    supply = estimated_supply(base)
    form = base.setting.forms["bands"]
    assert twice.change == pytest.approx(-(form @ supply) / 2)
    assert twice.people.tolist() == (2 * PEOPLE).tolist()
    assert not twice.is_official


def test_a_practice_that_closes_takes_no_more_than_its_estimated_acts() -> None:
    # C has one GP, estimated at 5000 acts; one full-time doctor of 5400 leaves.
    base = toy_base()
    outcome = recompute(base, Scenario((("C", -1.0),)), population=PEOPLE)
    column = base.setting.forms["bands"][:, [2]].toarray().ravel()
    assert outcome.change == pytest.approx(-5000 * column)


def test_a_road_that_closes_is_recomputed() -> None:
    base = toy_base()
    closed = pd.DataFrame(
        {"origin": ["D", "C"], "destination": ["C", "D"], "minutes": [60.0, 60.0]}
    )
    outcome = recompute(base, Scenario(), times=closed)
    # D reached C alone: it keeps nothing of the estimated APL, the others share what it used.
    served = 1500 + 10_000 * 2 / 3 + 2000 / 3
    assert outcome.change[3] == pytest.approx(-5000 * 2 / 3 / (served + 200))
    assert outcome.change[2] == pytest.approx(5000 / served - 5000 / (served + 200))
    assert APL[2] + outcome.change[2] == pytest.approx(outcome.after()[2])

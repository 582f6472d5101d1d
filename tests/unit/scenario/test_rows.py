from dataclasses import replace

import numpy as np
import pytest

from indicators.bundle import Bundle
from indicators.errors import UsageError
from indicators.scenario.base import read_base
from indicators.scenario.change import Scenario, apply_scenario
from indicators.scenario.columns import load_columns
from indicators.scenario.measures import Totals
from indicators.scenario.rows import communes_inside, rows_of, span_of
from tests.unit.scenario.toy import EVERYONE, toy_base


def test_rows_say_who_crosses_and_whether_it_is_sure() -> None:
    rows = rows_of(apply_scenario(toy_base(), Scenario((("C", 1.0),))), EVERYONE).set_index("code")
    assert [*rows.reset_index()] == list(load_columns())
    assert rows["crosses"].to_dict() == {"A": "", "B": "", "C": "over", "D": ""}
    assert rows["status"].unique().tolist() == ["estimated"]
    assert (rows["change_low"] <= rows["change"]).all()
    assert (rows["change"] <= rows["change_high"]).all()
    for end in ("", "_low", "_high"):
        assert (rows[f"after{end}"] == np.maximum(0, rows["before"] + rows[f"change{end}"])).all()
    assert rows.loc["C", "change_low"] < rows.loc["C", "change"] < rows.loc["C", "change_high"]
    # B serves 12,500 people: without its doctor, 2.92 - 5400 / 12,500 = 2.49.
    gone = rows_of(apply_scenario(toy_base(), Scenario((("B", -1.0),))), EVERYONE)
    assert gone.set_index("code")["crosses"].to_dict() == {"A": "", "B": "under", "C": "", "D": ""}


def test_a_crossing_that_one_reading_of_the_minutes_gives_is_not_sure() -> None:
    # 0.65 doctor in C bring it 3510 acts over 1500 + 2/3 (10000 + 300) + 2000/3 inhabitants: 0.389,
    # and it lacks 0.403. With times 1.2 as long B is out of reach and D at 1/3: 0.425 of 8266.7.
    rows = rows_of(apply_scenario(toy_base(), Scenario((("C", 0.65),))), EVERYONE).set_index("code")
    assert rows.loc["C", "change"] == pytest.approx(3510 / 9033.33, abs=1e-6)
    assert rows.loc["C", "change_high"] >= 3510 / 8266.67
    assert rows["crosses"].to_dict() == dict.fromkeys("ABCD", "")
    assert rows["is_certain"].to_dict() == {"A": True, "B": True, "C": False, "D": True}


def test_retirements_alone_are_official_and_sure() -> None:
    rows = rows_of(apply_scenario(toy_base(), Scenario(retirement=65)), EVERYONE)
    assert rows["status"].unique().tolist() == ["official"]
    assert rows["is_certain"].all()
    assert (rows["change_low"] == rows["change_high"]).all()


def test_a_span_holds_its_central_value() -> None:
    span = span_of(apply_scenario(toy_base(), Scenario((("C", 1.0),))), EVERYONE)
    assert round(span.before.shortfall) == 1275
    assert round(span.after.shortfall) == 551
    for name in ("mean", "people_under", "shortfall", "gini", "people_far"):
        assert getattr(span.low, name) <= getattr(span.after, name) <= getattr(span.high, name)


def test_a_span_takes_the_totals_before_that_it_is_given_and_knows_what_is_not_known() -> None:
    retired = apply_scenario(toy_base(), Scenario(retirement=65))
    before = Totals(1.0, 2.0, 3.0, 4.0, 5.0)
    span = span_of(retired, EVERYONE, before=before)
    assert span.before is before
    # Who retires is published by access, not by commune of practice.
    assert (span.after.people_far, span.low.people_far, span.high.people_far) == (None, None, None)


def test_a_commune_whose_value_is_not_published_counts_nowhere(bundle: Bundle) -> None:
    table = bundle.observations.astype({"status": str})
    lost = (table["indicator"] == "apl") & (table["code"] == "62038") & (table["year"] == 2023)
    table.loc[lost & (table["level"] == "commune"), ["value", "status"]] = [np.nan, "suppressed"]
    base = read_base(replace(bundle, observations=table))
    assert "62038" not in base.communes.index
    outcome = apply_scenario(base, Scenario((("62041", 1.0),)))
    inside = np.ones(len(base.communes), dtype=bool)
    assert not rows_of(outcome, inside).drop(columns=["epci"]).isna().any(axis=None)
    assert np.isfinite(span_of(outcome, inside).after.mean)


def test_part_of_the_communes_alone(bundle: Bundle) -> None:
    base = read_base(bundle)
    outcome = apply_scenario(base, Scenario((("62038", 1.0),)))
    inside = communes_inside(base, bundle, "200069037", "epci")
    rows = rows_of(outcome, inside)
    assert len(rows) == inside.sum() == 53
    assert set(rows["epci"]) == {"200069037"}
    with pytest.raises(UsageError, match="no commune of 80 has an official APL here"):
        communes_inside(base, bundle, "80", "departement")

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.errors import DataError
from indicators.observations import (
    COLUMNS,
    KEY,
    check,
    combine,
    members,
    observations,
    stack,
)


def one(**fields: Any) -> pd.DataFrame:  # noqa: ANN401
    row = {
        "level": "commune",
        "code": "62041",
        "indicator": "apl",
        "year": 2023,
        "value": 4.33,
        "status": "official",
        "source": "drees-apl",
    }
    return observations(pd.DataFrame([{**row, **fields}]))


def test_the_period_is_the_year_unless_given() -> None:
    assert one()["period"].tolist() == ["2023"]
    assert one(period="2022-09")["period"].tolist() == ["2022-09"]
    assert list(one().columns) == COLUMNS


def test_absent_texts_are_empty_and_absent_numbers_missing() -> None:
    row = one(note=None).iloc[0]
    assert (row["note"], row["edition"], row["stratum"]) == ("", "", "")
    assert pd.isna(row["numerator"])


def test_a_value_for_a_whole_column_and_a_category_that_lacks() -> None:
    frame = pd.DataFrame({"code": ["A", "B"], "year": 2023, "value": 1.0})
    made = observations(frame.assign(note=pd.Categorical(["merged", None])), level="epci")
    assert made[["level", "note", "source"]].to_numpy().tolist() == [
        ["epci", "merged", ""],
        ["epci", "", ""],
    ]


def test_frames_without_a_row_stay_a_table() -> None:
    empty = stack([one().iloc[:0], one().iloc[:0]])
    assert (len(empty), list(empty.columns)) == (0, COLUMNS)


def test_the_first_of_two_equal_figures_is_kept() -> None:
    firm, other = one(), one(value=4.334, status="computed")
    kept = combine([firm, other])
    assert kept["value"].tolist() == [4.33]
    assert combine([other, firm])["value"].tolist() == [4.334]


def test_one_figure_with_two_values_is_refused() -> None:
    with pytest.raises(DataError) as caught:
        combine([one(), one(value=4.5, source="insee-bpe")])
    for told in ("apl", "62041", "2023", "4.33", "4.5", "drees-apl", "insee-bpe", "correct one"):
        assert told in str(caught.value)


@pytest.mark.parametrize(
    ("kept", "other", "is_same"),
    [
        (0.5, 0.505, True),
        (0.5, 0.508, False),
        (100.0, 100.5, True),
        (100.0, 100.6, False),
        (100.6, 100.0, False),
        (-100.0, -100.5, True),
    ],
)
def test_two_roundings_of_one_figure_are_one(
    kept: float,
    other: float,
    is_same: bool,  # noqa: FBT001
) -> None:
    # 0.0051, or as much of the value where it is over 1.
    frames = [one(value=kept), one(value=other)]
    if is_same:
        assert combine(frames)["value"].tolist() == [kept]
        return
    with pytest.raises(DataError, match="is given twice"):
        combine(frames)


def test_an_estimate_gives_way_without_a_word() -> None:
    firm, estimate = one(), one(value=9.0, status="estimated")
    assert combine([firm, estimate])["value"].tolist() == [4.33]
    # The first one is kept whatever it is: whoever combines puts what is firm first.
    assert combine([estimate, firm])["value"].tolist() == [9.0]


def test_a_figure_is_compared_with_itself_not_with_its_neighbour() -> None:
    first, second = one(code="A", value=1.0), one(code="B", value=5.0)
    assert combine([first, second, second])["value"].tolist() == [1, 5]
    with pytest.raises(DataError, match=r"B in 2023 is given twice: 5\.0 .* and 9\.0"):
        combine([first, second, one(code="B", value=9.0)])


def test_three_givers_of_one_figure_are_all_compared() -> None:
    with pytest.raises(DataError, match="is given twice"):
        combine([one(), one(), one(value=5.0)])


def test_stacked_texts_are_categories_and_numbers_stay_numbers() -> None:
    whole = stack([one(), one(code="01001", note="merged"), one().iloc[:0]])
    assert whole["code"].tolist() == ["62041", "01001"]
    assert list(whole["code"].cat.categories) == ["01001", "62041"]
    assert whole["note"].tolist() == ["", "merged"]
    assert whole["value"].dtype == "float64"
    assert whole["year"].dtype == "int16"
    again = stack([whole.iloc[1:], one(code="2A004")])
    assert again["code"].tolist() == ["01001", "2A004"]


def test_the_one_table_stands_by_key_and_keeps_no_text_of_what_was_left_out() -> None:
    frames = [
        one(code="B"),
        one(code="B", period="2009"),
        one(code="A", period="2023"),
        one(code="A", period="2009"),
    ]
    twice = one(code="B", source="insee-bpe", status="estimated", note="beaten")
    whole = combine([*frames, twice])
    places = whole[["code", "period"]].astype(str).to_numpy().tolist()
    assert places == [["A", "2009"], ["A", "2023"], ["B", "2009"], ["B", "2023"]]
    assert list(whole["source"].cat.categories) == ["drees-apl"]
    assert list(whole["note"].cat.categories) == [""]


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(2015, 2018)), max_size=8))
def test_no_key_stands_twice_after_combining(keys: list[tuple[str, int]]) -> None:
    frames = [one(code=code, year=year) for code, year in keys]
    whole = combine([*frames, one()])
    assert not whole.duplicated(KEY).any()
    assert len(whole) == len({*keys, ("62041", 2023)})


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"level": "village"}, "level must be one of"),
        ({"status": "guessed"}, "status must be one of"),
        ({"status": "suppressed"}, "has a number"),
        ({"status": "missing", "value": 0.0}, "has a number"),
        ({"value": float("nan")}, "absent but not said to be missing"),
        ({"source": ""}, "has no source"),
    ],
)
def test_a_row_that_breaks_the_rules_is_named(fields: dict[str, Any], why: str) -> None:
    with pytest.raises(DataError, match=why) as caught:
        check(one(**fields))
    assert "62041" in str(caught.value)


def test_a_row_is_named_by_what_it_has() -> None:
    key = r"\(level commune, code 62041, indicator apl, period 2023\)"
    with pytest.raises(DataError, match=f"a value has no source {key}"):
        check(one(source=""))


def test_a_repeated_key_is_refused() -> None:
    with pytest.raises(DataError, match="a figure appears twice"):
        check(pd.concat([one(), one()], ignore_index=True))


@pytest.mark.parametrize("status", ["suppressed", "missing"])
def test_a_row_without_a_number_passes(status: str) -> None:
    checked = check(one(status=status, value=float("nan")))
    assert checked["value"].isna().all()


def test_members_say_how_a_sum_over_them_is_marked() -> None:
    frame = pd.DataFrame({"code": ["62041"], "year": [2023], "source": ["insee-bpe"]})
    row = members(frame, "gp_count", value=3.0, status="official").iloc[0]
    assert (row["aggregate_status"], row["aggregate_note"], row["level"]) == (
        "computed",
        "",
        "commune",
    )
    assert row["indicator"] == "gp_count"
    assert row[["stratum", "edition", "note"]].tolist() == ["", "", ""]
    assert row[["numerator", "denominator"]].isna().all()
    own = {
        "stratum": "F 00-04",
        "note": "merged",
        "numerator": 2.0,
        "aggregate_status": "estimated",
    }
    row = members(frame, "gp_count", value=3.0, status="official", **own).iloc[0]
    assert row[list(own)].to_dict() == own

"""Official numbers of communes take the place of estimates, and the total stays."""

from __future__ import annotations

import pandas as pd
import pytest

from indicators.attending import INDICATORS
from indicators.attending_official import official_counts, with_official
from indicators.errors import DataError
from indicators.observations import members

DEPARTEMENT = pd.Series({"62001": "62", "62002": "62", "62003": "62", "59001": "59"})
RESIDENTS = {"62001": 100.0, "62002": 200.0, "62003": 300.0, "59001": 50.0}
PATIENTS = {"62001": 10.0, "62002": 20.0, "62003": 30.0, "59001": 5.0}


def estimates() -> pd.DataFrame:
    """Give a tenth of the residents everywhere, in both estimates."""
    codes = list(PATIENTS)
    frame = pd.DataFrame({"code": codes, "year": 2022, "source": "sdaasp-62"})
    marks = {"status": "estimated", "note": "residents-16:2023", "aggregate_status": "estimated"}
    frames = []
    for name in INDICATORS.values():
        count = [PATIENTS[code] for code in codes]
        over = [RESIDENTS[code] for code in codes]
        frames += [
            members(frame.assign(value=count, **marks), name),
            members(
                frame.assign(value=10.0, numerator=count, denominator=over, **marks),
                f"{name}_share",
            ),
        ]
    return pd.concat(frames, ignore_index=True)


def official(**patients: float) -> pd.DataFrame:
    codes = [code.removeprefix("c") for code in patients]
    return pd.DataFrame(
        {"code": codes, "year": 2022, "patients": list(patients.values()), "source": "my-table"}
    )


def test_rounding_may_pass_the_official_total_and_no_more() -> None:
    # The communes of the 62 have 60 in all: 0.5 % more is 60.3.
    kept = with_official(estimates(), official(c62001=20, c62002=20, c62003=20.2), DEPARTEMENT)
    rows = kept[kept["indicator"] == INDICATORS["rate"]].set_index("code")
    assert rows["value"].to_dict() == {"62001": 20, "62002": 20, "62003": 20.2, "59001": 5}
    with pytest.raises(DataError, match=r"sum to 60, above the official total of 60"):
        with_official(estimates(), official(c62001=20, c62002=20, c62003=20.4), DEPARTEMENT)


@pytest.mark.parametrize("name", INDICATORS.values())
def test_the_others_share_what_is_left_of_the_total(name: str) -> None:
    result = with_official(estimates(), official(c62001=20), DEPARTEMENT)
    counts = result[result["indicator"] == name].set_index("code")
    # 60 in all, 20 known: 40 are left for 20 + 30, that is 16 and 24.
    assert counts["value"].to_dict() == pytest.approx(
        {"62001": 20, "62002": 16, "62003": 24, "59001": 5}
    )
    assert counts["status"].to_dict() == {
        "62001": "official",
        "62002": "estimated",
        "62003": "estimated",
        "59001": "estimated",
    }
    assert counts.loc["62001", "source"] == "my-table"
    assert set(counts["aggregate_status"]) == {"estimated"}
    shares = result[result["indicator"] == f"{name}_share"].set_index("code")
    assert shares["value"].to_dict() == pytest.approx(
        {"62001": 20, "62002": 8, "62003": 8, "59001": 10}
    )
    assert shares.loc["62001", ["status", "source"]].tolist() == ["computed", "my-table"]
    assert shares.loc["62002", "status"] == "estimated"


def test_a_departement_known_whole_is_no_estimate() -> None:
    known = official(c62001=20, c62002=15, c62003=24)
    result = with_official(estimates(), known, DEPARTEMENT)
    counts = result[result["indicator"] == INDICATORS["rate"]].set_index("code")
    assert counts["value"].to_dict() == {"62001": 20, "62002": 15, "62003": 24, "59001": 5}
    assert counts["aggregate_status"].to_dict() == {
        "62001": "computed",
        "62002": "computed",
        "62003": "computed",
        "59001": "estimated",
    }


def test_another_year_or_nothing_changes_nothing() -> None:
    before = estimates()
    other_year = official(c62001=20).assign(year=2021)
    for known in (other_year, official()):
        after = with_official(before, known, DEPARTEMENT)
        pd.testing.assert_frame_equal(
            after.sort_values(["indicator", "code"], ignore_index=True),
            before.sort_values(["indicator", "code"], ignore_index=True),
        )


@pytest.mark.parametrize(
    ("known", "message"),
    [
        ({"c62001": 61.0}, "of 62 in 2022 sum to 61, above the official total of 60"),
        ({"c62002": 0.0, "c62003": 0.0, "c59001": 60.0}, "above the official total of 5"),
    ],
)
def test_numbers_of_another_scope_are_refused(known: dict[str, float], message: str) -> None:
    with pytest.raises(DataError, match=message):
        with_official(estimates(), official(**known), DEPARTEMENT)


def test_more_patients_than_residents_are_refused() -> None:
    crowded = estimates()
    few = crowded["code"] == "62001"
    crowded.loc[few & crowded["denominator"].notna(), "denominator"] = 15.0
    with pytest.raises(DataError, match="62001 would have 60 patients"):
        with_official(crowded, official(c62002=0, c62003=0), DEPARTEMENT)


def test_counts_come_from_a_count_or_from_a_share_with_its_denominator() -> None:
    rows = pd.DataFrame(
        [
            ("62001", "no_attending_count", 12.0, "official", float("nan")),
            ("62001", "no_attending_share", 13.0, "official", 13.0),
            ("62002", "no_attending_share", 10.0, "official", 20.0),
            ("62003", "no_attending_count", float("nan"), "suppressed", float("nan")),
            ("59001", "no_attending_share", 10.0, "official", float("nan")),
            ("59001", "another", 10.0, "official", 1.0),
        ],
        columns=["code", "indicator", "value", "status", "numerator"],
    ).assign(year=2022, source="my-table")
    counts = official_counts(rows).set_index("code")["patients"]
    assert counts.to_dict() == {"62001": 12.0, "62002": 20.0}

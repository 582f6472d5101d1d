import pandas as pd
import pytest

from indicators.bundle import Bundle
from indicators.catalogue import Catalogue
from indicators.comparison import (
    Comparison,
    difference,
    read_comparison,
    refusal,
    symmetric_breaks,
)
from indicators.errors import UsageError
from indicators.selection import Selection, select


@pytest.mark.parametrize("text", ["2022", "apl65", "apl65:2022", "ecart:2022", "ecart:apl65:2022"])
def test_a_comparison_comes_back_from_its_text(text: str) -> None:
    comparison = read_comparison(text)
    assert comparison is not None
    assert comparison.to_text() == text


def test_nothing_is_compared_by_default() -> None:
    assert read_comparison("") is None
    assert read_comparison("ecart:2022") == Comparison("", 2022, is_difference=True)


@pytest.mark.parametrize("text", ["ecart", "2022:2023", "apl:apl65", "ecart:", "apl:"])
def test_a_comparison_without_sense_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="not a comparison"):
        read_comparison(text)


@pytest.mark.parametrize(
    ("indicator", "years", "why"),
    [
        ("apl", (2024, 2022), None),
        ("apl", (2024, 2019), "editions"),
        ("gp_density", (2025, 2013), "years"),
        ("population", (2023, 2016), None),
        ("gp_zone", (2025, 2025), "indicators"),
    ],
)
def test_editions_and_years_that_do_not_compare_are_refused(
    bundle: Bundle,
    catalogue: Catalogue,
    indicator: str,
    years: tuple[int, int],
    why: str | None,
) -> None:
    first, second = (
        select(bundle, catalogue, Selection(indicator, "commune", "62", year)) for year in years
    )
    assert refusal(catalogue.indicator(indicator), first, second) == why


def test_two_series_are_never_subtracted(bundle: Bundle, catalogue: Catalogue) -> None:
    first = select(bundle, catalogue, Selection("apl", "commune", "62", 2023))
    second = select(bundle, catalogue, Selection("apl65", "commune", "62", 2023))
    assert refusal(catalogue.indicator("apl"), first, second) == "indicators"


def test_the_difference_of_each_territory() -> None:
    nan = float("nan")
    codes = ["a", "b", "c", "d", "e"]
    first = pd.DataFrame(
        {
            "code": codes,
            "value": [3.0, 2.0, nan, 1.0, 1.0],
            "status": ["official", "estimated", "suppressed", "official", "official"],
            "period": "2024",
            "note": ["", "merged", "", "", ""],
            "numerator": 9.0,
            "denominator": 3.0,
        }
    )
    second = pd.DataFrame(
        {
            "code": codes[:4][::-1],
            "value": [nan, 4.0, 1.5, 1.0],
            "status": ["missing", "official", "official", "official"],
            "period": "2022",
            "note": "",
        }
    )
    made = difference(first, second).set_index("code")
    assert made.loc["a", "value"] == 2.0
    assert made.loc["b", "value"] == 0.5
    assert made["value"].isna().tolist() == [False, False, True, True, True]
    assert made[["numerator", "denominator"]].isna().all(axis=None)
    assert set(made["period"]) == {"2022/2024"}
    assert made["note"].tolist()[:3] == [
        "difference:2022",
        "merged difference:2022",
        "difference:2022",
    ]
    statuses = ["computed", "estimated", "suppressed", "missing", "missing"]
    assert made["status"].tolist() == statuses


def test_breaks_are_symmetric_around_zero() -> None:
    values = pd.Series([-1.0, -0.5, 0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 2.0])
    # In order, without signs: 0 .1 .2 .3 .4 .5 .5 .6 1 2. Quantile 0.4 lies at place 3.6 of 0 to
    # 9: .36; quantile 0.8 at place 7.2: .68.
    assert symmetric_breaks(values, 2) == [-0.68, -0.36, 0.36, 0.68]
    assert symmetric_breaks(values, 1) == [-0.7, -0.4, 0.4, 0.7]
    assert symmetric_breaks(pd.Series([0.0, 0.0]), 2) == []
    assert symmetric_breaks(pd.Series([], dtype=float), 2) == []

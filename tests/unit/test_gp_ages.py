"""GPs aged 60 and over: a share of people, secret where one of its classes is."""

from __future__ import annotations

import pandas as pd
import pytest

from indicators.catalogue import load_catalogue
from indicators.gp_ages import INDICATOR, share_of_60_and_over
from indicators.observations import check


def ages(
    *rows: tuple[str, int, int | None, float | None], scope: str = "liberal_cnam"
) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["code", "age_from", "age_to", "gp"])
    status = frame["gp"].isna().map({True: "suppressed", False: "official"})
    return frame.assign(
        age_to=frame["age_to"].astype("Int64"),
        status=status,
        year=2024,
        scope=scope,
        source="cnam-demographie",
    )


def test_the_share_of_those_of_60_and_over() -> None:
    table = share_of_60_and_over(
        ages(
            ("62", 0, 59, 600),
            ("62", 60, 64, 150),
            ("62", 65, None, 250),
            ("FR", 0, 59, 3),
            ("FR", 60, None, 1),
        )
    ).set_index("code")
    assert table["value"].to_dict() == {"62": 40, "FR": 25}
    assert table["level"].to_dict() == {"62": "departement", "FR": "france"}
    assert table.loc["62", ["numerator", "denominator", "status"]].tolist() == [
        400,
        1000,
        "computed",
    ]


@pytest.mark.parametrize("secret", [0, 60])
def test_a_secret_class_makes_a_secret_share(secret: int) -> None:
    rows = [(age, None if age == secret else 10.0) for age in (0, 60)]
    frame = ages(*[("976", age, 59 if age == 0 else None, gp) for age, gp in rows])
    table = check(share_of_60_and_over(frame))
    assert table["status"].tolist() == ["suppressed"]
    assert table[["value", "numerator", "denominator"]].isna().all(axis=None)


def test_a_class_on_both_sides_of_60_gives_nothing() -> None:
    assert share_of_60_and_over(ages(("62", 0, 54, 5), ("62", 55, 64, 5))).empty
    assert share_of_60_and_over(ages(("62", 0, 49, 5), ("62", 50, None, 5))).empty


def test_another_scope_is_left_out() -> None:
    assert share_of_60_and_over(ages(("62", 60, None, 5), scope="liberal_cnam_mep")).empty


def test_the_catalogue_describes_it() -> None:
    entry = load_catalogue().indicators[INDICATOR]
    assert entry.from_file
    assert entry.levels == ["departement", "france"]

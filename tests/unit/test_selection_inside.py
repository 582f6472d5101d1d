"""Which territories lie in a territory, where one code stands at two levels."""

from __future__ import annotations

import pandas as pd
import pytest

from indicators.bundle import Bundle
from indicators.selection import territories_in

# The département 32 lies in the région 76, and the région 32 holds the département 62.
TERRITORIES = pd.DataFrame(
    [
        ("commune", "62498", "62", "32", "200000001", "62498"),
        ("commune", "62523", "62", "32", "200000001", "62498"),
        ("commune", "32013", "32", "76", "200000002", "32013"),
        ("epci", "200000001", "62", "32", "", ""),
        ("tvs", "62498", "62", "32", "", ""),
        ("departement", "62", "62", "32", "", ""),
        ("departement", "32", "32", "76", "", ""),
        ("region", "32", "", "32", "", ""),
        ("france", "FR", "", "", "", ""),
    ],
    columns=["level", "code", "departement", "region", "epci", "tvs"],
)


@pytest.fixture
def bundle() -> Bundle:
    empty = pd.DataFrame()
    manifest = {"departements": ["32", "62"]}
    return Bundle(empty, TERRITORIES, *[empty] * 6, manifest)


@pytest.mark.parametrize(
    ("level", "code", "of", "expected"),
    [
        ("commune", "62498", "commune", ["62498"]),
        ("commune", "62498", "tvs", ["62498", "62523"]),
        ("commune", "32", "departement", ["32013"]),
        ("commune", "32", "region", ["62498", "62523"]),
        ("departement", "32", "departement", ["32"]),
        ("departement", "32", "region", ["62"]),
        ("epci", "62", "departement", ["200000001"]),
        ("epci", "62498", "commune", []),
        ("commune", "FR", "france", ["62498", "62523", "32013"]),
        ("commune", "62498", None, ["62498", "62523"]),
    ],
)
def test_the_level_of_a_territory_says_which_one_is_meant(
    bundle: Bundle, level: str, code: str, of: str | None, expected: list[str]
) -> None:
    assert list(territories_in(bundle, level, code, of)["code"]) == expected

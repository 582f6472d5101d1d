"""The rows of a code are those that a look at each row finds."""

import pandas as pd
import pytest

from indicators import portrait
from indicators.bundle import Bundle
from indicators.lookup import Lookup

CODES = ["62041", "2A004", "62", "200033579", "62041", "FR", "620"]


@pytest.mark.parametrize(
    "code", [*CODES, "", "6204", "62041 ", "62041\0", "6204é", "\ud800", "2000335790"]
)
def test_a_code_is_found_where_it_stands_and_nowhere_else(code: str) -> None:
    found = Lookup.of(pd.Series(CODES)).rows(code)
    assert found.tolist() == [k for k, one in enumerate(CODES) if one == code]


def test_an_empty_column_has_no_code() -> None:
    assert Lookup.of(pd.Series([], dtype="str")).rows("62").tolist() == []


def test_the_territories_of_a_code_are_those_of_the_table(bundle: Bundle) -> None:
    table = bundle.territories
    for code in ("62041", "32", "FR", "nowhere"):
        expected = table[table["code"] == code]
        pd.testing.assert_frame_equal(portrait.named(bundle, code), expected)
        assert portrait.is_held(bundle, code) is not expected.empty

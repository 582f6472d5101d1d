import pytest

from indicators.bundle import Bundle
from indicators.catalogue import Catalogue
from indicators.errors import UsageError
from indicators.filters import (
    Condition,
    matching,
    read_filter,
    write_filter,
    years_of_conditions,
)
from indicators.selection import Selection, select

TEXT = "apl:..2.5;over_75_share:20.."


def test_a_filter_comes_back_from_its_text() -> None:
    conditions = read_filter(TEXT)
    assert conditions == (Condition("apl", None, 2.5), Condition("over_75_share", 20, None))
    assert write_filter(conditions) == TEXT
    assert read_filter("apl:2.5..4") == (Condition("apl", 2.5, 4),)
    assert read_filter("") == ()


@pytest.mark.parametrize(
    "text",
    ["apl", "apl:", "apl:..", "apl:4..2", "apl:2..2", "apl:a..2", "apl:..nan", "apl:5", ":..2"],
)
def test_a_condition_without_sense_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="not a condition"):
        read_filter(text)


def test_every_condition_is_met(bundle: Bundle, catalogue: Catalogue) -> None:
    view = Selection("apl", "commune", "62", 2024)
    found = matching(bundle, catalogue, read_filter("apl:..2.5;over_75_share:12.."), view)
    apl = select(bundle, catalogue, view).set_index("code")["value"]
    old = select(bundle, catalogue, Selection("over_75_share", "commune", "62", 2023))
    share = old.set_index("code")["value"]
    assert found == {code for code in apl.index if apl[code] <= 2.5 and share[code] > 12}
    assert 0 < len(found) < 201
    # 23 + 178 communes at 2.5 or under in 2024.
    assert len(matching(bundle, catalogue, read_filter("apl:..2.5"), view)) == 201
    between = matching(bundle, catalogue, read_filter("apl:2.5..4"), view)
    assert between == {code for code in apl.index if 2.5 < apl[code] <= 4}
    assert matching(bundle, catalogue, (), view) == frozenset()


def test_the_low_bound_is_excluded_and_the_high_one_included(
    bundle: Bundle, catalogue: Catalogue
) -> None:
    view = Selection("apl", "commune", "62", 2024)
    # The value of Arras, to its last decimal, is one bound after the other.
    own = float(select(bundle, catalogue, view).set_index("code").loc["62041", "value"])
    up_to, from_there = (read_filter(f"apl:{text}") for text in (f"..{own!r}", f"{own!r}.."))
    assert "62041" in matching(bundle, catalogue, up_to, view)
    assert "62041" not in matching(bundle, catalogue, from_there, view)


def test_an_indicator_that_the_level_lacks_keeps_nothing(
    bundle: Bundle, catalogue: Catalogue
) -> None:
    view = Selection("apl", "commune", "62", 2024)
    conditions = read_filter("msp_count:1..")
    assert matching(bundle, catalogue, conditions, view) == frozenset()
    assert years_of_conditions(bundle, conditions, "commune", 2024) == [None]
    assert years_of_conditions(bundle, read_filter(TEXT), "commune", 2024) == [2024, 2023]

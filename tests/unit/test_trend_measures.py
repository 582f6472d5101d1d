"""Series on one scale: the base is one year of one edition."""

import pytest

from indicators.catalogue import Catalogue
from indicators.series import Value
from indicators.trend_measures import Base, common_base, measured_from


def rows(edition: str, **values: float) -> list[Value]:
    years = [name.lstrip("y") for name in values]
    return [
        Value(value, "official", int(year), year, "", edition, "")
        for year, value in zip(years, values.values(), strict=True)
    ]


OLD = rows("apl-2015-2021", y2015=4.0, y2016=5.0)


def test_the_base_is_the_first_year_of_the_latest_edition_that_all_have(
    catalogue: Catalogue,
) -> None:
    one = [*OLD, *rows("apl-2022-2024", y2022=2.0, y2023=3.0, y2024=2.5)]
    other = [*OLD, *rows("apl-2022-2024", y2023=8.0, y2024=6.0)]
    base = common_base([one, other], catalogue.indicators["apl"])
    assert base == Base("apl-2022-2024", "2023")


def test_no_base_where_no_edition_is_shared(catalogue: Catalogue) -> None:
    assert common_base([OLD, rows("apl-2022-2024", y2022=2.0)], catalogue.indicators["apl"]) is None
    # A zero cannot be 100, and one year alone makes no index.
    assert common_base([rows("apl-2022-2024", y2022=0.0)], catalogue.indicators["apl"]) is None
    assert common_base([rows("apl-2022-2024", y2022=1.0)], catalogue.indicators["apl"]) is None


def test_a_zero_is_no_base_and_one_is(catalogue: Catalogue) -> None:
    entry = catalogue.indicators["apl"]
    zero_first = rows("apl-2022-2024", y2022=0.0, y2023=1.0, y2024=2.0)
    assert common_base([zero_first], entry) == Base("apl-2022-2024", "2023")
    assert common_base([], entry) is None


def test_no_base_where_the_years_do_not_compare(catalogue: Catalogue) -> None:
    assert common_base([OLD, OLD], catalogue.indicators["gp_density"]) is None


def test_index_and_change_never_cross_an_edition(catalogue: Catalogue) -> None:
    both = [*OLD, *rows("apl-2022-2024", y2022=2.0, y2023=3.0, y2024=2.5)]
    found = measured_from(both, Base("apl-2022-2024", "2023"), catalogue.indicators["apl"])
    assert [one.point.period for one in found] == ["2023", "2024"]
    # 2.5 over 3 is 83.3: a sixth less.
    assert [one.index for one in found] == pytest.approx([100, 83.3333], abs=1e-3)
    assert [one.change_percent for one in found] == pytest.approx([0, -16.6667], abs=1e-3)

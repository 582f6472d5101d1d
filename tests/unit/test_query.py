import pandas as pd
import pytest

from indicators.bundle import Bundle
from indicators.catalogue import Catalogue
from indicators.errors import UnknownTerritoryError
from indicators.query import Filters, find_observations, find_territories
from indicators.selection import Selection, select


def test_without_a_filter_it_is_what_the_pages_select(bundle: Bundle, catalogue: Catalogue) -> None:
    found = find_observations(bundle, catalogue, Filters(("apl",), "commune", within="62"))
    shown = select(bundle, catalogue, Selection("apl", "commune", "62"))
    assert found.equals(shown)


def test_the_filters_meet(bundle: Bundle, catalogue: Catalogue) -> None:
    filters = Filters(
        ("apl", "gp_density"), "commune", territories=("62041", "62193"), years=(2023, 2025)
    )
    found = find_observations(bundle, catalogue, filters)
    told = list(found[["indicator", "code", "year"]].itertuples(index=False, name=None))
    assert told == [
        ("apl", "62041", 2023),
        ("apl", "62193", 2023),
        ("gp_density", "62041", 2025),
        ("gp_density", "62193", 2025),
    ]
    assert found["value"].iloc[0] == pytest.approx(4.327, abs=1e-3)


@pytest.mark.parametrize("codes", [("62041",), ("62193", "62041", "62001"), ("62",)])
def test_named_territories_are_those_of_the_whole(
    bundle: Bundle, catalogue: Catalogue, codes: tuple[str, ...]
) -> None:
    """Also those that have no value in a year: they are missing, not left out."""
    for name in ("apl", "gp_density", "gp_zone", "population_by_age"):
        whole = find_observations(bundle, catalogue, Filters((name,), "commune"))
        named = find_observations(bundle, catalogue, Filters((name,), "commune", territories=codes))
        kept = whole[whole["code"].isin(codes)].reset_index(drop=True)
        # A year without a value widens its column: of these territories, none may lack.
        pd.testing.assert_frame_equal(named, kept, check_dtype=False)


def test_statuses_and_sub_populations_are_filtered(bundle: Bundle, catalogue: Catalogue) -> None:
    filters = Filters(("apl",), "departement", within="62", statuses=("estimated",))
    found = find_observations(bundle, catalogue, filters)
    assert set(found["status"]) == {"estimated"}
    assert set(found["year"]) == {2015, 2016, 2017, 2018, 2019, 2021}
    women = Filters(("population_by_age",), "commune", within="62", strata=("F 00-04",))
    assert set(find_observations(bundle, catalogue, women)["stratum"]) == {"F 00-04"}


def test_what_holds_nothing_is_empty(bundle: Bundle, catalogue: Catalogue) -> None:
    assert find_observations(bundle, catalogue, Filters(("apl",), "epci", years=(1999,))).empty
    assert find_observations(bundle, catalogue, Filters(("cds_count",), "tvs")).empty


def test_an_unknown_code_is_refused(bundle: Bundle, catalogue: Catalogue) -> None:
    with pytest.raises(UnknownTerritoryError, match="'99999'; the bundle holds"):
        find_observations(bundle, catalogue, Filters(("apl",), "commune", within="99999"))
    with pytest.raises(UnknownTerritoryError, match="'99999'"):
        find_observations(
            bundle, catalogue, Filters(("apl",), "commune", territories=("62041", "99999"))
        )
    with pytest.raises(UnknownTerritoryError, match="'99999'"):
        find_territories(bundle, "commune", "99999")


def test_a_name_is_found_without_its_accents(bundle: Bundle) -> None:
    found = find_territories(bundle, "commune", "62", "ETAPLES")
    assert found["name"].tolist() == ["Étaples"]
    assert len(find_territories(bundle, "epci", "62")) == 20
    assert find_territories(bundle, "commune", "62", "zzz").empty

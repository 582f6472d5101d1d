from dataclasses import replace
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.bundle import Bundle
from indicators.catalogue import Catalogue
from indicators.selection import years_of
from layouts.reading import read_view
from layouts.view import (
    LANGUAGES,
    View,
    as_dict,
    map_levels,
    with_level_held,
    with_year_held,
)


@settings(max_examples=60, deadline=None)
@given(drawn=st.data())
def test_every_valid_view_is_read_back(
    bundle: Bundle, catalogue: Catalogue, drawn: st.DataObject
) -> None:
    named = [name for name in catalogue.indicators if years_of(bundle, name)]
    indicator = drawn.draw(st.sampled_from(named))
    held = catalogue.indicators[indicator].levels
    level = drawn.draw(st.sampled_from([x for x in held if years_of(bundle, indicator, x)]))
    view = View(
        indicator=indicator,
        level=level,
        year=drawn.draw(st.sampled_from(years_of(bundle, indicator, level))),
        territory=drawn.draw(st.sampled_from(["", *bundle.territories["code"]])),
        lang=drawn.draw(st.sampled_from(LANGUAGES)),
    )
    reading = read_view(view.to_query(), bundle, catalogue)
    assert reading.view == view
    assert reading.problems == ()


def test_an_empty_address_is_the_default_view(bundle: Bundle, catalogue: Catalogue) -> None:
    reading = read_view("", bundle, catalogue)
    assert reading.view == View(year=2024)
    assert reading.problems == ()
    assert View().to_query() == ""


def test_a_departement_other_than_the_first_is_read_back(
    bundle: Bundle, catalogue: Catalogue
) -> None:
    two = replace(bundle, manifest={**bundle.manifest, "departements": ["59", "62"]})
    for departement in ("59", "62"):
        view = View(year=2023, departement=departement)
        assert read_view(view.to_query(), two, catalogue).view == view


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("indicateur=alp", "indicateur=alp"),
        ("niveau=village", "niveau=village"),
        ("annee=2020", "annee=2020"),
        ("annee=deux", "annee=deux"),
        ("annee=-1", "annee=-1"),
        ("departement=100", "departement=100"),
        ("territoire=62999", "territoire=62999"),
        ("lang=de", "lang=de"),
        ("comparer=1999", "comparer=1999"),
        ("comparer=population_by_age", "comparer=population_by_age"),
        ("nuage=population_by_age", "nuage=population_by_age"),
        ("filtre=gp_zone:1..", "filtre=gp_zone:1.."),
        ("couleur=rouge", "couleur=rouge"),
        (f"indicateur={quote('<script>')}", "indicateur=<script>"),
    ],
)
def test_what_is_not_understood_is_told_and_the_default_shown(
    bundle: Bundle, catalogue: Catalogue, query: str, problem: str
) -> None:
    reading = read_view(f"?{query}", bundle, catalogue)
    assert reading.problems == (problem,)
    assert reading.view == View(year=2024)


def test_each_problem_is_told_and_the_rest_is_kept(bundle: Bundle, catalogue: Catalogue) -> None:
    reading = read_view("?indicateur=apl65&annee=1999&lang=xx", bundle, catalogue)
    assert set(reading.problems) == {"annee=1999", "lang=xx"}
    assert (reading.view.indicator, reading.view.lang) == ("apl65", "fr")


@given(st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_no_address_fails(bundle: Bundle, catalogue: Catalogue, query: str) -> None:
    view = read_view(query, bundle, catalogue).view
    assert years_of(bundle, view.indicator, view.level)


def test_a_level_that_the_indicator_lacks_gives_way(bundle: Bundle) -> None:
    assert with_level_held(View(indicator="gp_zone", level="tvs"), bundle).level == "commune"
    assert with_level_held(View(indicator="gp_density_liberal"), bundle).level == "tvs"
    assert with_level_held(View(indicator="msp_count"), bundle).level == "departement"
    assert map_levels(bundle, "msp_count") == []


def test_a_commune_gives_way_to_the_tvs_that_holds_it(bundle: Bundle) -> None:
    # Alquines (62024) is in the TVS of Lumbres (62534), Arras in the TVS of its own code.
    only_tvs = View(indicator="gp_density_liberal", territory="62024")
    shown = with_level_held(only_tvs, bundle)
    table = bundle.territories
    communes = table[table["level"] == "commune"].set_index("code")["tvs"]
    assert (shown.level, shown.territory) == ("tvs", communes["62024"])
    assert communes["62024"] != "62024"
    by_epci = with_level_held(
        View(indicator="population_under_2_5_share", territory="62041"), bundle
    )
    assert (by_epci.level, by_epci.territory) == ("epci", "200033579")


def test_a_tvs_is_not_taken_for_the_commune_of_its_code(bundle: Bundle) -> None:
    view = View(indicator="gp_zone", level="tvs", territory="62041")
    shown = with_level_held(view, bundle)
    assert (shown.level, shown.territory, shown.territory_level) == ("commune", "62041", "tvs")


@pytest.mark.parametrize(
    ("wanted", "shown"), [(2020, 2021), (1990, 2015), (2030, 2024), (None, 2024)]
)
def test_the_nearest_year_is_shown(bundle: Bundle, wanted: int | None, shown: int) -> None:
    # 2019 and 2021 are as near to 2020: the later one.
    assert with_year_held(View(year=wanted), bundle).year == shown


def test_a_store_holds_every_field() -> None:
    view = View(year=2023, territory="62041")
    assert View(**as_dict(view)) == view  # type: ignore[arg-type]

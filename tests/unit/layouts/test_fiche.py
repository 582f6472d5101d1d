"""The sheet: what it says of a territory, at each level."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from indicators.bundle import Bundle
from indicators.portrait import territory
from layouts.context import Context
from layouts.fiche import page
from layouts.fiche.pyramid import pyramid_of
from layouts.fiche.summary import summary
from tests.unit.layouts.reading import said

ContextOf = Callable[..., Context]


def test_the_indicators_of_the_sheet_are_in_the_catalogue(context_of: ContextOf) -> None:
    assert set(page.SHOWN) <= set(context_of().catalogue.indicators)


def test_the_sheet_of_a_commune(context_of: ContextOf) -> None:
    told = said(page.content(context_of(territory="62038")))
    for expected in (
        "Fiche : Ardres",
        "4389 habitants (2023)",
        "accès en moyenne à 1,43 consultation de généraliste par an",
        "Temps de trajet jusqu'au généraliste le plus proche",
        "5 à 9 ans",
        "moins bien que le département (4,08)",
        "moins bien que la France (3,72)",
        "869e sur 887",
        "380 avenue Charles de Gaulle",
        "03 59 80 16 97",
        "ZAC, action complémentaire",
        "estimé",
    ):
        assert expected in told


def test_the_rule_behind_a_word_is_told_with_its_numbers(context_of: ContextOf) -> None:
    told = said(page.content(context_of(territory="62038")))
    # 1.43 - 4.08 = -2.65; 5 % of 4.08 is 0.20.
    assert "Écart : -2,65. Jusqu'à 0,20 d'écart" in told
    assert "Au-delà, plus est mieux." in told


@pytest.mark.parametrize(
    ("place", "level"),
    [
        ("62041", "tvs"),
        ("200069037", "epci"),
        ("62", "departement"),
        ("59", "departement"),
        ("32", "region"),
        ("FR", "france"),
    ],
)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_level_has_a_sheet(context_of: ContextOf, place: str, level: str, lang: str) -> None:
    context = context_of(territory=place, territory_level=level, lang=lang)
    told = said(page.content(context))
    assert context.place.level == level
    assert context.place.name in told
    assert "nan" not in told.split()


def test_estimates_of_a_total_give_way_to_the_official_one(context_of: ContextOf) -> None:
    shown = page.indicators_shown(context_of(territory="62", territory_level="departement"))
    assert "no_attending_count" in shown
    assert not set(page.ESTIMATES) & set(shown)


def test_the_summary_tells_the_change_of_the_population(context_of: ContextOf) -> None:
    # Pas-de-Calais: 1 470 051 inhabitants in 2016, 1 457 905 in 2023, -0.8 %.
    assert "0,8\N{NO-BREAK SPACE}% d'habitants de moins entre 2016 et 2023" in summary(context_of())


def test_the_pyramid_counts_every_inhabitant(bundle: Bundle) -> None:
    ages = pyramid_of(bundle, territory(bundle, "62", "departement"))
    assert ages is not None
    assert ages.bands[0] == "95+"
    assert len(ages.bands) == 20
    # The census estimates of each commune are within 1 of its legal population.
    assert sum(ages.people.values()) == pytest.approx(1_457_905, abs=20)


def test_another_departement_has_not_the_centres_nor_the_cpts_of_this_one(
    context_of: ContextOf,
) -> None:
    told = said(page.content(context_of(territory="59", level="departement")))
    assert "connus ici pour ces départements seulement : Pas-de-Calais" in told
    assert "CPTS Audomaroise" not in told
    assert "Sallaumines" not in told
    assert "Lire le récit" not in told
    own = said(page.content(context_of(territory="62", level="departement")))
    assert "CPTS Audomaroise" in own
    assert "Lire le récit" in own
    france = said(page.content(context_of(territory="FR", territory_level="france")))
    assert "connus ici pour ces départements seulement : Pas-de-Calais" in france
    assert "France FR" not in france


def test_a_rank_that_many_share_is_told_with_them(context_of: ContextOf) -> None:
    """Most communes with a GP are at 0 minutes: first, and in no decile."""
    told = said(page.content(context_of(territory="62038")))
    assert re.search(r"1er sur 887, du plus bas au plus élevé, à égalité avec \d+ autres", told)
    assert "869e sur 887, du plus élevé au plus bas ; décile 1" in told


def test_a_change_is_told_inside_one_edition(context_of: ContextOf) -> None:
    """Ardres had 2,61 in 2015, in an edition that does not compare with that of 2022."""
    told = said(page.content(context_of(territory="62038")))
    assert "De 1,62 (2022) à 1,43 (2024) ; rupture de série avant" in told
    assert "De 2,61" not in told


def test_the_words_of_the_sheet_are_spelt_out_on_it(context_of: ContextOf) -> None:
    told = said(page.content(context_of(territory="62038")))
    assert "Accès aux médecins généralistes (APL)" in told
    assert "Patients sans médecin traitant, estimation au taux du département" in told
    assert "par son territoire de vie-santé (Ardres)" in told
    for letters in ("APL", "ZIP", "ZAC", "ZAR", "QPV", "ARS", "MSP", "CPTS", "ALD", "BPE", "RPPS"):
        assert re.search(rf"\b{letters}( :|,| \()", told), letters


def test_dated_facts_follow_each_other(context_of: ContextOf) -> None:
    told = said(page.content(context_of(territory="62038")))
    dates = ["26 avril 2022", "25 mai 2023", "1er janvier 2026"]
    places = [told.index(f"Hauts-de-France, {date}") for date in dates]
    assert places == sorted(places)

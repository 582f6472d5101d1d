"""The pages Carte and Évolutions, the card and the shell: what they say of a view."""

import re
from collections.abc import Callable
from urllib.parse import quote

from callbacks import carte as carte_page
from callbacks.state import Data
from indicators.peers import Rank
from indicators.series import Value
from layouts import evolutions
from layouts.card import card
from layouts.components import definition, graph_config
from layouts.context import Context
from layouts.figures.spark import spark
from layouts.notices import not_understood
from layouts.shell import PAGES, shell
from layouts.trend_lines import lines_of
from layouts.trend_sentence import sentence
from tests.unit.layouts.reading import find, said

ContextOf = Callable[..., Context]


def test_the_card_of_a_commune(data: Data, context_of: ContextOf) -> None:
    context = context_of(territory="62041", year=2023)
    frame = data.frame(context.view)
    told = said(card(context, data.peers(context.view)))
    place = data.peers(context.view).rank("62041", context.indicator)
    assert place is not None
    better = int((frame["value"] > frame.set_index("code").loc["62041", "value"]).sum())
    assert place == Rank(better + 1, 887)
    assert re.search(rf"\b{place.place}\w* sur 887\b", told)
    # Its own value, its EPCI, the département (4.19 in 2023) and France (3.74).
    for expected in ("Arras", "4,33", "officiel", "DREES", "4,19", "France"):
        assert expected in told
    assert "De " in told  # the series, told in words
    # In brief, each with its unit: 8.3 % of the inhabitants are 75 or over.
    assert "75 ans et plus des habitants 8,3 % 2023, calculé" in told


def test_the_card_before_a_choice_is_that_of_the_departement(
    data: Data, context_of: ContextOf
) -> None:
    context = context_of(year=2024)
    told = said(card(context, data.peers(context.view)))
    for expected in ("Pas-de-Calais", "4,08", "France", "3,72", "1457905 habitants"):
        assert expected in told
    # Before 2022 the APL of the département borrows its weights.
    assert "Points creux : valeurs estimées." in told


def test_the_card_names_a_class_in_the_language_of_the_reader(
    data: Data, context_of: ContextOf
) -> None:
    context = context_of(indicator="gp_zone_indication", territory="62041", lang="en")
    told = said(card(context, data.peers(context.view)))
    assert "pool (over 2.5, up to 4)" in told
    assert "vivier" not in told


def test_the_card_compares_the_same_month(data: Data, context_of: ContextOf) -> None:
    context = context_of(indicator="ald_attending_share", territory="62041", year=2023)
    told = said(card(context, data.peers(context.view)))
    assert "Pas-de-Calais 96,8 France 94,9 juin 2023" in told


def test_a_count_is_not_compared_with_larger_territories(data: Data, context_of: ContextOf) -> None:
    context = context_of(indicator="gp_count", territory="62041")
    assert find(card(context, data.peers(context.view)), "Ul") == []


def test_a_card_without_value_says_so(data: Data, context_of: ContextOf) -> None:
    context = context_of(indicator="gp_zone", territory="200033579", territory_level="epci")
    told = said(card(context, data.peers(context.view)))
    assert "pas de donnée" in told


def test_several_values_of_a_territory_have_no_map_but_a_way_to_where_they_are(
    data: Data, context_of: ContextOf
) -> None:
    view = context_of(indicator="population_by_age", territory="62041").view
    page = carte_page.page(data, view)
    assert find(page, "Graph") == []
    assert "pas de donnée" not in said(page)
    links = {said(link): link.href for link in find(page, "Link")}
    assert links["Arras : la pyramide des âges, page Fiche"].startswith("/fiche?")
    assert "indicateur=over_75_share" in links["La carte « Habitants de 75 ans et plus »"]


def points(values: dict[int, float], status: str = "official") -> list[Value]:
    return [Value(value, status, year, str(year), "", "", "") for year, value in values.items()]


def test_a_spark_is_broken_where_its_parts_are() -> None:
    early, late = points({2018: 1.0, 2019: 2.0}), points({2022: 2.0, 2023: 3.0})
    assert spark([early, late]).count("polyline") == 2
    flat = [points({2018: 2.0, 2019: 2.0}), points({2022: 2.0, 2023: 2.0})]
    assert "nan" not in spark(flat)


def test_a_spark_marks_estimates_with_hollow_dots() -> None:
    values = {2022: 2.0, 2023: 3.0}
    official, estimated = (spark([points(values, s)]) for s in ("official", "estimated"))
    hollow = quote('fill="#ffffff"')
    assert (official.count(hollow), estimated.count(hollow)) == (0, 2)


def test_the_sentence_of_a_trend(context_of: ContextOf) -> None:
    context = context_of()
    told = sentence(context, lines_of(context)).replace("\xa0", " ")
    # 4.08 in 2024 against 3.72 in France; 4.321 in 2022, where the edition starts.
    for expected in ("Pas-de-Calais", "4,08", "2024", "3,72", "En baisse", "2022 (4,32)"):
        assert expected in told
    assert "2015" not in told
    one = context_of(territory="62038")
    told = sentence(one, lines_of(one)).replace("\xa0", " ")
    assert "Ardres (commune) : 1,43 consultation par an et par habitant standardisé" in told
    share = context_of(indicator="ald_attending_share", lang="en")
    assert "96.8% of long-term-illness patients" in sentence(share, lines_of(share))


def test_years_that_do_not_compare_are_not_told_as_a_change(context_of: ContextOf) -> None:
    context = context_of(indicator="gp_density")
    told = sentence(context, lines_of(context))
    assert "depuis" not in told


def test_every_indicator_has_its_two_pages(data: Data, context_of: ContextOf) -> None:
    for name in data.catalogue.indicators:
        context = context_of(indicator=name)
        label = context.say(context.indicator.label)
        assert said(label) in said(evolutions.page(context)), name
        assert said(label) in said(carte_page.page(data, context.view)), name


def test_the_shell_names_page_sources_and_problems(context_of: ContextOf) -> None:
    context = context_of()
    told = said(shell(context, "/", [], tuple(not_understood(context, ("annee=1999",)))))
    for expected in ("annee=1999", "Sources", "DREES", "English", *PAGES.values()):
        assert expected in told
    assert "annee" not in said(shell(context, "/", []))
    current = [link for link in find(shell(context, "/", []), "Link") if "page" in said(link)]
    assert len(current) == 1


def test_a_graph_asks_nothing_of_the_network(context_of: ContextOf) -> None:
    config = graph_config(context_of())
    assert config["topojsonURL"].startswith("/assets/")
    assert not config["showSendToCloud"]


def test_a_definition_tells_thresholds_and_caveat(context_of: ContextOf) -> None:
    context = context_of()
    told = said(definition(context))
    assert "Arrêté du 13 novembre 2017" in told
    assert "Pas de millésime 2020" in told


def test_a_series_of_several_values_is_not_said_to_be_absent(context_of: ContextOf) -> None:
    """The GPs by mode of practice are known for the département: one value for each mode."""
    told = said(evolutions.page(context_of(indicator="gp_count_by_mode", level="departement")))
    assert "a plusieurs valeurs pour un même territoire" in told
    assert "Toutes les valeurs, page Données" in told
    assert "Aucune donnée" not in told

"""What Dash asks for first: the page of the address that asks."""

import json

import pytest
from dash import Dash

from callbacks.shell import page_at
from callbacks.state import Data
from layouts.carte.controls import year_title
from layouts.reading import read_view
from tests.unit.layouts.reading import said

SHEET = "/fiche?territoire=62041"


def asked(dashboard: Dash, referrer: str) -> str:
    answer = dashboard.server.test_client().get("/_dash-layout", headers={"Referer": referrer})
    assert answer.status_code == 200
    # Another page has another content at the same address.
    assert answer.cache_control.no_store
    return json.dumps(answer.json, ensure_ascii=False)


def test_the_first_answer_holds_the_page_that_asks(dashboard: Dash) -> None:
    told = asked(dashboard, f"http://localhost{SHEET}")
    assert "Fiche: Arras" in told.replace("\N{NO-BREAK SPACE}", "")
    assert '"written", "data": ["/fiche", "?territoire=62041"]' in told or (
        '"data": ["/fiche", "?territoire=62041"], "id": "written"' in told
    )


@pytest.mark.parametrize("referrer", ["", f"http://elsewhere{SHEET}", f"http://[::1{SHEET}", "?"])
def test_without_a_known_address_the_page_is_left_to_the_routing(
    dashboard: Dash, referrer: str
) -> None:
    told = asked(dashboard, referrer)
    assert "Arras" not in told
    assert '"id": "shell"' in told


@pytest.mark.parametrize(
    ("path", "query", "told"),
    [
        # The population of 2017 is known for Mayotte alone.
        ("/", "?indicateur=population&annee=2017", "pour 2017 au niveau « Commune »"),
        ("/donnees", "?indicateur=population&annee=2017", "la page montre 2016, le millésime"),
        ("/simuler", "?annee=2024", "ce que 2024 n'a pas ici : la page part de 2023"),
        (
            "/",
            "?indicateur=gp_zone&niveau=departement&departement=FR",
            "n'a de valeur ni par département ni par intercommunalité",
        ),
        ("/", "?indicateur=gp_zone&niveau=epci", "au niveau « Intercommunalité (EPCI) » : la page"),
    ],
)
def test_what_a_page_replaces_of_its_address_is_said_with_its_reason(
    data: Data, path: str, query: str, told: str
) -> None:
    assert told in said(page_at(data, path, query)[0])


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/", "?indicateur=population&annee=2016&niveau=commune"),
        ("/donnees", "?indicateur=population&annee=2016&niveau=departement"),
        ("/donnees", "?indicateur=population&annee=2017&millesimes=tous"),
        ("/simuler", "?annee=2023"),
        ("/simuler", ""),
        # Without a map, its page says why.
        ("/", "?indicateur=gp_zone&niveau=departement&departement=FR"),
        # These show every year that there is.
        ("/evolutions", "?indicateur=population&annee=2017"),
        ("/fiche", "?indicateur=population&annee=2017"),
    ],
)
def test_nothing_is_said_where_nothing_is_replaced(data: Data, path: str, query: str) -> None:
    told = said(page_at(data, path, query)[0])
    assert "la page montre" not in told
    assert "la page part de" not in told


def test_the_slider_says_that_the_year_of_before_is_not_held(data: Data) -> None:
    context = data.context(read_view("?indicateur=gp_density", data.bundle, data.catalogue).view)
    assert said(year_title(context, 2024)) == "Millésime : 2025 (2024 n'existe pas ici)"
    assert said(year_title(context, 2025)) == said(year_title(context)) == "Millésime : 2025"

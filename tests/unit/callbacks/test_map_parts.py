"""What is kept of a map's answers changes none of them: cold or warm, in each language, renewed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from dash import Dash

from app import create_app
from benchmarks.dash_client import DashPage
from callbacks.serving.renewal import renewal_of
from callbacks.serving.settings import Settings
from indicators.bundle import Bundle
from indicators.bundle_files import TABLES, write_bundle
from indicators.kept import forget

SEARCH = '{"page":"/","type":"territory"}'
CHANGES: list[tuple[str, object]] = [
    ("year", 2019),
    (SEARCH, "commune:62041"),
    ("indicator", "gp_density"),
    (SEARCH, "commune:62038"),
    ("level", "epci"),
    ("year", 2023),
    ("indicator", "apl"),
    ('{"name":"compare-year","type":"setting"}', "2022"),
    (SEARCH, None),
]


def answers(dashboard: Dash, query: str = "") -> list[Any]:
    """Open a map, make some changes, and give what the server answers to each."""
    client, told = dashboard.server.test_client(), []

    def ask(body: dict[str, Any], _: str) -> Any:  # noqa: ANN401 - an answer of Dash
        answer = client.post("/_dash-update-component", json=body)
        assert answer.status_code in {200, 204}
        told.append(answer.get_json() if answer.status_code == 200 else None)
        return told[-1]

    page = DashPage(client.get("/_dash-dependencies").get_json(), ask)
    page.open("/", query)
    for component, value in CHANGES:
        page.change(component, value, "map.figure", component)
    return told


@pytest.mark.parametrize("query", ["", "?lang=en", "?couches=epci,centres&symboles=population"])
def test_answers_are_the_same_cold_and_warm(dashboard: Dash, query: str) -> None:
    forget()
    cold = answers(dashboard, query)
    assert sum(one is not None for one in cold) > len(CHANGES) // 2
    assert answers(dashboard, query) == cold
    # Kept by the changes of others, in another order and with another territory in view.
    forget()
    answers(dashboard, "?territoire=62780&lang=en")
    answers(dashboard, "?territoire=62780&niveau=epci")
    assert answers(dashboard, query) == cold


def test_two_readers_of_a_map_each_see_their_territory(dashboard: Dash) -> None:
    told = {}
    for code in ("62041", "62038", "62041"):
        last = answers(dashboard, f"?territoire={code}&annee=2022")[1]["response"]
        assert last["view"]["data"]["territory"] == code
        assert f"territoire={code}" in last["download-carte"]["href"]
        told[code] = json.dumps([last["card"], last["map"]])
    assert "Arras" in told["62041"]
    assert "Ardres" in told["62038"]


def test_languages_are_not_mixed(dashboard: Dash) -> None:
    forget()
    french, english, again = (answers(dashboard, query) for query in ("", "?lang=en", ""))
    assert french == again
    titles = [told[1]["response"]["map-title"]["children"] for told in (french, english)]
    assert titles[0].startswith("Accès aux médecins généralistes")
    assert titles[1].startswith("Access to")


def test_no_answer_is_of_the_earlier_bundle(bundle: Bundle, bundle_copy: Path) -> None:
    settings = Settings(bundle=bundle_copy)
    dashboard = create_app(settings)
    before = answers(dashboard)
    tables = {name: getattr(bundle, name) for name in TABLES}
    doubled = tables["observations"].assign(value=2 * tables["observations"]["value"])
    write_bundle(tables | {"observations": doubled}, ["62"], bundle_copy)
    renewal_of(dashboard.server).renew()
    renewed = answers(dashboard)
    assert renewed[1] != before[1]
    assert renewed == answers(create_app(settings))

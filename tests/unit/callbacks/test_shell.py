"""What Dash asks for first: the page of the address that asks."""

import json

import pytest
from dash import Dash

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

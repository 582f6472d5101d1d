"""The application under a folder of its site: nothing that it writes leads outside the folder."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from plotly.utils import PlotlyJSONEncoder
from werkzeug.exceptions import NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

from app import create_app
from callbacks.serving.settings import Settings
from callbacks.shell import PAGES, page_at
from callbacks.state import Data

FOLDER = "/acces"
ADDRESSES = re.compile(r'(?:href|src)="(/[^"]*)"')


@pytest.fixture(scope="module")
def dashboard(bundle_folder: Path) -> Dash:
    return create_app(Settings(bundle=bundle_folder, base_path=FOLDER))


def status(site: Client, address: str) -> int:
    with site.get(html.unescape(address)) as answer:
        return answer.status_code


@pytest.fixture
def site(dashboard: Dash) -> Client:
    """Stand for a reverse proxy that gives the folder to the application, and has nothing else."""
    return Client(DispatcherMiddleware(NotFound(), {FOLDER: dashboard.server}))


def addresses(content: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    """Give every text of a page that is an address of the site."""
    if isinstance(content, dict):
        for name, inner in content.items():
            if name != "id":
                yield from addresses(inner)
    elif isinstance(content, list):
        for inner in content:
            yield from addresses(inner)
    elif isinstance(content, str) and re.match(r"/\w*", content):
        yield content


@pytest.mark.parametrize("path", PAGES)
def test_all_that_a_page_leads_to_is_in_the_folder(data: Data, site: Client, path: str) -> None:
    under = Data(data.bundle, data.catalogue, FOLDER)
    written = json.dumps(page_at(under, path, "?territoire=62041"), cls=PlotlyJSONEncoder)
    found = set(addresses(json.loads(written)))
    assert found
    for address in found - {f"{FOLDER}/assets/topojson/"}:
        assert status(site, address) == 200, address


@pytest.mark.parametrize("path", ["/", "/api/v1/docs", "/simuler/note.html"])
def test_all_that_a_document_asks_for_is_in_the_folder(site: Client, path: str) -> None:
    document = site.get(f"{FOLDER}{path}").get_data(as_text=True)
    found = set(ADDRESSES.findall(document))
    # A browser that is told of no icon asks for one outside of the folder.
    assert re.search(rf'<link rel="icon"[^>]*href="{FOLDER}/assets/favicon.ico', document)
    assert not any("dash_ag_grid" in address for address in found)
    for address in found:
        assert status(site, address) == 200, address


def test_the_links_of_the_api_are_in_the_folder(site: Client) -> None:
    entry = site.get(f"{FOLDER}/api/v1/").get_json()
    assert set(entry["links"].values()) == {
        f"{FOLDER}/api/v1/{name}"
        for name in ("indicators", "territories", "observations", "sources", "openapi.json", "docs")
    }
    part = site.get(f"{FOLDER}/api/v1/territories?limit=5").get_json()
    assert site.get(part["links"]["next"]).get_json()["offset"] == 5
    wrong = site.get(f"{FOLDER}/api/v1/nothing").get_json()
    assert wrong["instance"] == f"{FOLDER}/api/v1/nothing"
    assert f"{FOLDER}/api/v1/ lists" in wrong["detail"]


@pytest.mark.parametrize("path", ["/telecharger/carte.json", "/simuler/communes.json"])
def test_a_file_names_the_address_of_its_view(site: Client, path: str) -> None:
    told = site.get(f"{FOLDER}{path}?annee=2022").get_json()
    page = f"{FOLDER}/simuler" if "simuler" in path else f"{FOLDER}/"
    assert told["view"].startswith(f"http://localhost{page}?annee=2022")


@pytest.mark.parametrize("asked", [f"{FOLDER}/api/v1/sources", "/api/v1/sources"])
def test_a_proxy_may_leave_the_folder_in_the_address_or_not(dashboard: Dash, asked: str) -> None:
    answer = dashboard.server.test_client().get(asked)
    assert answer.get_json()["links"]["self"].startswith(f"{FOLDER}/api/v1/sources?")

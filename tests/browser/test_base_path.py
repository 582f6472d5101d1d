"""The application behind a reverse proxy, under a folder of a site that has nothing else."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from werkzeug.exceptions import NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import make_server

from app import create_app
from callbacks.serving.settings import Settings

FOLDER = "/acces"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Give the folder's address: the page of these tests fails on a request to elsewhere."""
    site = DispatcherMiddleware(NotFound(), {FOLDER: create_app(Settings(base_path=FOLDER)).server})
    listening = make_server("127.0.0.1", 0, site, threaded=True)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{listening.port}{FOLDER}"
    listening.shutdown()
    thread.join()
    listening.server_close()


def test_from_the_map_to_the_table_and_a_simulation(page: Page, server: str) -> None:
    page.goto(f"{server}/?territoire=62041")
    page.wait_for_selector("#map .choroplethlayer path")
    page.locator("#map-summary").click()
    expect(page.locator("#map-table")).to_contain_text("Arras")
    page.get_by_role("link", name="Données", exact=True).click()
    expect(page.locator(".ag-center-cols-container .ag-row").first).to_be_visible()
    expect(page).to_have_url(re.compile(rf"{FOLDER}/donnees\?territoire=62041"))
    page.get_by_role("link", name="Simuler", exact=True).click()
    page.wait_for_selector("#simulation-map .choroplethlayer path")
    page.locator("#simulation-summary").click()
    expect(page.locator("#simulation-table")).to_contain_text("Arras")
    expect(page).to_have_url(re.compile(rf"{FOLDER}/simuler\?territoire=62041"))

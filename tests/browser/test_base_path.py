"""The application behind a reverse proxy, under a folder of a site that has nothing else."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

FOLDER = "/acces"


@pytest.fixture
def server(server_in_a_folder: str) -> str:
    """Give the folder's address: a request that the page makes outside of it fails the test."""
    return server_in_a_folder


def test_from_the_map_to_the_table_and_a_simulation(page: Page, server: str) -> None:
    page.goto(f"{server}/?territoire=62041")
    page.wait_for_selector("#map .choroplethlayer path")
    page.locator("#map-summary").click()
    expect(page.locator("#map-table")).to_contain_text("Arras")
    page.get_by_role("link", name="Données", exact=True).click()
    expect(page.locator(".ag-center-cols-container .ag-row").first).to_be_visible()
    expect(page).to_have_url(re.compile(rf"{FOLDER}/donnees\?.*territoire=62041"))
    page.get_by_role("link", name="Simuler", exact=True).click()
    page.wait_for_selector("#simulation-map .choroplethlayer path")
    page.locator("#simulation-summary").click()
    expect(page.locator("#simulation-table")).to_contain_text("Arras")
    expect(page).to_have_url(re.compile(rf"{FOLDER}/simuler\?.*territoire=62041"))

"""The trend chart as its user drives it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect


def open_trend(page: Page, server: str, query: str = "") -> None:
    page.goto(f"{server}/evolutions{query}")
    page.wait_for_selector("#trend-chart .scatterlayer path")


def test_a_commune_beside_its_departement_and_france(page: Page, server: str) -> None:
    open_trend(page, server, "?territoire=62038")
    expect(page.locator(".sentence")).to_contain_text("moins que dans le département (4,08)")
    expect(page.locator(".data-table thead th")).to_have_text(
        ["Période", "Ardres", "Pas-de-Calais", "France"]
    )
    expect(page.locator(".breaks")).to_contain_text("Rupture de série")


def test_search_changes_the_territory(page: Page, server: str) -> None:
    open_trend(page, server)
    box = page.get_by_placeholder("Chercher une commune")
    box.click()
    box.press_sequentially("ternois", delay=20)
    page.get_by_role("option", name="Ternois").first.click()
    expect(page.locator("#trend h1")).to_contain_text("Ternois")
    expect(page.locator(".estimated-note")).to_contain_text("Marques creuses")
    expect(page).to_have_url(re.compile("territoire=200069672"))


def test_counts_of_the_bpe_are_not_joined(page: Page, server: str) -> None:
    open_trend(page, server, "?indicateur=gp_density")
    expect(page.locator(".breaks")).to_contain_text("L'Insee déconseille")
    expect(page.locator("#trend-chart .scatterlayer .js-line")).to_have_count(0)

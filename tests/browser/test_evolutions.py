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
        ["Période", "Ardres (commune)", "Pas-de-Calais (département)", "France"]
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


def test_other_territories_are_found_compared_and_kept_in_the_address(
    page: Page, server: str
) -> None:
    open_trend(page, server, "?territoire=62041")
    box = page.get_by_role("textbox", name="Comparer avec")
    box.click()
    box.press_sequentially("ternois", delay=20)
    page.get_by_role("option", name="Ternois").first.click()
    expect(page.locator(".sentences li")).to_have_count(1)
    page.get_by_role("radio", name="Indice").check()
    expect(page.locator(".measured")).to_contain_text("100 en 2022")
    expect(page).to_have_url(re.compile("avec_territoires=epci:200069672.*mesure=indice"))
    page.reload()
    expect(page.locator(".data-table thead th")).to_have_count(5)
    labels = page.locator("#trend-chart .annotation-text")
    expect(labels.filter(has_text="EPCI")).to_have_count(1)


def test_the_image_holds_title_and_source(page: Page, server: str) -> None:
    page.goto(f"{server}/evolutions?territoire=62041")
    page.wait_for_selector("#trend-chart .scatterlayer path")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Image SVG").click()
    assert waiting.value.suggested_filename == "evolutions-apl-62041.svg"
    drawn = waiting.value.path().read_text(encoding="utf-8")
    told = re.sub(r"\s+", " ", " ".join(re.findall(r">([^<>]+)</(?:svg:)?text>", drawn)))
    for expected in ("Arras (commune)", "Source", "DREES", "Licence Ouverte", "valeurs estimées"):
        assert expected in told

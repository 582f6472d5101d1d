"""From France down to a commune, and back and forward by the browser's own buttons."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import choose_territory, click_on_map


def open_france(page: Page, server: str) -> None:
    page.goto(f"{server}/?departement=FR")
    page.wait_for_selector("#map .choroplethlayer path")
    expect(page).to_have_url(re.compile("niveau=departement"))


def test_a_click_leads_from_france_to_a_departement_and_back(page: Page, server: str) -> None:
    open_france(page, server)
    click_on_map(page, "62")
    expect(page.locator("#map-title")).to_contain_text("Pas-de-Calais, par commune")
    expect(page).not_to_have_url(re.compile("departement=FR"))
    expect(page.locator("#map .choroplethlayer .trace").last.locator("path")).to_have_count(887)
    page.go_back()
    expect(page.locator("#map-title")).to_contain_text("France, par département")
    page.go_forward()
    expect(page.locator("#map-title")).to_contain_text("Pas-de-Calais, par commune")


def test_the_search_leads_from_france_to_a_commune(page: Page, server: str) -> None:
    open_france(page, server)
    choose_territory(page, "arras", "Arras (62)")
    expect(page.locator(".card-name")).to_have_text("Arras")
    expect(page).to_have_url(re.compile("territoire=62041"))


@pytest.mark.parametrize(
    ("page_of", "shown"),
    [("methode", r"/\?"), ("sources", r"/\?"), ("recit", r"/fiche\?")],
)
def test_the_search_of_a_page_without_territories_opens_one_that_has(
    page: Page, server: str, page_of: str, shown: str
) -> None:
    page.goto(f"{server}/{page_of}")
    choose_territory(page, "arras", "Arras (62)")
    expect(page).to_have_url(re.compile(f"^{server}{shown}.*territoire=62041"))
    expect(page.locator(".card-name, #sheet h1")).to_contain_text("Arras")


def test_the_trends_of_france_lead_to_those_of_a_commune(page: Page, server: str) -> None:
    page.goto(f"{server}/evolutions?departement=FR")
    page.wait_for_selector("#trend-chart .scatterlayer path")
    choose_territory(page, "arras", "Arras (62)")
    expect(page.locator("main h1")).to_contain_text("Arras")
    expect(page).to_have_url(re.compile("/evolutions.*territoire=62041"))


def test_a_page_without_a_map_changes_territory(page: Page, server: str) -> None:
    page.goto(f"{server}/?indicateur=population_by_age")
    choose_territory(page, "arras", "Arras (62)")
    expect(page).to_have_url(re.compile("territoire=62041"))
    expect(page.locator("main")).to_contain_text("Arras")


def test_back_goes_through_territories_and_indicators_but_not_through_years(
    page: Page, server: str
) -> None:
    page.goto(f"{server}/")
    name = page.locator(".card-name")
    choose_territory(page, "arras", "Arras (62)")
    expect(name).to_have_text("Arras")
    choose_territory(page, "etaples", "Étaples (62)")
    expect(name).to_have_text("Étaples")
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("annee=2023"))
    page.locator("#indicator").click()
    page.get_by_role("option", name="Habitants de 75 ans et plus").click()
    expect(page).to_have_url(re.compile("indicateur=over_75_share"))

    page.go_back()
    expect(page.locator("#map-title")).to_contain_text("Accès aux médecins")
    expect(page.locator("#map-title")).to_contain_text("2023")
    expect(name).to_have_text("Étaples")
    page.go_back()
    expect(name).to_have_text("Arras")
    expect(page).to_have_url(re.compile("territoire=62041"))
    expect(page.get_by_placeholder("Chercher une commune")).to_have_value(re.compile("Arras"))
    page.go_back()
    expect(name).to_have_text("Pas-de-Calais")
    page.go_forward()
    expect(name).to_have_text("Arras")
    page.wait_for_selector("#map .choroplethlayer path")


@pytest.mark.parametrize("path", ["/evolutions", "/fiche", "/donnees"])
def test_back_gives_the_territory_before(page: Page, server: str, path: str) -> None:
    page.goto(f"{server}{path}?territoire=62041")
    heading = page.locator("main h1").first
    expect(heading).to_contain_text("Arras")
    choose_territory(page, "etaples", "Étaples (62)")
    expect(heading).to_contain_text("Étaples")
    expect(page).to_have_url(re.compile("territoire=62318"))
    page.go_back()
    expect(heading).to_contain_text("Arras")
    expect(page).to_have_url(re.compile(f"{path}.*territoire=62041"))
    page.go_forward()
    expect(heading).to_contain_text("Étaples")


def test_a_part_of_a_page_does_not_draw_it_again(page: Page, server: str) -> None:
    page.goto(f"{server}/methode")
    expect(page.locator("main h1")).to_be_visible()
    page.evaluate("document.querySelector('main h1').dataset.drawn = 'once'")
    page.locator("main a[href^='#']").first.click()
    expect(page).to_have_url(re.compile("/methode.*#"))
    page.go_back()
    expect(page).not_to_have_url(re.compile("#"))
    expect(page.locator("main h1")).to_have_attribute("data-drawn", "once")

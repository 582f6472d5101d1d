"""From France down to a commune, and back by the browser's own button."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect


def open_france(page: Page, server: str) -> None:
    page.goto(f"{server}/?departement=FR")
    page.wait_for_selector("#map .choroplethlayer path")
    expect(page).to_have_url(re.compile("niveau=departement"))


def click_departement(page: Page, code: str) -> None:
    """Click a département where Plotly has drawn it: each path keeps its own value's location."""
    found = page.evaluate(
        """code => {
          const paths = [...document.querySelectorAll("#map .choroplethlayer path")];
          const path = paths.find(one => one.__data__ && one.__data__.loc === code);
          const box = path.getBoundingClientRect();
          return [box.x + box.width / 2, box.y + box.height / 2];
        }""",
        code,
    )
    page.mouse.click(*found)


def test_a_click_leads_from_france_to_a_departement_and_back(page: Page, server: str) -> None:
    open_france(page, server)
    click_departement(page, "62")
    expect(page.locator("#map-title")).to_contain_text("Pas-de-Calais, par commune")
    expect(page).not_to_have_url(re.compile("departement=FR"))
    expect(page.locator("#map .choroplethlayer .trace").last.locator("path")).to_have_count(887)
    page.go_back()
    expect(page.locator("#map-title")).to_contain_text("France, par département")
    page.go_forward()
    expect(page.locator("#map-title")).to_contain_text("Pas-de-Calais, par commune")


def test_the_search_leads_from_france_to_a_commune(page: Page, server: str) -> None:
    open_france(page, server)
    box = page.get_by_placeholder("Chercher une commune")
    box.click()
    box.press_sequentially("arras", delay=20)
    page.get_by_role("option", name="Arras (62)").click()
    expect(page.locator(".card-name")).to_have_text("Arras")
    expect(page).to_have_url(re.compile("territoire=62041"))


def test_the_trends_of_france_lead_to_those_of_a_commune(page: Page, server: str) -> None:
    page.goto(f"{server}/evolutions?departement=FR")
    page.wait_for_selector("#trend-chart .scatterlayer path")
    box = page.get_by_placeholder("Chercher une commune")
    box.click()
    box.press_sequentially("arras", delay=20)
    page.get_by_role("option", name="Arras (62)").click()
    expect(page.locator("main h1")).to_contain_text("Arras")
    expect(page).to_have_url(re.compile("/evolutions.*territoire=62041"))


def test_a_page_without_a_map_changes_territory(page: Page, server: str) -> None:
    page.goto(f"{server}/?indicateur=population_by_age")
    box = page.get_by_placeholder("Chercher une commune")
    box.click()
    box.press_sequentially("arras", delay=20)
    page.get_by_role("option", name="Arras (62)").click()
    expect(page).to_have_url(re.compile("territoire=62041"))
    expect(page.locator("main")).to_contain_text("Arras")

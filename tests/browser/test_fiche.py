"""The sheet as an elected official uses it: read, search, print."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

SHEETS = [
    "?territoire=62038",
    "",
    "?territoire=200069037&niveau=epci&lang=en",
    "?territoire=62041&niveau=tvs",
    "?territoire=62447",
]


def open_sheet(page: Page, server: str, query: str = "") -> None:
    page.goto(f"{server}/fiche{query}")
    page.wait_for_selector("#sheet h1")


def test_the_rule_is_one_click_away(page: Page, server: str) -> None:
    open_sheet(page, server, "?territoire=62038")
    word = page.get_by_text("moins bien que le département (4,08)")
    rule = page.locator("#figure-apl .verdict p").first
    expect(rule).to_be_hidden()
    word.click()
    expect(rule).to_contain_text("0,20 d'écart")


def test_a_search_gives_another_sheet_and_its_address(page: Page, server: str) -> None:
    open_sheet(page, server)
    expect(page).to_have_title("Fiche\xa0: Pas-de-Calais · Accès aux soins")
    box = page.get_by_placeholder("Chercher une commune")
    box.click()
    box.press_sequentially("alquines", delay=20)
    page.get_by_role("option", name="Alquines").first.click()
    expect(page.locator("#sheet h1")).to_contain_text("Alquines")
    expect(page).to_have_url(re.compile("territoire=62024"))
    expect(page).to_have_title(re.compile("Alquines"))
    box.click()
    box.fill("")
    box.press_sequentially("nord", delay=20)
    page.get_by_role("option", name="Nord · Département").click()
    expect(page.locator("#brand-place")).to_have_text("France")


def test_the_language_of_the_document_follows(page: Page, server: str) -> None:
    open_sheet(page, server, "?lang=en")
    expect(page).to_have_title("Sheet: Pas-de-Calais · Access to care")
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("query", SHEETS)
def test_the_sheet_prints_on_two_a4_pages(page: Page, server: str, query: str) -> None:
    open_sheet(page, server, query)
    content = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 2
    box = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", content)
    assert box is not None
    assert [round(float(side)) for side in box.groups()] == [595, 842]


def test_the_button_asks_to_print(page: Page, server: str) -> None:
    page.add_init_script("window.print = () => { window.printed = true; }")
    open_sheet(page, server)
    page.get_by_role("button", name="Imprimer").click()
    assert page.evaluate("window.printed === true")

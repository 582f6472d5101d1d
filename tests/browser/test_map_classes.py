"""The classes and the palette that a reader chooses."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.test_carte import open_map


def pick(page: Page, label: str, option: str) -> None:
    page.get_by_role("textbox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()


def test_the_reader_chooses_classes_and_palette_and_the_address_follows(
    page: Page, server: str
) -> None:
    open_map(page, server)
    page.get_by_text("Classes et couleurs").click()
    pick(page, "Limites des classes", "Effectifs égaux (quantiles)")
    expect(page).to_have_url(re.compile(r"classes=quantiles:5"))
    pick(page, "Nombre de classes", "4")
    expect(page.locator(".legend .swatch")).to_have_count(4)
    pick(page, "Palette", "Cividis")
    expect(page).to_have_url(re.compile(r"classes=quantiles:4&palette=cividis"))
    expect(page.locator(".legend .swatch").first).to_have_css("background-color", "rgb(0, 34, 78)")


def test_own_breaks_are_read_or_refused_in_words(page: Page, server: str) -> None:
    open_map(page, server, "?classes=2;3;4")
    expect(page.locator(".legend thead")).to_contain_text("plus de 2 à 3")
    field = page.get_by_label("Mes seuils")
    expect(field).to_have_value("2;3;4")
    field.fill("4;3")
    field.press("Enter")
    expect(page.locator("#classes-message")).to_contain_text("croissants")
    field.fill("2,5;3,5")
    field.press("Enter")
    expect(page.locator(".legend thead")).to_contain_text("plus de 2,5 à 3,5")
    expect(page.locator("#classes-message")).to_be_empty()
    expect(page).to_have_url(re.compile(r"classes=2\.5;3\.5"))


def test_an_indicator_with_several_values_has_no_map(page: Page, server: str) -> None:
    page.goto(f"{server}/?indicateur=population_by_age")
    expect(page.locator(".notice")).to_contain_text("plusieurs valeurs")
    expect(page.locator("#map")).to_have_count(0)

"""The page Méthode: its contents lead to each part, and the parts say what they must."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def test_the_contents_lead_to_every_part(page: Page, server: str) -> None:
    page.goto(f"{server}/methode")
    links = page.get_by_role("navigation", name="Sur cette page").get_by_role("link")
    expect(links).to_have_count(10)
    for link in links.all():
        expect(page.locator(str(link.get_attribute("href")))).to_have_count(1)
    links.filter(has_text="Définitions").click()
    expect(page.locator("#definitions")).to_be_in_viewport()
    expect(page.locator(".formula")).to_have_count(1)


def test_breaks_and_distances_are_said_in_words(page: Page, server: str) -> None:
    page.goto(f"{server}/methode?lang=en")
    editions = page.get_by_role("table", name="Changes of edition")
    expect(editions.get_by_role("row").filter(has_text="2015-2021 series")).to_contain_text("2021")
    expect(page.get_by_text("on the same side of the threshold of 2.5").first).to_be_visible()
    expect(page.locator("#licences + ul")).to_contain_text("Licence Ouverte 2.0: DREES")


def test_the_footer_leads_to_what_is_said_of_accessibility(page: Page, server: str) -> None:
    """The part that an address names is drawn after the browser has looked for it."""
    page.goto(f"{server}/sources")
    page.locator("#footer").get_by_role("link", name="ce qui manque").click()
    expect(page.locator("#accessibilite")).to_be_in_viewport()

"""The story as its reader finds it."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def test_from_the_sheet_to_the_story_and_back(page: Page, server: str) -> None:
    page.goto(f"{server}/fiche")
    page.get_by_role("link", name="Lire le récit du département").click()
    expect(page.locator("#story-gp_count_sdaasp")).to_contain_text("1\N{NARROW NO-BREAK SPACE}887")
    page.get_by_text("Médecins généralistes (SDAASP)").click()
    expect(page.locator("#story-gp_count_sdaasp .key-name p")).to_be_visible()
    page.get_by_role("link", name="Voir sa fiche").click()
    expect(page.locator("#sheet h1")).to_contain_text("Pas-de-Calais")

"""The charts under the map, linked with it."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.test_carte import open_map


def point_at(page: Page, mark: Locator) -> None:
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_the_charts_are_linked_with_the_map(page: Page, server: str) -> None:
    open_map(page, server)
    page.get_by_text("Répartition des valeurs et nuage de points").click()
    bars = page.locator("#histogram .bars .point")
    expect(bars).to_have_count(24)
    page.get_by_role("textbox", name="Croiser avec un second indicateur").click()
    page.get_by_role("option", name="Habitants de 75 ans et plus", exact=True).click()
    expect(page.locator("#scatter .scatterlayer path.point")).to_have_count(887)
    expect(page).to_have_url(re.compile("nuage=over_75_share"))
    expect(page.locator(".charts figcaption").last).to_contain_text("Corrélation")
    assert "Losange" not in page.locator(".charts").inner_text()

    point_at(page, bars.nth(5))
    page.wait_for_selector("#map .linked")
    linked = page.locator("#map .linked").count()
    page.get_by_text("Tableau de la répartition").click()
    row = page.locator(".charts table tbody tr").nth(5).locator("td")
    assert linked == int(row.nth(2).inner_text())

    point_at(page, page.locator("#map [data-layer=values] path").nth(300))
    expect(page.locator("#scatter .hovertext")).to_have_count(1)
    expect(page.locator("#histogram .hovertext")).to_have_count(1)


def test_a_chart_is_saved_with_the_sources_of_both_indicators(page: Page, server: str) -> None:
    open_map(page, server, "?nuage=over_75_share&territoire=62041")
    expect(page.locator(".charts figcaption").first).to_contain_text(
        "Trait épais\N{NO-BREAK SPACE}: Arras."
    )
    figure = page.locator(".charts figure").last
    expect(page.locator("#scatter-sources .source")).to_have_count(2)
    with page.expect_download() as waiting:
        figure.get_by_role("button", name="Image SVG").click()
    assert waiting.value.suggested_filename == "scatter-apl-62-commune-2024.svg"
    image = waiting.value.path().read_text(encoding="utf-8")
    for told in ("DREES", "Insee", "Millésime", "Corrélation", "Losange", "Image du"):
        assert told in image, told


def test_a_point_of_the_scatter_chooses_its_commune(page: Page, server: str) -> None:
    open_map(page, server, "?nuage=over_75_share")
    page.get_by_text("Tableau du nuage de points").click()
    expect(page.locator(".charts .data-table tbody tr")).to_have_count(24 + 887)
    point = page.locator("#scatter .scatterlayer path.point").nth(300)
    point_at(page, point)
    box = point.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".card-name")).not_to_have_text("Pas-de-Calais")
    expect(page).to_have_url(re.compile(r"territoire=62\d{3}.*nuage=over_75_share"))

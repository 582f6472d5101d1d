"""The two themes: the system's at first, then the one that the reader chose."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

DARK, LIGHT = "rgb(20, 24, 29)", "rgb(255, 255, 255)"


def background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def colour(page: Page, selector: str, prop: str) -> str:
    found = page.locator(selector).first
    return str(found.evaluate("(node, name) => getComputedStyle(node)[name]", prop))


def test_the_theme_follows_the_system_and_charts_with_it(page: Page, server: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{server}/evolutions?territoire=62041")
    page.wait_for_selector("#trend-chart .scatterlayer path")
    assert background(page) == DARK
    assert colour(page, "#trend-chart .xtick text", "fill") == "rgb(232, 235, 238)"
    assert colour(page, "#trend-chart .scatterlayer .js-line", "stroke") == "rgb(125, 180, 240)"
    page.emulate_media(color_scheme="light")
    expect(page.locator("body")).to_have_css("background-color", LIGHT)
    assert colour(page, "#trend-chart .xtick text", "fill") == "rgb(27, 31, 36)"


def test_the_switch_is_remembered_without_a_cookie(page: Page, server: str) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(f"{server}/methode")
    switch = page.get_by_role("button", name="Changer de thème")
    switch.focus()
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_have_css("background-color", DARK)
    page.goto(f"{server}/")
    page.wait_for_selector("#map .choroplethlayer path")
    assert background(page) == DARK
    assert page.context.cookies() == []
    fills = "nodes => nodes.map(n => [n.getAttribute('fill'), getComputedStyle(n).fill])"
    drawn = dict(page.locator("#map .choroplethlayer path").evaluate_all(fills))
    # The neighbours are dark; what is data keeps its colour.
    assert drawn.pop("rgb(244, 245, 246)") == "rgb(35, 42, 50)"
    assert list(drawn) == list(drawn.values())
    assert len(drawn) >= 5


def test_paper_is_always_light(page: Page, server: str) -> None:
    page.emulate_media(color_scheme="dark", media="print")
    page.goto(f"{server}/evolutions?territoire=62041")
    page.wait_for_selector("#trend-chart .scatterlayer path")
    assert background(page) == LIGHT
    assert colour(page, "#trend-chart .xtick text", "fill") == "rgb(27, 31, 36)"


def test_the_grid_has_the_theme_of_the_page(page: Page, server: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{server}/donnees")
    page.wait_for_selector(".ag-row .ag-cell-value")
    assert colour(page, ".ag-row", "color") == "rgb(232, 235, 238)"
    assert colour(page, ".ag-root-wrapper", "backgroundColor") == DARK


def test_paper_has_the_colours_that_a_legend_names(page: Page, server: str) -> None:
    """Browsers leave backgrounds out unless they are told that these matter."""
    page.goto(server)
    page.wait_for_selector("#map-legend .swatch")
    page.emulate_media(media="print")
    adjusted = page.locator("#map-legend .swatch").first.evaluate(
        "swatch => getComputedStyle(swatch).printColorAdjust"
    )
    page.emulate_media(media="screen")
    assert adjusted == "exact"


@pytest.mark.parametrize(
    ("address", "figure", "source"),
    [
        ("/", "#map", "#map-source"),
        ("/?comparer=2022", "#map", "#beside-title"),
        ("/?comparer=2022", "#map-beside", "#beside-source"),
        ("/simuler", "#simulation-map", "#simulation-source"),
    ],
)
def test_a_printed_map_leaves_its_source_in_view(
    page: Page, server: str, address: str, figure: str, source: str
) -> None:
    """What is printed is not drawn again: a map keeps the size that it had on the screen."""
    page.goto(f"{server}{address}")
    page.wait_for_selector(f"{figure} .choroplethlayer path")
    page.emulate_media(media="print")
    bottom, top = page.evaluate(
        """([figure, source]) => [
          document.querySelector(figure + " .main-svg").getBoundingClientRect().bottom,
          document.querySelector(source).getBoundingClientRect().top,
        ]""",
        [figure, source],
    )
    page.emulate_media(media="screen")
    assert bottom <= top

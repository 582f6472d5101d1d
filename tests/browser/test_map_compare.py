"""Two maps side by side, and the map of their difference."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.test_carte import open_map, read_csv

PLACE = (
    "() => [...document.querySelectorAll('.map .js-plotly-plot, .map.js-plotly-plot')]"
    ".map(g => [g._fullLayout.geo.projection.scale, g._fullLayout.geo.center.lon])"
)


def test_two_maps_share_classes_zoom_and_choice(page: Page, server: str) -> None:
    open_map(page, server, "?classes=quantiles:5")
    page.get_by_text("Comparer", exact=True).click()
    page.get_by_role("textbox", name="Autre millésime").click()
    page.get_by_role("option", name="2022").click()
    page.wait_for_selector("#map-beside .choroplethlayer path")
    expect(page.locator("#beside-title")).to_contain_text("2022")
    expect(page).to_have_url(re.compile("comparer=2022"))
    heads = [
        legend.locator("thead th").all_text_contents() for legend in page.locator(".legend").all()
    ]
    assert len(heads) == 2
    assert heads[0] == heads[1]
    page.get_by_role("button", name="Agrandir").click()
    page.wait_for_function(f"({PLACE})().every(([scale]) => scale === 2)")
    first, second = page.evaluate(PLACE)
    assert first == second
    path = page.locator("#map-beside [data-layer=values] path").nth(300)
    box = path.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".card-name")).not_to_have_text("Pas-de-Calais")
    expect(page.locator("#map-beside [data-layer=selected] path")).to_have_count(1)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Données affichées (CSV)").click()
    frame = read_csv(waiting.value.path().read_bytes())
    assert frame.groupby("year").size().to_dict() == {2022: 887, 2024: 887}


def test_the_difference_is_symmetric_or_refused_in_words(page: Page, server: str) -> None:
    open_map(page, server, "?comparer=ecart:2022")
    expect(page.locator("#map-title")).to_contain_text("Écart de 2022 à 2024")
    heads = page.locator("#map-legend thead th").all_text_contents()
    assert heads[0].startswith("-0,45")
    assert heads[-1] == "plus de 0,45"
    expect(page.locator("#map-beside")).to_have_count(0)
    open_map(page, server, "?comparer=ecart:2019")
    expect(page.locator("#compare-message")).to_contain_text("Rupture de série")
    expect(page.locator("#map-beside")).to_be_visible()
    open_map(page, server, "?comparer=ecart:apl65")
    expect(page.locator("#compare-message")).to_contain_text("ne se soustraient pas")


def test_the_image_of_two_maps_has_both_legends_and_sources(page: Page, server: str) -> None:
    page.goto(f"{server}/?comparer=gp_density")
    page.wait_for_selector("#map-beside .choroplethlayer path")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Image SVG").click()
    drawn = waiting.value.path().read_text(encoding="utf-8")
    told = re.sub(r"\s+", " ", " ".join(re.findall(r">([^<>]+)</(?:svg:)?text>", drawn)))
    for expected in ("plus de 4 ", "plus de 8 à 10", "DREES", "Base permanente", "2024", "2025"):
        assert expected in told

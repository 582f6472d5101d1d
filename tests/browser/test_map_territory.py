"""A territory of one's own, and filters."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.test_carte import click_commune, open_map, read_csv

BRIGHT = "nodes => nodes.filter(n => Number(getComputedStyle(n).opacity) > 0.9).length"

FRAMING = "document.querySelector('#map .js-plotly-plot')._fullLayout.dragmode === 'select'"


def bright(page: Page) -> int:
    paths = page.locator("#map [data-layer=values] path")
    return int(paths.evaluate_all(BRIGHT))


def test_a_territory_is_composed_by_clicks_epci_frame_and_list(page: Page, server: str) -> None:
    open_map(page, server)
    page.get_by_text("Composer un territoire").click()
    page.get_by_label("Un clic sur la carte ajoute").check()
    click_commune(page, 300)
    expect(page.locator(".own-title")).to_contain_text("1 communes")
    expect(page).to_have_url(re.compile(r"selection=\d{3}$"))
    expect(page.locator(".card-name")).to_have_text("Pas-de-Calais")
    click_commune(page, 300)
    expect(page.locator(".own-title")).to_have_count(0)

    page.get_by_label("Ajouter des communes").fill("Arras, 62193\nAtlantide")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    expect(page.locator("#compose-message")).to_contain_text("Pas reconnu")
    expect(page).to_have_url(re.compile(r"selection=041\.193"))
    page.get_by_role("textbox", name="Ajouter une intercommunalité").click()
    page.get_by_role("option", name="Communauté urbaine d'Arras").click()
    expect(page.locator(".own-title")).to_contain_text("47 communes")
    expect(page).to_have_url(re.compile(r"selection=200033579\.193"))
    assert bright(page) == 47

    page.get_by_role("button", name="Tout retirer").click()
    expect(page.locator(".own-title")).to_have_count(0)
    page.get_by_role("button", name="Entourer au cadre").click()
    page.wait_for_function(FRAMING)
    page.locator("#map").scroll_into_view_if_needed()
    box = page.locator("#map").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - 40, y - 40)
    page.mouse.down()
    page.mouse.move(x + 40, y + 40, steps=4)
    page.mouse.up()
    expect(page.locator(".own-title")).to_be_visible()
    found = re.search(r"(\d+) communes", page.locator(".own-title").inner_text())
    assert found is not None
    assert int(found[1]) > 10


def test_the_address_gives_the_same_territory(page: Page, server: str) -> None:
    open_map(page, server, "?selection=200033579&annee=2023")
    row = page.locator("#own-panel tbody tr").first
    # The EPCI's own APL of 2023, 4.598.
    expect(row).to_contain_text("4,60 (calculé)")
    expect(row).to_contain_text("4,19")


def test_a_filter_lists_dims_and_is_downloaded(page: Page, server: str) -> None:
    open_map(page, server)
    page.get_by_text("Filtrer", exact=True).click()
    page.get_by_role("textbox", name="Indicateur de la condition 1").click()
    page.get_by_role("option", name="Accès aux médecins généralistes (APL)", exact=True).click()
    first = page.get_by_label("jusqu'à").first
    first.fill("2,5")
    first.press("Enter")
    # 23 + 178 communes at 2.5 or under in 2024.
    expect(page.locator(".found")).to_contain_text("201 territoires")
    assert bright(page) == 201
    expect(page).to_have_url(re.compile(r"filtre=apl:\.\.2\.5"))
    page.get_by_text("Liste de ces territoires").click()
    expect(page.locator(".listed li")).to_have_count(201)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Données affichées (CSV)").click()
    frame = read_csv(waiting.value.path().read_bytes())
    assert len(frame) == 201
    assert frame["value"].max() <= 2.5


def test_a_filter_that_nothing_meets_says_so(page: Page, server: str) -> None:
    open_map(page, server, "?filtre=apl:90..")
    expect(page.locator("#filter-result")).to_contain_text("Aucun territoire")


def test_a_territory_of_ones_own_fits_a_telephone(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_map(page, server, "?filtre=apl:..2.5&selection=041.193&classes=quantiles:5")
    expect(page.locator(".own-title")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1280, "height": 800})

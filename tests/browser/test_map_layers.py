"""What the map draws over its values, its names, its zoom and its images."""

from __future__ import annotations

import re
import struct

from playwright.sync_api import Page, expect

from tests.browser.test_carte import open_map

TOWNS = "#map [data-layer=towns] text"


def test_the_layers_are_drawn_listed_and_kept_in_the_address(page: Page, server: str) -> None:
    open_map(page, server)
    expect(page.locator("#map [data-layer=epci]")).to_have_count(0)
    page.get_by_text("Sur la carte", exact=True).click()
    page.get_by_label("Limites des intercommunalités").check()
    expect(page.locator("#map [data-layer=epci] path")).to_have_count(20)
    page.get_by_label("Contrats locaux de santé").check()
    hatched = page.locator("#map [data-layer=contracts] path")
    expect(hatched).to_have_count(10)
    expect(hatched.first).to_have_css("fill", 'url("#hatch-contracts")')
    page.get_by_label("Centres de santé et antennes").check()
    expect(page.locator("#map [data-layer=places] path")).to_have_count(5)
    page.get_by_text("Liste des centres et des contrats affichés (15)").click()
    expect(page.locator(".initiatives")).to_contain_text("380 avenue Charles de Gaulle")
    expect(page.locator(".initiatives")).to_contain_text("03 59 80 16 97")
    expect(page).to_have_url(re.compile("couches=epci,contrats,centres"))


def test_a_second_indicator_is_drawn_as_circles(page: Page, server: str) -> None:
    open_map(page, server, "?symboles=gp_count&territoire=62041")
    expect(page.locator(".sizes")).to_contain_text("Médecins généralistes (BPE), 2025")
    circles = page.locator("#map [data-layer=symbols] path")
    widths = circles.evaluate_all("nodes => nodes.map(n => n.getBoundingClientRect().width)")
    assert len(widths) > 200
    # The largest first, 44 pixels wide and its line.
    assert 43 < widths[0] < 48
    assert widths[0] == max(widths)


def test_more_towns_are_named_as_one_zooms_in(page: Page, server: str) -> None:
    open_map(page, server)
    expect(page.locator(TOWNS)).to_have_count(12)
    assert {"Manche", "Belgique", "Nord", "Somme"} <= set(
        page.locator("#map [data-layer=surroundings] text").all_text_contents()
    )
    page.get_by_role("button", name="Agrandir").focus()
    page.keyboard.press("Enter")
    expect(page.locator(TOWNS)).to_have_count(40)
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#map-title")).to_contain_text("2023")
    expect(page.locator(TOWNS)).to_have_count(40)
    page.get_by_role("button", name="Vue initiale").click()
    expect(page.locator(TOWNS)).to_have_count(12)


def test_the_image_holds_title_legend_source_and_date(page: Page, server: str) -> None:
    open_map(page, server, "?annee=2023&couches=contrats")
    expect(page.locator("#map [data-layer=contracts] path")).to_have_count(10)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Image SVG").click()
    assert waiting.value.suggested_filename == "carte-apl-commune-62-2023.svg"
    drawn = waiting.value.path().read_text(encoding="utf-8")
    told = re.sub(r"\s+", " ", " ".join(re.findall(r">([^<>]+)</(?:svg:)?text>", drawn)))
    for expected in ("2023", "plus de 4", "DREES", "Licence Ouverte", "Image du", "annee=2023"):
        assert expected in told
    assert drawn.count("url(#hatch-contracts)") + drawn.count("hatch-contracts&quot;") >= 10
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Image PNG").click()
    content = waiting.value.path().read_bytes()
    assert content.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", content[16:24])
    assert width == 2400
    assert height > 1500

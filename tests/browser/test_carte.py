"""The map as its user drives it."""

from __future__ import annotations

import io
import re

import pandas as pd
from playwright.sync_api import Page, Response, expect

from tests.browser.steps import choose_territory

TEN_KILOBYTES = 10_000


def read_csv(content: bytes) -> pd.DataFrame:
    text = io.BytesIO(content)
    return pd.read_csv(text, sep=";", decimal=",", dtype={"code": str}, encoding="utf-8-sig")


def open_map(page: Page, server: str, query: str = "") -> None:
    page.goto(f"{server}/{query}")
    page.wait_for_selector("#map .choroplethlayer path")


def click_commune(page: Page, position: int) -> None:
    """Click a commune of the layer of values, at its middle or nearby where the shape is bent."""
    paths = page.locator("#map .choroplethlayer .trace").last.locator("path")
    box = paths.nth(position).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_click_change_year_download_and_read_back(page: Page, server: str) -> None:
    open_map(page, server)
    expect(page.locator(".card-name")).to_have_text("Pas-de-Calais")
    click_commune(page, 300)
    expect(page.locator(".card-name")).not_to_have_text("Pas-de-Calais")
    name = page.locator(".card-name").inner_text()
    expect(page.locator(".bars li")).to_have_count(4)

    slider = page.get_by_role("slider")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#map-title")).to_contain_text("2023")
    expect(page.locator(".card-name")).to_have_text(name)
    expect(page).to_have_url(re.compile(r"annee=2023&territoire=62\d{3}"))

    shown = page.locator(".big-value").inner_text()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Données affichées (CSV)").click()
    frame = read_csv(waiting.value.path().read_bytes())
    assert len(frame) == 887
    assert set(frame["year"]) == {2023}
    row = frame[frame["name"] == name].iloc[0]
    assert f"{row['value']:.2f}".replace(".", ",") == shown
    assert row["producer"] == "DREES"
    assert row["licence"] == "Licence Ouverte 2.0"

    expect(page).to_have_title(re.compile("2023 · Carte · Accès aux soins"))
    page.emulate_media(media="print")
    expect(page.locator(".map-tools")).to_be_hidden()
    expect(page.locator("#map-source")).to_be_visible()


def test_the_address_gives_the_same_view(page: Page, server: str) -> None:
    open_map(page, server, "?territoire=62041&annee=2023")
    expect(page.locator(".card-name")).to_have_text("Arras")
    expect(page.locator(".big-value")).to_have_text("4,33")


def test_a_change_of_year_sends_values_only(page: Page, server: str) -> None:
    open_map(page, server)
    page.wait_for_load_state("networkidle")
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - a bound C method has no signature
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#map-title")).to_contain_text("2023")
    page.wait_for_load_state("networkidle")
    sent = sum(int(answer.headers.get("content-length", 0)) for answer in answers)
    assert 0 < sent < TEN_KILOBYTES
    assert not [answer for answer in answers if "/contours/" in answer.url]


def test_a_change_of_indicator_fetches_no_contour(page: Page, server: str) -> None:
    open_map(page, server)
    page.wait_for_load_state("networkidle")
    answers: list[str] = []
    page.on("response", lambda answer: answers.append(answer.url))
    page.locator("#indicator").click()
    page.get_by_role("option", name="Habitants de 75 ans et plus").click()
    expect(page.locator("#map-title")).to_contain_text("Habitants de 75 ans et plus")
    page.wait_for_load_state("networkidle")
    assert not [url for url in answers if "/contours/" in url]
    expect(page).to_have_url(re.compile("indicateur=over_75_share"))


def test_search_without_accents(page: Page, server: str) -> None:
    open_map(page, server)
    choose_territory(page, "etaples", "Étaples (62)")
    expect(page.locator(".card-name")).to_have_text("Étaples")

    # An indicator that only the TVS have: the view moves to the one that holds the commune.
    page.locator("#indicator").click()
    page.get_by_role("option", name="(CartoSanté)").click()
    expect(page.locator(".card-kind")).to_contain_text("TVS")
    expect(page.get_by_placeholder("Chercher une commune")).to_have_value(re.compile("TVS"))


def test_level_changes_the_map(page: Page, server: str) -> None:
    open_map(page, server)
    page.get_by_label("Intercommunalité (EPCI)").check()
    expect(page.locator("#map-title")).to_contain_text("intercommunalité")
    expect(page.locator("#map .choroplethlayer .trace").last.locator("path")).to_have_count(20)
    expect(page.locator(".badge.estimated").first).to_be_visible()


def test_the_table_holds_every_commune(page: Page, server: str) -> None:
    open_map(page, server)
    page.get_by_text("Tableau de ce que montre la carte").click()
    page.wait_for_selector("#map-table caption")
    assert page.locator("#map-table tbody tr").count() == 887


def test_an_address_without_sense_gives_the_default_view(page: Page, server: str) -> None:
    open_map(page, server, "?indicateur=zzz&annee=1812&territoire=99999")
    expect(page.locator(".notice[role=status]").first).to_contain_text("indicateur=zzz")
    expect(page.locator(".card-name")).to_have_text("Pas-de-Calais")


def test_contours_are_kept_for_a_year_at_an_address_of_their_own(page: Page, server: str) -> None:
    with page.expect_response(re.compile(r"/contours/62/commune.json\?v=")) as waiting:
        open_map(page, server)
    headers = waiting.value.headers
    assert "immutable" in headers["cache-control"]
    assert headers["etag"]


def test_a_phone_shows_the_map_without_scrolling_sideways(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    open_map(page, server)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_phone_has_the_map_in_its_first_screen_and_its_settings_behind_a_button(
    page: Page, server: str
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_map(page, server)
    top = page.locator("#map").evaluate("map => map.getBoundingClientRect().top")
    assert top < 0.75 * 844
    button = page.get_by_role("button", name="Millésime, niveau et autres réglages")
    expect(page.locator("#year")).to_be_hidden()
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    page.get_by_label("Intercommunalité (EPCI)").check()
    expect(page.locator("#map-title")).to_contain_text("intercommunalité")
    expect(page.locator("#year")).to_be_visible()
    button.click()
    expect(page.locator("#year")).to_be_hidden()
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(button).to_be_hidden()
    expect(page.locator("#year")).to_be_visible()


def test_the_card_leads_to_the_sheet_the_trends_and_the_scenario(page: Page, server: str) -> None:
    open_map(page, server, "?territoire=62038")
    for name, path in [
        ("Voir sa fiche", "/fiche"),
        ("Voir ses évolutions", "/evolutions"),
        ("Simuler une arrivée ou un départ", "/simuler"),
    ]:
        link = page.locator("#card").get_by_role("link", name=name)
        expect(link).to_have_attribute("href", re.compile(f"^{path}.*territoire=62038"))


def test_the_header_keeps_the_view_in_hand(page: Page, server: str) -> None:
    open_map(page, server, "?territoire=62038")
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("annee=2023"))
    page.get_by_role("link", name="Évolutions", exact=True).click()
    expect(page).to_have_url(re.compile(r"/evolutions\?annee=2023&territoire=62038"))
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile("territoire=62038.*lang=en"))


def test_the_unit_of_a_long_number_stays_in_the_card(page: Page, server: str) -> None:
    open_map(page, server, "?indicateur=population&annee=2016&lang=en")
    card, unit = (
        page.locator(place).first.evaluate("place => place.getBoundingClientRect().right")
        for place in ("#card", "#card .unit")
    )
    assert unit < card

"""The page Simuler as its user drives it: from a click to the note."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect


def open_page(page: Page, server: str, query: str = "") -> None:
    page.goto(f"{server}/simuler{query}")
    page.wait_for_selector("#simulation-map .choroplethlayer path")


def test_from_a_click_to_the_exported_note(page: Page, server: str) -> None:
    open_page(page, server)
    expect(page.locator(".chip")).to_have_count(0)
    # Traces without a value are not drawn: the communes come after the neighbouring départements.
    trace = page.locator("#simulation-map .choroplethlayer .trace").nth(1)
    box = trace.locator("path").nth(300).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".chip")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"ajouts=62\d{3}"))
    expect(page.locator(".totals")).to_contain_text("4,190")
    name = page.locator(".chip").inner_text().split(" +")[0]
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Image SVG").click()
    drawn = waiting.value.path().read_text(encoding="utf-8")
    for expected in (f"{name} +1", "DREES", "estimé", "plus de 0 à"):
        assert expected in drawn
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Données affichées (CSV)").click()
    assert name in waiting.value.path().read_text(encoding="utf-8-sig")
    page.get_by_role("link", name="Note à imprimer").click()
    expect(page.locator("h1")).to_contain_text("Simulation")
    expect(page.locator(".note-page")).to_contain_text(f"{name}")
    expect(page.locator(".note-page")).to_contain_text("APL officielle 2023")
    # As long as a note gets: the most communes that it lists, four moves and the retirements.
    page.goto(f"{page.url},62041:2&retraits=62119:2,62193:3&retraites=65")
    expect(page.locator(".note-page")).to_contain_text("autres communes")
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


def test_two_fast_clicks_are_two_moves(page: Page, server: str) -> None:
    """The second click comes before the answer to the first one."""
    open_page(page, server)
    trace = page.locator("#simulation-map .choroplethlayer .trace").nth(1)
    places = [trace.locator("path").nth(k).bounding_box() for k in (300, 500)]
    held: list[Route] = []

    def hold(asked: Route) -> None:
        held.append(asked)

    page.route("**/_dash-update-component", hold)
    for box in places:
        assert box is not None
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        # Plotly looks for what is pointed at 20 times a second.
        page.wait_for_timeout(100)
        page.mouse.down()
        page.mouse.up()
    page.unroute("**/_dash-update-component")
    for asked in held:
        asked.continue_()
    expect(page.locator(".chip")).to_have_count(2)
    expect(page).to_have_url(re.compile(r"ajouts=62\d{3},62\d{3}"))
    for chip in page.locator(".chip").all()[::-1]:
        chip.click()
    expect(page.locator(".chip")).to_have_count(0)
    page.get_by_role("textbox", name="Dans la commune").fill("Arras")
    page.get_by_role("option", name="Arras", exact=True).click()
    for _ in range(2):
        page.get_by_role("button", name="Ajouter", exact=True).click()
    expect(page.locator(".chip")).to_have_text(re.compile(r"Arras \+2"))


def test_a_phone_shows_the_map_before_the_form(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, server)
    tops = [
        page.locator(place).evaluate("place => place.getBoundingClientRect().top")
        for place in ("#simulation-map", ".totals", "#simulation-place")
    ]
    assert tops == sorted(tops)
    assert tops[0] < 600
    page.get_by_role("textbox", name="Dans la commune").fill("Ardres")
    page.get_by_role("option", name="Ardres", exact=True).click()
    page.get_by_role("button", name="Ajouter", exact=True).click()
    # The legend grows with the answer, and what is under it moves.
    expect(page.locator(".chip")).to_have_count(1)
    page.get_by_role("button", name="Voir ce que cela change").click()
    expect(page.locator(".chip")).to_be_in_viewport()
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.get_by_role("button", name="Voir ce que cela change")).to_be_hidden()


def test_a_preset_a_chip_and_the_best_commune(page: Page, server: str) -> None:
    open_page(page, server)
    page.get_by_role("button", name=re.compile("Un médecin au centre de santé.*Ardres")).click()
    expect(page.locator(".chip")).to_have_text(re.compile("Ardres"))
    page.locator(".chip").click()
    expect(page.locator(".chip")).to_have_count(0)
    page.get_by_text("Où installer les prochains médecins").click()
    page.get_by_role("button", name="Chercher les communes").click()
    expect(page.locator(".sited li")).to_have_count(1)
    page.get_by_role("button", name="Ajouter au scénario").click()
    expect(page.locator(".chip")).to_have_count(1)

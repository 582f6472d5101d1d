"""No axe violation (WCAG 2.2 AA) on any page."""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

REPAINTED = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
RULES = {
    # Nothing but violations: describing the thousands of elements that pass takes most of the time.
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
}

STATES: list[tuple[Literal["light", "dark"], int]] = [
    ("light", 1280),
    ("dark", 1280),
    ("light", 390),
    ("dark", 390),
]
"""Themes and widths: the first and the last of each page, and all where controls stand in a row."""


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/", "#map .choroplethlayer path"),
        ("/?territoire=62041&niveau=epci", "#map .choroplethlayer path"),
        ("/?indicateur=gp_zone&territoire=62041", "#map .choroplethlayer path"),
        (
            "/?couches=epci,contrats,centres&symboles=population&classes=quantiles:5&territoire=62041",
            "#map .choroplethlayer path",
        ),
        (
            "/?comparer=2022&filtre=apl:..2.5&selection=041.193&palette=cividis",
            "#map-beside .choroplethlayer path",
        ),
        (
            "/evolutions?territoire=62041&avec_territoires=commune:62193&mesure=indice",
            "#trend-chart .scatterlayer path",
        ),
        ("/fiche?territoire=62038", ".pyramid"),
        ("/fiche", ".key-figure"),
        ("/recit", "#story-gp_locums"),
        ("/methode", ".formula"),
        (
            "/simuler?ajouts=62038&retraites=65&objectif=manque",
            "#simulation-map .choroplethlayer path",
        ),
        ("/sources", ".sources"),
        ("/donnees?annee=2023&avec=apl65&sans=unite", ".ag-row .ag-cell-value"),
        ("/donnees/imprimer.html?annee=2023", ".data-table"),
        ("/simuler/note.html?annee=2023&ajouts=62038", ".totals"),
        ("/api/v1/docs", "h3"),
    ],
)
def test_no_violation(page: Page, server: str, address: str, shown: str) -> None:
    page.goto(f"{server}{address}")
    page.wait_for_selector(shown)
    for scheme, width in STATES if address.startswith("/evolutions") else STATES[::3]:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(REPAINTED)
        assert_no_violation(page)


def assert_no_violation(page: Page) -> None:
    results = Axe().run(page, options=RULES)
    assert results.violations_count == 0, results.generate_report()

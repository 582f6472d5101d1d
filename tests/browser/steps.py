"""Steps that several tests of pages take."""

from __future__ import annotations

from playwright.sync_api import Page


def choose_territory(page: Page, typed: str, option: str) -> None:
    """Type in the search of the header, and take what it offers."""
    box = page.get_by_placeholder("Chercher une commune")
    box.click()
    box.fill("")
    box.press_sequentially(typed, delay=20)
    page.get_by_role("option", name=option).click()


def click_on_map(page: Page, code: str) -> None:
    """Click a territory where Plotly drew it: each path keeps the code of its own value."""
    at = page.evaluate(
        """code => {
          const paths = [...document.querySelectorAll("#map .choroplethlayer path")];
          const path = paths.find(one => one.__data__ && one.__data__.loc === code);
          const box = path.getBoundingClientRect();
          return [box.x + box.width / 2, box.y + box.height / 2];
        }""",
        code,
    )
    page.mouse.click(*at)

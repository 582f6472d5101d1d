"""What the browser asks of the server: one request for a change, none for what it knows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.steps import click_on_map
from tests.browser.test_carte import open_map

SETTLED = 700
"""Milliseconds after a change within which whatever it asks for has been asked."""


@contextmanager
def asked(page: Page) -> Iterator[list[str]]:
    """Gather the outputs of the callbacks that the server is asked for."""
    found: list[str] = []

    def note(request: Request) -> None:
        if "/_dash-update-component" in request.url:
            found.append(str(request.post_data_json["output"]))

    page.on("request", note)
    yield found
    page.wait_for_timeout(SETTLED)
    page.remove_listener("request", note)


@pytest.mark.parametrize("query", ["", "?lang=en", "?niveau=epci"])
def test_a_click_is_one_request_and_the_search_says_its_place(
    page: Page, server: str, query: str
) -> None:
    open_map(page, server, query)
    search = page.locator("header [role=search] input").first
    code = "200033579" if "epci" in query else "62041"
    with asked(page) as outputs:
        click_on_map(page, code)
        expect(page.locator(".card-name")).to_contain_text("Arras")
        written = search.input_value()
    assert [one.startswith("..map.figure") for one in outputs] == [True]
    # The browser wrote the name in the search; the server writes the same one.
    page.reload()
    expect(page.locator(".card-name")).to_contain_text("Arras")
    expect(search).to_have_value(written)


def test_a_year_is_one_request(page: Page, server: str) -> None:
    open_map(page, server)
    with asked(page) as outputs:
        page.locator("#year [role=slider]").focus()
        page.keyboard.press("ArrowLeft")
        expect(page.locator("#year-title")).to_contain_text("2023")
    assert len(outputs) == 1


def test_open_charts_follow_the_map_and_closed_ones_ask_nothing(page: Page, server: str) -> None:
    open_map(page, server)
    page.locator("#charts-summary").click()
    told = page.locator(".charts figcaption").first
    expect(told).to_contain_text("2024")
    with asked(page) as outputs:
        page.locator("#year [role=slider]").focus()
        page.keyboard.press("ArrowLeft")
        expect(told).to_contain_text("2023")
    assert "charts.children" in outputs
    page.locator("#charts-summary").click()
    with asked(page) as outputs:
        page.locator("#year [role=slider]").focus()
        page.keyboard.press("ArrowLeft")
        expect(page.locator("#year-title")).to_contain_text("2022")
    assert "charts.children" not in outputs


def test_the_same_commune_is_taken_and_given_back(page: Page, server: str) -> None:
    open_map(page, server)
    page.get_by_text("Composer un territoire").click()
    page.locator("#compose").check()
    for count in (1, 0, 1):
        click_on_map(page, "62041")
        title = page.locator(".own-title")
        if count:
            expect(title).to_contain_text("1 communes")
        else:
            expect(title).to_have_count(0)

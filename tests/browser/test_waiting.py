"""What is seen while the server is awaited: nothing before 200 ms, then words, then the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect


def slow_down(page: Page, milliseconds: int) -> None:
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": milliseconds,
            "downloadThroughput": -1,
            "uploadThroughput": -1,
        },
    )


@pytest.mark.parametrize(("query", "said"), [("", "Chargement…"), ("?lang=en", "Loading…")])
def test_the_first_view_is_awaited_in_the_reader_s_language(
    page: Page, server: str, query: str, said: str
) -> None:
    slow_down(page, 800)
    page.goto(f"{server}/{query}", wait_until="commit")
    waiting = page.locator(".first-paint")
    expect(waiting).to_be_visible()
    expect(waiting.get_by_role("status")).to_have_text(said)
    expect(page.get_by_text("Loading...", exact=True)).to_be_hidden()
    expect(page.locator("main h1")).to_be_visible()
    expect(waiting).to_be_hidden()


def test_a_slow_change_is_said_and_keeps_the_page_in_place(page: Page, server: str) -> None:
    page.goto(f"{server}/")
    page.wait_for_selector("#map .choroplethlayer path")
    title = page.locator("#map-title")
    before = title.bounding_box()
    slow_down(page, 1500)
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    said = page.locator("#busy")
    expect(said).to_have_text("Chargement…")
    expect(page.locator("main")).to_have_attribute("aria-busy", "true")
    assert title.bounding_box() == before
    expect(title).to_contain_text("2023")
    expect(said).to_have_text("")
    expect(page.locator("main")).to_have_attribute("aria-busy", "false")


def test_a_quick_change_is_not_said(page: Page, server: str) -> None:
    page.goto(f"{server}/")
    page.wait_for_selector("#map .choroplethlayer path")
    page.evaluate(
        """() => {
          const busy = document.getElementById("busy");
          window.said = [];
          new MutationObserver(() => window.said.push(busy.textContent))
            .observe(busy, { childList: true, subtree: true, characterData: true });
          const shell = document.querySelector("main > *");
          shell.setAttribute("data-dash-is-loading", "true");
          window.setTimeout(() => shell.removeAttribute("data-dash-is-loading"), 50);
        }"""
    )
    page.wait_for_timeout(400)
    assert page.evaluate("window.said") == []


def test_a_reader_without_scripts_is_led_to_the_data(page: Page, server: str) -> None:
    answer = page.request.get(f"{server}/?lang=en")
    assert "<noscript>" in answer.text()
    page.set_content(answer.text().split("<noscript>")[1].split("</noscript>")[0])
    address = page.get_by_role("link", name="API and files").get_attribute("href")
    assert page.request.get(f"{server}{address}").ok

"""How fast the map answers: click to repaint, what travels, the first view on a cold browser.

``python -m benchmarks.map_speed --address ADDRESS`` drives Chromium on a server that runs already
(``python app.py``): the goals are a median repaint under 250 ms on the communes of the
Pas-de-Calais, under 10 kB a change, and a first view under 2.5 s.
"""

from __future__ import annotations

import os
import statistics
import time

import typer
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PAINTED = "#map [data-layer=values] path, #map .choroplethlayer path"
WATCH = """() => {
  const graph = document.querySelector("#map .js-plotly-plot");
  window.repaints = [];
  const note = () => window.repaints.push(performance.now());
  graph.on("plotly_afterplot", () => requestAnimationFrame(note));
}"""
PRESS = """key => {
  const slider = document.querySelector("#year [role=slider]");
  window.pressed = performance.now();
  slider.dispatchEvent(new KeyboardEvent("keydown", { key: key, code: key, bubbles: true }));
}"""


def first_view(browser: Browser, address: str) -> float:
    """Measure, in seconds, a cold browser from the address to the first coloured commune."""
    page = browser.new_context().new_page()
    start = time.perf_counter()
    page.goto(address)
    page.wait_for_selector(PAINTED)
    elapsed = time.perf_counter() - start
    page.context.close()
    return elapsed


def repaints(page: Page, changes: int) -> tuple[list[float], list[int]]:
    """Change the year by the keyboard; give milliseconds to repaint, and bytes of each answer."""
    sent: list[int] = []
    page.on("response", lambda answer: sent.append(int(answer.headers.get("content-length", 0))))
    page.evaluate(WATCH)
    times = []
    for k in range(changes):
        count = page.evaluate("window.repaints.length")
        page.evaluate(PRESS, "ArrowLeft" if k % 2 == 0 else "ArrowRight")
        page.wait_for_function("count => window.repaints.length > count", arg=count)
        times.append(page.evaluate("window.repaints[window.repaints.length - 1] - window.pressed"))
        page.wait_for_load_state("networkidle")
    return times, sent


def main(address: str = "http://127.0.0.1:8050", changes: int = 20) -> None:
    """Print the three measures."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        colds = [first_view(browser, address) for _ in range(3)]
        page = browser.new_page()
        page.goto(address)
        page.wait_for_selector(PAINTED)
        page.wait_for_load_state("networkidle")
        times, sent = repaints(page, changes)
        browser.close()
    print(f"first view, cold: {statistics.median(colds):.2f} s (median of {len(colds)})")
    print(f"change to repaint: {statistics.median(times):.0f} ms (median of {len(times)})")
    print(f"sent at a change: {max(sent) / 1000:.1f} kB at most")


if __name__ == "__main__":
    typer.run(main)

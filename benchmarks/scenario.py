"""How fast the page Simuler answers, and what the computation behind it takes.

``python -m benchmarks.scenario`` times the computation: one doctor, by the linear form and by full
recomputation; a click, on the server; where three doctors should settle. ``--bundle DIR`` takes
another bundle, such as that of France, and ``--address ADDRESS`` drives Chromium besides, on a
server that runs already (``python app.py``): from the click on a commune to its repainting. The
goals: one doctor under 50 ms on a national bundle, a click repainted under 300 ms, three doctors
placed under 2 s.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import typer
from playwright.sync_api import Page, sync_playwright

from callbacks.simuler import answer
from callbacks.state import Data
from indicators.bundle_files import read_bundle
from indicators.catalogue import load_catalogue
from indicators.paths import BUNDLE
from indicators.scenario.aims import AIMS, Question
from indicators.scenario.base import Base, read_base
from indicators.scenario.change import Scenario, apply_scenario
from indicators.scenario.recompute import recompute
from indicators.scenario.siting import Answer, question_of, site
from layouts.view import View

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PLACES = ("62041", "62193", "62119", "62510", "62765", "62498", "62643")
WATCH = """() => {
  const graph = document.querySelector("#simulation-map .js-plotly-plot");
  window.repaints = [];
  const note = () => window.repaints.push(performance.now());
  graph.on("plotly_afterplot", () => requestAnimationFrame(note));
  window.addEventListener("mousedown", () => { window.pressed = performance.now(); }, true);
}"""
SINCE = "Math.round(window.repaints[window.repaints.length - 1] - window.pressed)"


def measured(name: str, run: Callable[[int], object], times: int) -> None:
    """Print the median of some runs, wall clock and processor."""
    walls, cpus = [], []
    for k in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        run(k)
        walls.append(1000 * (time.perf_counter() - wall))
        cpus.append(1000 * (time.process_time() - cpu))
    print(f"{name}: {statistics.median(walls):.1f} ms, {statistics.median(cpus):.1f} ms of CPU")


def computation(bundle: Path) -> None:
    """Time one doctor, a click on the server and three doctors to place, on a bundle."""
    data = Data.of(read_bundle(bundle), load_catalogue())
    base = read_base(data.bundle)
    communes = base.communes.index
    print(f"{len(communes)} communes, {len(base.setting.places)} places")
    measured("the linear form, once", lambda _: apply_scenario(base, Scenario()), 1)
    one = [Scenario(((communes[(k * 997) % len(communes)], 1.0),)) for k in range(20)]
    measured("one doctor, linear form", lambda k: apply_scenario(base, one[k]), 20)
    measured("one doctor, full recomputation", lambda k: recompute(base, one[k]), 3)
    apart = apply_scenario(base, one[0]).change - recompute(base, one[0]).change
    print(f"largest difference between the two: {np.abs(apart).max():.1e}")
    if PLACES[0] in communes:
        page(data, base)


def page(data: Data, base: Base) -> None:
    """Time a click on the server, and three doctors to place, in the Pas-de-Calais."""
    view = View(year=base.year, departement="62")
    answer(data, view, before=view)
    told = [f"{code},{PLACES[0]}:2" for code in PLACES[1:]]
    measured(
        "a click, server", lambda k: answer(data, replace(view, added=told[k]), before=view), 6
    )
    started = time.perf_counter()
    inside = (base.communes["departement"] == "62").to_numpy(dtype=np.bool)
    question = question_of(base, Scenario(), inside)
    print(f"the question of the siting: {1000 * (time.perf_counter() - started):.0f} ms")
    for aim in AIMS:
        placed(question, aim)


def placed(question: Question, aim: str) -> None:
    """Time three doctors to place for an aim, and tell how good the answer is."""
    found: list[Answer] = []
    measured(f"three doctors, {aim}", lambda _: found.append(site(question, 3, aim)), 1)
    answer = found[0]
    told = "proven" if answer.is_exact else f"not proven, bound {answer.bound}"
    print(f"  {answer.before:.6g} -> {answer.after:.6g}, {told}")


def clicks(page: Page, times: int) -> list[int]:
    """Click communes; give the milliseconds until each repainting."""
    page.wait_for_selector("#simulation-map .choroplethlayer path")
    page.wait_for_load_state("networkidle")
    page.evaluate(WATCH)
    trace = page.locator("#simulation-map .choroplethlayer .trace").nth(1)
    found = []
    for k in range(times):
        box = trace.locator("path").nth(100 + 83 * k).bounding_box()
        if box is None:
            continue
        count = page.evaluate("window.repaints.length")
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_function("count => window.repaints.length > count", arg=count)
        found.append(int(page.evaluate(SINCE)))
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(300)
    return found


def main(bundle: Path = BUNDLE, address: str = "") -> None:
    """Print each measure."""
    computation(bundle)
    if not address:
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.goto(f"{address}/simuler")
        times = clicks(page, 8)
        browser.close()
    print(f"click to repaint: {statistics.median(times):.0f} ms (median of {times})")


if __name__ == "__main__":
    typer.run(main)

"""A server on the repository's bundle, and a Chromium that looks at it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright
from werkzeug.serving import make_server

from app import create_app
from indicators.build import build

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
DESKTOP = {"width": 1280, "height": 800}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a bundle made for the tests; give its address."""
    folder = build(("62",), tmp_path_factory.mktemp("bundle") / "62")
    http = make_server("127.0.0.1", 0, create_app(folder).server, threaded=True)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{http.port}"
    http.shutdown()


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.fail(f"no Chromium at {CHROMIUM}: install it, or name it in CHROMIUM")
    chromium = playwright.chromium.launch(
        executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
    )
    yield chromium
    chromium.close()


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    """Open a page that fails the test on a console error or on a request to elsewhere."""
    context = browser.new_context(viewport=DESKTOP, accept_downloads=True, locale="fr-FR")
    opened = context.new_page()
    errors: list[str] = []
    opened.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("request", lambda request: _note_outside(request.url, server, errors))
    yield opened
    context.close()
    assert errors == []


def _note_outside(url: str, server: str, errors: list[str]) -> None:
    if not url.startswith((server, "data:", "blob:")):
        errors.append(f"asked from outside: {url}")

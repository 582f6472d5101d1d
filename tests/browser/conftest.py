"""A server on the repository's bundle, and a Chromium that looks at it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from playwright.sync_api import BrowserContext, Page, Playwright, expect

ROOT = Path(__file__).resolve().parents[2]
BUNDLE = ROOT / "data" / "bundle"
STARTS_WITHIN = 60
"""Seconds: generous, for a machine that runs other things."""
expect.set_options(timeout=20_000)

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
DESKTOP = {"width": 1280, "height": 800}


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Serve the repository's bundle; give its address."""
    with serving() as address:
        yield address


@pytest.fixture(scope="session")
def server_in_a_folder() -> Iterator[str]:
    """Serve the same under a folder of a site; give the folder's address."""
    with serving(BASE_PATH="/acces") as address:
        yield f"{address}/acces"


@contextmanager
def serving(**settings: str) -> Iterator[str]:
    """Serve with gunicorn, as online."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn"]
    told = {"BUNDLE": str(BUNDLE), "PORT": str(port), "WORKERS": "1", **settings}
    environment = {**os.environ, **told}
    with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_for(address, process)
            yield address
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        try:
            requests.get(address, timeout=5)
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not start: see its output above")


@pytest.fixture(scope="session")
def visitor(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    """Launch a Chromium that keeps its compiled scripts from a page to the next, as at home."""
    if not Path(CHROMIUM).exists():
        pytest.fail(f"no Chromium at {CHROMIUM}: install it, or name it in CHROMIUM")
    context = playwright.chromium.launch_persistent_context(
        tmp_path_factory.mktemp("profile"),
        executable_path=CHROMIUM,
        args=["--no-sandbox", "--disable-gpu"],
        viewport=DESKTOP,
        accept_downloads=True,
        locale="fr-FR",
    )
    yield context
    context.close()


@pytest.fixture
def page(visitor: BrowserContext, server: str) -> Iterator[Page]:
    """Open a page that fails the test on a console error or on a request to elsewhere."""
    opened = visitor.new_page()
    errors: list[str] = []
    opened.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("request", lambda request: _note_outside(request.url, server, errors))
    yield opened
    _forget(opened)
    opened.close()
    assert errors == [], errors


def _forget(page: Page) -> None:
    """Leave to the next test nothing of what this visitor chose or received."""
    page.context.clear_cookies()
    if page.url.startswith("http"):
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")


def _note_outside(url: str, server: str, errors: list[str]) -> None:
    if not url.startswith((server, "data:", "blob:")):
        errors.append(f"asked from outside: {url}")

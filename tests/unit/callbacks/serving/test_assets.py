"""Assets are kept by the browser under the address of their content, and only there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import create_app
from callbacks.serving.assets import stamped
from callbacks.serving.settings import Settings


@pytest.fixture(scope="module")
def client(bundle_folder: Path) -> FlaskClient:
    return create_app(Settings(bundle=bundle_folder)).server.test_client()


def cache_control(client: FlaskClient, address: str) -> str:
    with client.get(address) as answer:
        return answer.headers["Cache-Control"]


def test_what_a_page_names_is_kept_for_a_year(client: FlaskClient) -> None:
    named = re.findall(r'"(/assets/[^"]+)"', client.get("/").text)
    assert {"style.css", "page.js", "favicon.ico"} <= {
        address.partition("?")[0].removeprefix("/assets/") for address in named
    }
    for address in named:
        assert "?v=" in address
        told = cache_control(client, address)
        assert "immutable" in told
        assert "max-age=31536000" in told
        assert "no-cache" not in told


@pytest.mark.parametrize("query", ["", "?v=0123456789abcdef", "?m=1"])
def test_another_address_is_asked_again(client: FlaskClient, query: str) -> None:
    """An address that names no content, or another one, must not be kept with this one."""
    assert "immutable" not in cache_control(client, f"/assets/style.css{query}")


def test_the_address_follows_the_content(tmp_path: Path) -> None:
    written = tmp_path / "style.css"
    page = '<link href="/acces/assets/style.css?m=17.5">'
    addresses = []
    for text in ("a {}", "b {color: red}", "a {}"):
        written.write_text(text, encoding="utf-8")
        addresses.append(stamped(page, tmp_path))
    assert addresses[0] == addresses[2] != addresses[1]
    assert re.fullmatch(r'<link href="/acces/assets/style.css\?v=[0-9a-f]{16}">', addresses[0])

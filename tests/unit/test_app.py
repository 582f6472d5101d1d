import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from dash import Dash

Run = Callable[..., subprocess.CompletedProcess[str]]


def flip(folder: Path) -> None:
    path = folder / "observations.parquet"
    content = bytearray(path.read_bytes())
    content[1000] ^= 1
    path.write_bytes(bytes(content))


def test_a_damaged_bundle_stops_the_server_with_one_line(run: Run, bundle_copy: Path) -> None:
    flip(bundle_copy)
    done = run("app.py", BUNDLE=str(bundle_copy), PORT="0")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert "observations.parquet" in done.stderr
    assert "python -m indicators build" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(("query", "lang"), [("", "fr"), ("?lang=en", "en"), ("?lang=xx", "fr")])
def test_a_page_says_its_language(dashboard: Dash, query: str, lang: str) -> None:
    page = dashboard.server.test_client().get(f"/{query}").get_data(as_text=True)
    assert f'<html lang="{lang}">' in page


def test_a_page_fetches_nothing_from_outside(dashboard: Dash) -> None:
    page = dashboard.server.test_client().get("/").get_data(as_text=True)
    assert 'src="http' not in page
    assert 'href="http' not in page

"""Another bundle in the place of the one that is served."""

from __future__ import annotations

import gc
import logging
import time
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from callbacks.serving import health
from callbacks.serving.logs import LOGGER
from callbacks.serving.renewal import Renewal
from callbacks.shell import PAGES, page_at
from callbacks.state import Data
from indicators.addresses import folder_at
from indicators.bundle import TABLES, Bundle, write_bundle
from indicators.catalogue import Catalogue
from indicators.kept import forget


@pytest.fixture
def renewal(bundle_copy: Path, catalogue: Catalogue) -> Renewal:
    return Renewal(bundle_copy, lambda held: Data.of(held, catalogue), seconds=0)


@pytest.fixture
def server(renewal: Renewal) -> Flask:
    made = Flask("renewed")
    data = renewal.install(made)
    health.install(made)

    @made.get("/rows")
    def rows() -> str:
        before = len(data.bundle.observations)
        renewal.renew()
        return f"{before} {len(data.bundle.observations)}"

    return made


@pytest.fixture
def said() -> Iterator[list[str]]:
    """Give the messages of the server's log."""
    messages: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: messages.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger(LOGGER)
    logger.addHandler(handler)
    yield messages
    logger.removeHandler(handler)


def replace(folder: Path, bundle: Bundle, rows: int) -> None:
    """Put a bundle of fewer rows in the place of another."""
    tables = {name: getattr(bundle, name) for name in TABLES}
    tables["observations"] = tables["observations"].head(rows)
    write_bundle(tables, ["62"], folder)


def wait_for(renewal: Renewal, rows: int) -> None:
    deadline = time.monotonic() + 20
    while len(renewal.data.bundle.observations) != rows:
        assert time.monotonic() < deadline, "the bundle was not renewed"
        time.sleep(0.02)


def test_a_request_sees_one_bundle_and_the_next_one_the_other(
    server: Flask, bundle: Bundle, bundle_copy: Path
) -> None:
    client, whole = server.test_client(), len(bundle.observations)
    assert client.get("/rows").text == f"{whole} {whole}"
    replace(bundle_copy, bundle, 500)
    assert client.get("/rows").text == f"{whole} {whole}"
    assert client.get("/rows").text == "500 500"


def test_a_look_is_enough_to_bring_it(
    server: Flask, renewal: Renewal, bundle: Bundle, bundle_copy: Path
) -> None:
    client = server.test_client()
    replace(bundle_copy, bundle, 500)
    before = client.get("/readyz").json
    client.get("/rows")
    wait_for(renewal, 500)
    assert client.get("/readyz").json["bundle"] != before["bundle"]


def test_a_bundle_of_another_place_is_served_and_renewed(
    bundle: Bundle, bundle_copy: Path, catalogue: Catalogue
) -> None:
    away = folder_at("memory://renewed/bundle")
    for path in bundle_copy.iterdir():
        (away / path.name).write_bytes(path.read_bytes())
    renewal = Renewal(away, lambda held: Data.of(held, catalogue), seconds=0)
    assert len(renewal.data.bundle.observations) == len(bundle.observations)
    replace(bundle_copy, bundle, 500)
    for path in bundle_copy.iterdir():
        (away / path.name).write_bytes(path.read_bytes())
    renewal.renew()
    assert len(renewal.data.bundle.observations) == 500


def test_a_damaged_bundle_is_refused_and_the_earlier_one_served(
    server: Flask,
    renewal: Renewal,
    bundle: Bundle,
    bundle_copy: Path,
    said: list[str],
) -> None:
    client, held = server.test_client(), renewal.data
    (bundle_copy / "observations.parquet").write_bytes(b"PAR1")
    renewal.renew()
    renewal.renew()
    assert renewal.data is held
    told = client.get("/readyz")
    assert told.status_code == 200
    assert "observations.parquet" in told.json["refused"]
    assert "python -m indicators build" in told.json["refused"]
    assert said == ["bundle refused: the earlier one is served"]
    replace(bundle_copy, bundle, 500)
    renewal.renew()
    assert len(renewal.data.bundle.observations) == 500
    assert "refused" not in client.get("/readyz").json


def test_nothing_keeps_the_earlier_bundle_in_memory(
    renewal: Renewal, bundle: Bundle, bundle_copy: Path
) -> None:
    server = Flask("pages")
    data = renewal.install(server)
    for path in PAGES:
        with server.test_request_context(path):
            page_at(data, path, "?territoire=62041")
    earlier = weakref.ref(renewal.data.bundle)
    replace(bundle_copy, bundle, len(bundle.observations))
    (bundle_copy / "manifest.json").touch()
    renewal.renew()
    forget()
    gc.collect()
    assert earlier() is None

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

from callbacks.map_parts import map_parts
from callbacks.serving import health
from callbacks.serving.logs import LOGGER
from callbacks.serving.renewal import Renewal
from callbacks.shell import PAGES, page_at
from callbacks.state import Data
from indicators.addresses import folder_at
from indicators.bundle import Bundle
from indicators.bundle_files import TABLES, write_bundle
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
    with server.test_request_context("/"):
        map_parts(data, data.restored({}), level=False)
    earlier = weakref.ref(renewal.data.bundle)
    replace(bundle_copy, bundle, len(bundle.observations))
    (bundle_copy / "manifest.json").touch()
    renewal.renew()
    forget()
    gc.collect()
    assert earlier() is None


def test_a_bundle_that_cannot_be_used_is_refused_whatever_is_wrong(
    bundle: Bundle, bundle_copy: Path, catalogue: Catalogue, said: list[str]
) -> None:
    def make(held: Bundle) -> Data:
        if len(held.observations) == 500:
            raise KeyError("a column of another version")  # noqa: EM101, TRY003
        return Data.of(held, catalogue)

    renewal = Renewal(bundle_copy, make)
    replace(bundle_copy, bundle, 500)
    renewal.renew()
    assert len(renewal.data.bundle.observations) == len(bundle.observations)
    assert "python -m indicators build" in renewal.refused
    assert said == ["bundle refused: the earlier one is served"]


def test_another_bundle_is_told_once_and_only_when_it_stays_the_same(
    bundle: Bundle, bundle_copy: Path, catalogue: Catalogue
) -> None:
    renewal = Renewal(bundle_copy, lambda held: Data.of(held, catalogue))
    assert not renewal.has_changed()
    observations = bundle_copy / "observations.parquet"
    whole = observations.read_bytes()
    for size in (1_000, 2_000, len(whole)):
        observations.write_bytes(whole[:size])
        assert not renewal.has_changed()
    assert [renewal.has_changed() for _ in range(3)] == [True, False, False]
    renewal.renew()
    replace(bundle_copy, bundle, 500)
    assert [renewal.has_changed() for _ in range(3)] == [False, True, False]


def test_a_place_that_no_longer_answers_takes_nothing_away(
    bundle: Bundle, bundle_copy: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = folder_at("memory://unreachable/bundle")
    for path in bundle_copy.iterdir():
        (away / path.name).write_bytes(path.read_bytes())
    renewal = Renewal(away, lambda held: Data.of(held, catalogue))

    def unreachable(_: object) -> bytes:
        raise RuntimeError("no route to the storage")  # noqa: EM101, TRY003

    monkeypatch.setattr(type(away), "read_bytes", unreachable)
    monkeypatch.setattr(type(away), "read_text", unreachable)
    assert [renewal.has_changed() for _ in range(3)] == [False, True, False]
    renewal.renew()
    assert len(renewal.data.bundle.observations) == len(bundle.observations)
    assert "python -m indicators build" in renewal.refused

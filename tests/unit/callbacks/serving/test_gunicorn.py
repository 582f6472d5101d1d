"""Several processes behind one address: what they count, and the bundle that they serve."""

from __future__ import annotations

import gc
import http.client
import json
import os
import re
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import time
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import requests

from callbacks.serving.settings import Settings
from indicators.bundle import Bundle
from tests.unit.callbacks.serving.test_renewal import replace

ROOT = Path(__file__).parents[4]
WORKERS = 2
WITHIN = 60
"""Seconds: generous, for a machine that runs other things."""
ASKED = 30
"""Requests on connections of their own, so that each process answers some."""


@dataclass(frozen=True)
class Served:
    """Gunicorn with ``WORKERS`` processes on a bundle of its own."""

    address: str
    master: int
    folder: Path

    def workers(self) -> set[int]:
        children = Path(f"/proc/{self.master}/task/{self.master}/children")
        return {int(pid) for pid in children.read_text(encoding="ascii").split()}

    def ready(self) -> list[dict[str, Any]]:
        answers = (requests.get(f"{self.address}/readyz", timeout=WITHIN) for _ in range(ASKED))
        return [answer.json() for answer in answers]

    def end_a_worker(self) -> None:
        wait_until(lambda: len(self.workers()) == WORKERS)
        gone = max(self.workers())
        os.kill(gone, signal.SIGKILL)
        wait_until(lambda: len(self.workers() - {gone}) == WORKERS)


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WITHIN
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.2)


@pytest.fixture(scope="module")
def served(bundle_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = Path(shutil.copytree(bundle_folder, tmp_path_factory.mktemp("online") / "bundle"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    settings = {"BUNDLE": folder, "PORT": port, "WORKERS": WORKERS, "METRICS": "true"}
    environment = {**os.environ, **{name: str(value) for name, value in settings.items()}}
    temporary = tmp_path_factory.mktemp("temporary")
    environment["TMPDIR"] = str(temporary)
    command = [sys.executable, "-m", "gunicorn"]
    log = tmp_path_factory.mktemp("log") / "lines"
    with (
        log.open("w") as lines,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=lines, stderr=lines) as process,
    ):
        served = Served(f"http://127.0.0.1:{port}", process.pid, folder)
        try:
            wait_until(lambda: answers(served.address))
            yield served
        finally:
            process.terminate()
    assert process.returncode == 0
    said = [json.loads(line)["message"] for line in log.read_text().splitlines()]
    assert said[0].startswith("Starting gunicorn")
    assert said[-1].startswith("Shutting down")
    assert "request" in said
    assert list(temporary.iterdir()) == []


def answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/healthz", timeout=WITHIN).ok
    except requests.ConnectionError:
        return False


def test_a_connection_at_rest_is_kept_for_the_next_request(served: Served) -> None:
    """One that is closed at the instant it is used again is an error for who asks."""
    connection = http.client.HTTPConnection(served.address.removeprefix("http://"), timeout=WITHIN)
    for rest in (8, 0):
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        assert answer.status == 200
        answer.read()
        time.sleep(rest)
    connection.close()


def counted(served: Served) -> float:
    text = requests.get(f"{served.address}/metrics", timeout=WITHIN).text
    found = re.search(r'^http_requests_total\{.*route="/readyz".*\} ([\d.]+)$', text, re.MULTILINE)
    return float(found[1]) if found else 0


def test_each_request_is_counted_whatever_process_answered_and_died(served: Served) -> None:
    before = counted(served)
    served.ready()
    assert counted(served) == before + ASKED
    served.end_a_worker()
    served.ready()
    assert counted(served) == before + 2 * ASKED


def test_a_process_born_beside_a_damaged_bundle_serves_what_the_others_serve(
    served: Served, bundle: Bundle
) -> None:
    (first,) = {told["bundle"] for told in served.ready()}
    replace(served.folder, bundle, 500)
    wait_until(lambda: all(told["bundle"] != first for told in served.ready()))
    (second,) = {told["bundle"] for told in served.ready()}
    (served.folder / "observations.parquet").write_bytes(b"PAR1")
    wait_until(lambda: all("refused" in told for told in served.ready()))
    served.end_a_worker()
    told = served.ready()
    assert {answer["bundle"] for answer in told} == {second}
    assert all("observations.parquet" in answer["refused"] for answer in told)
    replace(served.folder, bundle, 400)
    wait_until(lambda: all("refused" not in told for told in served.ready()))
    assert len({answer["bundle"] for answer in served.ready()}) == 1


def test_a_wrong_setting_is_one_line() -> None:
    command = [sys.executable, "-m", "gunicorn"]
    environment = {**os.environ, "LOG_LEVEL": "LOUD"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Error: environment variable LOG_LEVEL='LOUD'")
    assert done.stderr.count("\n") == 1


def test_a_look_that_lasts_is_not_begun_again_inside_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)

    class Slow:
        """A bundle on a storage that is slow to answer."""

        looks = inside = deepest = 0
        is_led = False

        def has_changed(self) -> bool:
            self.looks += 1
            self.inside += 1
            self.deepest = max(self.deepest, self.inside)
            time.sleep(0.1)
            self.inside -= 1
            return False

    slow = Slow()
    monkeypatch.setattr("callbacks.serving.renewal.renewal_of", lambda _: slow)
    monkeypatch.setattr("callbacks.serving.renewal.SECONDS", 0.02)
    before = signal.getsignal(signal.SIGALRM)
    try:
        when_ready = runpy.run_path(str(ROOT / "gunicorn.conf.py"))["when_ready"]
        when_ready(SimpleNamespace(app=SimpleNamespace(wsgi=lambda: None)))
        wait_until(lambda: slow.looks >= 3)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert slow.deepest == 1


def test_a_folder_for_metrics_is_taken_away_by_who_made_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("callbacks.serving.settings.load_settings", lambda: Settings(metrics=True))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    given = tmp_path / "given"
    given.mkdir()
    (given / "counter_1.db").write_bytes(b"")
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(given))
    runpy.run_path(str(ROOT / "gunicorn.conf.py"))["on_exit"](None)
    # Without it, the next server would fail at each request.
    assert list(tmp_path.rglob("*")) == [given]
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR")
    runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    made = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
    assert made.parent == tmp_path
    # kill -HUP reads the configuration again.
    runpy.run_path(str(ROOT / "gunicorn.conf.py"))["on_exit"](None)
    assert list(tmp_path.iterdir()) == [given]


def test_what_is_shared_is_set_apart_and_an_earlier_bundle_still_leaves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)
    pre_fork = runpy.run_path(str(ROOT / "gunicorn.conf.py"))["pre_fork"]

    class Held:
        """Something that only the collector of cycles takes away."""

        def __init__(self) -> None:
            self.itself = self

    held = Held()
    left = weakref.ref(held)
    try:
        pre_fork(None, None)
        assert gc.get_freeze_count() > 0
        del held
        gc.collect()
        assert left() is not None
        pre_fork(None, None)
        assert left() is None
    finally:
        gc.unfreeze()

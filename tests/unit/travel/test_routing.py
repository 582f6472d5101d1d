"""The clients of OSRM and Valhalla, against a local server that speaks their protocols."""

from __future__ import annotations

import http.server
import json
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from indicators.__main__ import app
from indicators.errors import DataError, RoutingError
from indicators.travel.engines import Osrm, Patience, Valhalla
from indicators.travel.routing import Cache, EngineTimes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indicators.inputs import Inputs

QUICK = Patience(attempts=2, pause=0.01, connect=1.0, answer=0.3)
PLACES = pd.DataFrame(
    {
        "code": ["01001", "01002", "01004", "85113"],
        "lon": [4.90, 5.00, 5.10, -2.35],
        "lat": [46.10, 46.10, 46.10, 46.72],
    }
)
# 111.195 km a degree at the speed of 60 km/h: one km a minute.
KM_A_DEGREE = 111.195


def seconds(source: list[float], target: list[float]) -> float | None:
    """Drive straight at 60 km/h; no road leads to the island, west of 0 degree."""
    if (source[0] < 0) != (target[0] < 0):
        return None
    west = (target[0] - source[0]) * np.cos(np.radians(46.1))
    return round(60 * KM_A_DEGREE * float(np.hypot(west, target[1] - source[1])), 1)


@dataclass
class Script:
    """Faults to answer, first one first, before answering well; and what was asked."""

    faults: list[tuple[int, dict[str, str], str]] = field(default_factory=list)
    asked: list[float] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


def osrm_answer(path: str) -> str:
    where, query = path.removeprefix("/table/v1/driving/").split("?")
    points = [[float(part) for part in point.split(",")] for point in where.split(";")]
    chosen = dict(part.split("=") for part in query.split("&"))
    sources = [points[int(at)] for at in chosen["sources"].split(";")]
    targets = [points[int(at)] for at in chosen["destinations"].split(";")]
    table = [[seconds(source, target) for target in targets] for source in sources]
    return json.dumps({"code": "Ok", "durations": table})


def valhalla_answer(body: bytes) -> str:
    asked = json.loads(body)
    assert asked["costing"] == "auto"
    rows = []
    for row, source in enumerate(asked["sources"]):
        start = [source["lon"], source["lat"]]
        ends = [[target["lon"], target["lat"]] for target in asked["targets"]]
        rows.append(
            [
                {
                    "from_index": row,
                    "to_index": column,
                    "time": seconds(start, end),
                    "distance": 1.0,
                }
                for column, end in enumerate(ends)
            ]
        )
    return json.dumps({"sources_to_targets": rows, "units": "kilometers"})


class Handler(http.server.BaseHTTPRequestHandler):
    script: Script

    def do_GET(self) -> None:
        self._do(b"")

    def do_POST(self) -> None:
        self._do(self.rfile.read(int(self.headers["Content-Length"])))

    def _do(self, body: bytes) -> None:
        self.script.asked.append(time.monotonic())
        self.script.paths.append(self.path)
        if self.script.pauses:
            time.sleep(self.script.pauses.pop(0))
        if self.script.faults:
            status, headers, text = self.script.faults.pop(0)
        else:
            status, headers = 200, {}
            text = valhalla_answer(body) if body else osrm_answer(self.path)
        self._answer(status, headers, text.encode())

    def _answer(self, status: int, headers: dict[str, str], content: bytes) -> None:
        try:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            pass  # the client timed out and left

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def address(script: Script) -> Iterator[str]:
    handler = type("Scripted", (Handler,), {"script": script})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def osrm(address: str, tmp_path: Path) -> EngineTimes:
    return EngineTimes(Osrm(address, patience=QUICK), PLACES, Cache(tmp_path / "kept"))


def ask(times: EngineTimes) -> list[float]:
    return times.minutes(["01001"], ["01002"]).minutes.round(2).tolist()


# 0.1 degree of longitude at 46.1 degrees: 7.71 km, thus 7.71 minutes.
ONE_STEP = 7.71


@pytest.mark.parametrize("engine", [Osrm, Valhalla])
def test_minutes_by_pairs_and_no_road_is_no_pair(
    address: str, tmp_path: Path, engine: type[Osrm | Valhalla]
) -> None:
    times = EngineTimes(engine(address, patience=QUICK), PLACES, Cache(tmp_path))
    origins = ["01001", "01004", "01001", "01001"]
    found = times.minutes(origins, ["01002", "01001", "85113", "01001"])
    assert found.frame()[["origin", "destination"]].to_numpy().tolist() == [
        ["01001", "01002"],
        ["01004", "01001"],
        ["01001", "01001"],
    ]
    assert found.minutes == pytest.approx([ONE_STEP, 2 * ONE_STEP, 0.0], abs=0.01)


def test_pairs_within_go_both_ways_and_stop_at_the_limit(osrm: EngineTimes) -> None:
    found = osrm.pairs_within(PLACES["code"].tolist(), 10.0).frame()
    expected = [0.0, ONE_STEP, ONE_STEP, 0.0, ONE_STEP, ONE_STEP, 0.0, 0.0]
    assert found["minutes"].tolist() == pytest.approx(expected, abs=0.01)
    assert found["destination"].iloc[-1] == "85113"


def test_small_blocks_give_the_same_as_one_table(
    address: str, script: Script, tmp_path: Path, osrm: EngineTimes
) -> None:
    whole = osrm.pairs_within(PLACES["code"].tolist(), 20.0)
    asked = len(script.asked)
    small = EngineTimes(Osrm(address, patience=QUICK), PLACES, Cache(tmp_path / "b"), block=1)
    parts = small.pairs_within(PLACES["code"].tolist(), 20.0)
    assert parts.frame().equals(whole.frame())
    assert len(script.asked) - asked == 6
    assert asked == 1


def test_an_answer_is_asked_once(
    osrm: EngineTimes, script: Script, address: str, tmp_path: Path
) -> None:
    assert ask(osrm) == ask(osrm) == [ONE_STEP]
    assert len(script.asked) == 1
    again = EngineTimes(Osrm(address, patience=QUICK), PLACES, Cache(tmp_path / "kept"))
    assert ask(again) == [ONE_STEP]
    assert len(script.asked) == 1
    other = Osrm(address, profile="car", patience=QUICK)
    assert other.identity != Osrm(address).identity


def test_a_damaged_answer_is_asked_again(osrm: EngineTimes, script: Script, tmp_path: Path) -> None:
    ask(osrm)
    (file,) = (tmp_path / "kept").iterdir()
    file.write_bytes(file.read_bytes()[:40])
    assert ask(osrm) == [ONE_STEP]
    assert len(script.asked) == 2


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_passing_fault_is_retried(osrm: EngineTimes, script: Script, status: int) -> None:
    script.faults = [(status, {}, "<html>down</html>")]
    assert ask(osrm) == [ONE_STEP]
    assert len(script.asked) == 2


def test_too_many_requests_waits_as_long_as_told(osrm: EngineTimes, script: Script) -> None:
    script.faults = [(429, {"Retry-After": "1"}, '{"message":"Too Many Requests"}')]
    assert ask(osrm) == [ONE_STEP]
    first, second = script.asked
    assert second - first >= 1.0


def test_a_slow_answer_is_retried(osrm: EngineTimes, script: Script) -> None:
    script.pauses = [0.6]
    assert ask(osrm) == [ONE_STEP]
    assert len(script.asked) == 2


def test_a_server_that_stays_slow_is_given_up(osrm: EngineTimes, script: Script) -> None:
    script.pauses = [0.6, 0.6, 0.6]
    with pytest.raises(RoutingError, match=r"no answer .* after 3 attempts"):
        ask(osrm)


def test_a_fault_that_lasts_is_given_up_and_nothing_kept(
    osrm: EngineTimes, script: Script, tmp_path: Path
) -> None:
    script.faults = [(500, {}, "down")] * 3
    with pytest.raises(RoutingError, match="HTTP 500"):
        ask(osrm)
    assert not (tmp_path / "kept").exists()
    assert ask(osrm) == [ONE_STEP]


@pytest.mark.parametrize(
    ("status", "text", "said"),
    [
        (400, '{"code":"NoTable","message":"No table found"}', "NoTable.*No table found.*cover"),
        (400, '{"code":"TooBig","message":"Too many"}', "TooBig.*lower the size of a block"),
        (400, '{"code":"NoSegment","message":"coordinate 1"}', "NoSegment.*coordinate 1.*cover"),
        (200, '{"code":"NoTable","message":"No table found"}', "NoTable"),
        (200, '{"code":"Ok","durations":[[12', "not a JSON object"),
        (200, "[1, 2]", "not a JSON object"),
        (200, '{"code":"Ok"}', "shape"),
        (200, '{"code":"Ok","durations":[[1,2],[3]]}', "not numbers"),
        (200, '{"code":"Ok","durations":[["far"]]}', "not numbers"),
        (200, '{"code":"Ok","durations":[[1,2,3]]}', r"shape \(1, 3\)"),
        (200, '{"code":"Ok","durations":[[-4]]}', "negative"),
    ],
)
def test_a_refusal_or_nonsense_says_what_to_do_and_is_not_retried(
    osrm: EngineTimes, script: Script, status: int, text: str, said: str
) -> None:
    script.faults = [(status, {}, text)]
    with pytest.raises(RoutingError, match=said):
        ask(osrm)
    assert len(script.asked) == 1


@pytest.mark.parametrize(
    ("status", "text", "said"),
    [
        (400, '{"error_code":150,"error":"Exceeded max locations"}', "150.*max_matrix_location"),
        (200, '{"trip":{}}', "is it Valhalla"),
        (200, '{"sources_to_targets":null}', "is it Valhalla"),
    ],
)
def test_valhalla_refusals(
    address: str, script: Script, tmp_path: Path, status: int, text: str, said: str
) -> None:
    script.faults = [(status, {}, text)]
    with pytest.raises(RoutingError, match=said):
        ask(EngineTimes(Valhalla(address, patience=QUICK), PLACES, Cache(tmp_path)))


def test_no_server_at_all(tmp_path: Path) -> None:
    with pytest.raises(RoutingError, match="no answer from the routing engine"):
        ask(EngineTimes(Osrm("http://127.0.0.1:9", patience=QUICK), PLACES, Cache(tmp_path)))


@pytest.mark.parametrize("option", ["--osrm", "--valhalla"])
def test_the_command_asks_the_server_that_is_named(
    address: str, script: Script, tmp_path: Path, inputs: Inputs, option: str
) -> None:
    codes, output, kept = (tmp_path / name for name in ("D.csv", "T.csv", "kept"))
    codes.write_text("code\n62041\n62099\n")
    words = ["minutes", "--codes", str(codes), "-o", str(output), option, address]
    result = CliRunner().invoke(app, [*words, "--cache", str(kept)], catch_exceptions=False)
    assert result.exit_code == 0
    found = pd.read_csv(output, dtype=str).set_index(["origin", "destination"])["minutes"]
    assert found["62041", "62041"] == "0.0"
    places = inputs.contours.set_index("code")[["lon", "lat"]].round(5)
    driven = seconds(places.loc["62041"].tolist(), places.loc["62099"].tolist())
    assert driven is not None
    assert float(found["62041", "62099"]) == pytest.approx(driven / 60)
    assert script.asked


def test_bad_arguments(address: str, tmp_path: Path) -> None:
    engine, cache = Osrm(address, patience=QUICK), Cache(tmp_path)
    with pytest.raises(DataError, match="'99999' first"):
        EngineTimes(engine, PLACES, cache).minutes(["99999"], ["01001"])
    with pytest.raises(RoutingError, match="01001 has no coordinates"):
        EngineTimes(engine, PLACES.assign(lon=np.nan), cache)
    with pytest.raises(RoutingError, match="at least one commune"):
        EngineTimes(engine, PLACES, cache, block=0)

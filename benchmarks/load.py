"""Many users at once: a planner at the map, an official at sheets and trends, an analyst at files.

``python -m benchmarks.load --users 100 --seconds 900`` serves a bundle with gunicorn on this
machine, sends it an action a second from each user, on average, and prints how long the answers
took, what failed, and the memory of the server. ``--only planner`` leaves the other users out. The
users take their share of the processors that they measure: on two cores, about a third of one.
"""

# Locust makes the network of Python cooperative as it is imported: before all others.
from locust import FastHttpUser, User, poisson, task  # isort: skip
import random
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import gevent
import typer
from locust.env import Environment
from locust.stats import RequestStats

from benchmarks.dash_client import DashPage
from benchmarks.server import megabytes, processor_seconds, serving
from indicators.paths import BUNDLE

SAMPLED = 5
"""Seconds between two looks at the memory of the server."""
INDICATORS = ("apl", "gp_density", "care_over_60_share", "population")
SEARCH = '{"page":"/","type":"territory"}'
FILES = (
    "/telecharger/carte.csv?annee=2023",
    "/telecharger/donnees.csv?indicateur=gp_density",
    "/telecharger/donnees.xlsx",
    "/api/v1/observations.csv?indicator=apl&level=commune&within=62&year=2023",
    "/api/v1/observations.json?indicator=apl&territory=62041",
    "/api/v1/territories.json?level=epci&within=62",
)


class _Visitor(FastHttpUser):
    """Someone who does something every second, on average."""

    abstract = True
    # Not a constant pace: Locust starts users at whole seconds, and all would act at one instant.
    wait_time = poisson(1)
    arrived = 0

    def on_start(self) -> None:
        """Arrive."""
        # Locust takes every JSON for an object: this one is a list.
        known: list[dict[str, Any]] = list(self.client.get("/_dash-dependencies").json())
        self.page = DashPage(known, self._ask)
        listed = self.client.get("/api/v1/territories?level=commune&within=62").json()
        self.communes = [one["code"] for one in listed["items"]]
        self.arrive()
        _Visitor.arrived += 1

    def arrive(self) -> None:
        """Open the first page."""

    def _ask(self, body: dict[str, Any], name: str) -> Any:  # noqa: ANN401 - an answer of Dash
        with self.client.post(
            "/_dash-update-component", json=body, name=name, catch_response=True
        ) as answer:
            if answer.status_code != 200:  # noqa: PLR2004 - 204: nothing was changed
                answer.failure(f"status {answer.status_code}")
                return None
            return answer.json()


class Planner(_Visitor):
    """Explores the map: another year, another indicator, another commune."""

    weight = 6

    def arrive(self) -> None:
        """Open the map, with its contours."""
        self.client.get("/", name="/: document")
        self.page.open("/")
        self.client.get("/contours/62/commune.json")

    @task(5)
    def change_year(self) -> None:
        """Move the slider."""
        years = [mark["value"] for mark in self.page.properties["year"]["marks"]]
        self._change("year", years, "map: change of year")

    @task(2)
    def change_indicator(self) -> None:
        """Choose another indicator."""
        self._change("indicator", INDICATORS, "map: change of indicator")

    @task(3)
    def click(self) -> None:
        """Look at a commune."""
        places = [f"commune:{code}" for code in self.communes]
        self._change(SEARCH, places, "map: click")

    def _change(self, component: str, values: Sequence[object], name: str) -> None:
        held = self.page.properties[component].get("value")
        value = random.choice([one for one in values if one != held])  # noqa: S311
        self.page.change(component, value, "map.figure", name)


class Official(_Visitor):
    """Reads the sheet of a commune, then its trends."""

    weight = 3

    @task
    def sheet(self) -> None:
        """Open a sheet."""
        self.page.open("/fiche", f"?territoire={random.choice(self.communes)}")  # noqa: S311

    @task
    def trends(self) -> None:
        """Open trends."""
        self.page.open("/evolutions", f"?territoire={random.choice(self.communes)}")  # noqa: S311


class Analyst(_Visitor):
    """Takes files, and asks the API."""

    weight = 1

    @task
    def take(self) -> None:
        """Take a file."""
        self.client.get(random.choice(FILES))  # noqa: S311


def told(stats: RequestStats) -> None:
    """Print how long each kind of answer took."""
    print(f"{'':44}{'answers':>8}{'errors':>8}{'p50':>7}{'p95':>7}{'p99':>7}{'max':>7}  ms")
    for entry in [*sorted(stats.entries.values(), key=lambda e: e.name), stats.total]:
        times = [entry.get_response_time_percentile(share) or 0 for share in (0.5, 0.95, 0.99)]
        row = [entry.num_requests, entry.num_failures, *times, entry.max_response_time]
        widths = (8, 8, 7, 7, 7, 7)
        cells = "".join(f"{round(x):>{width}}" for x, width in zip(row, widths, strict=True))
        print(f"{entry.name[:43]:44}{cells}")
    for error in stats.errors.values():
        print(f"{error.occurrences} times, {error.name}: {error.error}")


def main(
    users: int = 100,
    seconds: int = 60,
    workers: int = 2,
    bundle: Path = BUNDLE,
    only: Annotated[str, typer.Option(help="planner, official or analyst; all unless given.")] = "",
) -> None:
    """Print the times of the answers, the errors and the memory."""
    kinds: dict[str, type[User]] = {
        kind.__name__.lower(): kind for kind in (Planner, Official, Analyst)
    }
    chosen = [kinds[only]] if only else list(kinds.values())
    with serving(bundle, workers) as (address, first):
        environment = Environment(user_classes=chosen, host=address)
        runner = environment.create_local_runner()
        runner.start(users, spawn_rate=max(1, users / 10))
        while _Visitor.arrived < users:
            gevent.sleep(1)
        # Arriving together is no habit of users: what follows is measured.
        environment.stats.reset_all()
        used, began = processor_seconds(first), time.monotonic()
        memory = [megabytes(first)]
        while time.monotonic() - began < seconds:
            gevent.sleep(SAMPLED)
            memory.append(megabytes(first))
        lasted = time.monotonic() - began
        used = processor_seconds(first) - used
        runner.quit()
        told(environment.stats)
    count = environment.stats.total.num_requests
    print(f"{count / lasted:.1f} answers a second from {users} users, {workers} processes")
    print(f"{1000 * used / max(count, 1):.1f} ms of processor an answer, {used / lasted:.2f} cores")
    half = len(memory) // 2
    print(
        f"memory: {memory[0]:.0f} MB at first, {max(memory):.0f} at most; medians of the halves "
        f"{statistics.median(memory[:half]):.0f} and {statistics.median(memory[half:]):.0f}"
    )


if __name__ == "__main__":
    typer.run(main)

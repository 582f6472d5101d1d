"""What a process takes as readers go through every département: it is to stay under 500 MB.

``python -m benchmarks.memory --bundle DIR`` serves a bundle, such as that of France, with one
process of gunicorn and the settings of ``.ci/online``. For each département in turn, it opens all
pages, several maps and sheets, takes files and simulates; it prints the memory of the process on
the way. ``--departements 10`` goes through ten of them only, ``--plain`` leaves the settings out.
"""

from __future__ import annotations

import random
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import requests
import typer

from benchmarks.dash_client import DashPage
from benchmarks.server import largest, serving
from indicators.paths import BUNDLE

_SERVICE = Path(__file__).parents[1] / ".ci" / "online" / "acces-aux-soins.service"
_SEED = 62
_TOLD = 8
"""Départements between two lines that are printed."""
_INDICATORS = ("gp_density", "care_over_60_share", "population")
_PAGES = ("/evolutions", "/fiche", "/donnees", "/methode", "/sources", "/recit")
_FILES = (
    "/telecharger/carte.csv",
    "/telecharger/carte.geojson",
    "/telecharger/donnees.csv",
    "/telecharger/donnees.xlsx",
    "/tableau/carte.html",
)
_WITHOUT_APL = {"976"}
"""Départements where there is nothing to simulate."""
_OF_FRANCE = ("departement", "epci")


class Reader:
    """Someone who looks at everything, one page after the other."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._session = requests.Session()
        self._page = DashPage(self.get("/_dash-dependencies").json(), self._ask)

    def get(self, path: str, **query: str | int) -> requests.Response:
        """Ask for an address of the server.

        Raises
        ------
        requests.HTTPError
            It is refused.
        """
        answer = self._session.get(self._address + path, params=query, timeout=60)
        answer.raise_for_status()
        return answer

    def _ask(self, body: dict[str, Any], _: str) -> Any:  # noqa: ANN401 - an answer of Dash
        answer = self._session.post(
            f"{self._address}/_dash-update-component", json=body, timeout=60
        )
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def departements(self) -> list[str]:
        """List the départements of the bundle."""
        listed = self.get("/api/v1/territories.json", level="departement", limit=200).json()
        return [one["code"] for one in listed["items"]]

    def read(self, departement: str) -> None:
        """Look at all that there is on a département."""
        self._maps(departement)
        for path in _PAGES:
            self._page.open(path, f"?departement={departement}")
        for path in _FILES:
            self.get(path, departement=departement)
        communes = self._communes(departement)
        for code in random.sample(communes, min(5, len(communes))):
            self._page.open("/fiche", f"?departement={departement}&territoire={code}")
            self._page.open("/evolutions", f"?departement={departement}&territoire={code}")
        self._page.open("/simuler", f"?departement={departement}")
        if departement in _WITHOUT_APL:
            return
        self.get("/simuler/communes.csv", departement=departement)
        added = f"&ajouts={random.choice(communes)}:1&objectif=manque&medecins=3"  # noqa: S311
        self._page.open("/simuler", f"?departement={departement}{added}")

    def read_france(self) -> None:
        """Look at all of France, by each level that a map of it has."""
        for level in _OF_FRANCE:
            self._page.open("/", f"?departement=FR&niveau={level}")
            self.get(f"/contours/FR/{level}.json")
            self.get("/telecharger/carte.csv", departement="FR", niveau=level)

    def _maps(self, departement: str) -> None:
        self._page.open("/", f"?departement={departement}")
        for level in ("commune", "epci", "villes", "voisins"):
            self.get(f"/contours/{departement}/{level}.json")
        for name in _INDICATORS:
            self._page.change("indicator", name, "map.figure", "map")
        self._page.open("/", f"?departement={departement}&niveau=epci")

    def _communes(self, departement: str) -> list[str]:
        listed = self.get(
            "/api/v1/territories.json", level="commune", within=departement, limit=1000
        ).json()
        return [one["code"] for one in listed["items"]]


def settings() -> dict[str, str]:
    """Give what the service's unit sets in the environment."""
    lines = _SERVICE.read_text(encoding="utf-8").splitlines()
    return dict(_pairs(line for line in lines if line.startswith("Environment=")))


def _pairs(lines: Iterator[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        for told in shlex.split(line.removeprefix("Environment=")):
            name, _, value = told.partition("=")
            yield name, value


def main(
    bundle: Path = BUNDLE,
    departements: Annotated[int, typer.Option(help="how many; all of them by default")] = 200,
    *,
    plain: bool = False,
) -> None:
    """Print the memory on the way."""
    random.seed(_SEED)
    with serving(bundle, 1, {} if plain else settings()) as (address, first):
        reader = Reader(address)
        print(f"at the start: {largest(first):.0f} MB")
        every = reader.departements()
        random.shuffle(every)
        most = 0.0
        for count, departement in enumerate(every[:departements], start=1):
            reader.read(departement)
            if count % _TOLD == 0:
                reader.read_france()
                print(f"after {count} départements: {largest(first):.0f} MB", flush=True)
            most = max(most, largest(first))
        print(f"{most:.0f} MB at most")


if __name__ == "__main__":
    typer.run(main)

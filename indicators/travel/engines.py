"""Clients of the matrix services of OSRM and Valhalla.

`requests` with urllib3's `Retry` does what a matrix needs and what the common client of both
engines does not: it waits as long as Retry-After says, retries time-outs and refused connections,
and gives up after a number of attempts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, Self

import numpy as np
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from indicators.errors import RoutingError

if TYPE_CHECKING:
    import numpy.typing as npt

    FloatArray = npt.NDArray[np.float64]

SECONDS_A_MINUTE = 60.0
PASSING_FAULTS = (429, 500, 502, 503, 504)


class MatrixEngine(Protocol):
    """A server that gives a table of times."""

    @property
    def identity(self) -> str:
        """Address and profile: what the answers depend on, besides the coordinates."""
        ...

    def table(self, sources: FloatArray, targets: FloatArray) -> FloatArray:
        """Minutes from each source to each target, NaN where there is no road."""
        ...


@dataclass(frozen=True)
class Patience:
    """How long to wait for a server.

    Parameters
    ----------
    attempts : int
        Retries after the first request, for a fault that may pass.
    pause : float
        Seconds before the second retry, doubled at each further one; Retry-After has the last word.
    connect, answer : float
        Seconds to wait for a connection, and for an answer.
    """

    attempts: int = 5
    pause: float = 0.5
    connect: float = 5.0
    answer: float = 120.0


def _session(patience: Patience) -> requests.Session:
    retry = Retry(
        total=patience.attempts,
        backoff_factor=patience.pause,
        status_forcelist=PASSING_FAULTS,
        # A matrix request changes nothing on the server, even when it is a POST.
        allowed_methods=("GET", "POST"),
        respect_retry_after_header=True,
        raise_on_status=False,
    )
    session = requests.Session()
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(max_retries=retry))
    return session


@dataclass(frozen=True)
class _Http:
    """One server, asked with patience."""

    address: str
    patience: Patience
    session: requests.Session

    @classmethod
    def at(cls, address: str, patience: Patience) -> Self:
        """Open a session with the server of an address."""
        return cls(address.rstrip("/"), patience, _session(patience))

    def ask(self, method: str, path: str, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401 -- of requests
        wait = (self.patience.connect, self.patience.answer)
        url = f"{self.address}/{path}"
        try:
            answer = self.session.request(method, url, timeout=wait, **arguments)
        except requests.RequestException as error:
            message = (
                f"no answer from the routing engine at {self.address} after "
                f"{self.patience.attempts + 1} attempts ({type(error).__name__}): check that it "
                "runs, or lower the size of a block"
            )
            raise RoutingError(message) from error
        return self._content(answer)

    def _content(self, answer: requests.Response) -> dict[str, Any]:
        try:
            content = answer.json()
        except ValueError as error:
            content = error
        if answer.ok and isinstance(content, dict):
            return content
        if isinstance(content, dict):
            code = content.get("code", content.get("error_code", ""))
            said = content.get("message", content.get("error", ""))
            message = (
                f"the routing engine at {self.address} refused (HTTP {answer.status_code}, "
                f"{code}): {said}{_advice(str(code))}"
            )
        elif answer.ok:
            message = f"the routing engine at {self.address} answered what is not a JSON object"
        else:
            message = (
                f"the routing engine at {self.address} answered HTTP {answer.status_code} after "
                f"{self.patience.attempts + 1} attempts at most: try again later"
            )
        raise RoutingError(message)


_ADVICE = {
    "TooBig": "; lower the size of a block, or raise --max-table-size of osrm-routed",
    "NoSegment": "; the map that the engine loaded does not cover this place",
    "NoTable": "; the map that the engine loaded may not cover these places",
    "150": "; lower the size of a block, or raise max_matrix_location_pairs of Valhalla",
    "154": "; raise max_matrix_distance of Valhalla",
    "171": "; the map that the engine loaded does not cover some place",
}


def _advice(code: str) -> str:
    return _ADVICE.get(code, "")


def _minutes(rows: object, shape: tuple[int, int], address: str) -> FloatArray:
    """Turn a nested list of seconds, null where there is no road, into minutes."""
    try:
        seconds = np.array(rows, dtype=np.float64)
    except (TypeError, ValueError) as error:
        message = f"the routing engine at {address} gave times that are not numbers: {error}"
        raise RoutingError(message) from error
    if seconds.shape != shape:
        message = (
            f"the routing engine at {address} gave a table of shape {seconds.shape} instead of "
            f"{shape}: is it another service?"
        )
        raise RoutingError(message)
    if np.isinf(seconds).any() or (seconds < 0).any():
        message = f"the routing engine at {address} gave times that are negative or infinite"
        raise RoutingError(message)
    minutes: FloatArray = seconds / SECONDS_A_MINUTE
    return minutes


@dataclass(frozen=True)
class Osrm:
    """The table service of an OSRM server (`osrm-routed`), protocol v1.

    Parameters
    ----------
    address : str
        For instance ``http://localhost:5000``.
    profile : str
    patience : Patience

    References
    ----------
    OSRM, HTTP API, Table service (project-osrm.org).
    """

    address: str
    profile: str = "driving"
    patience: Patience = field(default_factory=Patience)

    @cached_property
    def _http(self) -> _Http:
        return _Http.at(self.address, self.patience)

    @property
    def identity(self) -> str:
        """Address and profile."""
        return f"osrm {self._http.address} {self.profile}"

    def table(self, sources: FloatArray, targets: FloatArray) -> FloatArray:
        """Minutes from each source to each target.

        Parameters
        ----------
        sources, targets : array of float, shape (sources, 2) and (targets, 2)
            Longitude and latitude, degrees.

        Returns
        -------
        array of float, shape (sources, targets)
            NaN where there is no road.

        Raises
        ------
        RoutingError
            No answer, a refusal, or an answer that cannot be read.
        """
        points = np.vstack([sources, targets])
        where = ";".join(f"{lon:.5f},{lat:.5f}" for lon, lat in points)
        chosen = {
            "sources": ";".join(map(str, range(len(sources)))),
            "destinations": ";".join(map(str, range(len(sources), len(points)))),
            "annotations": "duration",
        }
        # Semicolons as they are: the engine reads them so, and encoded they make the address long.
        query = "&".join(f"{name}={value}" for name, value in chosen.items())
        content = self._http.ask("GET", f"table/v1/{self.profile}/{where}?{query}")
        if content.get("code") != "Ok":
            code, said = content.get("code"), content.get("message", "")
            message = f"the routing engine refused ({code}): {said}{_advice(str(code))}"
            raise RoutingError(message)
        shape = (len(sources), len(targets))
        return _minutes(content.get("durations"), shape, self._http.address)


@dataclass(frozen=True)
class Valhalla:
    """The matrix service of a Valhalla server (`sources_to_targets`).

    Parameters
    ----------
    address : str
        For instance ``http://localhost:8002``.
    costing : str
    patience : Patience

    References
    ----------
    Valhalla, Time-Distance Matrix service API reference (valhalla.github.io).
    """

    address: str
    costing: str = "auto"
    patience: Patience = field(default_factory=Patience)

    @cached_property
    def _http(self) -> _Http:
        return _Http.at(self.address, self.patience)

    @property
    def identity(self) -> str:
        """Address and costing."""
        return f"valhalla {self._http.address} {self.costing}"

    def table(self, sources: FloatArray, targets: FloatArray) -> FloatArray:
        """Minutes from each source to each target; see `Osrm.table`.

        Raises
        ------
        RoutingError
            No answer, a refusal, or an answer that cannot be read.
        """
        request = {
            "sources": [{"lon": lon, "lat": lat} for lon, lat in sources.round(5).tolist()],
            "targets": [{"lon": lon, "lat": lat} for lon, lat in targets.round(5).tolist()],
            "costing": self.costing,
        }
        content = self._http.ask("POST", "sources_to_targets", json=request)
        try:
            rows = [[cell["time"] for cell in row] for row in content["sources_to_targets"]]
        except (KeyError, TypeError) as error:
            message = (
                f"the routing engine at {self._http.address} gave no table of times: is it "
                "Valhalla?"
            )
            raise RoutingError(message) from error
        return _minutes(rows, (len(sources), len(targets)), self._http.address)

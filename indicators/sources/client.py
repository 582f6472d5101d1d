"""Asking the producers' servers: retries, resumption, and one clear error.

A server may be slow, cut, answer 429 or 500, or redirect for ever. What can be tried again is
tried again, a bounded number of times; a download goes on where it was cut, and the file takes its
name only once it is whole.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError
from urllib3.util import Retry

from indicators.errors import DownloadError

CHUNK = 256 * 1024
_TRY_AGAIN = (429, 500, 502, 503, 504)
_NOT_MODIFIED, _PARTIAL, _NOT_IN_RANGE = 304, 206, 416
_REDIRECTS = 5
Advance = Callable[[int, int | None], None]
"""Told, after each piece, the bytes received so far and the size of the whole where it is known."""


@dataclass(frozen=True)
class Patience:
    """How long a server is waited for.

    Parameters
    ----------
    connect, read : float
        Seconds for a connection, and between two pieces of an answer.
    attempts : int
        How many times a request is made before giving up.
    pause : float
        Seconds before the second attempt; doubled at each further one.
    longest_pause : float
        The longest pause that a server's ``Retry-After`` is granted, in seconds.
    slowest, window : float
        An answer that gives fewer than ``slowest`` bytes a second over ``window`` seconds is cut
        and taken up again: a trickle would otherwise last for ever.
    """

    connect: float = 10
    read: float = 30
    attempts: int = 5
    pause: float = 1.0
    longest_pause: float = 120
    slowest: float = 1_000
    window: float = 30


@dataclass(frozen=True)
class Received:
    """A file that a server gave, or its word that the one at hand is the last.

    Parameters
    ----------
    is_new : bool
        Whether a file was received.
    etag, modified : str
        The server's marks of this version, empty where it gives none.
    """

    is_new: bool
    etag: str = ""
    modified: str = ""


class _CutError(Exception):
    """An answer that stopped before its end: to be taken up again."""


@dataclass(frozen=True, eq=False)
class Client:
    """A client of the producers' servers.

    Parameters
    ----------
    mirror : str
        The address of a mirror, asked instead of the official sites: ``https://site/path`` becomes
        ``MIRROR/site/path``. For machines without a way out, and for tests.
    patience : Patience
        How long servers are waited for.
    largest : int
        The size in bytes beyond which a file is refused.
    """

    mirror: str = ""
    patience: Patience = field(default_factory=Patience)
    largest: int = 2_000_000_000

    @cached_property
    def _session(self) -> requests.Session:
        patience = self.patience
        retry = Retry(
            total=patience.attempts - 1,
            redirect=False,
            backoff_factor=patience.pause,
            backoff_max=patience.longest_pause,
            retry_after_max=int(patience.longest_pause),
            status_forcelist=_TRY_AGAIN,
            raise_on_status=False,
        )
        session = requests.Session()
        session.max_redirects = _REDIRECTS
        # A compressed answer could not be taken up again from a byte of the file.
        session.headers.update({"Accept-Encoding": "identity", "User-Agent": "acces-aux-soins"})
        for scheme in ("http://", "https://"):
            session.mount(scheme, HTTPAdapter(max_retries=retry))
        return session

    def through(self, address: str) -> str:
        """Give the address that is asked: the official one, or the mirror's."""
        if not self.mirror:
            return address
        parts = urlsplit(address)
        query = f"?{parts.query}" if parts.query else ""
        return f"{self.mirror.rstrip('/')}/{parts.netloc}{parts.path}{query}"

    def json(self, address: str) -> Any:  # noqa: ANN401 - whatever the producer's API answers
        """Give what an API answers.

        Raises
        ------
        DownloadError
            When the server does not answer, refuses, or answers something else than JSON.
        """
        for attempt in range(self.patience.attempts):
            self._wait(attempt)
            with self._get(address) as answer:
                _refuse_errors(address, answer)
                try:
                    return answer.json()
                except requests.JSONDecodeError:
                    msg = "the answer is not JSON: open the address to see what changed"
                    raise DownloadError(msg, address=address) from None
                except requests.RequestException:
                    continue
        raise self._cut(address)

    def fetch(
        self, address: str, target: Path, *, known: Received | None = None, advance: Advance
    ) -> Received:
        """Download a file, taking up again what was cut, this time or an earlier one.

        Parameters
        ----------
        address : str
            The official address.
        target : pathlib.Path
            The file to write; it appears whole or not at all.
        known : Received, optional
            The marks of the version at hand: the server may say that it is the last.
        advance : callable
            Told of the progress.

        Raises
        ------
        DownloadError
            When the file could not be had after all attempts; what was received stays beside the
            target, for the next time.
        """
        part = _Part(target)
        for attempt in range(self.patience.attempts):
            self._wait(attempt)
            try:
                received = self._attempt(address, part, known, advance)
            except _CutError:
                continue
            if received.is_new:
                part.become(target)
            return received
        raise self._cut(address)

    def _wait(self, attempt: int) -> None:
        if attempt:
            time.sleep(min(self.patience.pause * 2**attempt, self.patience.longest_pause))

    def _cut(self, address: str) -> DownloadError:
        msg = (
            f"cut {self.patience.attempts} times before its end: run the command again, "
            "it goes on from there"
        )
        return DownloadError(msg, address=address)

    def _attempt(
        self, address: str, part: _Part, known: Received | None, advance: Advance
    ) -> Received:
        with self._get(address, headers=part.headers() or _conditions(known)) as answer:
            if answer.status_code == _NOT_MODIFIED and known is not None:
                return Received(is_new=False, etag=known.etag, modified=known.modified)
            if answer.status_code == _NOT_IN_RANGE:
                part.forget()
                raise _CutError
            _refuse_errors(address, answer)
            self._receive(address, answer, part, advance)
            return Received(
                is_new=True,
                etag=answer.headers.get("ETag", ""),
                modified=answer.headers.get("Last-Modified", ""),
            )

    def _receive(
        self, address: str, answer: requests.Response, part: _Part, advance: Advance
    ) -> None:
        resumed = answer.status_code == _PARTIAL
        done = part.size if resumed else 0
        length = answer.headers.get("Content-Length")
        whole = done + int(length) if length and length.isdigit() else None
        if whole is not None and whole > self.largest:
            raise _too_large(address, self.largest)
        part.begin(answer, resumed=resumed)
        with part.path.open("ab" if resumed else "wb") as file:
            for piece in self._pieces(answer):
                done += len(piece)
                if done > self.largest:
                    raise _too_large(address, self.largest)
                file.write(piece)
                advance(done, whole)
        if whole is not None and done < whole:
            raise _CutError

    def _pieces(self, answer: requests.Response) -> Iterator[bytes]:
        """Give the pieces of an answer; cut it where it only trickles."""
        since, received = time.monotonic(), 0
        # read1 gives what has arrived: iter_content waits for a whole chunk, loses the beginning of
        # one that is cut, and cannot see a trickle.
        while piece := _read_some(answer):
            yield piece
            received += len(piece)
            elapsed = time.monotonic() - since
            if elapsed > self.patience.window:
                if received < self.patience.slowest * elapsed:
                    raise _CutError
                since, received = time.monotonic(), 0

    def _get(self, address: str, headers: dict[str, str] | None = None) -> requests.Response:
        try:
            return self._session.get(
                self.through(address),
                headers=headers,
                stream=True,
                timeout=(self.patience.connect, self.patience.read),
            )
        except requests.TooManyRedirects:
            msg = f"redirected more than {_REDIRECTS} times: the address no longer leads to a file"
            raise DownloadError(msg, address=address) from None
        except requests.RequestException as error:
            raise _unanswered(address, error) from None


@dataclass(frozen=True)
class _Part:
    """What was received of a file that is not whole yet, and which version it is part of."""

    target: Path

    @property
    def path(self) -> Path:
        return self.target.with_name(f"{self.target.name}.part")

    @property
    def _mark(self) -> Path:
        return self.target.with_name(f"{self.target.name}.part.version")

    @property
    def size(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    def headers(self) -> dict[str, str]:
        """Ask for the rest of the same version; for everything where that cannot be known."""
        if not self.size or not self._mark.exists():
            return {}
        try:
            version = str(json.loads(self._mark.read_text(encoding="utf-8")))
        except ValueError:
            # The disk was full when it was written.
            return {}
        return {"Range": f"bytes={self.size}-", "If-Range": version}

    def begin(self, answer: requests.Response, *, resumed: bool) -> None:
        if resumed:
            return
        # Before another mark: it must never stand beside bytes of the earlier version.
        self.forget()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        etag = answer.headers.get("ETag", "")
        strong = "" if etag.startswith("W/") else etag
        version = strong or answer.headers.get("Last-Modified", "")
        if version:
            self._mark.write_text(json.dumps(version), encoding="utf-8")

    def become(self, target: Path) -> None:
        self.path.replace(target)
        self._mark.unlink(missing_ok=True)

    def forget(self) -> None:
        self.path.unlink(missing_ok=True)
        self._mark.unlink(missing_ok=True)


def _read_some(answer: requests.Response) -> bytes:
    try:
        return bytes(answer.raw.read1(CHUNK))
    except (HTTPError, OSError):
        raise _CutError from None


def _conditions(known: Received | None) -> dict[str, str]:
    if known is None:
        return {}
    marks = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
    return {name: mark for name, mark in marks.items() if mark}


def _refuse_errors(address: str, answer: requests.Response) -> None:
    if answer.ok:
        return
    msg = f"the server answered {answer.status_code} {answer.reason}; "
    if answer.status_code in _TRY_AGAIN:
        msg += "try again later, or build with what is there (--offline)"
    else:
        msg += "look for the file's new address and correct data/sources.yml"
    raise DownloadError(msg, address=address)


def _too_large(address: str, largest: int) -> DownloadError:
    msg = f"the file is larger than {largest / 1e6:,.0f} MB and was refused"
    return DownloadError(msg, address=address)


def _unanswered(address: str, error: requests.RequestException) -> DownloadError:
    msg = (
        f"no answer ({type(error).__name__}): check the connection, "
        "or build with what is there (--offline)"
    )
    return DownloadError(msg, address=address)

"""A local server that plays the producers' sites, faults included."""

from __future__ import annotations

import contextlib
import http.server
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

TRICKLE = 0.05
"""Seconds between two bytes of an answer that trickles."""


@dataclass
class Site:
    """What the server offers, and the faults it commits before it answers well.

    A fault is ``cut``, ``trickle``, ``loop``, ``silent``, or a status (``500``, ``429``).
    """

    files: dict[str, bytes] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    etags: bool = True
    ranges: bool = True
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    address: str = ""


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def log_message(self, *_: object) -> None:
        """Say nothing on the tests' output."""

    def do_GET(self) -> None:
        site = self.site
        site.asked.append((self.path, dict(self.headers)))
        fault = site.faults.pop(0) if site.faults else ""
        content = site.files.get(self.path)
        if fault.isdigit():
            self._status(int(fault), {"Retry-After": "0"} if fault == "429" else {})
        elif fault == "loop":
            site.faults.insert(0, "loop")
            self._status(302, {"Location": self.path})
        elif fault == "silent":
            time.sleep(0.6)
            self.close_connection = True
        elif content is None:
            self._status(404, {})
        else:
            self._give(content, fault)

    def _status(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": "0"}.items():
            self.send_header(name, value)
        self.end_headers()

    def _give(self, content: bytes, fault: str) -> None:
        etag = f'"{abs(hash(content))}"'
        if self.site.etags and self.headers.get("If-None-Match") == etag:
            self._status(304, {"ETag": etag})
            return
        start = self._start(etag)
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(content) - start))
        if self.site.etags:
            self.send_header("ETag", etag)
        self.end_headers()
        rest = content[start:]
        with contextlib.suppress(OSError):
            if fault == "cut":
                self.wfile.write(rest[: len(rest) // 2])
                self.close_connection = True
            elif fault == "trickle":
                self._trickle(rest)
            else:
                self.wfile.write(rest)

    def _start(self, etag: str) -> int:
        asked = self.headers.get("Range", "")
        if not self.site.ranges or not asked or self.headers.get("If-Range") != etag:
            return 0
        return int(asked.removeprefix("bytes=").rstrip("-"))

    def _trickle(self, content: bytes) -> None:
        for byte in content:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(TRICKLE)


@contextlib.contextmanager
def serving() -> Iterator[Site]:
    """Serve a site on the loopback."""
    site = Site()
    handler: Callable[..., _Handler] = type("Handler", (_Handler,), {"site": site})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    site.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

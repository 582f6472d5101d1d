"""``/healthz``: the process answers. ``/readyz``: it serves, and which bundle."""

from __future__ import annotations

from flask import Flask, Response, jsonify

from callbacks.serving.renewal import renewal_of


def install(server: Flask) -> None:
    """Attach the two addresses."""

    @server.get("/healthz")
    def healthz() -> Response:
        return _said({"status": "ok"})

    @server.get("/readyz")
    def readyz() -> Response:
        # A damaged bundle in the folder takes no process away: the one in memory is served.
        renewal = renewal_of(server)
        said = {"status": "ready", "bundle": renewal.data.stamp}
        return _said(said | ({"refused": renewal.refused} if renewal.refused else {}))


def _said(content: dict[str, str]) -> Response:
    response = jsonify(content)
    response.cache_control.no_store = True
    return response

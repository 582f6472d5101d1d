"""``/healthz``: the process answers. ``/readyz``: it has what it needs to serve."""

from __future__ import annotations

from flask import Flask, Response, jsonify

from callbacks.serving.settings import Settings
from indicators.bundle import check_bundle
from indicators.errors import BundleError


def install(server: Flask, settings: Settings) -> None:
    """Attach the two addresses."""

    @server.get("/healthz")
    def healthz() -> Response:
        return _said({"status": "ok"})

    @server.get("/readyz")
    def readyz() -> tuple[Response, int]:
        # The bundle in memory still serves; what is asked is whether a new process could start.
        try:
            check_bundle(settings.bundle)
        except BundleError as error:
            return _said({"status": "unready", "detail": str(error)}), 503
        return _said({"status": "ready"}), 200


def _said(content: dict[str, str]) -> Response:
    response = jsonify(content)
    response.cache_control.no_store = True
    return response

"""Metrics for Prometheus, all processes together, at ``/metrics`` where the settings say so.

Behind gunicorn, ``PROMETHEUS_MULTIPROC_DIR`` names the folder where the processes write theirs
(gunicorn.conf.py makes it). It must be named before this module is imported: prometheus_client
looks for it then, and never again.
"""

from __future__ import annotations

import os
import time

from flask import Flask, Response, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

REQUESTS = Counter("http_requests", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram(
    "http_request_seconds",
    "Time that an answer took",
    ["route"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10),
)
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Counted under their names; the others, which whoever asks may make up, under one."""


def install(server: Flask) -> None:
    """Count and time the requests, and attach the address."""

    @server.before_request
    def start() -> None:
        g.metrics_started = time.perf_counter()

    @server.after_request
    def note(response: Response) -> Response:
        route = str(request.url_rule or "unknown")
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(method, route, response.status_code).inc()
        started = g.get("metrics_started")
        if started is not None:
            SECONDS.labels(route).observe(time.perf_counter() - started)
        return response

    @server.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


def _registry() -> CollectorRegistry:
    if FOLDER not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry

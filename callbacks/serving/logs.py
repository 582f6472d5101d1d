"""One structured line a request, and nothing about the person who made it.

No address of the visitor, no browser, no query string: what is logged is the route, the status,
the time that the answer took and its size.
"""

from __future__ import annotations

import logging
import time
import uuid

from flask import Flask, Response, g, request
from pythonjsonlogger.json import JsonFormatter

from callbacks.serving.settings import Settings

LOGGER = "acces_aux_soins"


def line_formatter() -> JsonFormatter:
    """Give what writes a line: JSON, with the time, how severe it is and what it says first."""
    return JsonFormatter("{asctime}{levelname}{message}", style="{", timestamp=False)


def configure(level: str) -> logging.Logger:
    """Give the logger of the server: JSON lines on standard error."""
    logger = logging.getLogger(LOGGER)
    logger.setLevel(level)
    if not logger.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(line_formatter())
        logger.addHandler(handler)
        logger.propagate = False
    return logger


def install(server: Flask, settings: Settings) -> None:
    """Log each request, and each error with a number that its answer carries too."""
    logger = configure(settings.log_level)

    @server.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @server.after_request
    def note(response: Response) -> Response:
        started = g.get("started")
        elapsed = time.perf_counter() - started if started is not None else 0.0
        logger.info(
            "request",
            extra={
                "method": request.method,
                "route": str(request.url_rule or "unknown"),
                "status": response.status_code,
                "milliseconds": round(1_000 * elapsed, 1),
                "bytes": response.calculate_content_length(),
            },
        )
        return response

    @server.errorhandler(500)
    def fail(error: BaseException) -> tuple[str, int]:
        number = uuid.uuid4().hex[:12]
        cause = getattr(error, "original_exception", None) or error
        route = str(request.url_rule or "unknown")
        logger.error("unhandled error", extra={"error": number, "route": route}, exc_info=cause)
        return f"Erreur du serveur, numéro {number}. / Server error, number {number}.\n", 500

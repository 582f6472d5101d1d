"""How many requests one visitor may make: of the API, and of the files that take work.

The pages themselves are not counted: a slider that is dragged asks often, and for little.
"""

from __future__ import annotations

from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits.errors import ConfigurationError
from werkzeug.exceptions import TooManyRequests

from callbacks.api import problems
from callbacks.serving.settings import Settings
from indicators.errors import UsageError

API = "/api/"
FILES = ("/telecharger/", "/simuler/communes.", "/simuler/note.")
"""The addresses under which an answer is a file made for the one who asks."""
MESSAGE = "Too many requests: at most {limit}. Retry-After says in how many seconds to come back."
_PLAIN = "Trop de demandes: {limit} au plus. / Too many requests: at most {limit}.\n"


def install(server: Flask, settings: Settings) -> None:
    """Count the requests by address, and refuse what is too many.

    Parameters
    ----------
    server : flask.Flask
        The server.
    settings : Settings
        The two rates, and where the counts are kept.

    Raises
    ------
    UsageError
        When the counts cannot be kept at the address of the settings.
    """
    limiter = _limiter(server, settings)
    rates = {API: settings.api_rate} | dict.fromkeys(FILES, settings.file_rate)

    @server.before_request
    def count() -> None:
        for start, rate in rates.items():
            if request.path.startswith(start):
                with limiter.shared_limit(rate, scope="api" if start == API else "files"):
                    return

    @server.errorhandler(TooManyRequests)
    def refuse(error: TooManyRequests) -> Response:
        if request.path.startswith(API):
            return problems.problem(429, error.name, MESSAGE.format(limit=error.description))
        text = _PLAIN.format(limit=error.description)
        return Response(text, status=429, content_type="text/plain; charset=utf-8")


def _limiter(server: Flask, settings: Settings) -> Limiter:
    try:
        return Limiter(
            get_remote_address,
            app=server,
            storage_uri=settings.rate_storage,
            # A storage that fails must not close the site: each process then counts for itself.
            in_memory_fallback_enabled=settings.rate_storage != "memory://",
            headers_enabled=True,
            strategy="moving-window",
        )
    except ConfigurationError as error:
        msg = f"environment variable RATE_STORAGE={settings.rate_storage!r}: {error}"
        raise UsageError(msg) from None

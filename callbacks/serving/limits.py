"""What a request may be: its size, where it arrives, and whose word is taken for its origin."""

from __future__ import annotations

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from callbacks.serving.settings import Settings


def install(server: Flask, settings: Settings) -> None:
    """Bound the size of requests; believe what the settings say of the proxies in front."""
    server.config["MAX_CONTENT_LENGTH"] = settings.largest_request
    server.config["MAX_FORM_MEMORY_SIZE"] = settings.largest_request
    if settings.base_path:
        server.wsgi_app = UnderFolder(  # type: ignore[method-assign]
            server.wsgi_app, settings.base_path
        )
    hops = settings.trusted_proxies
    if hops:
        server.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            server.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )


class UnderFolder:
    """An application that stands under a folder of its site, behind a reverse proxy.

    Some proxies leave the folder in the address that they ask for, others take it away: both are
    understood. Either way the application knows the folder, and writes it in its links.
    """

    def __init__(self, application: WSGIApplication, folder: str) -> None:
        self._application = application
        self._folder = folder

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        path = environ.get("PATH_INFO", "")
        if path == self._folder or path.startswith(f"{self._folder}/"):
            path = path.removeprefix(self._folder)
        under = {"SCRIPT_NAME": self._folder, "PATH_INFO": path or "/"}
        return self._application({**environ, **under}, start_response)

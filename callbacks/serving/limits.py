"""What a request may be: its size, and whose word is taken for its origin."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from callbacks.serving.settings import Settings


def install(server: Flask, settings: Settings) -> None:
    """Bound the size of requests; believe the headers of the proxies that the settings name."""
    server.config["MAX_CONTENT_LENGTH"] = settings.largest_request
    server.config["MAX_FORM_MEMORY_SIZE"] = settings.largest_request
    hops = settings.trusted_proxies
    if hops:
        server.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            server.wsgi_app, x_for=hops, x_proto=hops, x_host=hops, x_prefix=hops
        )

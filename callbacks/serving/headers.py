"""The headers that keep a page from loading, or being loaded by, anything from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import re

from flask import Flask, Response

_INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*/json)[^>]*>(.*?)</script>", re.DOTALL)

_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def inline_script_hashes(page: str) -> list[str]:
    """Give the hashes of the scripts that a page holds, as a policy names them."""
    digests = [hashlib.sha256(script.encode()).digest() for script in _INLINE.findall(page)]
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def content_security_policy(inline_scripts: list[str]) -> str:
    """Write the policy: everything from the server itself, and only the scripts that it wrote.

    Inline styles are allowed: Plotly and Mantine write the size and the colour of what they draw
    in ``style`` attributes. ``data:`` and ``blob:`` images are those that an export makes.
    """
    directives = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", *inline_scripts]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def install(server: Flask, inline_scripts: list[str]) -> None:
    """Put the headers on every answer."""
    policy = content_security_policy(inline_scripts)

    @server.after_request
    def protect(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", policy)
        for name, value in _FIXED.items():
            response.headers.setdefault(name, value)
        return response

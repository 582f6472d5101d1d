"""Style sheets and scripts that a browser keeps: each has an address that its content gives."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path

from flask import Flask, Response, request

from callbacks.serving.plotly_script import ONE_YEAR

_DATED = re.compile(r"/assets/([^\"?]+)\?m=[^\"]+")
"""The address of an asset as Dash writes it: with the time of its file, which a copy changes."""


def stamped(page: str, folder: Path) -> str:
    """Give each asset that a page names the address of its content.

    Parameters
    ----------
    page : str
        What Dash writes of style sheets or of scripts.
    folder : pathlib.Path
        Where the assets are.
    """
    return _DATED.sub(lambda found: f"/assets/{found[1]}?v={_stamp_of(folder / found[1])}", page)


def _stamp_of(path: Path) -> str:
    told = path.stat()
    return _hashed(path, told.st_mtime_ns, told.st_size)


@lru_cache(maxsize=256)
def _hashed(path: Path, _time: int, _size: int) -> str:
    """Hash a file, again where its time or its size is another."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def install(server: Flask, folder: Path) -> None:
    """Have an asset kept for a year where it is asked for by the address of its content."""

    @server.after_request
    def keep(response: Response) -> Response:
        name = request.path.removeprefix("/assets/")
        is_sent = name != request.path and response.status_code == HTTPStatus.OK
        # Asked for once it is sent: an address that cannot be read was refused before.
        asked = request.args.get("v") if is_sent else None
        if asked and asked == _stamp_of(folder / name):
            response.cache_control.no_cache = None
            response.cache_control.public = True
            response.cache_control.max_age = ONE_YEAR
            response.cache_control.immutable = True
        return response

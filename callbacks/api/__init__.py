"""The read-only API: the same observations, statuses and sources as the pages.

A blueprint on the dashboard's own server. Its parameters and answers are pydantic models, which
check what comes in and describe what goes out: pydantic writes them in the very dialect of JSON
Schema that OpenAPI 3.1 uses, so that the document is drawn from what runs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import NotFound

from callbacks.api import problems, resources
from callbacks.api.answers import as_csv, as_json, kind_asked, listed, part_of, tagged
from callbacks.api.document import document
from callbacks.api.parameters import (
    ObservationParameters,
    Paged,
    Parameters,
    TerritoryParameters,
    read,
)
from callbacks.api.resources import Rows
from callbacks.state import Data
from layouts.api import reference_page

VERSION = "1.0.0"
BASE = "/api/v1"
_LISTS: dict[str, tuple[type[Paged], Callable[[Data, Any], Rows]]] = {
    "indicators": (Paged, lambda data, asked: resources.indicators(data, asked.lang)),
    "territories": (TerritoryParameters, resources.territories),
    "observations": (ObservationParameters, resources.observations),
    "sources": (Paged, lambda data, asked: resources.sources(data, asked.lang)),
}
"""Each list: the parameters that it takes, and how it is made."""


def register(server: Flask, data: Data) -> None:
    """Attach the API to a server."""
    blueprint = Blueprint("api", __name__, url_prefix=BASE)
    _add_lists(blueprint, data)
    _add_single(blueprint, data)
    _add_document(blueprint, data)
    _add_nowhere(blueprint)
    problems.register(server, blueprint)
    server.register_blueprint(blueprint)


def _add_lists(blueprint: Blueprint, data: Data) -> None:
    @blueprint.get("/<any(indicators, territories, observations, sources):name>")
    @blueprint.get("/<any(indicators, territories, observations, sources):name>.<suffix>")
    def give(name: str, suffix: str | None = None) -> Response:
        kind = kind_asked(suffix)
        model, make = _LISTS[name]
        asked = read(model, request.args)

        def write() -> Response:
            rows = make(data, asked)
            part = part_of(len(rows.frame), asked, kind)
            if kind == "csv":
                return as_csv(rows.table(part.rows), part, name)
            return listed(rows.objects(part.rows), part)

        return tagged(data.stamp + VERSION, kind, write)


def _add_single(blueprint: Blueprint, data: Data) -> None:
    @blueprint.get("/")
    def entry() -> Response:
        read(Parameters, request.args)
        names = [*_LISTS, "openapi.json", "docs"]
        content = {
            "title": "Accès aux soins",
            "version": VERSION,
            "departements": data.bundle.departements,
            "links": {name: f"{data.root}{BASE}/{name}" for name in names},
        }
        return tagged(data.stamp + VERSION, "json", lambda: as_json(content))

    @blueprint.get("/indicators/<name>")
    def one(name: str) -> Response:
        asked = read(Parameters, request.args)
        if name not in data.catalogue.indicators:
            known = f"{data.root}{BASE}/indicators"
            msg = f"There is no indicator {name[:60]!r}; {known} lists them."
            raise NotFound(msg)
        content = resources.indicator(data, name, asked.lang)
        return tagged(data.stamp + VERSION, "json", lambda: as_json(content))


def _add_document(blueprint: Blueprint, data: Data) -> None:
    def described() -> dict[str, Any]:
        known = data.catalogue.indicators
        held = [name for name in known if (name, "commune") in data.bundle.years]
        return document(VERSION, data.root + BASE, sorted(known), held[:1])

    @blueprint.get("/openapi.json")
    def openapi() -> Response:
        return tagged(data.stamp + VERSION, "json", lambda: as_json(described()))

    @blueprint.get("/docs")
    def docs() -> Response:
        lang = read(Parameters, request.args).lang
        return Response(
            reference_page(described(), lang, data.root), content_type="text/html; charset=utf-8"
        )


def _add_nowhere(blueprint: Blueprint) -> None:
    @blueprint.get("/<path:anything>")
    def nowhere(anything: str) -> Response:
        entry = f"{request.script_root}{BASE}/"
        msg = f"There is nothing at {anything[:60]!r}; {entry} lists what there is."
        raise NotFound(msg)

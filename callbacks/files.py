"""Plain addresses of the server: contours and downloads."""

from __future__ import annotations

import hashlib

from flask import Flask, Response, abort, request

from callbacks.state import Data
from indicators import export
from indicators.selection import Selection, select
from layouts.view import read_view

ONE_YEAR = 31_536_000
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
    "parquet": "application/vnd.apache.parquet",
}


def register(server: Flask, data: Data) -> None:
    """Attach the addresses."""

    @server.get("/contours/<departement>/<level>.json")
    def contours(departement: str, level: str) -> Response:
        content = data.geojson(departement, level)
        if content is None:
            abort(404)
        response = Response(content, mimetype="application/geo+json")
        response.cache_control.public = True
        response.cache_control.max_age = ONE_YEAR
        response.cache_control.immutable = True
        response.set_etag(hashlib.sha256(content).hexdigest()[:16])
        return response.make_conditional(request)

    @server.get("/telecharger/carte.<kind>")
    def download(kind: str) -> Response:
        if kind not in _TYPES:
            abort(404)
        view = read_view(request.query_string.decode(), data.bundle, data.catalogue).view
        selection = Selection(view.indicator, view.level, view.departement, view.year)
        frame = select(data.bundle, data.catalogue, selection)
        made = export.table(frame, data.catalogue, lang=view.lang, view=f"/{view.to_query()}")
        content = (
            export.to_metadata(made)
            if kind == "json"
            else export.write(made, kind, data.bundle.contours)  # type: ignore[arg-type]
        )
        name = f"{view.indicator}-{view.level}-{view.departement}-{view.year}.{kind}"
        response = Response(content, content_type=_TYPES[kind])
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

"""Plain addresses of the server: contours and downloads."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import cast

import pandas as pd
from flask import Flask, Response, abort, request

from callbacks import carte, charts, donnees, evolutions
from callbacks.api.problems import problem
from callbacks.state import Data, not_shown
from indicators import export
from indicators.catalogue import LEVELS
from indicators.errors import UsageError
from indicators.perimeter import FRANCE
from indicators.selection import years_of
from layouts.carte.charts import scatter_table
from layouts.carte.table import table as table_of_map
from layouts.donnees_print import printed
from layouts.reading import read_view
from layouts.texts import translator
from layouts.view import LANGUAGES, NAMES, View

ONE_YEAR = 31_536_000
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
}


_PATHS = {"carte": "/", "evolutions": "/evolutions", "donnees": "/donnees"}
_FRAMES: dict[str, Callable[[Data, View], pd.DataFrame]] = {
    "carte": carte.listed,
    "evolutions": lambda data, view: evolutions.frame(data.context(view)),
    "donnees": donnees.frame,
}
"""The frame behind each page that offers files: what is downloaded is what is shown."""
_TOLD = 200
"""Characters of a wrong part of an address that are told back."""


def register(server: Flask, data: Data) -> None:
    """Attach the addresses."""

    @server.before_request
    def refuse_unreadable() -> None:
        try:
            request.query_string.decode()
        except UnicodeDecodeError:
            abort(400, "This address is not UTF-8.")

    _register_contours(server, data)
    _register_tables(server, data)
    _register_downloads(server, data)


def _register_contours(server: Flask, data: Data) -> None:
    @server.get("/contours/<departement>/<level>.json")
    def contours(departement: str, level: str) -> Response:
        content = data.geojson(departement, level)
        if content is None:
            abort(404)
        response = Response(content, mimetype="application/geo+json")
        response.cache_control.public = True
        # A process that does not hold the asked contours yet gives those it has, to keep for once.
        is_asked = request.args.get("v") == data.contours_stamp
        response.cache_control.max_age = ONE_YEAR if is_asked else 0
        response.cache_control.immutable = is_asked
        response.set_etag(hashlib.sha256(content).hexdigest()[:16])
        response.make_conditional(request)
        return response


def _register_tables(server: Flask, data: Data) -> None:
    """Attach the tables that a page fetches when they are opened."""

    @server.get("/tableau/carte.html")
    def table() -> Response:
        view = read_view(request.query_string.decode(), data.bundle, data.catalogue).view
        content = table_of_map(
            data.context(view), carte.listed(data, view), carte.title(data, view)
        )
        return Response(content, mimetype="text/html")

    @server.get("/donnees/imprimer.html")
    def on_paper() -> Response:
        reading = read_view(request.query_string.decode(), data.bundle, data.catalogue)
        view = donnees.settled(data, reading.view)
        wrong = not_shown(view, reading, request.args)
        if wrong:
            return refusal(data, view, wrong)
        try:
            listed = donnees.listing(data, view)
        except UsageError:
            return refusal(data, view, [f"{NAMES['table']}={view.table}"])
        return Response(printed(data.context(view), listed), mimetype="text/html")

    @server.get("/tableau/nuage.html")
    def scatter() -> Response:
        view = read_view(request.query_string.decode(), data.bundle, data.catalogue).view
        crossing = charts.crossing_of(data, view)
        if crossing is None:
            abort(404)
        return Response(scatter_table(data.context(view), crossing), mimetype="text/html")


def _register_downloads(server: Flask, data: Data) -> None:
    @server.get("/telecharger/<page>.<kind>")
    def download(page: str, kind: str) -> Response:
        if kind not in _TYPES or page not in _FRAMES:
            abort(404)
        reading = read_view(request.query_string.decode(), data.bundle, data.catalogue)
        view = reading.view
        settled = donnees.settled(data, view) if page == "donnees" else view
        wrong = not_shown(settled, reading, request.args)
        if wrong:
            return refusal(data, view, wrong)
        try:
            frame = _FRAMES[page](data, view)
        except UsageError:
            return refusal(data, view, [f"{NAMES['table']}={view.table}"])
        address = f"{request.host_url.rstrip('/')}{data.context(view).address(_PATHS[page])}"
        made = export.table(
            frame, data.catalogue, lang=view.lang, view=address, without=_without(page, view)
        )
        response = Response(_content(data, made, kind), content_type=_TYPES[kind])
        name = f"{_stem(page, view)}.{kind}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def _without(page: str, view: View) -> list[str]:
    return view.hidden_columns if page == "donnees" else []


def refusal(data: Data, view: View, wrong: list[str]) -> Response:
    """Answer 400, telling which parts of the address were not understood and what is allowed."""
    allowed = _allowed(data, view)
    told = [part[:_TOLD] for part in wrong]
    errors = []
    for part in told:
        name, _, given = part.partition("=")
        known = {"allowed": allowed[name]} if name in allowed else {}
        errors.append({"parameter": name, "given": given, **known})
    t = translator(view.lang)
    title = t("Pas de fichier: adresse mal comprise")
    detail = t(
        "Pas de fichier: cette partie de l'adresse n'a pas été comprise, {parts}. "
        "Reprenez le lien de la page.",
        parts=", ".join(told),
    )
    return problem(400, title, detail, errors=errors)


def _allowed(data: Data, view: View) -> dict[str, list[str]]:
    """List what the parts of an address may be, where there are few."""
    return {
        NAMES["indicator"]: list(data.catalogue.indicators),
        NAMES["level"]: list(LEVELS),
        NAMES["year"]: [str(year) for year in years_of(data.bundle, view.indicator, view.level)],
        NAMES["departement"]: [*data.bundle.departements, FRANCE],
        NAMES["lang"]: list(LANGUAGES),
    }


def _content(data: Data, made: export.Table, kind: str) -> bytes:
    if kind == "json":
        return export.to_metadata(made)
    return export.write(made, cast("export.Format", kind), data.bundle.contours)


def _stem(page: str, view: View) -> str:
    if page == "donnees":
        place = view.territory or view.departement
        others = len(view.indicators) - 1
        named = f"{view.indicator}+{others}" if others else view.indicator
        return f"{named}-{view.level}-{place}-{view.years or view.year}"
    if page == "carte":
        compared = f"-{view.compare.replace(':', '-')}" if view.compare else ""
        return f"{view.indicator}-{view.level}-{view.departement}-{view.year}{compared}"
    return f"{view.indicator}-{view.territory or view.departement}"

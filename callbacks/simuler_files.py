"""Plain addresses of the page Simuler: its table, its files, its note."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, Response, abort, request

from callbacks.files import refusal
from callbacks.simulation import has_base, simulate
from callbacks.state import Data
from indicators import export
from indicators.scenario.columns import fragility_columns
from indicators.scenario.metadata import metadata
from layouts.reading import read_view
from layouts.simuler.note import note, table
from layouts.simuler.shown import Simulation
from layouts.view import NAMES

DECIMALS = 6
_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def register(server: Flask, data: Data) -> None:
    """Attach the addresses."""

    def asked() -> Simulation:
        reading = read_view(request.query_string.decode(), data.bundle, data.catalogue)
        if reading.problems:
            abort(refusal(data, reading.view, list(reading.problems)))
        if not has_base(data, reading.view):
            abort(404)
        shown = simulate(data, reading.view)
        wrong = _left_out(shown, request.args)
        if wrong:
            abort(refusal(data, reading.view, wrong))
        return shown

    @server.get("/simuler/note.html")
    def simulation_note() -> Response:
        return Response(note(asked()), mimetype="text/html")

    @server.get("/simuler/tableau.html")
    def simulation_table() -> Response:
        return Response(table(asked()), mimetype="text/html")

    @server.get("/simuler/communes.<kind>")
    def simulation_rows(kind: str) -> Response:
        if kind not in _TYPES:
            abort(404)
        shown = asked()
        made = rows_shown(shown, request.host_url.rstrip("/"))
        content = export.to_csv(made) if kind == "csv" else export.to_metadata(made)
        response = Response(content, content_type=_TYPES[kind])
        name = f"simulation-{shown.context.view.departement}-{shown.base.year}.{kind}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def _left_out(shown: Simulation, asked: Mapping[str, str]) -> list[str]:
    """List the parts of an address that its scenario leaves out: no file tells another one."""
    held = shown.context.view
    is_wrong = {
        "year": asked.get(NAMES["year"]) != str(held.year),
        "added": bool(shown.refused),
        "removed": bool(shown.refused),
        "retirement": bool(shown.unpublished),
    }
    return [
        f"{NAMES[field]}={asked[NAMES[field]]}"
        for field, wrong in is_wrong.items()
        if wrong and NAMES[field] in asked
    ]


def rows_shown(shown: Simulation, site: str) -> export.Table:
    """Give what the map shows as a table with its metadata, which names the page's address."""
    lang = shown.context.lang
    about = metadata(shown.outcome, shown.span, shown.threshold, lang=lang)
    about["view"] = f"{site}{shown.context.address('/simuler')}"
    if shown.fragility is None:
        return export.Table(shown.rows.round(DECIMALS), about)
    about["columns"] = {name: text.in_(lang) for name, text in fragility_columns().items()}
    return export.Table(shown.fragility.round(DECIMALS), about)

"""From an address to a page, and from the view back to the address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import dash_mantine_components as dmc
from dash import (
    MATCH,
    ClientsideFunction,
    Dash,
    Input,
    Output,
    State,
    dcc,
    html,
)
from dash.exceptions import PreventUpdate
from flask import has_request_context, request

from callbacks import carte, donnees, evolutions, fiche, methode, recit, simuler, sources
from callbacks.state import Data
from layouts.carte.comparing import indicators_shown as on_the_map
from layouts.context import Context
from layouts.fiche.page import indicators_shown
from layouts.markup import Child
from layouts.notices import (
    base_replaced,
    level_replaced,
    not_built,
    not_understood,
    year_replaced,
)
from layouts.reading import Reading, read_view
from layouts.search import matching, search_id, typed_id
from layouts.shell import shell
from layouts.view import as_dict

PAGES = {
    "/": carte.page,
    "/evolutions": evolutions.page,
    "/fiche": fiche.page,
    "/recit": recit.page,
    "/simuler": simuler.page,
    "/donnees": donnees.page,
    "/methode": methode.page,
    "/sources": sources.page,
}
_SETTLED = {"/donnees": donnees.settled, "/simuler": simuler.settled}
"""The view that a page shows, where it is not the one of the address: another year, say."""
_INDICATORS = {
    "/": on_the_map,
    "/fiche": indicators_shown,
    "/recit": recit.indicators_shown,
    "/simuler": simuler.indicators_shown,
    "/donnees": donnees.indicators_shown,
}
"""What a page shows beside the indicator in view."""


def page_at(data: Data, path: str, query: str) -> tuple[list[Child], dict[str, Any], str]:
    """Give the page at an address with all that surrounds it, its view, and the view's query."""
    reading = read_view(query, data.bundle, data.catalogue)
    known = path if path in PAGES else "/"
    problems = reading.problems if known == path else (*reading.problems, path)
    page = PAGES[known](data, reading.view)
    settled = _SETTLED[known](data, reading.view) if known in _SETTLED else reading.view
    context = data.context(reading.view)
    notices = (
        *not_understood(context, problems),
        *_replaced(known, context, data.context(settled), reading),
        *not_built(context, reading.not_built),
    )
    shown = _INDICATORS[known](context) if known in _INDICATORS else None
    whole = shell(context, known, page, notices, shown)
    return whole, as_dict(settled), settled.to_query()


def _replaced(path: str, read: Context, settled: Context, reading: Reading) -> list[Child]:
    """Say what of the address a page that shows one millésime has replaced by another."""
    if path == "/simuler":
        return base_replaced(settled, reading.year_asked)
    if path not in {"/", "/donnees"}:
        return []
    level = level_replaced(read, reading.level_asked)
    return level + year_replaced(settled, reading.year_asked)


def layout(data: Data) -> dmc.MantineProvider:
    """Give what Dash asks for first: the page whose address asks, with all that surrounds it.

    A browser that does not tell the address gets an empty page, which ``route`` then fills.
    """
    asking = _asking()
    whole, view, query = page_at(data, *_split(data, *asking)) if asking else ([], None, None)
    return dmc.MantineProvider(
        [
            dcc.Location(id="url", refresh="callback-nav"),
            dcc.Store(id="written", data=asking),
            dcc.Store(id="view", data=view),
            dcc.Store(id="address", data=query),
            dcc.Store(id="shown"),
            html.Div(whole, id="shell"),
        ],
        defaultColorScheme="auto",
    )


def _asking() -> list[str]:
    """Give the path and the query of the page that asks; nothing where it is not told."""
    referrer = (has_request_context() and request.referrer) or ""
    try:
        told = urlsplit(referrer)
    except ValueError:
        return []
    is_known = bool(told.netloc) and told.netloc == request.host
    return [told.path, f"?{told.query}" if told.query else ""] if is_known else []


def _split(data: Data, path: str, query: str) -> tuple[str, str]:
    return path.removeprefix(data.root) or "/", query


def register(app: Dash, data: Data) -> None:
    """Attach the routing, the search and the address."""
    _listen_to_address(app, data)
    _listen_to_search(app, data)
    app.clientside_callback(
        ClientsideFunction("address", "show"),
        Output("shown", "data"),
        Input("address", "data"),
    )


def _listen_to_address(app: Dash, data: Data) -> None:
    @app.callback(
        Output("shell", "children"),
        Output("view", "data", allow_duplicate=True),
        Output("address", "data", allow_duplicate=True),
        Output("written", "data"),
        Input("url", "pathname"),
        Input("url", "search"),
        State("written", "data"),
        prevent_initial_call="initial_duplicate",
    )
    def route(path: str, query: str, written: list[str]) -> tuple[object, ...]:
        asked = [path, query or ""]
        if asked == written:
            raise PreventUpdate
        return *page_at(data, *_split(data, *asked)), asked


def _listen_to_search(app: Dash, data: Data) -> None:
    app.clientside_callback(
        ClientsideFunction("choosing", "typed"),
        Output(typed_id(MATCH), "data"),
        Input(search_id(MATCH), "searchValue"),
        State(search_id(MATCH), "data"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(search_id(MATCH), "data"),
        Input(typed_id(MATCH), "data"),
        State(search_id(MATCH), "data"),
        State(search_id(MATCH), "value"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def search(
        text: str, options: list[dict[str, str]], value: str | None, stored: dict[str, Any]
    ) -> list[dict[str, str]]:
        context = data.context(data.restored(stored))
        listed = matching(context, text)
        chosen = [one for one in options or [] if one["value"] == value]
        return listed + [one for one in chosen if one not in listed]

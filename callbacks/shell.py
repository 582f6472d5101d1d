"""From an address to a page, and from the view back to the address."""

from __future__ import annotations

from typing import Any

from dash import MATCH, ClientsideFunction, Dash, Input, Output, State, no_update

from callbacks import carte, donnees, evolutions, fiche, methode, recit, simuler, sources
from callbacks.state import Data
from layouts.fiche.page import indicators_shown
from layouts.notices import not_built, not_understood
from layouts.reading import read_view
from layouts.search import matching, search_id
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
_INDICATORS = {"/fiche": indicators_shown, "/recit": recit.indicators_shown}
"""What a page shows beside the indicator in view."""


def page_at(data: Data, path: str, query: str) -> tuple[list[Any], dict[str, Any], str]:
    """Give the page at an address with all that surrounds it, its view, and the view's query."""
    reading = read_view(query, data.bundle, data.catalogue)
    known = path if path in PAGES else "/"
    problems = reading.problems if known == path else (*reading.problems, path)
    page = PAGES[known](data, reading.view)
    context = data.context(reading.view)
    notices = (*not_understood(context, problems), *not_built(context, reading.not_built))
    shown = _INDICATORS[known](context) if known in _INDICATORS else None
    whole = shell(context, known, page, notices, shown)
    return whole, as_dict(reading.view), reading.view.to_query()


def register(app: Dash, data: Data) -> None:
    """Attach the routing, the search and the address."""

    @app.callback(
        Output("shell", "children"),
        Output("view", "data", allow_duplicate=True),
        Output("address", "data", allow_duplicate=True),
        Input("url", "pathname"),
        Input("url", "search"),
        prevent_initial_call="initial_duplicate",
    )
    def route(path: str, query: str) -> tuple[Any, Any, str]:
        return page_at(data, path.removeprefix(data.root) or "/", query or "")

    @app.callback(
        Output(search_id(MATCH), "data"),
        Input(search_id(MATCH), "searchValue"),
        State(search_id(MATCH), "data"),
        State(search_id(MATCH), "value"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def search(
        text: str | None, options: list[dict[str, str]], value: str | None, stored: dict[str, Any]
    ) -> Any:  # noqa: ANN401
        if not text or any(one["label"] == text for one in options or []):
            return no_update
        context = data.context(data.restored(stored))
        listed = matching(context, text)
        chosen = [one for one in options or [] if one["value"] == value]
        return listed + [one for one in chosen if one not in listed]

    app.clientside_callback(
        ClientsideFunction("address", "show"),
        Output("shown", "data"),
        Input("address", "data"),
        prevent_initial_call=True,
    )

"""From a territory that the map in view does not frame to the page that frames it.

A page is left by its whole address (``url.href``), never by ``url.search`` alone: the address that
the browser shows is written without ``dcc.Location``, which would then go back to the one it knew.
"""

from __future__ import annotations

from typing import Any

from dash import ALL, Dash, Input, Output, State, callback_context, set_props
from dash.exceptions import PreventUpdate

from callbacks.state import Data, chosen
from layouts.context import Context
from layouts.search import option, search_id

FRAMED = ("/", "/evolutions")
"""The pages that change in place while the département stays, and anew where it does not."""


def show_in_search(context: Context, page: str, written: str | None) -> None:
    """Write the territory in view in the search of a page, where another one stands there.

    An indicator that only TVS have moves the view from a commune to the TVS that holds it.

    Parameters
    ----------
    context : Context
        The view that the page comes to show.
    page : str
        The page, as ``layouts.search.search_id`` takes it.
    written : str, optional
        What stands in the search: ``level:code``.
    """
    place = option(context, context.place)
    if context.view.territory and place["value"] != written:
        set_props(search_id(page), {"data": [place], "value": place["value"]})


def register(app: Dash, data: Data) -> None:
    """Attach the callback."""

    @app.callback(
        Output("url", "href", allow_duplicate=True),
        Input(search_id(ALL), "value"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def frame(values: list[str | None], stored: dict[str, Any]) -> str:
        found = callback_context.triggered_id
        if not found or found["page"] not in FRAMED or not values[0]:
            raise PreventUpdate
        view = data.restored(stored, **chosen(data.bundle, values[0], stored))
        if view.departement == stored["departement"]:
            raise PreventUpdate
        return data.context(view).address(found["page"])

"""From the territory that a search or a map gives to the page that shows it, framed as it must be.

A page is left by its whole address (``url.href``), never by ``url.search`` alone: the address that
the browser shows is written without ``dcc.Location``, which would then go back to the one it knew.
"""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, callback_context, no_update, set_props
from dash.exceptions import PreventUpdate

from callbacks.state import Data, chosen
from layouts.context import Context
from layouts.search import option, search_id
from layouts.view import as_dict


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


def leave(context: Context, page: str) -> tuple[object, ...]:
    """Open a page at another département's address, and change nothing of the one that is left.

    Parameters
    ----------
    context : Context
        The view that the page is to show.
    page : str
        The page whose callback asks.
    """
    set_props("url", {"href": context.address(page)})
    return (no_update,) * len(callback_context.outputs_list)


def lead_to(app: Dash, data: Data, page: str, path: str) -> None:
    """Have the search of a page open another one, at the territory that was found.

    Parameters
    ----------
    app : Dash
    data : Data
    page : str
        The page, as ``layouts.search.search_id`` takes it.
    path : str
        The path of the page that is opened.
    """

    @app.callback(
        Output("url", "href", allow_duplicate=True),
        Input(search_id(page), "value"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def show(place: str | None, stored: dict[str, Any]) -> str:
        view = data.restored(stored, **chosen(data.bundle, place, stored))
        if as_dict(view) == stored:
            raise PreventUpdate
        return data.context(view).address(path)

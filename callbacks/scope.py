"""From a territory that the map in view does not frame to the page that frames it.

A page is left by its whole address (``url.href``), never by ``url.search`` alone: the address that
the browser shows is written without ``dcc.Location``, which would then go back to the one it knew.
"""

from __future__ import annotations

from dash import callback_context, no_update, set_props

from layouts.context import Context
from layouts.search import option, search_id


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

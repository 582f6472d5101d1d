"""The page Sources; its search leads to the map."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from callbacks.state import Data, chosen
from layouts import sources
from layouts.markup import Child
from layouts.search import search_id
from layouts.view import View, as_dict

PATH = "/sources"


def page(data: Data, view: View) -> list[Child]:
    """Give the whole page for a view."""
    return sources.page(data.context(view), datetime.now(UTC).date())


def register(app: Dash, data: Data) -> None:
    """Attach the page's callback."""

    @app.callback(
        Output("url", "href", allow_duplicate=True),
        Input(search_id(PATH), "value"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def show_on_map(place: str | None, stored: dict[str, Any]) -> str:
        view = data.restored(stored, **chosen(data.bundle, place, stored))
        if as_dict(view) == stored:
            raise PreventUpdate
        return data.context(view).address("/")

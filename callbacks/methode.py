"""The page Méthode; its search leads to the map."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from callbacks.state import Data, chosen
from indicators.apl_parameters import load_parameters
from indicators.measured import open_apl_comparisons, travel_time_errors
from layouts.markup import Child
from layouts.methode.page import Measured
from layouts.methode.page import page as whole_page
from layouts.search import search_id
from layouts.view import View, as_dict

PATH = "/methode"


def page(data: Data, view: View) -> list[Child]:
    """Give the whole page for a view."""
    measured = Measured(load_parameters(), open_apl_comparisons(), travel_time_errors())
    return whole_page(data.context(view), measured)


def register(app: Dash, data: Data) -> None:
    """Attach the page's callback."""

    @app.callback(
        Output("url", "href"),
        Input(search_id(PATH), "value"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def show_on_map(place: str | None, stored: dict[str, Any]) -> str:
        view = data.restored(stored, **chosen(data.bundle, place, stored))
        if as_dict(view) == stored:
            raise PreventUpdate
        return data.context(view).address("/")

"""The page Récit du département; its search leads to the sheet."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from callbacks.state import Data, chosen
from indicators.story import load_story
from layouts import recit
from layouts.context import Context
from layouts.markup import Child
from layouts.search import search_id
from layouts.view import View, as_dict

PATH = "/recit"


def page(data: Data, view: View) -> list[Child]:
    """Give the whole page for a view."""
    return recit.page(data.context(view), load_story(view.departement))


def indicators_shown(context: Context) -> list[str]:
    """List the indicators of the story, for the sources of the page."""
    story = load_story(context.view.departement)
    return story.indicators if story else [context.view.indicator]


def register(app: Dash, data: Data) -> None:
    """Attach the page's callback."""

    @app.callback(
        Output("url", "href", allow_duplicate=True),
        Input(search_id(PATH), "value"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def show_its_sheet(place: str | None, stored: dict[str, Any]) -> str:
        view = data.restored(stored, **chosen(data.bundle, place, stored))
        if as_dict(view) == stored:
            raise PreventUpdate
        return data.context(view).address("/fiche")

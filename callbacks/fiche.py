"""The page Fiche territoire: from a territory to its sheet."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from callbacks.state import Data, chosen
from layouts.fiche import page as fiche
from layouts.markup import Child
from layouts.search import search_id
from layouts.shell import footer
from layouts.view import View, as_dict

PATH = "/fiche"


def page(data: Data, view: View) -> list[Child]:
    """Give the whole page for a view."""
    return fiche.page(data.context(view))


def register(app: Dash, data: Data) -> None:
    """Attach the page's callback."""

    @app.callback(
        Output("sheet", "children"),
        Output("brand-place", "children", allow_duplicate=True),
        Output("footer", "children", allow_duplicate=True),
        Output("view", "data", allow_duplicate=True),
        Output("address", "data", allow_duplicate=True),
        Input(search_id(PATH), "value"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def show(place: str | None, stored: dict[str, Any]) -> tuple[object, ...]:
        view = data.restored(stored, **chosen(data.bundle, place, stored))
        if as_dict(view) == stored:
            raise PreventUpdate
        context = data.context(view)
        return (
            fiche.content(context),
            context.departement.name,
            footer(context, fiche.indicators_shown(context)),
            as_dict(view),
            view.to_query(),
        )

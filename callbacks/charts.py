"""The charts under the map: sent when they are opened, and when the view changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State

from callbacks.state import Data
from indicators.distribution import paired
from indicators.selection import years_of
from layouts.carte.charts import Crossing, charts
from layouts.carte.shown import Shown
from layouts.markup import Child
from layouts.view import View, with_year_held


def crossing_of(data: Data, view: View) -> Crossing | None:
    """Give the second indicator of the scatter, at the nearest millésime, and both values."""
    if not view.scatter or not years_of(data.bundle, view.scatter, view.level):
        return None
    other = with_year_held(replace(view, indicator=view.scatter), data.bundle)
    frame = data.frame(other)
    return Crossing(data.context(other), frame, paired(data.frame(view), frame))


def content(data: Data, shown: Shown) -> list[Child]:
    """Give the charts of a view."""
    return charts(shown, crossing_of(data, shown.context.view))


def register(app: Dash, data: Data, shown_of: Callable[[View], Shown]) -> None:
    """Attach the callback that sends the charts."""
    app.clientside_callback(
        ClientsideFunction("choosing", "opened"),
        Output("charts-asked", "data"),
        Input("charts-summary", "n_clicks"),
        Input("view", "data"),
        State("charts-start", "data"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output("charts", "children"), Input("charts-asked", "data"), prevent_initial_call=True
    )
    def send(asked: dict[str, Any]) -> list[Child]:
        return content(data, shown_of(data.restored(asked)))

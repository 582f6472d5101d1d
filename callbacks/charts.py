"""The charts under the map: sent when they are opened, and when the view changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from callbacks.state import Data
from indicators.distribution import paired
from indicators.selection import years_of
from layouts.carte.charts import charts
from layouts.carte.shown import Shown
from layouts.view import View, with_year_held


def pairs_of(data: Data, view: View) -> pd.DataFrame | None:
    """Give the values of the two indicators of the scatter, at the nearest millésimes."""
    if not view.scatter or not years_of(data.bundle, view.scatter, view.level):
        return None
    other = with_year_held(replace(view, indicator=view.scatter), data.bundle)
    return paired(data.frame(view), data.frame(other))


def content(data: Data, shown: Shown) -> list[Any]:
    """Give the charts of a view."""
    return charts(shown, pairs_of(data, shown.context.view))


def register(app: Dash, data: Data, shown_of: Callable[[View], Shown]) -> None:
    """Attach the callback that sends the charts."""

    @app.callback(
        Output("charts", "children"),
        Input("charts-summary", "n_clicks"),
        Input("view", "data"),
        State("charts-start", "data"),
        prevent_initial_call=True,
    )
    def send(clicks: int | None, stored: dict[str, Any], starts_open: bool) -> list[Any]:  # noqa: FBT001
        is_open = ((clicks or 0) % 2 == 1) != starts_open
        if not is_open:
            raise PreventUpdate
        return content(data, shown_of(data.restored(stored)))

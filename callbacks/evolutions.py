"""The page Évolutions: from an indicator or a territory to its chart."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from callbacks.scope import leave, show_in_search
from callbacks.state import Data, chosen
from indicators import portrait
from indicators.trend_measures import Base, measured_from
from layouts import evolutions
from layouts.context import Context
from layouts.figures.trend import Line
from layouts.markup import Child
from layouts.search import matching, search_id
from layouts.shell import footer
from layouts.trend_lines import drawn
from layouts.view import View, as_dict


def page(data: Data, view: View) -> list[Child]:
    """Give the whole page for a view."""
    return evolutions.page(data.context(view))


def frame(context: Context) -> pd.DataFrame:
    """Give the frame behind the chart, for its files."""
    shown = drawn(context)
    if not shown.lines:
        return context.bundle.rows(codes=[]).assign(name="")
    rows = [_rows(context, line, shown.base) for line in shown.lines]
    return pd.concat(rows, ignore_index=True)


def _rows(context: Context, line: Line, base: Base | None) -> pd.DataFrame:
    """Give the observations of a line, with its index and its change where it is measured."""
    rows = portrait.rows(context.bundle, context.view.indicator, line.place)
    is_drawn = rows["period"].isin([one.period for one in line.points])
    held = rows[is_drawn].assign(name=line.place.name)
    if base is None:
        return held
    measured = {
        one.point.period: (one.index, one.change_percent)
        for one in measured_from(line.points, base, context.indicator)
    }
    index, change = zip(*(measured[period] for period in held["period"]), strict=True)
    return held.assign(index=index, change_percent=change)


def register(app: Dash, data: Data) -> None:
    """Attach the page's callbacks."""
    _listen_to_choices(app, data)
    _listen_to_other_territories(app, data)


def _listen_to_choices(app: Dash, data: Data) -> None:
    @app.callback(
        Output("trend", "children"),
        Output("trend-indicator", "data"),
        Output("footer", "children", allow_duplicate=True),
        Output("view", "data", allow_duplicate=True),
        Output("address", "data", allow_duplicate=True),
        Input("trend-indicator", "value"),
        Input(search_id("/evolutions"), "value"),
        Input("trend-compared", "value"),
        Input("trend-measure", "value"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def update(
        indicator: str, place: str | None, others: list[str], measure: str, stored: dict[str, Any]
    ) -> tuple[object, ...]:
        changes = {**chosen(data.bundle, place, stored), "indicator": indicator}
        changes |= {"compared": ",".join(others or []), "measure": measure}
        view = data.restored(stored, **changes)
        if as_dict(view) == stored:
            raise PreventUpdate
        context = data.context(view)
        if view.departement != stored["departement"]:
            return leave(context, "/evolutions")
        show_in_search(context, "/evolutions", place)
        return (
            evolutions.content(context),
            evolutions.indicator_options(context),
            footer(context, [indicator]),
            as_dict(view),
            view.to_query(),
        )


def _listen_to_other_territories(app: Dash, data: Data) -> None:
    @app.callback(
        Output("trend-compared", "data"),
        Input("trend-compared", "searchValue"),
        State("trend-compared", "data"),
        State("trend-compared", "value"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def search(
        text: str | None,
        options: list[dict[str, str]],
        values: list[str],
        stored: dict[str, Any],
    ) -> list[dict[str, str]]:
        # A choice empties the field before its value is known here: its option has to stay.
        if not text:
            raise PreventUpdate
        kept = [one for one in options or [] if one["value"] in (values or [])]
        found = matching(data.context(data.restored(stored)), text)
        return [*kept, *[one for one in found if one not in kept]]

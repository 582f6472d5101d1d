"""The page Données: from a control, a filter or a sort to the rows of the table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from callbacks.state import Data
from indicators.errors import UsageError
from indicators.grid_query import apply_query, parse_query, query_of
from indicators.portrait import territory
from indicators.selection import select
from layouts import data_table, donnees
from layouts.context import Context
from layouts.data_table import GRID
from layouts.donnees import Listing
from layouts.markup import Child
from layouts.notices import year_replaced
from layouts.scope import frame_of
from layouts.search import search_id
from layouts.shell import footer
from layouts.view import ALL_YEARS, HIDEABLE, View, as_dict, with_year_held

PATH = "/donnees"


def settled(data: Data, view: View) -> View:
    """Replace the level by one of which the territory in view holds territories."""
    levels = donnees.levels_inside(data.context(view))
    if levels and view.level not in levels:
        view = replace(view, level=levels[0])
    return with_year_held(_with_numbers(data, view), data.bundle)


def _with_numbers(data: Data, view: View) -> View:
    """List nothing beside classes, and no indicator beside itself."""
    is_alone = bool(data.catalogue.indicator(view.indicator).categories)
    return replace(view, others="" if is_alone else ",".join(view.indicators[1:]))


def located(data: Data, view: View, place: str | None) -> View:
    """Put the search's ``level:code`` in a view; its level only where the code is not enough."""
    level, _, code = (place or "").partition(":")
    framed = frame_of(data.bundle, territory(data.bundle, code, level)) if code else {}
    departement = framed.get("departement", view.departement)
    plain = replace(view, departement=departement, territory=code, territory_level="")
    if not code or settled_place(data, plain) == level:
        return plain
    return replace(plain, territory_level=level)


def settled_place(data: Data, view: View) -> str:
    """Give the level of the territory in view once the view is settled."""
    return data.context(settled(data, view)).place.level


def listing(data: Data, view: View) -> Listing:
    """Give what the table lists, for a settled view.

    Raises
    ------
    UsageError
        When the filter names a column that the table does not have.
    """
    context = data.context(view)
    frames = [select(data.bundle, data.catalogue, one) for one in donnees.selections(context)]
    frame = pd.concat(frames, ignore_index=True)
    table = data_table.words(context, frame)
    query = parse_query(view.table)
    return Listing(frame, table, apply_query(table, query), query)


def fitting(data: Data, view: View) -> tuple[View, Listing]:
    """Give a view that can be listed: what its filter says of other columns is left out."""
    view = settled(data, view)
    whole = listing(data, replace(view, table=""))
    query = parse_query(view.table).within(whole.table)
    kept = apply_query(whole.table, query)
    return replace(view, table=query.to_text()), replace(whole, kept=kept, query=query)


def page(data: Data, view: View) -> list[Child]:
    """Give the whole page for a view."""
    shown, listed = fitting(data, view)
    return donnees.page(data.context(shown), listed)


def frame(data: Data, view: View) -> pd.DataFrame:
    """Give the observations that the table shows, in its order, for its files.

    Raises
    ------
    UsageError
        When the filter names a column that the table does not have.
    """
    listed = listing(data, view)
    return listed.frame.loc[listed.kept.index]


def indicators_shown(context: Context) -> list[str]:
    """List the indicators of the table, for the sources of the page."""
    return context.view.indicators


def register(app: Dash, data: Data) -> None:
    """Attach the page's callbacks."""
    _listen_to_controls(app, data)
    _listen_to_grid(app, data)


def _listen_to_controls(app: Dash, data: Data) -> None:
    @app.callback(
        Output("data-content", "children"),
        Output("brand-place", "children", allow_duplicate=True),
        Output("data-indicator", "value"),
        Output("data-level", "data"),
        Output("data-level", "value"),
        Output("data-year", "data"),
        Output("data-year", "value"),
        Output("data-others", "data"),
        Output("data-others", "value"),
        Output("footer", "children", allow_duplicate=True),
        Output("view", "data", allow_duplicate=True),
        Output("address", "data", allow_duplicate=True),
        inputs={
            "chosen": {
                "indicator": Input("data-indicator", "value"),
                "level": Input("data-level", "value"),
                "year": Input("data-year", "value"),
                "others": Input("data-others", "value"),
                "columns": Input("data-columns", "value"),
                "place": Input(search_id(PATH), "value"),
            },
            "stored": State("view", "data"),
        },
        prevent_initial_call=True,
    )
    def choose(chosen: dict[str, Any], stored: dict[str, Any]) -> tuple[object, ...]:
        changes = _changes(chosen, stored)
        asked = data.restored(stored, **changes)
        view, listed = fitting(data, located(data, asked, chosen["place"]))
        if as_dict(view) == stored:
            raise PreventUpdate
        context = data.context(view)
        return (
            [*year_replaced(context, changes["year"]), *donnees.content(context, listed)],
            context.departement.name,
            view.indicator,
            donnees.level_options(context),
            view.level,
            donnees.year_options(context),
            donnees.year_value(context),
            donnees.other_options(context),
            view.indicators[1:],
            footer(context, view.indicators),
            as_dict(view),
            view.to_query(),
        )


def _changes(chosen: dict[str, Any], stored: dict[str, Any]) -> dict[str, Any]:
    """Read the controls as fields of the view."""
    every = chosen["year"] == ALL_YEARS
    return {
        "indicator": chosen["indicator"],
        "level": chosen["level"],
        "years": ALL_YEARS if every else "",
        "year": stored["year"] if every else int(chosen["year"]),
        "others": ",".join(chosen["others"]),
        "hidden": ",".join(name for name in HIDEABLE if name not in chosen["columns"]),
    }


def _listen_to_grid(app: Dash, data: Data) -> None:
    @app.callback(
        Output(GRID, "getRowsResponse"),
        Output("data-count", "children"),
        Output("data-files", "children"),
        Output("view", "data", allow_duplicate=True),
        Output("address", "data", allow_duplicate=True),
        Input(GRID, "getRowsRequest"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def rows(request: dict[str, Any] | None, stored: dict[str, Any]) -> tuple[object, ...]:
        if request is None:
            raise PreventUpdate
        view = settled(data, data.restored(stored))
        try:
            query = query_of(request["filterModel"], request["sortModel"])
            view = replace(view, table=query.to_text())
            listed = listing(data, view)
        except UsageError:
            said = donnees.refusal(data.context(view))
            return {"rowData": [], "rowCount": 0}, said, [], no_update, no_update
        context = data.context(view)
        block = listed.kept.iloc[request["startRow"] : request["endRow"]]
        answer = {"rowData": data_table.cells(context, block), "rowCount": len(listed.kept)}
        if as_dict(view) == stored and request["startRow"]:
            return answer, no_update, no_update, no_update, no_update
        return (
            answer,
            donnees.count(context, listed),
            donnees.files(context),
            as_dict(view),
            view.to_query(),
        )

"""A territory of one's own and the filters: from clicks, frames and lists to sets of communes."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, callback_context, no_update

from callbacks.state import Data
from indicators.filters import matching, read_filter, years_of_conditions
from indicators.own_territory import (
    Area,
    area_of,
    composed,
    read_pasted,
    read_selection,
    write_selection,
)
from indicators.selection import Selection
from layouts.carte.compose import compared
from layouts.carte.settings import setting
from layouts.carte.shown import Filtered, OwnTerritory
from layouts.context import Context
from layouts.view import View


def own_territory(data: Data, context: Context) -> OwnTerritory | None:
    """Give the reader's own territory, if there is one."""
    view = context.view
    if not view.selection:
        return None
    area = area_of(data.bundle, view.departement)
    codes = read_selection(view.selection, area)
    people = data.people("commune").counts.reindex(list(codes)).sum()
    values = composed(data.bundle, data.catalogue, codes, area, compared(context))
    return OwnTerritory(codes, int(people), values)


def filtered(data: Data, view: View) -> Filtered | None:
    """Give the territories that meet the conditions of a view, if there are any conditions."""
    if not view.filter:
        return None
    conditions = read_filter(view.filter)
    asked = Selection(view.indicator, view.level, view.departement, view.year)
    years = years_of_conditions(data.bundle, conditions, view.level, view.year)
    return Filtered(conditions, years, matching(data.bundle, data.catalogue, conditions, asked))


def register(app: Dash, data: Data) -> None:
    """Attach the callback that composes a territory."""

    @app.callback(
        Output(setting("selection"), "value"),
        Output("compose-message", "children"),
        Output("compose-epci", "value"),
        Output("map", "clickData"),
        Input("composed", "data"),
        Input("map", "selectedData"),
        Input("compose-epci", "value"),
        Input("compose-add", "n_clicks"),
        Input("compose-clear", "n_clicks"),
        State("compose-text", "value"),
        State(setting("selection"), "value"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def compose(
        clicked: dict[str, Any] | None,
        framed: dict[str, Any] | None,
        epci: str | None,
        _add: int | None,
        _clear: int | None,
        text: str | None,
        selection: str,
        stored: dict[str, Any],
    ) -> tuple[object, ...]:
        context = data.context(data.restored(stored))
        area = area_of(data.bundle, context.view.departement)
        held = set(read_selection(selection or "", area))
        message = ""
        asked = set(callback_context.triggered_prop_ids)
        if "compose-clear.n_clicks" in asked:
            held = set()
        elif "compose-epci.value" in asked and epci:
            held |= set(read_selection(epci, area))
        elif "compose-add.n_clicks" in asked:
            found, unknown = read_pasted(text or "", area)
            held |= set(found)
            message = _pasted_message(context, found, unknown)
        elif "map.selectedData" in asked:
            held |= _communes(area, framed)
        elif "composed.data" in asked:
            held ^= _communes(area, clicked)
        else:
            return no_update, no_update, no_update, no_update
        return write_selection(sorted(held), area), message, None, None


def _communes(area: Area, picked: dict[str, Any] | None) -> set[str]:
    """Give the communes that were clicked or framed; those of an EPCI that was."""
    codes = {point.get("location") for point in (picked or {"points": []})["points"]}
    rows = area.communes
    return set(rows.loc[rows["code"].isin(codes) | rows["epci"].isin(codes), "code"])


def _pasted_message(context: Context, found: list[str], unknown: list[str]) -> str:
    told = context.t("{count} communes reconnues.", count=len(set(found)))
    if not unknown:
        return told
    parts = ", ".join(unknown[:10])
    return f"{told} {context.t('Pas reconnu: {parts}.', parts=parts)}"

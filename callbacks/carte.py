"""The page Carte: from a control or a click to the values on the map."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import ALL, ClientsideFunction, Dash, Input, Output, State, callback_context, no_update
from dash.exceptions import PreventUpdate

from callbacks import charts, comparing, compose
from callbacks.map_parts import map_parts
from callbacks.map_settings import changes_of, classes_message
from callbacks.scope import lead_to, leave, show_in_search
from callbacks.shown import shown
from callbacks.state import Data, chosen
from callbacks.written import patch_of, written_patch
from indicators.comparison import difference
from layouts.card import card
from layouts.carte.caption import title as map_title
from layouts.carte.comparing import difference_title, second_map
from layouts.carte.controls import year_title
from layouts.carte.page import page as whole_page
from layouts.carte.page import page_without_map
from layouts.carte.settings import setting
from layouts.components import download_address
from layouts.context import Context
from layouts.figures.choropleth import Drawing, map_figure, outline_patch
from layouts.markup import Child
from layouts.search import WITHOUT_MAP, search_id
from layouts.shading import Shading
from layouts.view import View, as_dict

_SETTINGS_AT = 4
"""Which input of the page's callback the settings are: their ids come with their values."""
_UPDATED = (
    Output("map", "figure"),
    Output("map-legend", "children"),
    Output("layers-legend", "children"),
    Output("filter-result", "children"),
    Output("own-panel", "children"),
    Output("beside", "children"),
    Output("compare-message", "children"),
    Output("carte", "className"),
    Output(setting("compare-year"), "data"),
    Output("map-tools", "data-name"),
    Output("map-title", "children"),
    Output("map-figure", "aria-label"),
    Output("map-source", "children"),
    Output("card", "children"),
    Output("definition", "children"),
    Output("year", "min"),
    Output("year", "max"),
    Output("year", "marks"),
    Output("year", "value"),
    Output("year", "disabled"),
    Output("year-title", "children"),
    Output("level", "children"),
    Output("level", "value"),
    Output("download-carte", "href"),
    Output("download-carte-metadata", "href"),
    Output("footer", "children"),
    Output("view", "data"),
    Output("address", "data"),
    Output("classes-message", "children"),
)
"""What a change of the map's controls may change, in the order of ``_updates``."""
_LAYER_FIELDS = ("layers", "symbols", "level", "year")
"""The fields of the view that change what is drawn over the values."""

_MAP_FIELDS = ("indicator", *_LAYER_FIELDS, "compare", "classes", "palette", "filter", "selection")
"""The fields of the view that change the second map; a click does not."""


def page(data: Data, view: View) -> list[Child]:
    """Give the whole page for a view."""
    context = data.context(view)
    if not context.has_map:
        return page_without_map(context, _card(data, context, None))
    here = shown(data, context)
    shapes = data.shapes(view.departement, view.level, view.lang)
    figure = map_figure(
        context,
        here.frame,
        shapes,
        data.outline(view),
        data.towns(view.departement),
        drawing=Drawing(here.shading, here.layers.drawn, here.inside),
    )
    beside = comparing.second_figure(data, here)
    opened = charts.content(data, here) if view.scatter else []
    shaded = here.shading if here.shading.between is None else None
    return whole_page(here, figure, beside, _card(data, context, shaded), opened)


def _card(data: Data, context: Context, shaded: Shading | None) -> list[Child]:
    """Give the card: it tells values, also where the map shows a difference."""
    return card(context, data.peers(context.view), shaded)


def listed(data: Data, view: View) -> pd.DataFrame:
    """Give the rows that the maps show bright: those of the table and of the files."""
    frame = data.frame(view)
    other = comparing.other_view(data, view)
    if (less := comparing.subtracted(data, view)) is not None:
        frame = difference(frame, data.frame(less))
    elif other is not None:
        frame = pd.concat([frame, data.frame(other)], ignore_index=True)
    kept = compose.filtered(data, view)
    return frame if kept is None else frame[frame["code"].isin(kept.codes)]


def title(data: Data, view: View) -> str:
    """Name what the map shows: the difference, where it shows one."""
    context, less = data.context(view), comparing.subtracted(data, view)
    return map_title(context) if less is None else difference_title(context, less.year)


def register(app: Dash, data: Data) -> None:
    """Attach the page's callbacks."""
    compose.register(app, data)
    charts.register(app, data, lambda view: shown(data, data.context(view)))
    _listen_to_controls(app, data)
    _listen_to_clicks(app)
    lead_to(app, data, WITHOUT_MAP, "/")
    app.clientside_callback(
        ClientsideFunction("tables", "fill"),
        Output("map-table", "title"),
        Input("map-summary", "n_clicks"),
        Input("address", "data"),
        prevent_initial_call=True,
    )


def _listen_to_controls(app: Dash, data: Data) -> None:
    @app.callback(
        *_UPDATED,
        Input("indicator", "value"),
        Input("year", "value"),
        Input("level", "value"),
        Input(search_id("/"), "value"),
        Input(setting(ALL), "value"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def update(
        indicator: str,
        year: int,
        level: str,
        place: str | None,
        values: list[Any],
        stored: dict[str, Any],
    ) -> tuple[object, ...]:
        changes: dict[str, Any] = {"indicator": indicator, "year": year, "level": level}
        listed = callback_context.inputs_list[_SETTINGS_AT]
        names = [one["id"]["name"] for one in listed]
        settings = dict(zip(names, values, strict=True))
        changes |= changes_of(settings)
        if search_id("/") in callback_context.triggered_prop_ids.values():
            changes |= chosen(data.bundle, place, stored)
        view = data.restored(stored, **changes)
        message = classes_message(data.context(view), settings)
        if as_dict(view) == stored and not message:
            raise PreventUpdate
        context = data.context(view)
        if view.departement != stored["departement"]:
            return leave(context, "/")
        show_in_search(context, "/", place)
        return (*_updates(data, context, stored, asked=year), message)


def _listen_to_clicks(app: Dash) -> None:
    app.clientside_callback(
        ClientsideFunction("choosing", "clicked"),
        Output(search_id("/"), "value"),
        Output(search_id("/"), "data", allow_duplicate=True),
        Output("composed", "data"),
        Input("map", "clickData"),
        Input("map-beside", "clickData", allow_optional=True),
        Input("scatter", "clickData", allow_optional=True),
        State("compose", "checked"),
        State("view", "data"),
        State("level", "children"),
        prevent_initial_call=True,
    )


def _updates(
    data: Data, context: Context, stored: dict[str, Any], *, asked: int
) -> tuple[object, ...]:
    """Give what each output of the page becomes; what does not change is not sent."""
    view = context.view
    same_level = view.level == stored["level"]
    same_indicator = view.indicator == stored["indicator"]
    same_layers = not any(getattr(view, name) != stored[name] for name in _LAYER_FIELDS)
    same_maps = not any(getattr(view, name) != stored[name] for name in _MAP_FIELDS)
    steady = same_level and same_indicator
    parts = map_parts(data, view, level=not same_level)
    part = parts.outputs
    layers = [] if same_layers else parts.layers
    return (
        patch_of([*parts.values, *written_patch(outline_patch(data.outline(view))), *layers]),
        part["legend"],
        no_update if same_layers else part["layers_legend"],
        part["filter_result"],
        part["own_panel"],
        no_update if same_maps else _second(data, context),
        part["compare_message"],
        part["page_class"],
        part["compare_years"],
        part["image_name"],
        part["heading"],
        part["alternative"],
        part["source_line"],
        _card(data, context, parts.shading),
        no_update if same_indicator else part["definition"],
        *(no_update if steady else part[name] for name in ("min", "max", "marks")),
        view.year,
        no_update if steady else part["disabled"],
        year_title(context, asked),
        no_update if same_indicator else part["level_radios"],
        view.level,
        download_address(context, "carte", "csv"),
        download_address(context, "carte", "json"),
        part["footer"],
        as_dict(view),
        view.to_query(),
    )


def _second(data: Data, context: Context) -> list[Child]:
    """Give the second map, if there is one: its figure outlines the territory in view."""
    if not context.view.compare:
        return []
    here = shown(data, context)
    return second_map(here, comparing.second_figure(data, here))

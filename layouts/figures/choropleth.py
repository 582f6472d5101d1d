"""The map: one SVG choropleth with discrete colours, shapes by address, values by Patch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from dash import Patch

from indicators.classes import class_of
from layouts.colours import COAST, LAND, MISSING, OUTLINE, SUPPRESSED
from layouts.context import Context
from layouts.figures.theme import TEMPLATE
from layouts.shading import Shading, shading

CONTEXT, MISSING_TRACE, SUPPRESSED_TRACE, VALUES, SELECTED, TOWNS = range(6)
_LABEL_ROOM = 0.18
"""Degrees that half a town's name takes: nearer to the edge, the name stands to the right."""
_AFTER_BREAK = 1e-6
"""A value equal to a break takes the colour below it."""


@dataclass(frozen=True)
class Frame:
    """What the map frames, in degrees."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Outline:
    """The contour of the territory in view, rings parted by gaps, in degrees."""

    lon: tuple[float | None, ...] = ()
    lat: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Shapes:
    """Where the browser fetches the contours, and what they frame."""

    territories: str
    neighbours: str
    neighbour_codes: tuple[str, ...]
    frame: Frame


def map_figure(
    context: Context,
    frame: pd.DataFrame,
    shapes: Shapes,
    outline: Outline,
    towns: pd.DataFrame,
    *,
    shaded: Shading | None = None,
) -> go.Figure:
    """Draw the whole map.

    Parameters
    ----------
    context : Context
        The view.
    frame : pandas.DataFrame
        The frame behind the view, a row for each territory.
    shapes : Shapes
        Addresses of the contours.
    outline : Outline
        The contour of the territory in view.
    towns : pandas.DataFrame
        ``name, lon, lat`` of the towns that are named on the map.
    shaded : Shading, optional
        The classes; those that the view asks for unless given.
    """
    traces = [
        _neighbours(shapes),
        _without_value(context, "missing", MISSING, shapes),
        _without_value(context, "suppressed", SUPPRESSED, shapes),
        go.Choropleth(geojson=shapes.territories, marker={"line": _line(0.4)}, showscale=False),
        _selected(outline),
        _towns(towns, shapes.frame),
    ]
    figure = go.Figure(traces)
    for index, changes in values_of(context, frame, shaded).items():
        figure.data[index].update(changes)
    figure.update_layout(_layout(context, shapes.frame))
    return figure


def map_patch(
    context: Context,
    frame: pd.DataFrame,
    shapes: Shapes,
    outline: Outline,
    *,
    level: bool,
    shaded: Shading | None = None,
) -> Patch:
    """Give what changes on the map: values, colours and the territory in view; shapes if asked."""
    patch = Patch()
    for index, changes in values_of(context, frame, shaded, names=level).items():
        for name, value in changes.items():
            patch["data"][index][name] = value
    patch["data"][SELECTED]["lon"] = outline.lon
    patch["data"][SELECTED]["lat"] = outline.lat
    if level:
        for index in (MISSING_TRACE, SUPPRESSED_TRACE, VALUES):
            patch["data"][index]["geojson"] = shapes.territories
    return patch


def values_of(
    context: Context, frame: pd.DataFrame, shaded: Shading | None = None, *, names: bool = True
) -> dict[int, dict[str, Any]]:
    """Give, for each trace, the values that the view puts in it."""
    known = frame[frame["value"].notna()]
    entry = context.indicator
    shaded = shaded or shading(context, [frame["value"]])
    breaks = list(shaded.breaks)
    scale = _scale(frame["value"], shaded)
    changes: dict[str, Any] = {
        "z": _rounded(known["value"], entry.decimals, breaks).tolist(),
        "customdata": [context.status_name(status) for status in known["status"]],
        "hovertemplate": _hover(context),
        **scale,
    }
    if names or len(known) != len(frame):
        changes |= {"locations": known["code"].tolist(), "text": known["name"].tolist()}
    return {
        MISSING_TRACE: _codes(frame[frame["status"] == "missing"]),
        SUPPRESSED_TRACE: _codes(frame[frame["status"] == "suppressed"]),
        VALUES: changes,
    }


def _codes(rows: pd.DataFrame) -> dict[str, Any]:
    return {
        "locations": rows["code"].tolist(),
        "z": [0] * len(rows),
        "text": rows["name"].tolist(),
    }


def _rounded(values: pd.Series, decimals: int, breaks: list[float]) -> pd.Series:
    """Round the values, to send less, except those that rounding would move to another class."""
    rounded = values.round(decimals)
    return rounded.where(class_of(rounded, breaks) == class_of(values, breaks), values)


def _scale(known: pd.Series, shaded: Shading) -> dict[str, Any]:
    """Write the classes as a colour scale that is constant between two breaks."""
    breaks = shaded.breaks
    values = [*known.dropna().tolist(), *breaks, 0.0]
    low, high = min(values) - 1, max(values) + 1
    edges = [0.0, *[(b + _AFTER_BREAK - low) / (high - low) for b in breaks], 1.0]
    scale = []
    for k, colour in enumerate(shaded.colours):
        scale += [[edges[k], colour], [edges[k + 1], colour]]
    return {"zmin": low, "zmax": high, "colorscale": scale}


def _hover(context: Context) -> str:
    entry = context.indicator
    year = context.view.year
    producers = {context.catalogue.sources[name].producer for name in entry.sources}
    source = ", ".join(sorted(producers))
    value = "%{z:,." + str(entry.decimals) + "f} " + context.say(entry.unit)
    if entry.categories:
        value = context.say(entry.label)
    return (
        f"<b>%{{text}}</b><br>{value}<br>"
        f"{context.t('millésime {year}', year=year)} · %{{customdata}} · {source}<extra></extra>"
    )


def _line(width: float, colour: str = OUTLINE) -> dict[str, Any]:
    return {"width": width, "color": colour}


def _neighbours(shapes: Shapes) -> go.Choropleth:
    return go.Choropleth(
        geojson=shapes.neighbours,
        locations=list(shapes.neighbour_codes),
        z=[0] * len(shapes.neighbour_codes),
        colorscale=[[0, LAND], [1, LAND]],
        marker={"line": _line(0.8, COAST)},
        hoverinfo="skip",
        showscale=False,
    )


def _without_value(context: Context, status: str, colour: str, shapes: Shapes) -> go.Choropleth:
    return go.Choropleth(
        geojson=shapes.territories,
        colorscale=[[0, colour], [1, colour]],
        marker={"line": _line(0.4)},
        hovertemplate=f"<b>%{{text}}</b><br>{context.status_name(status)}<extra></extra>",
        showscale=False,
    )


def _selected(outline: Outline) -> go.Scattergeo:
    return go.Scattergeo(
        lon=outline.lon,
        lat=outline.lat,
        mode="lines",
        line=_line(3, "#111111"),
        hoverinfo="skip",
        showlegend=False,
    )


def _towns(towns: pd.DataFrame, frame: Frame) -> go.Scattergeo:
    near_west = towns["lon"] - frame.west < _LABEL_ROOM
    return go.Scattergeo(
        lon=towns["lon"].round(3).tolist(),
        lat=towns["lat"].round(3).tolist(),
        text=[f"<b>{name}</b>" for name in towns["name"]],
        mode="markers+text",
        textposition=near_west.map({True: "middle right", False: "top center"}).tolist(),
        textfont={"size": 11, "color": "#111111", "shadow": "#fff 0 0 3px, #fff 0 0 3px"},
        marker={"size": 4, "color": "#111111", "line": {"width": 1, "color": "#ffffff"}},
        hoverinfo="skip",
        showlegend=False,
    )


def _layout(context: Context, frame: Frame) -> dict[str, Any]:
    return {
        "geo": {
            "projection": {"type": "mercator"},
            "lonaxis": {"range": [frame.west, frame.east]},
            "lataxis": {"range": [frame.south, frame.north]},
            "visible": False,
        },
        "autosize": True,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "template": TEMPLATE,
        "separators": ", " if context.lang == "fr" else ".,",
        "uirevision": context.view.departement,
        "dragmode": "pan",
        "clickmode": "event",
    }

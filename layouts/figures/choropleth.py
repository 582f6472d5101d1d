"""The map: one SVG choropleth with discrete colours, shapes by address, values by Patch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import Patch

from indicators.classes import class_of
from layouts.colours import COAST, LAND, MISSING, OUTLINE, SUPPRESSED
from layouts.context import Context
from layouts.figures.hover import hover
from layouts.figures.map_layers import (
    Layers,
    contracts_trace,
    outlines_trace,
    places_of,
    places_trace,
    selected_trace,
    surroundings_trace,
    symbols_of,
    symbols_trace,
    territories_of,
    towns_trace,
)
from layouts.figures.place_names import Frame
from layouts.figures.theme import Figure, Trace, figure_of
from layouts.shading import Shading, shading

(
    CONTEXT,
    MISSING_TRACE,
    SUPPRESSED_TRACE,
    VALUES,
    EPCI,
    CONTRACTS,
    SELECTED,
    SURROUNDINGS,
    SYMBOLS,
    PLACES,
    TOWNS,
) = range(11)
DIMMED = 0.18
"""Opacity of what lies outside of a filter or of the reader's territory."""
_AFTER_BREAK = 1e-6
"""A value equal to a break takes the colour below it."""


@dataclass(frozen=True)
class Outline:
    """The contour of the territory in view, rings parted by gaps, in degrees."""

    lon: tuple[float | None, ...] = ()
    lat: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Shapes:
    """Where the browser fetches the contours, what they frame, and what surrounds them.

    Parameters
    ----------
    territories, neighbours, epci, towns : str
        Addresses of GeoJSON: the territories that are coloured, the neighbouring départements,
        the EPCI and the towns with the zoom from which each is named.
    neighbour_codes : tuple of str
        The neighbouring départements.
    frame : Frame
        What the map frames.
    names : tuple of (str, float, float)
        What surrounds it: name, longitude, latitude.
    """

    territories: str
    neighbours: str
    neighbour_codes: tuple[str, ...]
    frame: Frame
    epci: str
    towns: str
    names: tuple[tuple[str, float, float], ...] = ()


@dataclass(frozen=True, eq=False)
class Drawing:
    """How the values are coloured and what is drawn over them.

    Parameters
    ----------
    shaded : Shading, optional
        The classes; those that the view asks for unless given.
    layers : Layers, optional
        What is drawn over the values.
    inside : frozenset of str, optional
        The territories that stay bright: the others are dimmed.
    """

    shaded: Shading | None = None
    layers: Layers | None = None
    inside: frozenset[str] | None = None


def map_figure(
    context: Context,
    frame: pd.DataFrame,
    shapes: Shapes,
    outline: Outline,
    towns: pd.DataFrame,
    *,
    drawing: Drawing | None = None,
) -> Figure:
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
    drawing : Drawing, optional
        The classes and the layers; the classes that the view asks for unless given.
    """
    traces = [
        _neighbours(shapes),
        _without_value(context, "missing", MISSING, shapes),
        _without_value(context, "suppressed", SUPPRESSED, shapes),
        _values(shapes),
        outlines_trace(shapes.epci),
        contracts_trace(shapes.epci),
        selected_trace(),
        surroundings_trace(shapes.names, shapes.frame),
        symbols_trace(),
        places_trace(),
        towns_trace(towns, shapes.frame),
    ]
    drawing = drawing or Drawing()
    changes = values_of(context, frame, drawing.shaded) | layers_of(drawing.layers or Layers())
    changes[SELECTED] = {"lon": outline.lon, "lat": outline.lat}
    for index, told in changes.items():
        for name, value in told.items():
            _at(traces[index], name, value)
    bright = _bright(frame, drawing.inside)
    if bright is not None:
        traces[VALUES]["selectedpoints"] = bright
    return figure_of(traces, _layout(context, shapes))


def map_patch(
    context: Context,
    frame: pd.DataFrame,
    shapes: Shapes,
    *,
    level: bool,
    drawing: Drawing | None = None,
) -> Patch:
    """Give what changes of the values of a map, and their colours; names and contours if asked."""
    drawing = drawing or Drawing()
    patch = _patched(values_of(context, frame, drawing.shaded, names=level))
    if level:
        for index in (MISSING_TRACE, SUPPRESSED_TRACE, VALUES):
            patch["data"][index]["geojson"] = shapes.territories
    patch["data"][VALUES]["selectedpoints"] = _bright(frame, drawing.inside)
    return patch


def outline_patch(outline: Outline) -> Patch:
    """Give what changes of a map where another territory is in view."""
    return _patched({SELECTED: {"lon": outline.lon, "lat": outline.lat}})


def layers_patch(layers: Layers) -> Patch:
    """Give what changes of a map where other layers are drawn over its values."""
    return _patched(layers_of(layers))


def _patched(changes: dict[int, dict[str, Any]]) -> Patch:
    patch = Patch()
    for index, told in changes.items():
        for name, value in told.items():
            _at(patch["data"][index], name, value)
    return patch


def _bright(frame: pd.DataFrame, inside: frozenset[str] | None) -> list[int] | None:
    """Give the places, among the values that are drawn, of what is not dimmed; none: all."""
    if inside is None:
        return None
    codes = frame.loc[frame["value"].notna(), "code"]
    return [k for k, code in enumerate(codes) if code in inside]


def _at(trace: Any, name: str, value: Any) -> None:  # noqa: ANN401 - a trace, or its Patch
    *path, last = name.split(".")
    for step in path:
        trace = trace[step]
    trace[last] = value


def layers_of(layers: Layers) -> dict[int, dict[str, Any]]:
    """Give, for each trace over the values, what the view puts in it."""
    return {
        EPCI: territories_of(layers.epci),
        CONTRACTS: territories_of(layers.contracts),
        SYMBOLS: symbols_of(layers.symbols),
        PLACES: places_of(layers.places),
    }


def values_of(
    context: Context, frame: pd.DataFrame, shaded: Shading | None = None, *, names: bool = True
) -> dict[int, dict[str, Any]]:
    """Give, for each trace, the values that the view puts in it."""
    known = frame[frame["value"].notna()]
    entry = context.indicator
    shaded = shaded or shading(context, [frame["value"]])
    breaks = list(shaded.breaks)
    scale = _scale(frame["value"], shaded)
    said = hover(context, known, shaded.between)
    changes: dict[str, Any] = {
        "z": _rounded(known["value"], entry.decimals, breaks).tolist(),
        "customdata": said.told,
        "hovertemplate": said.template,
        **scale,
    }
    if names or len(known) != len(frame):
        changes |= {"locations": known["code"].tolist(), "text": known["name"].tolist()}
    return {
        MISSING_TRACE: _codes(frame[frame["status"] == "missing"]),
        SUPPRESSED_TRACE: _codes(frame[frame["status"] == "suppressed"]),
        VALUES: changes,
    }


def _values(shapes: Shapes) -> Trace:
    return {
        "type": "choropleth",
        "geojson": shapes.territories,
        "marker": {"line": _line(0.4)},
        "unselected": {"marker": {"opacity": DIMMED}},
        "showscale": False,
        "meta": "values",
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


def _line(width: float, colour: str = OUTLINE) -> dict[str, Any]:
    return {"width": width, "color": colour}


def _neighbours(shapes: Shapes) -> Trace:
    return {
        "type": "choropleth",
        "geojson": shapes.neighbours,
        "locations": list(shapes.neighbour_codes),
        "z": [0] * len(shapes.neighbour_codes),
        "colorscale": [[0, LAND], [1, LAND]],
        "marker": {"line": _line(0.8, COAST)},
        "hoverinfo": "skip",
        "showscale": False,
    }


def _without_value(context: Context, status: str, colour: str, shapes: Shapes) -> Trace:
    return {
        "type": "choropleth",
        "geojson": shapes.territories,
        "colorscale": [[0, colour], [1, colour]],
        "marker": {"line": _line(0.4)},
        "hovertemplate": f"<b>%{{text}}</b><br>{context.status_name(status)}<extra></extra>",
        "showscale": False,
        "meta": status,
    }


def _layout(context: Context, shapes: Shapes) -> dict[str, Any]:
    frame = shapes.frame
    return {
        "meta": {"towns": shapes.towns},
        "geo": {
            "projection": {"type": "mercator"},
            "lonaxis": {"range": [frame.west, frame.east]},
            "lataxis": {"range": [frame.south, frame.north]},
            "visible": False,
        },
        "autosize": True,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "separators": ", " if context.lang == "fr" else ".,",
        "uirevision": context.view.departement,
        "dragmode": "pan",
        "clickmode": "event",
    }

"""What a map draws over its values: outlines, contracts, symbols, places and their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from layouts.colours import INK, MUTED, PAPER, SERIES
from layouts.figures.place_names import Frame, side_of
from layouts.figures.theme import Trace

CLEAR = "rgba(0,0,0,0)"
LARGEST_SYMBOL = 44
"""Diameter in pixels of the symbol of the highest value; areas are proportional to values."""
_SYMBOL = "#7a4b94"
_HALO = "#fff 0 0 3px, #fff 0 0 3px"


@dataclass(frozen=True, eq=False)
class Layers:
    """What a view adds to its map.

    Parameters
    ----------
    epci : tuple of str
        EPCI whose outlines are drawn; none where the layer is off.
    contracts : tuple of str
        EPCI covered by a local health contract, hatched.
    places : pandas.DataFrame, optional
        ``name, lon, lat, text``: points of health centres, and what their hover says.
    symbols : pandas.DataFrame, optional
        ``lon, lat, value, text``: proportional symbols; values at or above 0.
    """

    epci: tuple[str, ...] = ()
    contracts: tuple[str, ...] = ()
    places: pd.DataFrame | None = None
    symbols: pd.DataFrame | None = None


def outlines_trace(address: str) -> Trace:
    """Draw outlines of territories over the values; hover and clicks go through."""
    return _over(address, meta="epci", line={"width": 1.6, "color": INK})


def contracts_trace(address: str) -> Trace:
    """Draw territories that the page hatches (``meta`` names the pattern, see assets/carte.js)."""
    return _over(address, meta="contracts", line={"width": 2, "color": SERIES[0]})


def _over(address: str, meta: str, line: dict[str, Any]) -> Trace:
    return {
        "type": "choropleth",
        "geojson": address,
        "colorscale": [[0, CLEAR], [1, CLEAR]],
        "marker": {"line": line},
        "hoverinfo": "skip",
        "showscale": False,
        "visible": False,
        "meta": meta,
    }


def territories_of(codes: tuple[str, ...]) -> dict[str, Any]:
    """Give what a trace of territories takes from a view."""
    return {"locations": list(codes), "z": [0] * len(codes), "visible": bool(codes)}


def places_trace() -> Trace:
    """Draw the points of health centres."""
    return {
        "type": "scattergeo",
        "mode": "markers",
        "marker": {
            "symbol": "cross",
            "size": 14,
            "color": SERIES[0],
            "line": {"width": 1.5, "color": PAPER},
        },
        "hovertemplate": "%{text}<extra></extra>",
        "showlegend": False,
        "meta": "places",
    }


def places_of(places: pd.DataFrame | None) -> dict[str, Any]:
    """Give what the trace of the points takes from a view."""
    if places is None:
        return {"lon": [], "lat": [], "text": []}
    return {name: places[name].tolist() for name in ("lon", "lat", "text")}


def symbols_trace() -> Trace:
    """Draw proportional symbols: areas follow values, the largest is ``LARGEST_SYMBOL`` wide."""
    return {
        "type": "scattergeo",
        "mode": "markers",
        "marker": {
            "sizemode": "area",
            "color": _SYMBOL,
            "opacity": 0.55,
            "line": {"width": 1, "color": PAPER},
        },
        "hovertemplate": "%{text}<extra></extra>",
        "showlegend": False,
        "meta": "symbols",
    }


def symbols_of(symbols: pd.DataFrame | None) -> dict[str, Any]:
    """Give what the trace of the symbols takes from a view; 0 has no symbol."""
    if symbols is None or not (symbols["value"] > 0).any():
        return {"lon": [], "lat": [], "text": [], "marker.size": []}
    drawn = symbols[symbols["value"] > 0].sort_values("value", ascending=False)
    return {
        "lon": drawn["lon"].round(3).tolist(),
        "lat": drawn["lat"].round(3).tolist(),
        "text": drawn["text"].tolist(),
        "marker.size": drawn["value"].round(1).tolist(),
        # Plotly draws a diameter of sqrt(2 size / sizeref) where areas follow sizes.
        "marker.sizeref": 2 * float(drawn["value"].max()) / LARGEST_SYMBOL**2,
    }


def selected_trace() -> Trace:
    """Outline the territory in view."""
    return {
        "type": "scattergeo",
        "mode": "lines",
        "line": {"width": 3, "color": "#111111"},
        "hoverinfo": "skip",
        "showlegend": False,
        "meta": "selected",
    }


def surroundings_trace(names: Sequence[tuple[str, float, float]], frame: Frame) -> Trace:
    """Name what surrounds the département, lightly; a name that the east edge would cut is left."""
    sides = [side_of(name, lon, frame) for name, lon, _ in names]
    kept = [(one, side) for one, side in zip(names, sides, strict=True) if side != "left"]
    return {
        "type": "scattergeo",
        "text": [f"<i>{name}</i>" for (name, _, _), _ in kept],
        "lon": [lon for (_, lon, _), _ in kept],
        "lat": [lat for (_, _, lat), _ in kept],
        "mode": "text",
        "textposition": [f"middle {side or 'center'}" for _, side in kept],
        "textfont": {"size": 12, "color": MUTED},
        "hoverinfo": "skip",
        "showlegend": False,
        "meta": "surroundings",
    }


def towns_trace(towns: pd.DataFrame, frame: Frame) -> Trace:
    """Name the towns that are named before any zoom; the page adds the others (assets/carte.js)."""
    first = towns[towns["zoom"] == 1]
    sides = [
        side_of(name, lon, frame) for name, lon in zip(first["name"], first["lon"], strict=True)
    ]
    return {
        "type": "scattergeo",
        "lon": first["lon"].round(3).tolist(),
        "lat": first["lat"].round(3).tolist(),
        "text": [f"<b>{name}</b>" for name in first["name"]],
        "mode": "markers+text",
        "textposition": [f"middle {side}" if side else "top center" for side in sides],
        "textfont": {"size": 11, "color": "#111111", "shadow": _HALO},
        "marker": {"size": 4, "color": "#111111", "line": {"width": 1, "color": "#ffffff"}},
        "hoverinfo": "skip",
        "showlegend": False,
        "meta": "towns",
    }

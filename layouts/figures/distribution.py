"""The histogram of what a map shows, and the scatter of two indicators."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from indicators.classes import class_of
from indicators.distribution import Bin
from layouts.colours import INK, MUTED, SERIES
from layouts.context import Context
from layouts.figures.theme import TEMPLATE
from layouts.shading import Shading

_HEIGHT = 300


def histogram_figure(
    context: Context, bins: list[Bin], shaded: Shading, chosen: float | None
) -> go.Figure:
    """Draw the bins in the colours of the map's classes; a line marks the territory in view."""
    middles = pd.Series([(one.low + one.high) / 2 for one in bins])
    classes = class_of(middles, list(shaded.breaks))
    figure = go.Figure(
        go.Bar(
            x=middles.tolist(),
            y=[one.territories for one in bins],
            width=[one.high - one.low for one in bins],
            marker={
                "color": [shaded.colours[k] for k in classes],
                "line": {"width": 0.5, "color": MUTED},
            },
            customdata=[[one.low, one.high] for one in bins],
            hovertemplate=_bin_hover(context),
        )
    )
    figure.update_layout(
        _layout(context, context.say(context.indicator.unit), context.t("territoires"))
    )
    if chosen is not None:
        figure.add_vline(x=chosen, line={"width": 3, "color": INK})
    return figure


def _bin_hover(context: Context) -> str:
    decimals = f":,.{context.indicator.decimals}f"
    bounds = f"%{{customdata[0]{decimals}}} - %{{customdata[1]{decimals}}}"
    return f"{bounds}<br>%{{y}} {context.t('territoires')}<extra></extra>"


def scatter_figure(
    context: Context, pairs: pd.DataFrame, second: str, chosen: str | None
) -> go.Figure:
    """Draw a point for each territory: the indicator in view across, the second one up."""
    entry, other = context.indicator, context.catalogue.indicator(second)
    is_chosen = pairs["code"] == chosen
    figure = go.Figure()
    for rows, size, symbol, colour in (
        (pairs, 6, "circle", SERIES[0]),
        (pairs[is_chosen], 14, "diamond", SERIES[1]),
    ):
        figure.add_trace(
            go.Scatter(
                x=rows["x"].round(entry.decimals).tolist(),
                y=rows["y"].round(other.decimals).tolist(),
                text=rows["name"].tolist(),
                customdata=rows["code"].tolist(),
                mode="markers",
                marker={"size": size, "symbol": symbol, "color": colour, "opacity": 0.6},
                hovertemplate="<b>%{text}</b><br>%{x} · %{y}<extra></extra>",
                showlegend=False,
            )
        )
    figure.update_layout(_layout(context, context.say(entry.short), context.say(other.short)))
    return figure


def _layout(context: Context, across: str, up: str) -> dict[str, object]:
    return {
        "template": TEMPLATE,
        "height": _HEIGHT,
        "margin": {"l": 48, "r": 8, "t": 8, "b": 40},
        "xaxis": {"title": {"text": across}},
        "yaxis": {"title": {"text": up}},
        "separators": ", " if context.lang == "fr" else ".,",
        "bargap": 0,
        "dragmode": False,
    }

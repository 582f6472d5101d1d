"""What every chart has in common, so that it is legible in the light and in the dark theme.

Plotly takes no CSS variable as a colour. A chart is therefore drawn in the inks of
``layouts.colours``, on no background at all, and ``assets/theme.css`` repaints those very inks when
the theme is dark. The image that a reader downloads does not carry that style sheet: it is light.
"""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from layouts.colours import BENCHMARK, INK, MUTED, PAPER, SERIES

NO_PAPER = "rgba(0,0,0,0)"
GRID = "rgba(128,138,150,0.25)"
"""Seen on white and on black alike."""

_AXIS = {"gridcolor": GRID, "linecolor": GRID, "zerolinecolor": GRID, "automargin": True}

TEMPLATE = go.layout.Template(
    layout={
        "font": {"color": INK, "size": 13, "family": "system-ui, sans-serif"},
        "colorway": list(SERIES),
        "paper_bgcolor": NO_PAPER,
        "plot_bgcolor": NO_PAPER,
        "geo": {"bgcolor": NO_PAPER},
        "xaxis": _AXIS,
        "yaxis": _AXIS,
        "hoverlabel": {
            "bgcolor": PAPER,
            "bordercolor": BENCHMARK,
            "font": {"color": INK},
            "align": "left",
        },
        "modebar": {"bgcolor": NO_PAPER, "color": MUTED, "activecolor": SERIES[0]},
    }
)
"""``figure.update_layout(template=TEMPLATE)`` is all that a chart has to do."""

_PLAIN_TEMPLATE = TEMPLATE.to_plotly_json()

Trace = dict[str, Any]
"""A trace of a figure."""
Figure = dict[str, Any]
"""A figure as it is sent. Plotly's own objects check each property again at each drawing, which
takes longer than all the rest of a chart: the tests have them check what is drawn."""


def figure_of(traces: list[Trace], layout: dict[str, Any]) -> Figure:
    """Give the figure of some traces, with what every chart has in common."""
    return {"data": traces, "layout": {"template": _PLAIN_TEMPLATE, **layout}}

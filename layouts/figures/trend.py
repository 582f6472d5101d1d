"""The trend chart: a territory beside its département and France, broken between editions."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from indicators.trends import moment, runs
from layouts.colours import BENCHMARK, MARKERS, SERIES
from layouts.context import Context
from layouts.figures.theme import TEMPLATE

_LINE = {"territory": "solid", "departement": "dash", "france": "dot"}
_LABEL_LENGTH = 16
"""Letters of a label at a line's end before it goes to the next line."""
_LABELS_APART = 0.08
"""Share of the chart's height that two labels at the lines' ends keep between them."""


@dataclass(frozen=True)
class Line:
    """One territory's series on the chart.

    Parameters
    ----------
    name : str
        What its label says.
    role : str
        ``territory``, ``departement`` or ``france``: the last two are benchmarks.
    rows : pandas.DataFrame
        Its observations, oldest first; values known.
    """

    name: str
    role: str
    rows: pd.DataFrame


def trend_figure(context: Context, lines: list[Line]) -> go.Figure:
    """Draw the series; the years without data stay empty, editions are not joined."""
    figure = go.Figure()
    for index, line in enumerate(lines):
        for trace in _traces(context, line, MARKERS[index]):
            figure.add_trace(trace)
    figure.update_layout(_layout(context, lines))
    for annotation in _end_labels(lines):
        figure.add_annotation(annotation)
    for mark in _breaks(lines):
        figure.add_vline(x=mark, line={"width": 1, "dash": "dot", "color": "#8a93a0"})
    return figure


def colour_of(line: Line) -> str:
    """Give the benchmarks dark grey and the territory the accent."""
    return SERIES[0] if line.role == "territory" else BENCHMARK


def _traces(context: Context, line: Line, marker: str) -> list[go.Scatter]:
    """Make one trace for each run: neither two editions nor skipped years are joined."""
    joined = context.indicator.comparable_years
    return [
        go.Scatter(
            x=part["period"].map(moment).tolist(),
            y=part["value"].round(4).tolist(),
            mode="lines+markers" if joined else "markers",
            name=line.name,
            line={"color": colour_of(line), "width": 2.5, "dash": _LINE[line.role]},
            marker={"symbol": _symbols(part, marker), "size": 8, "color": colour_of(line)},
            text=_hover_texts(context, part),
            hovertemplate=f"<b>{line.name}</b> %{{text}}<extra></extra>",
            showlegend=False,
        )
        for part in runs(line.rows, comparable=joined)
    ]


def _symbols(rows: pd.DataFrame, marker: str) -> list[str]:
    """Draw an estimate hollow."""
    hollow = rows["status"] == "estimated"
    return hollow.map({True: f"{marker}-open", False: marker}).tolist()


def _hover_texts(context: Context, rows: pd.DataFrame) -> list[str]:
    unit = context.say(context.indicator.unit)
    return [
        f"{context.figure(value)} {unit}, {period}, {context.status_name(status)}"
        for value, period, status in zip(rows["value"], rows["period"], rows["status"], strict=True)
    ]


def _breaks(lines: list[Line]) -> list[float]:
    """Give where an edition starts after another one, once for all lines."""
    marks: set[float] = set()
    for line in lines:
        rows = line.rows.reset_index(drop=True)
        for before, after in zip(rows.index, rows.index[1:], strict=False):
            if rows.loc[before, "edition"] != rows.loc[after, "edition"]:
                two = (moment(rows.loc[before, "period"]), moment(rows.loc[after, "period"]))
                marks.add(sum(two) / 2)
    return sorted(marks)


def _end_labels(lines: list[Line]) -> list[dict[str, Any]]:
    """Write each name at its line's end, moved apart where two would cover each other."""
    ends = sorted(
        (
            (float(line.rows["value"].iloc[-1]), moment(line.rows["period"].iloc[-1]), line)
            for line in lines
            if len(line.rows)
        ),
        key=lambda end: end[0],
    )
    low, high = _range(lines)
    apart = (high - low) * _LABELS_APART
    placed: list[dict[str, Any]] = []
    floor = low
    for value, x, line in ends:
        y = max(value, floor)
        floor = y + apart
        placed.append(
            {
                "x": x,
                "y": y,
                "text": _wrapped(line.name),
                "align": "left",
                "xanchor": "left",
                "xshift": 10,
                "showarrow": False,
                "font": {"color": colour_of(line), "size": 13},
            }
        )
    return placed


def _wrapped(name: str) -> str:
    return "<br>".join(textwrap.wrap(name, _LABEL_LENGTH))


def _range(lines: list[Line]) -> tuple[float, float]:
    values = pd.concat([line.rows["value"] for line in lines if len(line.rows)])
    low, high = float(values.min()), float(values.max())
    pad = max((high - low) * 0.15, abs(high) * 0.02, 0.05)
    return (max(0.0, low - pad) if low >= 0 else low - pad), high + pad


def _layout(context: Context, lines: list[Line]) -> dict[str, Any]:
    moments = [moment(p) for line in lines for p in line.rows["period"]]
    first, last = min(moments), max(moments)
    room = max((last - first) * 0.4, 1.5)
    years = list(range(int(first), int(last) + 1))
    step = max(1, round(len(years) / 8))
    return {
        "autosize": True,
        "margin": {"l": 44, "r": 16, "t": 16, "b": 40},
        "template": TEMPLATE,
        "separators": ", " if context.lang == "fr" else ".,",
        "hovermode": "x unified",
        "xaxis": {
            "range": [first - 0.4, last + room],
            "tickvals": years[::-1][::step][::-1],
            "ticktext": [str(year) for year in years[::-1][::step][::-1]],
            "showgrid": False,
            "zeroline": False,
            "unifiedhovertitle": {"text": ""},
        },
        "yaxis": {
            "range": list(_range(lines)),
            "zeroline": False,
            "tickformat": ",",
        },
    }

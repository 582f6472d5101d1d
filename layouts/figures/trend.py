"""The trend chart: a territory beside its département and France, broken between editions."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from indicators.trend_measures import Measure
from indicators.trends import BASE, moment, runs
from layouts.colours import BENCHMARK, MARKERS, MUTED, SERIES
from layouts.context import Context
from layouts.figures.theme import TEMPLATE
from layouts.texts import number

_DASHES = {"departement": "dash", "france": "dot"}
_BENCHMARKS = tuple(_DASHES)
_BASE_VALUES = {"index": BASE, "change_percent": 0.0}
"""Where a measure starts."""
_LABEL_LENGTH = 14
"""Letters of a label at a line's end before it goes to the next line."""
_LABEL_LINE = 0.05
"""Share of the chart's height that a line of a label takes."""


@dataclass(frozen=True)
class Line:
    """One territory's series on the chart.

    Parameters
    ----------
    name : str
        What its label says.
    role : str
        ``territory``, ``compared``, ``departement`` or ``france``: the last two are benchmarks.
    rows : pandas.DataFrame
        Its observations, oldest first; values known.
    level : str
        Its level, which its label names.
    """

    name: str
    role: str
    rows: pd.DataFrame
    level: str = ""

    def label(self, context: Context) -> str:
        """Name the territory and its level: a commune and its EPCI may have one name."""
        return context.named(self.name, self.level)


@dataclass(frozen=True)
class _Ink:
    """How a line is drawn: its colour and its marker, both its own."""

    colour: str
    marker: str


def trend_figure(context: Context, lines: list[Line], measure: Measure = "value") -> go.Figure:
    """Draw the series; the years without data stay empty, editions are not joined.

    Parameters
    ----------
    context : Context
        The view.
    lines : list of Line
        What is drawn; their rows hold the column ``measure``.
    measure : str
        The values, or their index or change since one year.
    """
    figure = go.Figure()
    inks = _inks(lines)
    for line, ink in zip(lines, inks, strict=True):
        for trace in _traces(context, line, ink, measure):
            figure.add_trace(trace)
    figure.update_layout(_layout(context, lines, measure))
    if measure in _BASE_VALUES:
        figure.add_hline(y=_BASE_VALUES[measure], line={"width": 1, "color": BENCHMARK})
    for mark in _breaks(lines):
        figure.add_vline(
            x=mark,
            line={"width": 1, "dash": "dot", "color": "#8a93a0"},
            annotation={
                "text": context.t("rupture de série"),
                "font": {"color": MUTED, "size": 12},
                "textangle": -90,
                "xshift": -8,
            },
            annotation_position="bottom left",
        )
    for annotation in _end_labels(context, lines, inks, measure):
        figure.add_annotation(annotation)
    return figure


def _inks(lines: list[Line]) -> list[_Ink]:
    """Give the benchmarks dark grey, the territory the accent, each other one its colour."""
    colours = iter(SERIES)
    return [
        _Ink(BENCHMARK if line.role in _BENCHMARKS else next(colours), marker)
        for line, marker in zip(lines, MARKERS, strict=False)
    ]


def shown_value(context: Context, row: Mapping[str, Any], measure: Measure) -> str:
    """Write what is drawn of an observation: its value, its index, or its change in per cent."""
    if measure == "index":
        return number(float(row["index"]), 1, context.lang)
    if measure == "change_percent":
        change = float(row["change_percent"])
        sign = "+" if round(change, 1) > 0 else ""
        return context.t("{change} %", change=f"{sign}{number(change, 1, context.lang)}")
    return context.figure(float(row["value"]))


def _traces(context: Context, line: Line, ink: _Ink, measure: Measure) -> list[go.Scatter]:
    """Make one trace for each run: neither two editions nor skipped years are joined."""
    joined = context.indicator.comparable_years
    return [
        go.Scatter(
            x=part["period"].map(moment).tolist(),
            y=part[measure].round(4).tolist(),
            mode="lines+markers" if joined else "markers",
            name=line.name,
            line={"color": ink.colour, "width": 2.5, "dash": _DASHES.get(line.role, "solid")},
            marker={"symbol": _symbols(part, ink.marker), "size": 8, "color": ink.colour},
            text=_hover_texts(context, part, measure),
            hovertemplate=f"<b>{line.label(context)}</b> %{{text}}<extra></extra>",
            showlegend=False,
        )
        for part in runs(line.rows, comparable=joined)
    ]


def _symbols(rows: pd.DataFrame, marker: str) -> list[str]:
    """Draw an estimate hollow."""
    hollow = rows["status"] == "estimated"
    return hollow.map({True: f"{marker}-open", False: marker}).tolist()


def _hover_texts(context: Context, rows: pd.DataFrame, measure: Measure) -> list[str]:
    texts = []
    for row in rows.to_dict("records"):
        value = context.measured(row["value"])
        told = value if measure == "value" else f"{shown_value(context, row, measure)} ({value})"
        texts.append(f"{told}, {row['period']}, {context.status_name(row['status'])}")
    return texts


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


@dataclass(frozen=True)
class _Label:
    """A label at a line's end: the end, the text, and the share of the height that it takes."""

    x: float
    y: float
    text: str
    colour: str
    height: float


def _end_labels(
    context: Context, lines: list[Line], inks: list[_Ink], measure: Measure
) -> list[dict[str, Any]]:
    """Write each name at its line's end, moved apart where two would cover each other."""
    low, high = _range(lines, measure)
    labels = []
    for line, ink in zip(lines, inks, strict=True):
        parts = textwrap.wrap(line.label(context), _LABEL_LENGTH)
        last = line.rows.iloc[-1]
        end = (moment(last["period"]), float(last[measure]))
        labels.append(_Label(*end, "<br>".join(parts), ink.colour, len(parts) * _LABEL_LINE))
    labels.sort(key=lambda label: label.y)
    middles = apart(
        [(label.y - low) / (high - low) for label in labels], [label.height for label in labels]
    )
    at = max(label.x for label in labels) + _label_room(lines) * 0.12
    return [
        _annotation(label, at, low + middle * (high - low))
        for label, middle in zip(labels, middles, strict=True)
    ]


def _annotation(label: _Label, x: float, y: float) -> dict[str, Any]:
    """Write a label, and draw a thin line from it to the end that it names."""
    return {
        "x": label.x,
        "y": label.y,
        "ax": x,
        "ay": y,
        "axref": "x",
        "ayref": "y",
        "text": label.text,
        "align": "left",
        "xanchor": "left",
        "showarrow": True,
        "arrowhead": 0,
        "arrowwidth": 1,
        "arrowcolor": label.colour,
        "standoff": 6,
        "font": {"color": label.colour, "size": 13},
    }


def apart(wanted: list[float], heights: list[float]) -> list[float]:
    """Move labels along an axis until none covers another, as little as two passes can.

    Parameters
    ----------
    wanted : list of float
        Middles of the labels, as shares of the axis, lowest first.
    heights : list of float
        What each takes of the axis.

    Returns
    -------
    list of float
        Their middles, in the same order, inside the axis where there is room for all.
    """
    placed: list[float] = []
    floor = 0.0
    for middle, height in zip(wanted, heights, strict=True):
        placed.append(max(middle, floor + height / 2))
        floor = placed[-1] + height / 2
    ceiling = 1.0
    for k in range(len(placed) - 1, -1, -1):
        placed[k] = min(placed[k], ceiling - heights[k] / 2)
        ceiling = placed[k] - heights[k] / 2
    return placed


def _range(lines: list[Line], measure: Measure) -> tuple[float, float]:
    values = pd.concat([line.rows[measure] for line in lines])
    low, high = float(values.min()), float(values.max())
    pad = max((high - low) * 0.15, abs(high) * 0.02, 0.05)
    return (max(0.0, low - pad) if low >= 0 and measure == "value" else low - pad), high + pad


def _span(lines: list[Line]) -> tuple[float, float]:
    moments = [moment(period) for line in lines for period in line.rows["period"]]
    return min(moments), max(moments)


def _label_room(lines: list[Line]) -> float:
    """Give the years that the labels take at the right of the lines."""
    first, last = _span(lines)
    return max((last - first) * 0.5, 0.8)


def _layout(context: Context, lines: list[Line], measure: Measure) -> dict[str, Any]:
    first, last = _span(lines)
    years = list(range(int(first), int(last) + 1))
    step = max(1, round(len(years) / 8))
    return {
        "autosize": True,
        "margin": {"l": 44, "r": 16, "t": 16, "b": 40},
        "template": TEMPLATE,
        "separators": ", " if context.lang == "fr" else ".,",
        "hovermode": "x unified",
        "xaxis": {
            "range": [first - min(0.4, 0.2 + (last - first) * 0.1), last + _label_room(lines)],
            "tickvals": years[::-1][::step][::-1],
            "ticktext": [str(year) for year in years[::-1][::step][::-1]],
            "showgrid": False,
            "zeroline": False,
            "unifiedhovertitle": {"text": ""},
        },
        "yaxis": {
            "range": list(_range(lines, measure)),
            "zeroline": False,
            "tickformat": ",",
            "ticksuffix": " %" if measure == "change_percent" else "",
        },
    }

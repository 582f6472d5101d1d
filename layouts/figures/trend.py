"""The trend chart: a territory beside its département and France, broken between editions."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from indicators.portrait import Territory
from indicators.series import Value
from indicators.trend_measures import Measure
from indicators.trends import BASE, moment, runs
from layouts.colours import BENCHMARK, MARKERS, MUTED, SERIES
from layouts.context import Context
from layouts.figures.theme import Figure, figure_of
from layouts.texts import number

_DASHES = {"departement": "dash", "france": "dot"}
_BENCHMARKS = tuple(_DASHES)
_BASE_VALUES = {"index": BASE, "change_percent": 0.0}
"""Where a measure starts."""
_LABEL_LENGTH = 14
"""Letters of a label at a line's end before it goes to the next line."""
_LABEL_LINE = 0.05
"""Share of the chart's height that a line of a label takes."""

_BREAK_SIDE = 0.4
"""Share of the chart's width under which the name of a break would leave it on the left."""
_BREAK_LINE = 14
"""Pixels that the name of a break takes above the chart: two that are near stand on two lines."""


@dataclass(frozen=True)
class Line:
    """One territory's series on the chart.

    Parameters
    ----------
    place : Territory
        The territory: a label at the line's end names it.
    role : str
        ``territory``, ``compared``, ``departement`` or ``france``: the last two are benchmarks.
    points : tuple of Value
        Its observations, oldest first; values known.
    drawn : tuple of float
        What is drawn of each: its value, its index or its change.
    """

    place: Territory
    role: str
    points: tuple[Value, ...]
    drawn: tuple[float, ...]

    def label(self, context: Context) -> str:
        """Name the territory and its level: a commune and its EPCI may have one name."""
        return context.named(self.place.name, self.place.level)


@dataclass(frozen=True)
class _Ink:
    """How a line is drawn: its colour and its marker, both its own."""

    colour: str
    marker: str


def trend_figure(context: Context, lines: list[Line], measure: Measure = "value") -> Figure:
    """Draw the series; the years without data stay empty, editions are not joined.

    Parameters
    ----------
    context : Context
        The view.
    lines : list of Line
        What is drawn.
    measure : str
        What ``drawn`` holds: the values, or their index or change since one year.
    """
    inks = _inks(lines)
    traces = [
        trace
        for line, ink in zip(lines, inks, strict=True)
        for trace in _traces(context, line, ink, measure)
    ]
    breaks = _breaks(lines)
    layout = _layout(context, lines, measure)
    layout["shapes"] = [
        *([_base_line(_BASE_VALUES[measure])] if measure in _BASE_VALUES else []),
        *(_break_line(mark) for mark in breaks),
    ]
    layout["annotations"] = [
        *_break_texts(context, breaks, layout["xaxis"]["range"]),
        *_end_labels(context, lines, inks, measure),
    ]
    return figure_of(traces, layout)


def _base_line(value: float) -> dict[str, Any]:
    line = {"width": 1, "color": BENCHMARK}
    across = {"x0": 0, "x1": 1, "xref": "x domain"}
    return {"type": "line", "y0": value, "y1": value, "yref": "y", "line": line, **across}


def _break_line(at: float) -> dict[str, Any]:
    line = {"width": 1, "dash": "dot", "color": "#8a93a0"}
    along = {"y0": 0, "y1": 1, "yref": "y domain"}
    return {"type": "line", "x0": at, "x1": at, "xref": "x", "line": line, **along}


def _break_texts(
    context: Context, breaks: list[float], span: tuple[float, float]
) -> list[dict[str, Any]]:
    """Name each break above the chart, where no mark stands, on the side where there is room."""
    low, high = span
    return [
        {
            "text": context.t("rupture de série"),
            "x": at,
            "xref": "x",
            "xanchor": "left" if at < low + _BREAK_SIDE * (high - low) else "right",
            "y": 1,
            "yref": "y domain",
            "yanchor": "bottom",
            "yshift": _BREAK_LINE * (k % 2),
            "font": {"color": MUTED, "size": 12},
            "showarrow": False,
        }
        for k, at in enumerate(breaks)
    ]


def _inks(lines: list[Line]) -> list[_Ink]:
    """Give the benchmarks dark grey, the territory the accent, each other one its colour."""
    colours = iter(SERIES)
    return [
        _Ink(BENCHMARK if line.role in _BENCHMARKS else next(colours), marker)
        for line, marker in zip(lines, MARKERS, strict=False)
    ]


def shown_value(context: Context, drawn: float, measure: Measure) -> str:
    """Write what is drawn of an observation: its value, its index, or its change in per cent."""
    if measure == "index":
        return number(drawn, 1, context.lang)
    if measure == "change_percent":
        sign = "+" if round(drawn, 1) > 0 else ""
        return context.t("{change} %", change=f"{sign}{number(drawn, 1, context.lang)}")
    return context.figure(drawn)


def _traces(context: Context, line: Line, ink: _Ink, measure: Measure) -> list[dict[str, Any]]:
    """Make one trace for each run: neither two editions nor skipped years are joined."""
    joined = context.indicator.comparable_years
    drawn = {point.period: value for point, value in zip(line.points, line.drawn, strict=True)}
    return [
        {
            "type": "scatter",
            "x": [moment(point.period) for point in part],
            "y": [round(drawn[point.period], 4) for point in part],
            "mode": "lines+markers" if joined else "markers",
            "name": line.place.name,
            "line": {"color": ink.colour, "width": 2.5, "dash": _DASHES.get(line.role, "solid")},
            "marker": {"symbol": _symbols(part, ink.marker), "size": 8, "color": ink.colour},
            "text": [_hover_text(context, point, drawn[point.period], measure) for point in part],
            "hovertemplate": f"<b>{line.label(context)}</b> %{{text}}<extra></extra>",
            "showlegend": False,
        }
        for part in runs(line.points, comparable=joined)
    ]


def _symbols(points: list[Value], marker: str) -> list[str]:
    """Draw an estimate hollow."""
    return [f"{marker}-open" if one.status == "estimated" else marker for one in points]


def _hover_text(context: Context, point: Value, drawn: float, measure: Measure) -> str:
    value = context.measured(point.number)
    told = value if measure == "value" else f"{shown_value(context, drawn, measure)} ({value})"
    return f"{told}, {point.period}, {context.status_name(point.status)}"


def _breaks(lines: list[Line]) -> list[float]:
    """Give where an edition starts after another one, once for all lines."""
    marks = {
        (moment(before.period) + moment(after.period)) / 2
        for line in lines
        for before, after in pairwise(line.points)
        if before.edition != after.edition
    }
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
        end = (moment(line.points[-1].period), line.drawn[-1])
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
    values = [value for line in lines for value in line.drawn]
    low, high = min(values), max(values)
    pad = max((high - low) * 0.15, abs(high) * 0.02, 0.05)
    return (max(0.0, low - pad) if low >= 0 and measure == "value" else low - pad), high + pad


def _span(lines: list[Line]) -> tuple[float, float]:
    moments = [moment(one.period) for line in lines for one in line.points]
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
        "margin": {"l": 44, "r": 16, "t": 16 + 2 * _BREAK_LINE if _breaks(lines) else 16, "b": 40},
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

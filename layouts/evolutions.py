"""The page Évolutions: a sentence, the chart, the table."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
from dash import dcc, html

from indicators import portrait
from indicators.catalogue import Edition
from indicators.portrait import Territory
from layouts.components import badge, definition, downloads, graph_config
from layouts.context import Context
from layouts.controls import grouped_options, indicator_select
from layouts.figures.trend import Line, trend_figure
from layouts.texts import day
from layouts.trend_sentence import sentence

_ROLES = {"departement": "departement", "france": "france"}


def lines_of(context: Context) -> list[Line]:
    """Give the series of the territory in view, of its département and of France."""
    place = context.place
    around = [p for p in portrait.surroundings(context.bundle, place) if p.level in _ROLES]
    lines = [_line(context, place, "territory")]
    if context.indicator.additive and len(lines[0].rows):
        return lines
    lines += [_line(context, other, _ROLES[other.level]) for other in around]
    return [line for line in lines if len(line.rows)]


def _line(context: Context, place: Territory, role: str) -> Line:
    rows = portrait.series(context.bundle, context.view.indicator, place.level, place.code)
    return Line(place.name, role, rows[rows["value"].notna()])


def page(context: Context) -> list[Any]:
    """Give the whole page."""
    return [
        html.Div(
            [
                html.Div(
                    [
                        indicator_select(context, "trend-indicator", indicator_options(context)),
                    ],
                    className="trend-controls",
                ),
                html.Div(content(context), id="trend"),
            ],
            className="trend",
        )
    ]


def content(context: Context) -> list[Any]:
    """Give what follows the choice of an indicator: sentence, chart, breaks, source, table."""
    lines = lines_of(context)
    if not lines:
        return [html.H1(_title(context), className="map-title"), _nothing(context)]
    return [
        html.H1(_title(context), className="map-title"),
        html.P(sentence(context, lines), className="sentence"),
        definition(context),
        _chart(context, trend_figure(context, lines), lines),
        *_breaks(context, lines),
        *_estimates(context, lines),
        html.P(_source(context, lines), className="source"),
        downloads(context, "evolutions"),
        _story(context),
        html.Details(
            [
                html.Summary(context.t("Tableau de ce que montre le graphique")),
                _table(context, lines),
            ],
            className="details",
            open=True,
        ),
    ]


def indicator_options(context: Context) -> list[dict[str, Any]]:
    """List, by group, the indicators that the territory, its département or France has."""
    place = context.place
    places = [place, *portrait.surroundings(context.bundle, place)]
    held = {
        name
        for one in places
        if one.level != "epci" or one is place
        for name in portrait.known_indicators(context.bundle, context.catalogue, one)
    }
    entries = context.catalogue.indicators
    return grouped_options(context, {name for name in held if not entries[name].categories})


def _title(context: Context) -> str:
    return context.t("{indicator}, {place}", indicator=context.title(), place=context.place.name)


def _nothing(context: Context) -> html.P:
    text = context.t(
        "Aucune donnée de cet indicateur pour {place}, son département ou la France. "
        "Choisissez un autre indicateur.",
        place=context.place.name,
    )
    return html.P(text, className="notice")


def _story(context: Context) -> dcc.Link:
    return dcc.Link(
        context.t("Lire le récit du département"), href=f"/recit{context.view.to_query()}"
    )


def _chart(context: Context, figure: go.Figure, lines: list[Line]) -> html.Div:
    names = ", ".join(line.name for line in lines)
    label = context.t(
        "Graphique: {title}; {names}. Le tableau sous le graphique donne toutes les valeurs.",
        title=_title(context),
        names=names,
    )
    graph = dcc.Graph(
        id="trend-chart",
        figure=figure,
        config=graph_config(context, "evolutions"),
        responsive=True,
    )
    return html.Div(graph, role="figure", className="trend-chart", **{"aria-label": label})


def _breaks(context: Context, lines: list[Line]) -> list[Any]:
    """Name the breaks that the chart draws."""
    entry = context.indicator
    editions = list(dict.fromkeys(e for line in lines for e in line.rows["edition"] if e))
    found: list[Edition] = [context.catalogue.editions[name] for name in editions]
    if len(found) < 2 and entry.comparable_years:  # noqa: PLR2004
        return []
    texts = [context.say(edition.break_) for edition in found[1:] or found]
    if not entry.comparable_years:
        texts = [context.say(entry.caveat)]
    return [html.Ul([html.Li(text) for text in dict.fromkeys(texts)], className="breaks")]


def _estimates(context: Context, lines: list[Line]) -> list[Any]:
    """Say which marks are estimates, and why."""
    estimated = [line.rows[line.rows["status"] == "estimated"] for line in lines]
    notes = dict.fromkeys(
        token for rows in estimated for note in rows["note"] for token in note.split()
    )
    if not any(len(rows) for rows in estimated):
        return []
    why = "; ".join(context.note(note) for note in notes)
    text = context.t("Marques creuses: valeurs estimées ({why}).", why=why)
    return [html.P([badge(context, "estimated"), " ", text], className="estimated-note")]


def _source(context: Context, lines: list[Line]) -> str:
    names = dict.fromkeys(s for line in lines for s in line.rows["source"])
    sources = [context.catalogue.sources[name] for name in names]
    periods = sorted({p for line in lines for p in line.rows["period"]})
    return context.t(
        "Source: {producers}. Millésimes {first} à {last}. {licence}.",
        producers="; ".join(f"{s.producer}, {s.title}" for s in sources),
        first=day(periods[0], context.lang),
        last=day(periods[-1], context.lang),
        licence=", ".join(dict.fromkeys(s.licence for s in sources)),
    )


def _table(context: Context, lines: list[Line]) -> html.Div:
    t = context.t
    periods = sorted({p for line in lines for p in line.rows["period"]}, reverse=True)
    head = html.Tr(
        [html.Th(t("Période"), scope="col"), *[html.Th(line.name, scope="col") for line in lines]]
    )
    rows = [
        html.Tr(
            [
                html.Th(day(period, context.lang), scope="row"),
                *[_cell(context, x, period) for x in lines],
            ]
        )
        for period in periods
    ]
    return html.Div(
        html.Table(
            [html.Caption(_title(context)), html.Thead(head), html.Tbody(rows)],
            className="data-table",
        ),
        className="table-scroll",
        tabIndex=0,
        role="region",
        **{"aria-label": t("Tableau de ce que montre le graphique")},
    )


def _cell(context: Context, line: Line, period: str) -> html.Td:
    rows = line.rows[line.rows["period"] == period]
    if rows.empty:
        return html.Td(context.status_name("missing"))
    row = rows.iloc[0]
    return html.Td([context.figure(row["value"]), " ", badge(context, row["status"])])

"""The page Carte: the map, its controls, its legend, and the card of a territory."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
import pandas as pd
import plotly.graph_objects as go
from dash import dcc, html

from indicators.classes import ClassCount, breaks_of, class_counts, without_value
from indicators.selection import years_of
from layouts.colours import MISSING, SUPPRESSED, ramp
from layouts.components import badge, definition, downloads, graph_config
from layouts.context import Context
from layouts.table import table_html
from layouts.view import map_levels

_SHOWN_LABELS = 4
"""More labels than this do not fit under the slider: the others are dots."""


def page(
    context: Context,
    figure: go.Figure,
    frame: pd.DataFrame,
    people: pd.Series,
    card: list[Any],
) -> list[Any]:
    """Give the whole page.

    Parameters
    ----------
    context : Context
        The view.
    figure : plotly.graph_objects.Figure
        The map.
    frame : pandas.DataFrame
        The frame behind the view.
    people : pandas.Series
        Inhabitants by code, for the legend.
    card : list
        The card of the territory in view.
    """
    t = context.t
    return [
        html.Div(
            [
                html.Section(
                    _controls(context), className="panel controls", **{"aria-label": t("Réglages")}
                ),
                html.Section(
                    [
                        html.H1(title(context), id="map-title", className="map-title"),
                        html.Div(legend(context, frame, people), id="map-legend"),
                        _graph(context, figure),
                        html.P(source_line(context, frame), id="map-source", className="source"),
                        downloads(context, "carte"),
                    ],
                    className="map-block",
                    **{"aria-label": t("Carte")},
                ),
                html.Section(
                    card, id="card", className="panel card", **{"aria-label": t("Territoire")}
                ),
            ],
            className="carte",
        ),
        html.Details(
            [
                html.Summary(t("Tableau de ce que montre la carte"), id="map-summary"),
                html.Div(
                    id="map-table",
                    className="table-scroll",
                    tabIndex=0,
                    role="region",
                    **{"aria-label": t("Tableau de ce que montre la carte")},
                ),
            ],
            id="map-details",
            className="details",
        ),
    ]


def _controls(context: Context) -> list[Any]:
    t = context.t
    return [
        dmc.Select(
            id="indicator",
            label=t("Indicateur"),
            data=indicator_options(context),
            value=context.view.indicator,
            allowDeselect=False,
            searchable=True,
            nothingFoundMessage=t("Aucun indicateur à ce nom"),
        ),
        html.Div(definition(context), id="definition"),
        html.Div(
            [
                html.P(year_title(context), id="year-title", className="label"),
                dmc.Slider(id="year", thumbLabel=t("Millésime"), **year_slider(context)),
            ],
            className="year-block",
        ),
        html.Div(
            [
                html.P(t("Niveau"), className="label"),
                dmc.RadioGroup(
                    id="level",
                    value=context.view.level,
                    children=level_radios(context),
                    **{"aria-label": t("Niveau")},
                ),
            ]
        ),
    ]


def indicator_options(context: Context) -> list[dict[str, Any]]:
    """List the indicators that a map can show, by group."""
    entries = context.catalogue.indicators
    options = []
    for group, name in context.catalogue.groups.items():
        items = [
            {"value": key, "label": context.say(entry.label)}
            for key, entry in entries.items()
            if entry.group == group and not entry.strata and map_levels(context.bundle, key)
        ]
        if items:
            options.append({"group": context.say(name), "items": items})
    return options


def level_radios(context: Context) -> list[Any]:
    """Offer the levels; those that the indicator does not have are greyed."""
    held = map_levels(context.bundle, context.view.indicator)
    return [
        dmc.Radio(label=context.level_name(level), value=level, disabled=level not in held, mb=4)
        for level in ("commune", "epci", "tvs")
    ]


def year_title(context: Context) -> str:
    """Say which millésime is in view."""
    return context.t("Millésime: {year}", year=context.view.year)


def year_slider(context: Context) -> dict[str, Any]:
    """Give the slider the years that there are, and no other."""
    years = years_of(context.bundle, context.view.indicator, context.view.level)
    labelled = years if len(years) <= _SHOWN_LABELS else [years[0], years[-1]]
    marks = [{"value": year, "label": str(year) if year in labelled else ""} for year in years]
    alone = len(years) < 2  # noqa: PLR2004
    return {
        "min": years[0] - (1 if alone else 0),
        "max": years[-1],
        "value": context.view.year,
        "marks": marks,
        "restrictToMarks": True,
        "disabled": alone,
    }


def title(context: Context) -> str:
    """Say all that the map needs out of its page: indicator, unit, place, level, year."""
    return context.t(
        "{indicator}, {place}, par {level}, {year}",
        indicator=context.title(),
        place=context.departement.name,
        level=context.level_name(context.view.level)
        .lower()
        .replace("epci", "EPCI")
        .replace("tvs", "TVS"),
        year=context.view.year,
    )


def _graph(context: Context, figure: go.Figure) -> html.Div:
    return html.Div(
        dcc.Graph(
            id="map",
            figure=figure,
            config=graph_config(context, "carte"),
            responsive=True,
            className="map",
        ),
        role="figure",
        id="map-figure",
        **{"aria-label": alternative(context)},
    )


def alternative(context: Context) -> str:
    """Describe the map to who does not see it, and say where its table is."""
    return context.t(
        "Carte: {title}. Le tableau sous la carte donne toutes les valeurs.", title=title(context)
    )


def legend(context: Context, frame: pd.DataFrame, people: pd.Series) -> list[Any]:
    """Name each class beside its colour, with how many territories and inhabitants it holds."""
    t = context.t
    entry = context.indicator
    breaks = breaks_of(entry, frame["value"])
    colours = ramp(entry.polarity, len(breaks) + 1)
    counts = class_counts(frame, breaks, people)
    labels = _class_labels(context, counts)
    columns = list(zip(colours, labels, counts, strict=True))
    absent = without_value(frame, people)
    columns += [
        (colour, context.status_name(status), absent[status])
        for status, colour in (("suppressed", SUPPRESSED), ("missing", MISSING))
        if absent[status].territories
    ]
    heads = [_legend_head(colour, label) for colour, label, _ in columns]
    numbers = [count for *_, count in columns]
    body = [
        _legend_row(_plural(context), [context.people(count.territories) for count in numbers]),
        _legend_row(t("habitants"), [context.people(count.population) for count in numbers]),
    ]
    return [
        html.Table(
            [
                html.Caption(context.say(entry.unit)),
                html.Thead(html.Tr([html.Td(), *heads])),
                html.Tbody(body),
            ],
            className="legend",
        ),
        *_estimated_badge(context, frame),
    ]


def _legend_head(colour: str, label: str) -> html.Th:
    swatch = "swatch hatched" if colour == SUPPRESSED else "swatch"
    return html.Th(
        [html.Span(className=swatch, style={"backgroundColor": colour}), label], scope="col"
    )


def _legend_row(name: str, numbers: list[str]) -> html.Tr:
    return html.Tr([html.Th(name, scope="row"), *[html.Td(text) for text in numbers]])


def _plural(context: Context) -> str:
    names = {"commune": "communes", "epci": "EPCI", "tvs": "TVS"}
    return context.t(names.get(context.view.level, "territoires"))


def _class_labels(context: Context, counts: list[ClassCount]) -> list[str]:
    entry = context.indicator
    if entry.categories:
        ordered = sorted(entry.categories, key=lambda category: category.value)
        return [context.say(category.label) for category in ordered]
    return [_range(context, count) for count in counts]


def _range(context: Context, count: ClassCount) -> str:
    t = context.t
    low = None if count.low is None else _short(context, count.low)
    high = None if count.high is None else _short(context, count.high)
    if low is None and high is None:
        return t("toutes les valeurs")
    if low is None:
        return t("{high} ou moins", high=high)
    if high is None:
        return t("plus de {low}", low=low)
    return t("plus de {low} à {high}", low=low, high=high)


def _short(context: Context, value: float) -> str:
    """Write a break with no more decimals than it has."""
    decimals = next(d for d in range(7) if round(value, d) == round(value, 6))
    entry = context.indicator.model_copy(update={"decimals": decimals, "categories": []})
    return context.figure(value, entry)


def _estimated_badge(context: Context, frame: pd.DataFrame) -> list[Any]:
    estimated = frame[frame["status"] == "estimated"]
    if estimated.empty:
        return []
    tokens = dict.fromkeys(token for note in estimated["note"] for token in note.split())
    why = "; ".join(context.note(token) for token in tokens)
    text = context.t("{count} valeurs estimées: {why}", count=len(estimated), why=why)
    return [html.P([badge(context, "estimated"), " ", text], className="estimated")]


def source_line(context: Context, frame: pd.DataFrame) -> str:
    """Say source, millésime, licence and statuses, under the map."""
    t = context.t
    names = sorted({str(s) for s in frame["source"]} - {""}) or list(context.indicator.sources)
    sources = [context.catalogue.sources[name] for name in names]
    statuses = frame["status"].value_counts()
    told = ", ".join(
        f"{context.status_name(status)} {context.people(count)}"
        for status, count in statuses.items()
    )
    return t(
        "Source: {producers}. Millésime {year}. {licence}. Statut des valeurs: {statuses}.",
        producers="; ".join(dict.fromkeys(f"{s.producer}, {s.title}" for s in sources)),
        year=context.view.year,
        licence=", ".join(dict.fromkeys(s.licence for s in sources)),
        statuses=told,
    )


def table(context: Context, frame: pd.DataFrame) -> str:
    """Give, as HTML, the table of what the map shows: a row for each territory."""
    t = context.t
    unit = context.say(context.indicator.unit)
    head = [t("Territoire"), t("Code"), unit, t("Statut"), t("Remarque")]
    columns = zip(
        frame["name"], frame["code"], frame["value"], frame["status"], frame["note"], strict=True
    )
    rows = [
        (name, [code, context.figure(value), context.status_name(status), context.note(note)])
        for name, code, value, status, note in columns
    ]
    return table_html(title(context), head, rows)

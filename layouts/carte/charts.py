"""Under the map: the distribution of its values, and a scatter of two indicators."""

from __future__ import annotations

from dataclasses import dataclass

import dash_mantine_components as dmc
import pandas as pd
from dash import dcc, html

from indicators.distribution import Bin, correlation, histogram
from layouts.carte.caption import source_line
from layouts.carte.comparing import heading
from layouts.carte.settings import setting
from layouts.carte.shown import Shown
from layouts.components import graph_config
from layouts.context import Context
from layouts.controls import grouped_options
from layouts.figures.distribution import histogram_figure, scatter_figure
from layouts.image_tools import Panel, image_buttons, image_data
from layouts.markup import Child, ForScripts, labelled
from layouts.table import table_html
from layouts.texts import number
from layouts.view import map_levels


@dataclass(frozen=True, eq=False)
class Crossing:
    """The second indicator of the scatter, beside the one of the map.

    Parameters
    ----------
    context : Context
        Its view: it may be of another millésime, the nearest.
    frame : pandas.DataFrame
        Its values, a row for each territory.
    pairs : pandas.DataFrame
        ``code, name, x, y``: the territories that have both values.
    """

    context: Context
    frame: pd.DataFrame
    pairs: pd.DataFrame


def charts_section(shown: Shown, content: list[Child]) -> html.Details:
    """Fold the charts: their figures are sent when they are opened."""
    context = shown.context
    t = context.t
    offered = {
        name
        for name, entry in context.catalogue.indicators.items()
        if not entry.strata and not entry.categories and map_levels(context.bundle, name)
    }
    return html.Details(
        [
            html.Summary(t("Répartition des valeurs et nuage de points"), id="charts-summary"),
            dcc.Store(id="charts-start", data=bool(context.view.scatter)),
            dcc.Store(id="charts-asked"),
            html.Div(
                dmc.Select(
                    id=setting("scatter"),
                    label=t("Croiser avec un second indicateur"),
                    data=grouped_options(context, offered),
                    value=context.view.scatter or None,
                    placeholder=t("Aucun"),
                    clearable=True,
                    clearButtonProps={"aria-label": t("Retirer le second indicateur")},
                ),
                className="scatter-choice",
            ),
            html.Div(content, id="charts", className="charts"),
        ],
        className="details",
        open=bool(context.view.scatter),
    )


def charts(shown: Shown, crossing: Crossing | None) -> list[Child]:
    """Give the histogram of the map, and the scatter where there is a second indicator.

    Parameters
    ----------
    shown : Shown
        What the map shows.
    crossing : Crossing, optional
        The second indicator.
    """
    bins = histogram(shown.frame, shown.people.counts)
    if not bins:
        return [html.P(shown.context.t("Aucune valeur à répartir."), className="message")]
    return [_histogram(shown, bins), *([] if crossing is None else [_scatter(shown, crossing)])]


def _histogram(shown: Shown, bins: list[Bin]) -> html.Figure:
    context = shown.context
    t = context.t
    code = context.mapped_code
    chosen = shown.frame.loc[shown.frame["code"] == code, "value"].dropna()
    figure = histogram_figure(
        context, bins, shown.shading, float(chosen.iloc[0]) if len(chosen) else None
    )
    fullest = max(bins, key=lambda one: one.territories)
    told = t(
        "Répartition: {title}. La barre la plus haute, {count} territoires, va de {low} à {high}.",
        title=heading(shown),
        count=fullest.territories,
        low=_figure(context, fullest.low),
        high=_figure(context, fullest.high),
    )
    if len(chosen):
        told = f"{told} {t('Trait épais: {place}.', place=context.place.name)}"
    return html.Figure(
        [
            *_drawn(context, "histogram", figure, told),
            *_saved(context, "histogram", [source_line(context, shown.frame)]),
            html.Details([html.Summary(t("Tableau de la répartition")), _bins_table(shown, bins)]),
        ]
    )


def _figure(context: Context, value: float) -> str:
    return number(value, context.indicator.decimals, context.lang)


def _drawn(context: Context, name: str, figure: object, told: str) -> list[Child]:
    """Give a chart under what it tells, which is also its text alternative."""
    config = graph_config(context) | {"displayModeBar": False}
    graph = dcc.Graph(id=name, figure=figure, config=config, responsive=True)
    return [
        html.Figcaption(told, id=f"{name}-told"),
        html.Div(graph, role="img", **labelled(told)),
    ]


def _saved(context: Context, name: str, sources: list[str]) -> list[Child]:
    """Name the sources of a chart, and save it as an image that holds them."""
    view = context.view
    place = f"{view.departement}-{view.level}-{view.year}"
    data = image_data(
        context,
        f"{name}-{view.indicator}-{place}",
        [Panel(f"#{name}", f"#{name}-told")],
        f"#{name}-sources p",
    )
    return [
        html.Div([html.P(text, className="source") for text in sources], id=f"{name}-sources"),
        html.Div(image_buttons(context, "button quiet"), className="actions", **data),
    ]


def _bins_table(shown: Shown, bins: list[Bin]) -> html.Table:
    context = shown.context
    t = context.t
    head = [
        t("De"),
        t("À"),
        t("Territoires"),
        t("Habitants ({census})", census=shown.people.census),
    ]
    rows = [
        [
            _figure(context, one.low),
            _figure(context, one.high),
            context.people(one.territories),
            context.people(one.population),
        ]
        for one in bins
    ]
    return html.Table(
        [
            html.Thead(html.Tr([html.Th(text, scope="col") for text in head])),
            html.Tbody([html.Tr([html.Td(text) for text in row]) for row in rows]),
        ],
        className="data-table",
    )


def _scatter(shown: Shown, crossing: Crossing) -> html.Figure:
    context, pairs = shown.context, crossing.pairs
    t = context.t
    r = correlation(pairs)
    told = t(
        "{place}, {count} territoires selon « {first} » (en abscisse) et « {second} » "
        "(en ordonnée).",
        place=context.departement.name,
        count=context.people(len(pairs)),
        first=_dated(context),
        second=_dated(crossing.context),
    )
    if r is not None:
        told += " " + t(
            "Corrélation: {r}; une corrélation n'est pas une cause.", r=number(r, 2, context.lang)
        )
    if (pairs["code"] == context.mapped_code).any():
        told += " " + t("Losange: {place}.", place=context.place.name)
    figure = scatter_figure(context, pairs, context.view.scatter, context.mapped_code)
    sources = [
        f"{one.say(one.indicator.label)}. {source_line(one, frame)}"
        for one, frame in ((context, shown.frame), (crossing.context, crossing.frame))
    ]
    return html.Figure(
        [
            *_drawn(context, "scatter", figure, told),
            *_saved(context, "scatter", sources),
            html.Details(
                [
                    html.Summary(t("Tableau du nuage de points")),
                    html.Div(className="table-scroll", tabIndex=0),
                ],
                **ForScripts({"data-table": context.address("/tableau/nuage.html")}),
            ),
        ]
    )


def _dated(context: Context) -> str:
    return f"{context.title()}, {context.view.year}"


def scatter_table(context: Context, crossing: Crossing) -> str:
    """Give, as HTML, the table of the scatter: a row for each territory."""
    other = crossing.context
    first, second = (f"{one.say(one.indicator.short)}, {one.view.year}" for one in (context, other))
    head = [context.t("Territoire"), context.t("Code"), first, second]
    rows = [
        (row["name"], [row["code"], context.figure(row["x"]), other.figure(row["y"])])
        for row in crossing.pairs.to_dict("records")
    ]
    return table_html(f"{first} · {second}", head, rows)

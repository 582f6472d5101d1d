"""Under the map: the distribution of its values, and a scatter of two indicators."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import dcc, html

from indicators.distribution import Bin, correlation, histogram
from indicators.own_territory import nearest_year
from layouts.carte.comparing import heading
from layouts.carte.settings import setting
from layouts.carte.shown import Shown
from layouts.components import graph_config
from layouts.context import Context
from layouts.controls import grouped_options
from layouts.figures.distribution import histogram_figure, scatter_figure
from layouts.table import table_html
from layouts.texts import number
from layouts.view import map_levels


def charts_section(shown: Shown, content: list[Any]) -> html.Details:
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


def charts(shown: Shown, pairs: pd.DataFrame | None) -> list[Any]:
    """Give the histogram of the map, and the scatter where there is a second indicator.

    Parameters
    ----------
    shown : Shown
        What the map shows.
    pairs : pandas.DataFrame, optional
        ``code, name, x, y``: the territories that have both values.
    """
    bins = histogram(shown.frame, shown.people.counts)
    if not bins:
        return [html.P(shown.context.t("Aucune valeur à répartir."), className="message")]
    return [_histogram(shown, bins), *([] if pairs is None else [_scatter(shown, pairs)])]


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
    return html.Figure(
        [
            html.Figcaption(told),
            html.Div(_graph(context, "histogram", figure), role="img", **{"aria-label": told}),
            html.Details([html.Summary(t("Tableau de la répartition")), _bins_table(shown, bins)]),
        ]
    )


def _figure(context: Context, value: float) -> str:
    return number(value, context.indicator.decimals, context.lang)


def _graph(context: Context, name: str, figure: object) -> dcc.Graph:
    config = graph_config(context) | {"displayModeBar": False}
    return dcc.Graph(id=name, figure=figure, config=config, responsive=True)


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


def _scatter(shown: Shown, pairs: pd.DataFrame) -> html.Figure:
    context = shown.context
    t = context.t
    view = context.view
    other = context.catalogue.indicator(view.scatter)
    year = nearest_year(context.bundle, view.scatter, view.level, view.year)
    r = correlation(pairs)
    told = t(
        "{count} territoires selon « {first} » (en abscisse) et « {second} » (en ordonnée).",
        count=context.people(len(pairs)),
        first=f"{context.say(context.indicator.label)}, {view.year}",
        second=f"{context.say(other.label)}, {year}",
    )
    if r is not None:
        told += " " + t(
            "Corrélation: {r}; une corrélation n'est pas une cause.", r=number(r, 2, context.lang)
        )
    figure = scatter_figure(context, pairs, context.view.scatter, context.mapped_code)
    return html.Figure(
        [
            html.Figcaption(told),
            html.Div(_graph(context, "scatter", figure), role="img", **{"aria-label": told}),
            html.Details(
                [
                    html.Summary(t("Tableau du nuage de points")),
                    html.Div(className="table-scroll", tabIndex=0),
                ],
                **{"data-table": context.address("/tableau/nuage.html")},
            ),
        ]
    )


def scatter_table(context: Context, pairs: pd.DataFrame) -> str:
    """Give, as HTML, the table of the scatter: a row for each territory."""
    other = context.catalogue.indicator(context.view.scatter)
    first, second = context.say(context.indicator.short), context.say(other.short)
    head = [context.t("Territoire"), context.t("Code"), first, second]
    rows = [
        (row["name"], [row["code"], context.figure(row["x"]), context.figure(row["y"], other)])
        for row in pairs.to_dict("records")
    ]
    return table_html(f"{first} · {second}", head, rows)

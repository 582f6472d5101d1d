"""Small pieces that several pages share."""

from __future__ import annotations

from dash import dcc, html

from indicators.catalogue import Indicator
from indicators.series import Series
from indicators.trends import segments
from layouts.context import Context

_TOPOJSON = "/assets/topojson/"
"""Plotly fetches its world map even where it draws none: a local stub keeps it from the network."""

_FRENCH = {
    "Zoom in": "Agrandir",
    "Zoom out": "Réduire",
    "Reset": "Vue initiale",
    "Pan": "Déplacer",
    "Zoom": "Zoom",
    "Autoscale": "Échelle automatique",
    "Reset axes": "Vue initiale",
}


def graph_config(context: Context) -> dcc.Graph.Config:
    """Configure a graph: nothing from outside, no upload, French buttons.

    Plotly's own image has neither title nor source: see ``layouts.image_tools``.
    """
    return {
        "topojsonURL": f"{context.root}{_TOPOJSON}",
        "showSendToCloud": False,
        "displaylogo": False,
        "displayModeBar": True,
        "modeBarButtonsToRemove": [
            "select2d",
            "lasso2d",
            "hoverClosestGeo",
            "autoScale2d",
            "toImage",
        ],
        "scrollZoom": False,
        "locale": context.lang,
        "locales": {
            "fr": {"dictionary": _FRENCH, "format": {"decimal": ",", "thousands": "\u202f"}}
        },
    }


def definition(context: Context, entry: Indicator | None = None) -> html.Details:
    """Open the definition of an indicator where its name is."""
    indicator = entry or context.indicator
    t = context.t
    thresholds = [html.Li([context.say(x.label), f" ({x.source})"]) for x in indicator.thresholds]
    return html.Details(
        [
            html.Summary(context.say(indicator.plain)),
            html.P([html.Strong(t("Définition. ")), context.say(indicator.definition)]),
            *([html.Ul(thresholds)] if thresholds else []),
            html.P([html.Strong(t("À savoir. ")), context.say(indicator.caveat)]),
        ],
        className="definition",
    )


def badge(context: Context, status: str) -> html.Span:
    """Show a status as a word in a box."""
    return html.Span(context.status_name(status), className=f"badge {status}")


def change_inside(context: Context, entry: Indicator, points: Series) -> str:
    """Tell the first and the last value of the last edition; those before do not compare."""
    editions = segments(points)
    first, last = editions[-1][0], editions[-1][-1]
    text = context.t(
        "De {a} ({y0}) à {b} ({y1})",
        a=context.figure(first.value, entry),
        y0=context.day(first.period),
        b=context.figure(last.value, entry),
        y1=context.day(last.period),
    )
    if len(editions) > 1:
        text = context.t("{change}; rupture de série avant", change=text)
    return text


def download_address(context: Context, page: str, to: str) -> str:
    """Give the address of the file that holds exactly what a page shows."""
    return context.address(f"/telecharger/{page}.{to}")


def downloads(context: Context, page: str) -> html.Div:
    """Offer what a page shows as a CSV, and its metadata beside it."""
    t = context.t
    return html.Div(
        [
            html.A(
                t("Données affichées (CSV)"),
                id=f"download-{page}",
                href=download_address(context, page, "csv"),
                className="button",
                download="",
            ),
            html.A(
                t("Métadonnées (JSON)"),
                id=f"download-{page}-metadata",
                href=download_address(context, page, "json"),
                className="button quiet",
                download="",
            ),
        ],
        className="actions",
    )

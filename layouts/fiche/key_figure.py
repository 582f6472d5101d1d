"""A key figure: its value, what it is beside, its place among its peers, its small trend."""

from __future__ import annotations

from dash import html

from indicators import portrait, standing
from indicators.catalogue import Indicator
from indicators.series import Value, series
from indicators.standing import DECILES, Comparison, Standing
from indicators.trends import APL_NEGLIGIBLE, runs, trend
from layouts.components import badge, change_inside
from layouts.context import Context
from layouts.figures.spark import spark
from layouts.markup import Child
from layouts.texts import day, number, signed, typeset

_SPARK_SIZE = (120, 34)
_SPARK_POINTS = 2

_VERDICTS = {
    ("better", "departement"): "mieux que le département ({value})",
    ("better", "france"): "mieux que la France ({value})",
    ("similar", "departement"): "comparable au département ({value})",
    ("similar", "france"): "comparable à la France ({value})",
    ("worse", "departement"): "moins bien que le département ({value})",
    ("worse", "france"): "moins bien que la France ({value})",
    ("higher", "departement"): "plus que le département ({value})",
    ("higher", "france"): "plus que la France ({value})",
    ("lower", "departement"): "moins que le département ({value})",
    ("lower", "france"): "moins que la France ({value})",
}
_TRENDS = {
    "improving": "en amélioration",
    "worsening": "en dégradation",
    "rising": "en hausse",
    "falling": "en baisse",
    "stable": "stable",
    "mixed": "sans tendance nette",
    "too_few_points": "trop peu de points",
}


def key_figure(context: Context, name: str) -> html.Li:
    """Give a key figure of the territory in view, of which the bundle has a series."""
    entry = context.catalogue.indicator(name)
    found = portrait.value(context.bundle, name, context.place)
    what = html.Details(
        [
            html.Summary(html.H3(context.say(entry.label))),
            html.P([context.say(entry.definition), " ", context.say(entry.caveat)]),
        ],
        className="key-name",
    )
    beside: list[Child] = []
    if found is not None and found.value is not None:
        beside += _verdicts(context, name, entry, found)
        beside += _standing(context, name, entry, found)
        beside += _trend(context, name, entry)
    return html.Li(
        [html.Div([what, _value(context, entry, found)]), html.Div(beside)],
        className="key-figure",
        id=f"figure-{name}",
    )


def _value(context: Context, entry: Indicator, found: Value | None) -> html.Div:
    if found is None or found.value is None:
        status = "missing" if found is None else found.status
        return html.Div(context.status_name(status), className="key-value absent")
    source = context.source(found.source)
    note = context.note(found.note)
    told = f"{source.producer}, {day(found.period, context.lang)}" + (f"; {note}" if note else "")
    told = typeset(told, context.lang)
    return html.Div(
        [
            html.Span(
                context.figure(found.value, entry),
                className="key-number word" if entry.categories else "key-number",
            ),
            html.Span(context.joined_unit(found.value, entry), className="unit")
            if not entry.categories
            else "",
            " ",
            badge(context, found.status),
            html.Span(told, className="key-source"),
        ],
        className="key-value",
    )


def _verdicts(context: Context, name: str, entry: Indicator, found: Value) -> list[Child]:
    """Say beside what the value stands; the rule behind each word opens under it."""
    compared = standing.compared(context.bundle, name, entry, context.place, found)
    if not compared:
        return []
    told = [
        html.Li(
            html.Details(
                [
                    html.Summary(_verdict(context, entry, level, one)),
                    html.P(_rule(context, name, entry, one)),
                ],
                className=f"verdict {one.verdict}",
            )
        )
        for level, one in compared.items()
    ]
    return [html.Ul(told, className="verdicts")]


def _verdict(context: Context, entry: Indicator, level: str, one: Comparison) -> str:
    value = context.figure(one.reference, entry)
    if one.status == "estimated":
        value = f"{value}, {context.status_name(one.status)}"
    return context.t(_VERDICTS[one.verdict, level], value=value)


def _rule(context: Context, name: str, entry: Indicator, one: Comparison) -> str:
    """Tell the rule that gave a word, with its own numbers."""
    t = context.t
    told = t(
        "Écart: {gap}. Jusqu'à {tolerance} d'écart, les deux valeurs sont dites comparables "
        "({percent} % de la valeur de comparaison{apl}).",
        gap=signed(one.gap, max(entry.decimals, 1), context.lang),
        tolerance=number(one.tolerance, max(entry.decimals, 1), context.lang),
        percent=number(100 * standing.SIMILAR, 0, context.lang),
        apl=_least(context, name),
    )
    sense = {
        "higher_is_better": t("Au-delà, plus est mieux."),
        "lower_is_better": t("Au-delà, moins est mieux."),
        "neutral": t("Ni plus ni moins n'est mieux pour cet indicateur."),
    }
    return f"{told} {sense[entry.polarity]}"


def _least(context: Context, name: str) -> str:
    if not name.startswith("apl"):
        return ""
    least = number(APL_NEGLIGIBLE, 1, context.lang)
    return context.t(", et au moins {least} pour l'APL", least=least)


def _standing(context: Context, name: str, entry: Indicator, found: Value) -> list[Child]:
    if entry.additive:
        return []
    place = standing.standing(context.bundle, name, entry, context.place, found.period)
    return [html.P(standing_text(context, entry, place), className="standing")] if place else []


def standing_text(context: Context, entry: Indicator, place: Standing) -> str:
    """Write a rank and a decile in words."""
    t = context.t
    order = {
        "lower_is_better": t("du plus bas au plus élevé"),
    }.get(entry.polarity, t("du plus élevé au plus bas"))
    ordinal = t("1er") if place.rank.place == 1 else t("{place}e", place=place.rank.place)
    ranked = {"ordinal": ordinal, "among": place.rank.among, "order": order}
    if DECILES * place.tied > place.rank.among:
        # A decile would be that of the middle of them, far from the rank.
        return t(
            "{ordinal} sur {among}, {order}, à égalité avec {tied} autres",
            **ranked,
            tied=place.tied,
        )
    return t(
        "{ordinal} sur {among}, {order}; décile {decile}: plus bas pour {lower} % des habitants",
        **ranked,
        decile=place.decile,
        lower=number(place.lower, 0, context.lang),
    )


def _trend(context: Context, name: str, entry: Indicator) -> list[Child]:
    """Draw the series small, broken between editions, with its trend word."""
    if entry.categories or not entry.comparable_years:
        return []
    place = context.place
    points = series(context.bundle, name, place.level, place.code)
    parts = runs(points)
    if sum(map(len, parts)) < _SPARK_POINTS:
        return []
    text = change_inside(context, entry, points)
    word = context.t(_TRENDS[trend(points, name, entry).word])
    return [
        html.Figure(
            [
                html.Img(
                    src=spark(parts, _SPARK_SIZE),
                    alt=text,
                    width=_SPARK_SIZE[0],
                    height=_SPARK_SIZE[1],
                ),
                html.Figcaption([text, html.Br(), word]),
            ],
            className="spark",
        )
    ]

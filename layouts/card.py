"""The card of a territory: its value beside what surrounds it, its rank, its series."""

from __future__ import annotations

import pandas as pd
from dash import dcc, html

from indicators import portrait
from indicators.catalogue import Indicator
from indicators.classes import class_number
from indicators.peers import Peers
from indicators.perimeter import FRANCE
from indicators.portrait import Territory
from indicators.series import Value, series
from indicators.trends import runs
from layouts.components import badge, change_inside
from layouts.context import Context
from layouts.figures.spark import SPARK, spark
from layouts.markup import Child
from layouts.notices import not_built
from layouts.shading import Shading, shading

IN_BRIEF = ("apl", "gp_density", "care_over_60_share", "over_75_share")
"""The indicators that the card tells in a line each, beside the one in view."""
_TREND_POINTS = 3


def card(context: Context, peers: Peers, shaded: Shading | None = None) -> list[Child]:
    """Give the card of the territory in view, or of the département before a choice.

    Parameters
    ----------
    context : Context
        The view.
    peers : Peers
        The territories of the map that have a value.
    shaded : Shading, optional
        The classes of the map; those that the view asks for unless given.
    """
    shaded = shaded or shading(context, [pd.Series(peers.values)])
    t = context.t
    place = context.place
    found = portrait.value(context.bundle, context.view.indicator, place, context.view.year)
    invite = (
        []
        if context.view.territory
        else [
            html.P(t("Cliquez un territoire, ou cherchez-le, pour le voir ici."), className="hint")
        ]
    )
    return [
        html.H2(place.name, className="card-name"),
        html.P(_subtitle(context, place), className="card-kind"),
        *invite,
        *not_built(context, _lacking(context, place)),
        *_headline(context, found),
        *_rank(context, peers, place, shaded),
        *_comparison(context, place, found),
        *_trend(context, place),
        *_other_indicators(context, place),
        html.Div([_link(context, *link) for link in _links(context)], className="actions"),
    ]


def _links(context: Context) -> list[tuple[str, str]]:
    """Lead to what else is told of the territory; a scenario is of a département."""
    t = context.t
    links = [("/fiche", t("Voir sa fiche")), ("/evolutions", t("Voir ses évolutions"))]
    if context.view.departement != FRANCE:
        links.append(("/simuler", t("Simuler une arrivée ou un départ")))
    return links


def _link(context: Context, path: str, text: str) -> dcc.Link:
    return dcc.Link(text, href=context.address(path), className="button quiet")


def _lacking(context: Context, place: Territory) -> str:
    is_held = place.level != "departement" or place.code in context.bundle.departements
    return "" if is_held else place.code


def _subtitle(context: Context, place: Territory) -> str:
    people = portrait.value(context.bundle, "population", place)
    kind = context.level_name(place.level)
    if place.level != "france":
        kind = f"{kind} {place.code}"
    if people is None or people.value is None:
        return kind
    return context.t(
        "{kind} · {people} habitants ({year})",
        kind=kind,
        people=context.people(people.value),
        year=people.year,
    )


def _headline(context: Context, found: Value | None) -> list[Child]:
    entry = context.indicator
    label = html.P(context.say(entry.label), className="card-label")
    if found is None and entry.strata:
        return [label, html.P(context.t("Plusieurs valeurs pour ce territoire."))]
    if found is None or found.value is None:
        status = "missing" if found is None else found.status
        return [label, html.P(context.status_name(status), className="big-value absent")]
    value = html.P(
        [
            html.Span(
                context.figure(found.value),
                className="big-value word" if entry.categories else "big-value",
            ),
            *([] if entry.categories else [html.Span(context.unit(found.value), className="unit")]),
        ]
    )
    producer = context.source(found.source).producer
    told = html.P(
        [badge(context, found.status), f" {producer}, {context.day(found.period)}"],
        className="card-source",
    )
    note = context.note(found.note)
    return [label, value, told, *([html.P(note, className="note")] if note else [])]


def _rank(context: Context, peers: Peers, place: Territory, shaded: Shading) -> list[Child]:
    entry = context.indicator
    found = peers.rank(place.code, entry) if place.level == context.view.level else None
    if found is None or found.among == 1:
        return []
    order = {
        "higher_is_better": context.t("du plus élevé au plus bas"),
        "lower_is_better": context.t("du plus bas au plus élevé"),
        "neutral": context.t("du plus élevé au plus bas"),
    }[entry.polarity]
    text = context.t(
        "{place}e sur {among}, {order}", place=found.place, among=found.among, order=order
    )
    if found.place == 1:
        text = context.t("1er sur {among}, {order}", among=found.among, order=order)
    return [html.P([text, *_class_name(context, peers, place, shaded)], className="rank")]


def _class_name(context: Context, peers: Peers, place: Territory, shaded: Shading) -> list[Child]:
    breaks, value = list(shaded.breaks), peers.value(place.code)
    if value is None or not breaks:
        return []
    k = class_number(value, breaks) + 1
    return [" · ", context.t("classe {k} sur {n}", k=k, n=len(breaks) + 1)]


def _comparison(context: Context, place: Territory, found: Value | None) -> list[Child]:
    """Draw one bar for the territory and one for each that holds it, on the same scale."""
    if context.indicator.categories or context.indicator.additive:
        return []
    places = [place, *portrait.surroundings(context.bundle, place)]
    view = context.view
    values = portrait.together(context.bundle, view.indicator, places, view.year)
    known = [value for value in values if value is not None and value.value is not None]
    if not known:
        return []
    limits = [threshold.value for threshold in context.indicator.thresholds]
    top = max([*(value.value or 0 for value in known), *limits]) or 1
    bars = [
        _bar(context, other, value, top, own=other is place)
        for other, value in zip(places, values, strict=True)
    ]
    # Where the territory has no value, nothing else on the card says of when the others are.
    told = found is not None and found.value is not None
    when = [] if told else [html.P(context.day(known[0].period), className="card-source")]
    return [html.Ul(bars, className="bars"), *when]


def _bar(
    context: Context, place: Territory, found: Value | None, top: float, *, own: bool
) -> html.Li:
    if found is None or found.value is None:
        status = "missing" if found is None else found.status
        return html.Li(
            [html.Span(place.name, className="bar-name"), html.Span(context.status_name(status))]
        )
    width = f"{max(0.0, 100 * found.value / top):.1f}%"
    colour = "var(--series-1)" if own else "var(--benchmark)"
    mark = (
        "" if found.status in {"official", "computed"} else f" ({context.status_name('estimated')})"
    )
    return html.Li(
        [
            html.Span(place.name, className="bar-name"),
            html.Span(f"{context.figure(found.value)}{mark}", className="bar-value"),
            html.Span(
                html.Span(style={"width": width, "backgroundColor": colour}), className="bar"
            ),
        ]
    )


def _trend(context: Context, place: Territory) -> list[Child]:
    """Draw the series small, and tell the change inside its last edition."""
    entry = context.indicator
    points = series(context.bundle, context.view.indicator, place.level, place.code)
    parts = runs(points)
    is_drawn = entry.comparable_years and not entry.categories
    if sum(map(len, parts)) < _TREND_POINTS or not is_drawn:
        return []
    text = change_inside(context, entry, points)
    if any(one.status == "estimated" for part in parts for one in part):
        text = context.t("{told}. Points creux: valeurs estimées.", told=text)
    return [
        html.Figure(
            [
                html.Img(src=spark(parts), alt=text, width=SPARK[0], height=SPARK[1]),
                html.Figcaption(text),
            ],
            className="spark",
        )
    ]


def _other_indicators(context: Context, place: Territory) -> list[Child]:
    rows = []
    for name in IN_BRIEF:
        found = portrait.value(context.bundle, name, place)
        if name == context.view.indicator or found is None or found.value is None:
            continue
        entry = context.catalogue.indicator(name)
        rows.append(
            html.Tr(
                [
                    html.Th([context.say(entry.short), *_small_unit(context, entry)], scope="row"),
                    html.Td(_brief(context, entry, found.value), className="number"),
                    html.Td(f"{context.day(found.period)}, {context.status_name(found.status)}"),
                ]
            )
        )
    if not rows:
        return []
    caption = html.Caption(context.t("En bref"))
    return [html.Table([caption, html.Tbody(rows)], className="brief")]


def _brief(context: Context, entry: Indicator, value: float) -> str:
    """Write a value: with its sign where it is a percentage, since a line names its unit else."""
    figure = context.figure(value, entry)
    return context.t("{figure} %", figure=figure) if entry.unit.fr.startswith("%") else figure


def _small_unit(context: Context, entry: Indicator) -> list[Child]:
    """Name the unit under the name, unless this begins with it: GPs per 10,000."""
    unit = context.say(entry.unit).removeprefix("%").strip()
    first, name = unit.split()[0].lower(), context.say(entry.short).lower()
    return [] if name.startswith(first) else [html.Span(unit, className="brief-unit")]

"""The legend of the map: each class beside its colour, and how many people live in it."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd
from dash import html

from indicators.classes import ClassCount, class_counts, without_value
from layouts.carte.shown import Shown
from layouts.colours import MISSING, SUPPRESSED
from layouts.components import badge
from layouts.context import Context
from layouts.markup import Child
from layouts.texts import shortest

_TOLD_APART = 3
"""A remark that comes with more arguments than this is told once: the table has each of them."""


def legend(shown: Shown) -> list[Child]:
    """Name each class beside its colour, with how many territories and inhabitants it holds."""
    context, frame, people = shown.context, shown.frame, shown.people
    counts = class_counts(frame, list(shown.shading.breaks), people.counts)
    labels = _class_labels(context, counts, frame["value"])
    columns = list(zip(shown.shading.colours, labels, counts, strict=True))
    absent = without_value(frame, people.counts)
    columns += [
        (colour, context.status_name(status), absent[status])
        for status, colour in (("suppressed", SUPPRESSED), ("missing", MISSING))
        if absent[status].territories
    ]
    heads = [_legend_head(colour, label) for colour, label, _ in columns]
    numbers = [count for *_, count in columns]
    body = [
        _legend_row(_plural(context), [context.people(count.territories) for count in numbers]),
        _legend_row(
            context.t("habitants"),
            [_people(context, count) for count in numbers],
        ),
    ]
    return [
        html.Table(
            [
                html.Caption(_caption(context, people.census)),
                html.Thead(html.Tr([html.Td(), *heads])),
                html.Tbody(body),
            ],
            className="legend",
            style={"--rows": len(columns) + 1},
        ),
        *_estimated_badge(context, frame),
        *_no_value(context, frame),
    ]


def _no_value(context: Context, frame: pd.DataFrame) -> list[Child]:
    """Say why a map is empty: the source gives no value here, which is not a value of 0."""
    if frame["value"].notna().any():
        return []
    producers = {context.source(name).producer for name in context.indicator.sources}
    text = context.t(
        "Aucune valeur pour {place} en {year}, dans ce que publie la source ({producers}): ce "
        "n'est pas 0.",
        place=context.departement.name,
        year=context.view.year,
        producers=", ".join(sorted(producers)),
    )
    return [html.P(text, className="notice")]


def _people(context: Context, count: ClassCount) -> str:
    """Write how many people live in a class; unknown populations are not told as 0."""
    unknown = count.territories and not count.population
    return "-" if unknown else context.people(count.population)


def _caption(context: Context, census: int) -> str:
    """Name the unit of the classes, and the census of the inhabitants whatever the year in view."""
    return context.t(
        "{unit}; habitants au recensement de {census}",
        unit=context.say(context.indicator.unit),
        census=census,
    )


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


def _class_labels(context: Context, counts: list[ClassCount], values: pd.Series) -> list[str]:
    entry = context.indicator
    if entry.categories:
        ordered = sorted(entry.categories, key=lambda category: category.value)
        return [context.say(category.label) for category in ordered]
    is_counted_from_0 = not (values < 0).any()
    return [_range(context, count, is_counted_from_0=is_counted_from_0) for count in counts]


def _range(context: Context, count: ClassCount, *, is_counted_from_0: bool) -> str:
    t = context.t
    low = None if count.low is None else shortest(count.low, context.lang)
    high = None if count.high is None else shortest(count.high, context.lang)
    if low is None and high is None:
        return t("toutes les valeurs")
    if low is None and count.high == 0 and is_counted_from_0:
        return str(high)
    if low is None:
        return t("{high} ou moins", high=high)
    if high is None:
        return t("plus de {low}", low=low)
    return t("plus de {low} à {high}", low=low, high=high)


def _estimated_badge(context: Context, frame: pd.DataFrame) -> list[Child]:
    estimated = frame[frame["status"] == "estimated"]
    if estimated.empty:
        return []
    t, count, why = context.t, len(estimated), _remarks(context, estimated["note"])
    one = t("1 valeur estimée: {why}", why=why)
    text = one if count == 1 else t("{count} valeurs estimées: {why}", count=count, why=why)
    return [html.P([badge(context, "estimated"), " ", text], className="estimated")]


def _remarks(context: Context, notes: pd.Series) -> str:
    """Spell out the remarks once each, and once only one that differs in each territory."""
    arguments: dict[str, list[str]] = defaultdict(list)
    for token in dict.fromkeys(token for note in notes for token in note.split()):
        key, _, argument = token.partition(":")
        arguments[key].append(argument)
    told = []
    for key, held in arguments.items():
        if len(held) > _TOLD_APART:
            told.append(context.note(key).replace("()", context.t("(voir le tableau)")))
        else:
            told += [context.note(f"{key}:{argument}") for argument in held]
    return "; ".join(told)

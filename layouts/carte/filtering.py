"""Filters: conditions on the territories of the map, and the list of those that meet them."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import html

from indicators.filters import Condition, read_filter
from layouts.carte.settings import setting
from layouts.carte.shown import Filtered, Shown
from layouts.context import Context
from layouts.controls import grouped_options
from layouts.markup import Child, labelled
from layouts.texts import shortest
from layouts.view import map_levels

CONDITIONS = 3
"""How many conditions a filter may have in the page; an address may have more."""


def filter_controls(context: Context) -> list[Child]:
    """Offer some conditions: an indicator, above a value, up to another."""
    held = list(read_filter(context.view.filter))[:CONDITIONS]
    empty = [Condition("")] * (CONDITIONS - len(held))
    rows = [_row(context, k, one) for k, one in enumerate([*held, *empty])]
    return [
        html.P(
            context.t("Les territoires qui remplissent toutes ces conditions."), className="message"
        ),
        *rows,
    ]


def _row(context: Context, k: int, one: Condition) -> html.Fieldset:
    t = context.t
    offered = {
        name
        for name, entry in context.catalogue.indicators.items()
        if not entry.strata and not entry.categories and map_levels(context.bundle, name)
    }
    return html.Fieldset(
        [
            html.Legend(t("Condition {number}", number=k + 1)),
            dmc.Select(
                id=setting(f"filter-{k}"),
                placeholder=t("Indicateur"),
                data=grouped_options(context, offered),
                value=one.indicator or None,
                clearable=True,
                searchable=True,
                clearButtonProps={"aria-label": t("Retirer la condition")},
                **labelled(t("Indicateur de la condition {number}", number=k + 1)),
            ),
            html.Div(
                [
                    _bound(context, f"low-{k}", t("plus de"), one.low),
                    _bound(context, f"high-{k}", t("jusqu'à"), one.high),
                ],
                className="bounds",
            ),
        ],
        className="condition",
    )


def _bound(context: Context, name: str, label: str, value: float | None) -> dmc.NumberInput:
    return dmc.NumberInput(
        id=setting(name),
        label=label,
        value="" if value is None else value,
        decimalSeparator="," if context.lang == "fr" else ".",
        hideControls=True,
        debounce=True,
    )


def filter_result(shown: Shown) -> list[Child]:
    """Say how many territories meet the conditions, how many people live there, and list them."""
    context, filtered = shown.context, shown.filtered
    if filtered is None:
        return []
    t = context.t
    inside = shown.frame[shown.frame["code"].isin(filtered.codes)]
    told = "; ".join(_words(context, filtered, k) for k in range(len(filtered.conditions)))
    if inside.empty:
        text = t("Aucun territoire ne remplit ces conditions: {conditions}.", conditions=told)
        return [html.P(text, className="notice", role="status")]
    people = inside["code"].map(shown.people.counts).fillna(0)
    text = t(
        "{count} territoires, {people} habitants ({census}): {conditions}.",
        count=context.people(len(inside)),
        people=context.people(people.sum()),
        census=shown.people.census,
        conditions=told,
    )
    named = sorted(zip(inside["name"], people, strict=True), key=lambda row: -row[1])
    items = [html.Li(f"{name}, {context.people(count)}") for name, count in named]
    return [
        html.P(text, className="found", role="status"),
        html.Details(
            [
                html.Summary(t("Liste de ces territoires et de leurs habitants")),
                html.Ul(items, className="listed"),
            ]
        ),
    ]


def _words(context: Context, filtered: Filtered, k: int) -> str:
    t = context.t
    one, year = filtered.conditions[k], filtered.years[k]
    entry = context.catalogue.indicator(one.indicator)
    label = f"{context.say(entry.short)} ({year or context.status_name('missing')})"

    def write(bound: float) -> str:
        return shortest(bound, context.lang)

    if one.low is None and one.high is not None:
        return t("{indicator} de {high} ou moins", indicator=label, high=write(one.high))
    if one.low is not None and one.high is None:
        return t("{indicator} de plus de {low}", indicator=label, low=write(one.low))
    return t(
        "{indicator} de plus de {low} à {high}",
        indicator=label,
        low=write(one.low or 0),
        high=write(one.high or 0),
    )

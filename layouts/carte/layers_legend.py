"""What the layers over the map mean, and the list behind them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
from dash import html

from layouts.carte.shown import ShownLayers
from layouts.context import Context
from layouts.fiche.actions import only_known_for
from layouts.figures.map_layers import LARGEST_SYMBOL
from layouts.markup import Child
from layouts.texts import number

_STEPS = (1.0, 0.25, 0.05)
"""Shares of the highest value that the legend of the symbols shows."""


def layers_legend(context: Context, layers: ShownLayers) -> list[Child]:
    """Name what is drawn over the values, and list the health centres and the contracts."""
    t = context.t
    keys: list[Child] = []
    if layers.drawn.epci:
        keys.append(_key("key-line", t("limites des intercommunalités (EPCI)")))
    if layers.drawn.contracts:
        keys.append(_key("key-hatched", t("EPCI couvert par un contrat local de santé")))
    if layers.drawn.places is not None:
        text = t("centre de santé ou antenne, placé à la mairie de sa commune")
        keys.append(_key("key-cross", text))
    written = [html.Ul(keys, className="keys")] if keys else []
    return [*written, *_unknown(context, layers), *_sizes(context, layers), *_list(context, layers)]


def _unknown(context: Context, layers: ShownLayers) -> list[Child]:
    """Say that no centre nor contract is known here, where they are asked for."""
    asked = {"contrats", "centres"} & set(context.view.layers.split(","))
    return [only_known_for(context)] if asked and layers.initiatives.empty else []


def _key(sign: str, text: str) -> html.Li:
    return html.Li([html.Span(className=f"key {sign}"), text])


def _sizes(context: Context, layers: ShownLayers) -> list[Child]:
    """Show what a circle's size means; say so where the second indicator has no value here."""
    name = context.view.symbols
    if not name:
        return []
    entry = context.catalogue.indicator(name)
    label = context.say(entry.label)
    known = layers.second["value"].dropna() if len(layers.second) else pd.Series(dtype=float)
    if not (known > 0).any():
        text = context.t("« {indicator} » n'a pas de valeur à ce niveau.", indicator=label)
        return [html.P(text, className="message")]
    highest = float(known.max())
    values = dict.fromkeys(_rounded(highest * step) for step in _STEPS)
    circles = [_circle(context, value, highest) for value in values if value > 0]
    producers = {context.source(source).producer for source in entry.sources}
    told = context.t(
        "Cercles: {indicator}, {year} ({producers})",
        indicator=label,
        year=layers.second_year,
        producers=", ".join(sorted(producers)),
    )
    return [html.Figure([html.Figcaption(told), *circles], className="sizes")]


def _rounded(value: float) -> float:
    """Keep one significant figure: a legend's sizes are round numbers."""
    return float(f"{value:.1g}")


def _circle(context: Context, value: float, highest: float) -> html.Span:
    width = f"{LARGEST_SYMBOL * (value / highest) ** 0.5:.0f}px"
    circle = html.Span(className="circle", style={"width": width, "height": width})
    return html.Span([circle, number(value, 0, context.lang)], className="size")


def _list(context: Context, layers: ShownLayers) -> list[Child]:
    if layers.initiatives.empty:
        return []
    rows = layers.initiatives.to_dict("records")
    title = context.t("Liste des centres et des contrats affichés ({count})", count=len(rows))
    items = [html.Li(_told(context, row)) for row in rows]
    return [html.Details([html.Summary(title), html.Ul(items)], className="initiatives")]


def _told(context: Context, row: Mapping[Hashable, Any]) -> list[Child]:
    return [html.Strong(str(row["name"]), lang="fr"), " · ", " · ".join(_facts(context, row))]


def _facts(context: Context, row: Mapping[Hashable, Any]) -> list[str]:
    """Give what is known of a centre or a contract: place, status, address, phone, hours."""
    source = context.source(row["source"]).producer
    since = phone = None
    if _is(row["since"]):
        since = context.t("depuis le {date}", date=context.day(row["since"]))
    if _is(row["phone"]):
        phone = context.t("tél. {phone}", phone=row["phone"])
    status, hours, note = (
        context.t(row[name]) if _is(row[name]) else None for name in ("status", "hours", "note")
    )
    known = [row["place"], status, since, row["address"], phone, hours, note]
    return [*[str(fact) for fact in known if _is(fact)], source]


def _is(fact: object) -> bool:
    return isinstance(fact, str)


def place_text(context: Context, row: Mapping[Hashable, Any]) -> str:
    """Say on the map what is known of a health centre."""
    return "<br>".join([f"<b>{row['name']}</b>", *_facts(context, row)])


def symbol_text(context: Context, row: Mapping[Hashable, Any], year: int | None) -> str:
    """Say on the map what a symbol shows: place, value, millésime, status."""
    entry = context.catalogue.indicator(str(row["indicator"]))
    value = context.measured(row["value"], entry)
    return f"<b>{row['name']}</b><br>{value}<br>{year} · {context.status_name(row['status'])}"

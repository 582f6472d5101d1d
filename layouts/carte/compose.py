"""A territory of one's own: how it is composed, and its values beside the rest's."""

from __future__ import annotations

import dash_mantine_components as dmc
import pandas as pd
from dash import dcc, html

from indicators import portrait
from indicators.own_territory import OWN, REST, UNDER_THRESHOLD, nearest_year
from indicators.selection import years_of
from layouts.carte.settings import setting
from layouts.carte.shown import OwnTerritory, Shown
from layouts.context import Context
from layouts.controls import options_of
from layouts.markup import Child, ForScripts, labelled

COMPARED = ("apl", UNDER_THRESHOLD, "gp_density", "gp_count", "care_over_60_share", "over_75_share")
"""What the table of a territory of one's own always holds, besides the indicator in view."""


def compose_controls(context: Context) -> list[Child]:
    """Offer four ways: a click, a frame drawn on the map, an EPCI, a pasted list."""
    t = context.t
    table = context.bundle.territories
    inside = (table["level"] == "epci") & (table["departement"] == context.view.departement)
    return [
        # The last click on the map while a territory is composed: see assets/choosing.js.
        dcc.Store(id="composed"),
        dcc.Input(id=setting("selection"), type="hidden", value=context.view.selection),
        dmc.Checkbox(
            id="compose",
            label=t("Un clic sur la carte ajoute ou retire une commune"),
            checked=bool(context.view.selection),
        ),
        html.Div(
            [
                _drawing(t("Entourer au cadre"), "select"),
                _drawing(t("Entourer au lasso"), "lasso"),
            ],
            className="actions",
        ),
        dmc.Select(
            id="compose-epci",
            label=t("Ajouter une intercommunalité"),
            data=options_of(table[inside]),
            searchable=True,
            placeholder=t("Choisir"),
        ),
        dmc.Textarea(
            id="compose-text",
            label=t("Ajouter des communes"),
            description=t("Codes Insee ou noms, un par ligne ou séparés par des virgules."),
            autosize=True,
            minRows=2,
        ),
        _actions(context),
        html.P(id="compose-message", role="status", className="message"),
    ]


def _actions(context: Context) -> html.Div:
    t = context.t
    clear = t("Tout retirer")
    return html.Div(
        [
            html.Button(t("Ajouter"), id="compose-add", type="button", className="button"),
            html.Button(clear, id="compose-clear", type="button", className="button quiet"),
        ],
        className="actions",
    )


def _drawing(name: str, tool: str) -> html.Button:
    return html.Button(
        name, type="button", className="button quiet small", **ForScripts({"data-map-tool": tool})
    )


def own_panel(shown: Shown) -> list[Child]:
    """Give the values of the reader's territory, of the rest of the département, and of it all."""
    context, own = shown.context, shown.own
    if own is None:
        return []
    t = context.t
    return [
        html.H2(
            t(
                "Votre territoire: {count} communes, {people} habitants ({census})",
                count=context.people(len(own.codes)),
                people=context.people(own.people),
                census=shown.people.census,
            ),
            className="own-title",
        ),
        _values(context, own),
        html.P(
            t(
                "Moyennes pondérées selon la règle de chaque indicateur (page Méthode); une valeur "
                "estimée emprunte des populations ou repose sur des communes elles-mêmes estimées."
            ),
            className="message",
        ),
    ]


def _values(context: Context, own: OwnTerritory) -> html.Div:
    t = context.t
    names = [name for name in compared(context) if (own.values["indicator"] == name).any()]
    head = [
        t("Indicateur"),
        t("Votre territoire"),
        t("Reste du département"),
        context.departement.name,
    ]
    table = html.Table(
        [
            html.Thead(html.Tr([html.Th(text, scope="col") for text in head])),
            html.Tbody([_row(context, own, name) for name in names]),
        ],
        className="data-table",
    )
    label = labelled(t("Valeurs de votre territoire"))
    return html.Div(table, className="table-scroll", tabIndex=0, role="region", **label)


def compared(context: Context) -> list[str]:
    """List the indicators that a territory of one's own is described by, the one in view first."""
    return list(dict.fromkeys([context.view.indicator, *COMPARED]))


def _row(context: Context, own: OwnTerritory, name: str) -> html.Tr:
    entry = context.catalogue.indicator(name)
    # Some are counted for larger territories only.
    level = "commune" if years_of(context.bundle, name, "commune") else "epci"
    year = nearest_year(context.bundle, name, level, context.view.year)
    rows = own.values[(own.values["indicator"] == name) & (own.values["year"] == year)]
    held = rows.set_index("code")
    whole = portrait.value(context.bundle, name, context.departement, year)
    label = f"{context.say(entry.short)}, {context.say(entry.unit)} ({year})"
    cells = [_cell(context, name, held, which) for which in (OWN, REST)]
    status = "missing" if whole is None else whole.status
    value = None if whole is None else whole.value
    cells.append(_told(context, name, value, status))
    return html.Tr([html.Th(label, scope="row"), *[html.Td(cell) for cell in cells]])


def _cell(context: Context, name: str, held: pd.DataFrame, which: str) -> str:
    if which not in held.index:
        return context.status_name("missing")
    return _told(context, name, float(held["value"][which]), str(held["status"][which]))


def _told(context: Context, name: str, value: float | None, status: str) -> str:
    if value is None:
        return context.status_name(status)
    figure = context.figure(value, context.catalogue.indicator(name))
    return f"{figure} ({context.status_name(status)})"

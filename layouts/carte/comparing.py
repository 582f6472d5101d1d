"""Two maps side by side, or the map of their difference: controls, second map, warnings."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html

from indicators.comparison import DIFFERENCE, Comparison, read_comparison
from indicators.filters import read_filter
from indicators.selection import years_of
from layouts.card import IN_BRIEF
from layouts.carte.caption import alternative, source_line, title
from layouts.carte.legend import legend
from layouts.carte.settings import setting
from layouts.carte.shown import Compared, Shown
from layouts.components import graph_config
from layouts.context import Context
from layouts.controls import grouped_options
from layouts.figures.theme import Figure
from layouts.markup import Child, labelled
from layouts.view import map_levels

SIDE_BY_SIDE = "cote"


def compare_controls(context: Context) -> list[Child]:
    """Offer another year, another indicator, and the way to show them."""
    t = context.t
    comparison = read_comparison(context.view.compare) or Comparison()
    offered = {
        name
        for name, entry in context.catalogue.indicators.items()
        if not entry.strata and map_levels(context.bundle, name)
    }
    shown = DIFFERENCE if comparison.is_difference else SIDE_BY_SIDE
    return [
        dmc.Select(
            id=setting("compare-year"),
            label=t("Autre millésime"),
            data=compare_years(context),
            value=str(comparison.year) if comparison.year else None,
            placeholder=t("Aucun"),
            clearable=True,
            clearButtonProps={"aria-label": t("Retirer le millésime")},
        ),
        dmc.Select(
            id=setting("compare-indicator"),
            label=t("Autre indicateur"),
            data=grouped_options(context, offered),
            value=comparison.indicator or None,
            placeholder=t("Le même"),
            clearable=True,
            clearButtonProps={"aria-label": t("Retirer l'indicateur")},
        ),
        dmc.RadioGroup(
            id=setting("compare-display"),
            label=t("Montrer"),
            value=shown,
            children=[
                dmc.Radio(label=t("Deux cartes côte à côte"), value=SIDE_BY_SIDE, mb=4, mt=4),
                dmc.Radio(label=t("Une carte de l'écart"), value=DIFFERENCE),
            ],
        ),
    ]


def compare_years(context: Context) -> list[str]:
    """List the years that a map can be compared with."""
    comparison = read_comparison(context.view.compare) or Comparison()
    name = comparison.indicator or context.view.indicator
    return [str(year) for year in years_of(context.bundle, name, context.view.level)]


def heading(shown: Shown) -> str:
    """Give the title of the map: that of the difference, where it is what is drawn."""
    between = shown.shading.between
    plain = title(shown.context)
    return plain if between is None else difference_title(shown.context, between[0])


def difference_title(context: Context, since: int | None) -> str:
    """Name the map of the difference between a year and the one in view."""
    return context.t(
        "Écart de {first} à {last}: {title}",
        first=since,
        last=context.view.year,
        title=title(context),
    )


def compare_message(shown: Shown) -> str:
    """Say why there is no map of the difference, or what the reader must know of two editions."""
    compared = shown.compared
    if compared is None:
        return _no_second_map(shown.context)
    if compared.refused is None:
        return ""
    reason = _reason(shown, compared)
    if compared.comparison.is_difference:
        return shown.context.t("Pas de carte de l'écart. {reason}", reason=reason)
    return "" if compared.refused == "indicators" else reason


def _no_second_map(context: Context) -> str:
    """Say that what the map is to be compared with has no value here; nothing where none is."""
    comparison = read_comparison(context.view.compare)
    if comparison is None:
        return ""
    entry = context.catalogue.indicator(comparison.indicator or context.view.indicator)
    return context.t(
        "Pas de seconde carte: « {indicator} » n'a pas de valeur à ce niveau. Choisissez un autre "
        "niveau ou un autre indicateur.",
        indicator=context.say(entry.label),
    )


def indicators_shown(context: Context) -> list[str]:
    """Name the indicators that the page shows or filters by, for its sources."""
    view = context.view
    comparison = read_comparison(view.compare)
    others = [comparison.indicator if comparison else "", view.symbols, view.scatter]
    others += [condition.indicator for condition in read_filter(view.filter)]
    held = [
        name for name in (*others, *IN_BRIEF, "population") if name in context.bundle.indicators
    ]
    return list(dict.fromkeys([view.indicator, *held]))


def _reason(shown: Shown, compared: Compared) -> str:
    context = shown.context
    if compared.refused == "indicators":
        return context.t("Deux indicateurs différents ne se soustraient pas.")
    if compared.refused == "years":
        return context.say(context.indicator.caveat)
    latest = max([shown, compared.other], key=lambda one: one.context.view.year or 0)
    edition = str(latest.frame.loc[latest.frame["value"].notna(), "edition"].iloc[0])
    return context.say(context.catalogue.editions[edition].break_)


def second_map(shown: Shown, figure: Figure | None) -> list[Child]:
    """Give the second map, its title and its legend; nothing where there is one map."""
    compared = shown.compared
    if compared is None or figure is None:
        return []
    other, context = compared.other, shown.context
    return [
        html.H2(title(other.context), className="map-title", id="beside-title"),
        html.Div(legend(other)),
        html.Div(
            dcc.Graph(
                id="map-beside",
                figure=figure,
                config=graph_config(other.context) | {"displayModeBar": False},
                responsive=True,
                className="map",
            ),
            role="figure",
            className="map-figure",
            **labelled(alternative(title(other.context), context)),
        ),
        html.P(source_line(other.context, other.frame), className="source", id="beside-source"),
    ]


def page_class(shown: Shown) -> str:
    """Give two maps all the width that there is."""
    two = shown.compared is not None and not shown.compared.is_difference
    return "carte comparing" if two else "carte"

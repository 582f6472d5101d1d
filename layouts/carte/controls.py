"""What the reader sets: indicator, year, level, and how the values are parted and coloured."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html

from indicators.classes import COUNTS, METHODS, Classing, read_classing
from indicators.selection import years_inside
from layouts.carte.comparing import compare_controls
from layouts.carte.compose import compose_controls
from layouts.carte.filtering import filter_controls
from layouts.carte.settings import setting
from layouts.components import definition
from layouts.context import Context
from layouts.controls import Group, grouped_options, indicator_select
from layouts.markup import Child, labelled, unfolds
from layouts.notices import way_up
from layouts.scope import mapped_levels
from layouts.view import LAYERS, countable, map_levels

_OTHERS = "other-controls"
_SHOWN_LABELS = 4
"""More labels than this do not fit under the slider: the others are dots."""


def controls(context: Context) -> list[Child]:
    """Give the column of controls; on a telephone, the indicator and a button to the others."""
    return [
        indicator_select(context, "indicator", indicator_options(context)),
        html.Div(definition(context), id="definition"),
        html.Button(
            context.t("Millésime, niveau et autres réglages"),
            type="button",
            className="button quiet unfold",
            **unfolds(_OTHERS),
        ),
        html.Div(_others(context), id=_OTHERS, className="other-controls"),
    ]


def _others(context: Context) -> list[Child]:
    """Give the year and the level, then the tools that few readers need, folded."""
    t = context.t
    return [
        html.Div(
            [
                html.P(year_title(context), id="year-title", className="label"),
                dmc.Slider(id="year", thumbLabel=t("Millésime"), **year_slider(context)),
            ],
            className="year-block",
        ),
        html.Div(
            [
                html.P(t("Niveau"), className="label"),
                dmc.RadioGroup(
                    id="level",
                    value=context.view.level,
                    children=level_radios(context),
                    **labelled(t("Niveau")),
                ),
                *way_up(context),
            ]
        ),
        folded(t("Sur la carte"), _layers(context), is_open=_has_layers(context)),
        folded(t("Comparer"), compare_controls(context), is_open=bool(context.view.compare)),
        folded(t("Filtrer"), filter_controls(context), is_open=bool(context.view.filter)),
        folded(
            t("Composer un territoire"),
            compose_controls(context),
            is_open=bool(context.view.selection),
        ),
        folded(t("Classes et couleurs"), _classes(context), is_open=_has_own_classes(context)),
    ]


def folded(name: str, content: list[Child], *, is_open: bool = False) -> html.Details:
    """Fold tools that few readers need; open where the view already uses them."""
    return html.Details(
        [html.Summary(name), html.Div(content, className="tools")], className="fold", open=is_open
    )


def _has_layers(context: Context) -> bool:
    return bool(context.view.layers or context.view.symbols)


def _layers(context: Context) -> list[Child]:
    t = context.t
    names = {
        "epci": t("Limites des intercommunalités"),
        "contrats": t("Contrats locaux de santé"),
        "centres": t("Centres de santé et antennes"),
    }
    return [
        dmc.CheckboxGroup(
            id=setting("layers"),
            label=t("Afficher aussi"),
            value=context.view.layers.split(",") if context.view.layers else [],
            children=[dmc.Checkbox(label=names[key], value=key, mb=4, mt=4) for key in LAYERS],
        ),
        dmc.Select(
            id=setting("symbols"),
            label=t("Second indicateur, en cercles"),
            placeholder=t("Aucun"),
            data=grouped_options(context, countable(context.bundle, context.catalogue)),
            value=context.view.symbols or None,
            clearable=True,
            clearButtonProps={"aria-label": t("Retirer les cercles")},
        ),
    ]


def _has_own_classes(context: Context) -> bool:
    return bool(context.view.classes or context.view.palette)


def _classes(context: Context) -> list[Child]:
    t = context.t
    classing = read_classing(context.view.classes)
    methods = {
        "catalogue": t("Seuils de référence"),
        "quantiles": t("Effectifs égaux (quantiles)"),
        "naturelles": t("Seuils naturels (Jenks)"),
        "egales": t("Amplitudes égales"),
        "own": t("Mes propres seuils"),
    }
    names = {method: name for name, method in METHODS.items()}
    return [
        dmc.Select(
            id=setting("method"),
            label=t("Limites des classes"),
            data=[{"value": key, "label": label} for key, label in methods.items()],
            value=names.get(classing.method, classing.method),
            allowDeselect=False,
        ),
        dmc.Select(
            id=setting("count"),
            label=t("Nombre de classes"),
            description=t("Pour les quantiles, les seuils naturels et les amplitudes égales."),
            data=[str(count) for count in COUNTS],
            value=str(classing.count),
            allowDeselect=False,
        ),
        _own_breaks(context, classing),
        html.P(id="classes-message", role="status", className="message"),
        _palette(context),
    ]


def _own_breaks(context: Context, classing: Classing) -> dmc.TextInput:
    t = context.t
    breaks = ";".join(f"{value:g}" for value in classing.breaks)
    return dmc.TextInput(
        id=setting("breaks"),
        label=t("Mes seuils"),
        description=t("Du plus bas au plus haut, séparés par des points-virgules: 2,5;4"),
        value=breaks.replace(".", ",") if context.lang == "fr" else breaks,
        debounce=True,
    )


def _palette(context: Context) -> dmc.Select:
    t = context.t
    palettes = {
        "default": t("Selon l'indicateur"),
        "cividis": t("Cividis"),
        "violets": t("Violets"),
    }
    return dmc.Select(
        id=setting("palette"),
        label=t("Palette"),
        description=t("Toutes se lisent en cas de daltonisme."),
        data=[{"value": key, "label": label} for key, label in palettes.items()],
        value=context.view.palette or "default",
        allowDeselect=False,
    )


def indicator_options(context: Context) -> list[Group]:
    """List the indicators that a map can show, by group."""
    offered = {
        key
        for key, entry in context.catalogue.indicators.items()
        if not entry.strata and map_levels(context.bundle, key, context.view.departement)
    }
    return grouped_options(context, offered)


def level_radios(context: Context) -> list[Child]:
    """Offer the levels; those that the indicator does not have are greyed."""
    departement = context.view.departement
    held = map_levels(context.bundle, context.view.indicator, departement)
    return [
        dmc.Radio(label=context.level_name(level), value=level, disabled=level not in held, mb=4)
        for level in mapped_levels(context.bundle, departement)
    ]


def year_title(context: Context, asked: int | None = None) -> str:
    """Say which millésime is in view, and that the one that was asked for is not held here."""
    year = context.view.year
    if asked in {None, year}:
        return context.t("Millésime: {year}", year=year)
    return context.t("Millésime: {year} ({asked} n'existe pas ici)", year=year, asked=asked)


def year_slider(context: Context) -> dict[str, Any]:
    """Give the slider the years that there are, and no other."""
    view = context.view
    years = years_inside(context.bundle, view.indicator, view.level, view.departement)
    labelled = years if len(years) <= _SHOWN_LABELS else [years[0], years[-1]]
    marks = [{"value": year, "label": str(year) if year in labelled else ""} for year in years]
    alone = len(years) < 2  # noqa: PLR2004
    return {
        "min": years[0] - (1 if alone else 0),
        "max": years[-1],
        "value": context.view.year,
        "marks": marks,
        "restrictToMarks": True,
        "disabled": alone,
    }

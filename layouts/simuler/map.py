"""The maps of the page Simuler: the change, the result, the fragility."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import Patch, html

from indicators.classes import class_counts
from layouts.figures.choropleth import VALUES, Drawing, Outline, Shapes, map_figure, values_of
from layouts.figures.theme import Figure
from layouts.simuler.drawing import DECIMALS, NOTHING, Drawn
from layouts.simuler.shown import Simulation
from layouts.texts import number


def figure_of(shown: Simulation, shapes: Shapes, outline: Outline, towns: pd.DataFrame) -> Figure:
    """Draw the whole map."""
    what = shown.drawn
    drawing = Drawing(what.shading)
    figure = map_figure(shown.context, what.frame, shapes, outline, towns, drawing=drawing)
    figure["data"][VALUES] |= _told(what) | _named(what)
    return figure


def patch_of(shown: Simulation, *, names: bool) -> Patch:
    """Give what changes on the map: values, colours, hover; the communes themselves if asked."""
    what, patch = shown.drawn, Patch()
    coloured = values_of(shown.context, what.frame, what.shading, names=False)[VALUES]
    for name, value in (coloured | _told(what) | (_named(what) if names else {})).items():
        patch["data"][VALUES][name] = value
    return patch


def _told(what: Drawn) -> dict[str, Any]:
    return {
        "z": what.frame["value"].round(DECIMALS).tolist(),
        "customdata": what.hover,
        "hovertemplate": "<b>%{text}</b><br>%{customdata}<extra></extra>",
    }


def _named(what: Drawn) -> dict[str, Any]:
    return {"locations": what.frame["code"].tolist(), "text": what.frame["name"].tolist()}


def legend(shown: Simulation) -> html.Table:
    """Name each class beside its colour, with its communes and inhabitants."""
    context, what = shown.context, shown.drawn
    breaks = list(what.shading.breaks)
    people = what.frame.set_index("code")["people"]
    counts = class_counts(what.frame, breaks, people)
    labels = [
        _label(shown, low, high) for low, high in zip([None, *breaks], [*breaks, None], strict=True)
    ]
    heads = [
        html.Th(
            [html.Span(className="swatch", style={"backgroundColor": colour}), label], scope="col"
        )
        for colour, label in zip(what.shading.colours, labels, strict=True)
    ]
    rows = [
        (context.t("communes"), [context.people(count.territories) for count in counts]),
        (context.t("habitants"), [context.people(count.population) for count in counts]),
    ]
    return html.Table(
        [
            html.Caption(_caption(shown)),
            html.Thead(html.Tr([html.Td(), *heads])),
            html.Tbody(
                [
                    html.Tr([html.Th(name, scope="row"), *[html.Td(x) for x in told]])
                    for name, told in rows
                ]
            ),
        ],
        className="legend",
        style={"--rows": len(labels) + 1},
    )


def _caption(shown: Simulation) -> str:
    """Name the unit of the classes, and of when the inhabitants are: not of the last census."""
    return shown.context.t(
        "{unit}; habitants: population de l'édition {year} de l'APL",
        unit=shown.context.say(shown.context.indicator.unit),
        year=shown.base.year,
    )


def _label(shown: Simulation, low: float | None, high: float | None) -> str:
    t = shown.context.t
    is_change = shown.context.view.drawn != "resultat"
    if is_change and low in {None, -NOTHING} and high in {None, NOTHING}:
        return t("aucune")
    low_text, high_text = (
        None if value is None else _short(shown, value, signed=is_change) for value in (low, high)
    )
    if low_text is None:
        return t("{high} ou moins", high=high_text)
    if high_text is None:
        return t("plus de {low}", low=low_text)
    return t("plus de {low} à {high}", low=low_text, high=high_text)


def _short(shown: Simulation, value: float, *, signed: bool) -> str:
    plain = 0.0 if abs(value) == NOTHING else value
    decimals = next(d for d in range(7) if round(plain, d) == round(plain, 6))
    return shown.signed(plain, decimals) if signed else number(plain, decimals, shown.context.lang)

"""The maps of the page Simuler: the change, the result, the fragility."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import Patch, html

from indicators.classes import breaks_of, class_counts, natural_breaks
from indicators.kept import kept
from layouts.colours import ramp
from layouts.figures.choropleth import VALUES, Drawing, Outline, Shapes, map_figure, values_of
from layouts.figures.theme import Figure
from layouts.shading import Shading
from layouts.simuler.shown import Simulation
from layouts.texts import number

DIVERGING = ("#8c510a", "#d8b365", "#f6e8c3", "#f5f5f5", "#c7eae5", "#5ab4ac", "#01665e")
"""ColorBrewer BrBG, 7 classes, readable by colour-blind people; losses are brown."""
_LOSSES = {0: (), 1: DIVERGING[1:2], 2: DIVERGING[:2], 3: DIVERGING[:3]}
_GAINS = {0: (), 1: DIVERGING[5:6], 2: DIVERGING[5:], 3: DIVERGING[4:]}
"""Colours of one to three steps each way."""
_STEPS = 3
_DECIMALS = 6
"""Of the changes that are drawn: the breaks between their classes have no more."""
_NOTHING = 0.0005
"""A change of APL under this is none: it shows as 0 even with three decimals."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """What the map draws: rows with ``value``, their hover, and their classes."""

    frame: pd.DataFrame
    hover: list[str]
    shading: Shading
    title: str


@kept(maxsize=4)
def drawn(shown: Simulation) -> Drawn:
    """Choose what the map draws by the view; asked for by several parts of a page."""
    if shown.fragility is not None:
        return _fragility(shown, shown.fragility)
    if shown.context.view.drawn == "resultat":
        return _result(shown)
    return _change(shown)


def _change(shown: Simulation) -> Drawn:
    t = shown.context.t
    frame = shown.rows.assign(value=shown.rows["change"], note="")
    title = t(
        "Variation de l'APL aux médecins généralistes, {place}, base {year}",
        place=shown.context.departement.name,
        year=shown.base.year,
    )
    return Drawn(frame, _hovers(shown, shown.rows), diverging(frame["value"]), title)


def _result(shown: Simulation) -> Drawn:
    entry = shown.context.indicator
    frame = shown.rows.assign(value=shown.rows["after"], note="")
    breaks = breaks_of(entry, frame["value"])
    shading = Shading(tuple(breaks), tuple(ramp(entry.polarity, len(breaks) + 1)))
    title = shown.context.t(
        "APL aux médecins généralistes après le scénario, {place}, base {year}",
        place=shown.context.departement.name,
        year=shown.base.year,
    )
    return Drawn(frame, _hovers(shown, shown.rows), shading, title)


def _fragility(shown: Simulation, found: pd.DataFrame) -> Drawn:
    frame = found.assign(value=found["change"], note="")
    title = shown.context.t(
        "Variation de l'APL si le cabinet le plus proche perd un médecin, {place}, base {year}",
        place=shown.context.departement.name,
        year=shown.base.year,
    )
    return Drawn(frame, _hovers(shown, found), diverging(frame["value"]), title)


def _hovers(shown: Simulation, rows: pd.DataFrame) -> list[str]:
    """Say before, after and the interval of each commune."""
    t, lang = shown.context.t, shown.context.lang
    columns = zip(
        rows["before"],
        rows["after"],
        rows["change"],
        rows["change_low"],
        rows["change_high"],
        strict=True,
    )
    same = t("APL {value}, inchangée")
    text = t("APL de {before} à {after} ({change}; intervalle {low} à {high})")
    return [
        same.format(value=number(before, 2, lang))
        if abs(change) < _NOTHING
        else text.format(
            before=number(before, 2, lang),
            after=number(after, 2, lang),
            change=shown.signed(change, 3),
            low=shown.signed(low, 3),
            high=shown.signed(high, 3),
        )
        for before, after, change, low, high in columns
    ]


def diverging(values: pd.Series) -> Shading:
    """Give classes symmetric around 0: none, then up to three steps each way that has values.

    Parameters
    ----------
    values : pandas.Series
        Changes. The steps are natural classes: a doctor's three bands of travel time are told
        apart.
    """
    sizes = values.abs().round(_DECIMALS)
    edges = (_NOTHING, *natural_breaks(sizes[sizes > _NOTHING], _STEPS, _DECIMALS))
    is_lost, is_won = bool((values < -_NOTHING).any()), bool((values > _NOTHING).any())
    losses = tuple(-edge for edge in reversed(edges)) if is_lost else ()
    gains = edges if is_won else ()
    colours = (*_LOSSES[len(losses)], DIVERGING[3], *_GAINS[len(gains)])
    return Shading((*losses, *gains), colours)


def figure_of(shown: Simulation, shapes: Shapes, outline: Outline, towns: pd.DataFrame) -> Figure:
    """Draw the whole map."""
    what = drawn(shown)
    drawing = Drawing(what.shading)
    figure = map_figure(shown.context, what.frame, shapes, outline, towns, drawing=drawing)
    figure["data"][VALUES] |= _told(what) | _named(what)
    return figure


def patch_of(shown: Simulation, *, names: bool) -> Patch:
    """Give what changes on the map: values, colours, hover; the communes themselves if asked."""
    what, patch = drawn(shown), Patch()
    coloured = values_of(shown.context, what.frame, what.shading, names=False)[VALUES]
    for name, value in (coloured | _told(what) | (_named(what) if names else {})).items():
        patch["data"][VALUES][name] = value
    return patch


def _told(what: Drawn) -> dict[str, Any]:
    return {
        "z": what.frame["value"].round(_DECIMALS).tolist(),
        "customdata": what.hover,
        "hovertemplate": "<b>%{text}</b><br>%{customdata}<extra></extra>",
    }


def _named(what: Drawn) -> dict[str, Any]:
    return {"locations": what.frame["code"].tolist(), "text": what.frame["name"].tolist()}


def legend(shown: Simulation) -> html.Table:
    """Name each class beside its colour, with its communes and inhabitants."""
    context, what = shown.context, drawn(shown)
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
            html.Caption(context.say(context.indicator.unit)),
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


def _label(shown: Simulation, low: float | None, high: float | None) -> str:
    t = shown.context.t
    is_change = shown.context.view.drawn != "resultat"
    if is_change and low in {None, -_NOTHING} and high in {None, _NOTHING}:
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
    plain = 0.0 if abs(value) == _NOTHING else value
    decimals = next(d for d in range(7) if round(plain, d) == round(plain, 6))
    return shown.signed(plain, decimals) if signed else number(plain, decimals, shown.context.lang)

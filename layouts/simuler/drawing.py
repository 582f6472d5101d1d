"""What the map of the page Simuler draws: the change, the result or the fragility."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from indicators.classes import breaks_of, natural_breaks
from layouts.colours import ramp
from layouts.context import Context
from layouts.shading import Shading
from layouts.texts import number, signed

DIVERGING = ("#8c510a", "#d8b365", "#f6e8c3", "#f5f5f5", "#c7eae5", "#5ab4ac", "#01665e")
"""ColorBrewer BrBG, 7 classes, readable by colour-blind people; losses are brown."""
_LOSSES = {0: (), 1: DIVERGING[1:2], 2: DIVERGING[:2], 3: DIVERGING[:3]}
_GAINS = {0: (), 1: DIVERGING[5:6], 2: DIVERGING[5:], 3: DIVERGING[4:]}
"""Colours of one to three steps each way."""
_STEPS = 3
DECIMALS = 6
"""Of the changes that are drawn: the breaks between their classes have no more."""
NOTHING = 0.0005
"""A change of APL under this is none: it shows as 0 even with three decimals."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """What the map draws: rows with ``value``, their hover, and their classes."""

    frame: pd.DataFrame
    hover: list[str]
    shading: Shading
    title: str


def change_drawn(context: Context, year: int, rows: pd.DataFrame) -> Drawn:
    """Draw what a scenario changes, from the rows of ``indicators.scenario.rows``."""
    title = context.t(
        "Variation de l'accès aux médecins généralistes (APL), {place}, base {year}",
        place=context.departement.name,
        year=year,
    )
    return _change(context, rows, title)


def result_drawn(context: Context, year: int, rows: pd.DataFrame) -> Drawn:
    """Draw the APL after a scenario, from the rows of ``indicators.scenario.rows``."""
    entry = context.indicator
    frame = rows.assign(value=rows["after"], note="")
    breaks = breaks_of(entry, frame["value"])
    shading = Shading(tuple(breaks), tuple(ramp(entry.polarity, len(breaks) + 1)))
    title = context.t(
        "Accès aux médecins généralistes (APL) après le scénario, {place}, base {year}",
        place=context.departement.name,
        year=year,
    )
    return Drawn(frame, _hovers(context, rows), shading, title)


def fragility_drawn(context: Context, year: int, rows: pd.DataFrame) -> Drawn:
    """Draw what ``indicators.scenario.fragility`` gives."""
    title = context.t(
        "Variation de l'accès aux médecins généralistes (APL) si le cabinet le plus proche perd un "
        "médecin, {place}, base {year}",
        place=context.departement.name,
        year=year,
    )
    return _change(context, rows, title)


def _change(context: Context, rows: pd.DataFrame, title: str) -> Drawn:
    frame = rows.assign(value=rows["change"], note="")
    return Drawn(frame, _hovers(context, rows), diverging(frame["value"]), title)


def _hovers(context: Context, rows: pd.DataFrame) -> list[str]:
    """Say before, after and the interval of each commune."""
    t, lang = context.t, context.lang
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
        if abs(change) < NOTHING
        else text.format(
            before=number(before, 2, lang),
            after=number(after, 2, lang),
            change=signed(change, 3, lang),
            low=signed(low, 3, lang),
            high=signed(high, 3, lang),
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
    sizes = values.abs().round(DECIMALS)
    edges = (NOTHING, *natural_breaks(sizes[sizes > NOTHING], _STEPS, DECIMALS))
    is_lost, is_won = bool((values < -NOTHING).any()), bool((values > NOTHING).any())
    losses = tuple(-edge for edge in reversed(edges)) if is_lost else ()
    gains = edges if is_won else ()
    colours = (*_LOSSES[len(losses)], DIVERGING[3], *_GAINS[len(gains)])
    return Shading((*losses, *gains), colours)

"""The communes that cross the threshold, or would if a doctor left: listed on page and note."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from indicators.scenario.measures import is_under
from indicators.scenario.rows import UNDER
from layouts.simuler.shown import Simulation
from layouts.texts import number, shortest


@dataclass(frozen=True)
class Listed:
    """Some communes in words.

    Parameters
    ----------
    title, told : str
        What they are, and how many with how many inhabitants.
    items : tuple of str
        One a commune, the most inhabited first.
    left : int
        Communes over those.
    """

    title: str
    told: str
    items: tuple[str, ...]
    left: int


def listed(shown: Simulation, most: int) -> Listed:
    """List what the map shows: communes that cross the threshold, or the fragile ones."""
    if shown.fragility is not None:
        return _fragile(shown, shown.fragility, most)
    context, t = shown.context, shown.context.t
    rows = shown.crossing()
    return Listed(
        t(
            "Communes qui franchissent le seuil de {value}",
            value=shortest(shown.threshold, context.lang),
        ),
        _count(shown, rows) + "." if len(rows) else t("Aucune."),
        tuple(_crossing(shown, row) for row in rows.head(most).to_dict("records")),
        max(0, len(rows) - most),
    )


def _count(shown: Simulation, rows: pd.DataFrame) -> str:
    context, t = shown.context, shown.context.t
    people = context.people(rows["people"].sum())
    if len(rows) == 1:
        return t("1 commune, {people} habitants", people=people)
    return t("{communes} communes, {people} habitants", communes=len(rows), people=people)


def _crossing(shown: Simulation, row: Mapping[Hashable, Any]) -> str:
    """Say how one commune crosses the threshold, and whether that is sure."""
    context, t = shown.context, shown.context.t
    way = t("passe au-dessous") if row["crosses"] == UNDER else t("passe au-dessus")
    sure = "" if row["is_certain"] else t(" (incertain: dans l'intervalle)")
    return t(
        "{name}, {people} habitants: de {before} à {after}, {way}{sure}",
        name=row["name"],
        people=context.people(row["people"]),
        before=_access(shown, row["before"]),
        after=_access(shown, row["after"]),
        way=way,
        sure=sure,
    )


def _access(shown: Simulation, value: float) -> str:
    """Write an APL with two decimals, or with as many as tell its side of the threshold."""
    side = is_under(value, shown.threshold)
    decimals = next(
        (k for k in (2, 3, 4, 5) if is_under(round(value, k), shown.threshold) == side), 6
    )
    return number(value, decimals, shown.context.lang)


def _fragile(shown: Simulation, found: pd.DataFrame, most: int) -> Listed:
    t = shown.context.t
    crossed = found[found["crosses"]].sort_values("people", ascending=False)
    told = t(
        "Passent à {value} ou moins si leur cabinet le plus proche perd un médecin: {count}.",
        value=shortest(shown.threshold, shown.context.lang),
        count=_count(shown, crossed) if len(crossed) else t("aucune commune"),
    )
    items = tuple(_fragile_words(shown, row) for row in crossed.head(most).to_dict("records"))
    return Listed(t("Communes fragiles"), told, items, max(0, len(crossed) - most))


def _fragile_words(shown: Simulation, row: Mapping[Hashable, Any]) -> str:
    context = shown.context
    return context.t(
        "{name}, {people} habitants: de {before} à {after} si {nearest} perd un médecin",
        name=row["name"],
        people=context.people(row["people"]),
        before=_access(shown, row["before"]),
        after=_access(shown, row["after"]),
        nearest=shown.name_of(row["nearest"]),
    )

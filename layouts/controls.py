"""The choice of an indicator, the same on every page."""

from __future__ import annotations

from collections.abc import Container
from typing import TypedDict

import dash_mantine_components as dmc
import pandas as pd
from dash import dcc

from indicators.story import load_story
from layouts.context import Context


class Group(TypedDict):
    """A group of the indicators that a field offers, each with its ``value`` and its ``label``."""

    group: str
    items: list[dict[str, str]]


def indicator_select(context: Context, name: str, options: list[Group]) -> dmc.Select:
    """Give the field where an indicator is chosen, among ``options``, under the id ``name``."""
    t = context.t
    return dmc.Select(
        id=name,
        label=t("Indicateur"),
        data=options,
        value=context.view.indicator,
        allowDeselect=False,
        searchable=True,
        nothingFoundMessage=t("Aucun indicateur à ce nom"),
        maxDropdownHeight=400,
    )


def options_of(places: pd.DataFrame) -> list[dict[str, str]]:
    """Give territories as the options of a field: ``code`` and ``name`` of each."""
    return [
        {"value": str(code), "label": str(name)}
        for code, name in zip(places["code"], places["name"], strict=True)
    ]


def story_link(context: Context, style: str = "") -> list[dcc.Link]:
    """Lead to the story of the département of the territory; nowhere where none is written."""
    place = context.place
    if load_story(place.code if place.level == "departement" else place.departement) is None:
        return []
    text = context.t("Lire le récit du département")
    return [dcc.Link(text, href=context.address("/recit"), className=style)]


def grouped_options(context: Context, offered: Container[str]) -> list[Group]:
    """List, by group and in the catalogue's order, the indicators that a page offers."""
    options: list[Group] = []
    for group, name in context.catalogue.groups.items():
        items = [
            {"value": key, "label": context.say(entry.label)}
            for key, entry in context.catalogue.indicators.items()
            if entry.group == group and key in offered
        ]
        if items:
            options.append({"group": context.say(name), "items": items})
    return options

"""The buttons that save a map or a chart as an image, with its title, its legend and its source."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from dash import html

from layouts.context import Context
from layouts.markup import ForScripts, labelled


@dataclass(frozen=True)
class Panel:
    """A graph of a page, and what must come with it: CSS selectors.

    Parameters
    ----------
    graph, title : str
        The graph and its title.
    legend : str
        Its legend, where it has one.
    """

    graph: str
    title: str
    legend: str = ""


def image_data(context: Context, name: str, panels: list[Panel], notes: str) -> ForScripts:
    """Tell assets/images.js what an image holds.

    Parameters
    ----------
    context : Context
        The view.
    name : str
        The name of the file, without its end.
    panels : list of Panel
        What is drawn, side by side; those that the page does not show are left out.
    notes : str
        CSS selector of what is written under it: source, status, estimates.
    """
    return {
        "data-name": name,
        "data-dated": context.t("Image du {date}"),
        "data-panels": json.dumps([asdict(panel) for panel in panels]),
        "data-notes": notes,
    }


def image_buttons(context: Context, style: str) -> list[html.Button]:
    """Give the two buttons; they stand inside an element that has ``image_data``."""
    t = context.t
    names = {"png": t("Image PNG"), "svg": t("Image SVG")}
    return [
        html.Button(
            kind.upper() if style == "map-tool" else name,
            type="button",
            title=name,
            className=style,
            **labelled(name),
            **ForScripts({"data-image": kind}),
        )
        for kind, name in names.items()
    ]

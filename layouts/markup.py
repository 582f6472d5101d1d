"""What pages are made of, and the attributes that HTML has and Dash's components do not name."""

from __future__ import annotations

from typing import TypedDict

from dash.development.base_component import Component

Child = Component | str
"""What stands in a component: another one, or a text."""
Cell = Child | list[Child]
"""What stands in a cell of a table."""

Labelled = TypedDict("Labelled", {"aria-label": str})
Unfolds = TypedDict("Unfolds", {"aria-controls": str, "aria-expanded": str})
Hidden = TypedDict("Hidden", {"aria-hidden": str})
ForScripts = TypedDict(
    "ForScripts",
    {
        "data-dated": str,
        "data-image": str,
        "data-map-tool": str,
        "data-name": str,
        "data-notes": str,
        "data-panels": str,
        "data-scroll-to": str,
        "data-table": str,
        "data-text": str,
    },
    total=False,
)
"""What the scripts of assets/ read in a page."""

HIDDEN: Hidden = {"aria-hidden": "true"}
"""Attribute of what is drawn only: a screen reader passes over it."""


def labelled(text: str) -> Labelled:
    """Give the attribute that names a component to a screen reader."""
    return {"aria-label": text}


def unfolds(name: str) -> Unfolds:
    """Give the attributes of a button that shows the component of that id, hidden at first."""
    return {"aria-controls": name, "aria-expanded": "false"}

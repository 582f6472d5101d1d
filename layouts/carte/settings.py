"""The names of the controls whose values make the view."""

from __future__ import annotations

from dash.dependencies import Wildcard


def setting(name: str | Wildcard) -> dict[str, str | Wildcard]:
    """Name a control whose value the page reads with all the others (see callbacks.carte)."""
    return {"type": "setting", "name": name}

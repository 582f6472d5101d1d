"""The page Sources; its search leads to the map."""

from __future__ import annotations

from datetime import UTC, datetime

from dash import Dash

from callbacks.scope import lead_to
from callbacks.state import Data
from layouts import sources
from layouts.markup import Child
from layouts.view import View

PATH = "/sources"


def page(data: Data, view: View) -> list[Child]:
    """Give the whole page for a view."""
    return sources.page(data.context(view), datetime.now(UTC).date())


def register(app: Dash, data: Data) -> None:
    """Attach the page's callback."""
    lead_to(app, data, PATH, "/")

"""The page Récit du département; its search leads to the sheet."""

from __future__ import annotations

from dash import Dash

from callbacks.scope import lead_to
from callbacks.state import Data
from indicators.story import load_story
from layouts import recit
from layouts.context import Context
from layouts.markup import Child
from layouts.view import View

PATH = "/recit"


def page(data: Data, view: View) -> list[Child]:
    """Give the whole page for a view."""
    return recit.page(data.context(view), load_story(view.departement))


def indicators_shown(context: Context) -> list[str]:
    """List the indicators of the story, for the sources of the page."""
    story = load_story(context.view.departement)
    return story.indicators if story else [context.view.indicator]


def register(app: Dash, data: Data) -> None:
    """Attach the page's callback."""
    lead_to(app, data, PATH, "/fiche")

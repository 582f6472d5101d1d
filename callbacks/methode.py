"""The page Méthode; its search leads to the map."""

from __future__ import annotations

from dash import Dash

from callbacks.scope import lead_to
from callbacks.state import Data
from indicators.apl_parameters import load_parameters
from indicators.measured import open_apl_comparisons, travel_time_errors
from layouts.markup import Child
from layouts.methode.page import Measured
from layouts.methode.page import page as whole_page
from layouts.view import View

PATH = "/methode"


def page(data: Data, view: View) -> list[Child]:
    """Give the whole page for a view."""
    measured = Measured(load_parameters(), open_apl_comparisons(), travel_time_errors())
    return whole_page(data.context(view), measured)


def register(app: Dash, data: Data) -> None:
    """Attach the page's callback."""
    lead_to(app, data, PATH, "/")

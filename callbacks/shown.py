"""From a view to what the page Carte shows of it."""

from __future__ import annotations

from callbacks import comparing, compose
from callbacks.map_layers import shown_layers
from callbacks.state import Data
from layouts.carte.shown import Shown
from layouts.context import Context
from layouts.shading import shading


def shown(data: Data, context: Context) -> Shown:
    """Gather what the page shows of a view."""
    frame = data.frame(context.view)
    shaded = shading(context, [frame["value"]])
    people = data.people(context.view.level)
    plain = Shown(
        context,
        frame,
        people,
        shaded,
        shown_layers(data, context),
        own=compose.own_territory(data, context),
        filtered=compose.filtered(data, context.view),
    )
    return comparing.compared(data, plain)

"""What a map is compared with: from the view to the other map."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from callbacks.state import Data
from indicators.comparison import difference, read_comparison, refusal
from layouts.carte.shown import Compared, Shown, ShownLayers
from layouts.context import Context
from layouts.figures.choropleth import Drawing, map_figure
from layouts.figures.map_layers import Layers
from layouts.figures.theme import Figure
from layouts.shading import Shading, difference_shading, shading
from layouts.view import View, with_level_held, with_year_held


def other_view(data: Data, view: View) -> View | None:
    """Give the view of the other map; nothing where there is none or where it has no such level."""
    comparison = read_comparison(view.compare)
    if comparison is None:
        return None
    other = replace(
        view,
        indicator=comparison.indicator or view.indicator,
        year=comparison.year or view.year,
        compare="",
        symbols="",
        layers="",
    )
    held = with_year_held(with_level_held(other, data.bundle), data.bundle)
    return held if held.level == view.level else None


def subtracted(data: Data, view: View) -> View | None:
    """Give the view that is subtracted from the map; nothing where it shows no difference."""
    comparison, other = read_comparison(view.compare), other_view(data, view)
    if comparison is None or other is None or not comparison.is_difference:
        return None
    entry = data.context(view).indicator
    return None if refusal(entry, data.frame(view), data.frame(other)) else other


def compared(data: Data, shown: Shown) -> Shown:
    """Add to what is shown the map that it is compared with; classes are shared where units are."""
    comparison = read_comparison(shown.context.view.compare)
    view = other_view(data, shown.context.view)
    if comparison is None or view is None:
        return shown
    context, frame = data.context(view), data.frame(view)
    refused = refusal(shown.context.indicator, shown.frame, frame)
    shared = _shared(shown, context, frame)
    own = shared or shading(context, [frame["value"]])
    layers = ShownLayers(Layers(), shown.layers.initiatives.iloc[:0], frame.iloc[:0])
    other = Shown(context, frame, shown.people, own, layers)
    found = Compared(comparison, other, refused)
    if found.is_difference:
        return _difference(shown, found)
    return replace(shown, compared=found, shading=shared or shown.shading)


def _shared(shown: Shown, context: Context, frame: pd.DataFrame) -> Shading | None:
    """Give the classes of both maps, where both have the same unit."""
    if context.indicator.unit != shown.context.indicator.unit:
        return None
    return shading(shown.context, [shown.frame["value"], frame["value"]])


def _difference(shown: Shown, found: Compared) -> Shown:
    years = (found.other.context.view.year or 0, shown.context.view.year or 0)
    frame = difference(shown.frame, found.other.frame)
    shaded = difference_shading(shown.context, frame["value"], years)
    return replace(shown, frame=frame, shading=shaded, compared=found)


def second_figure(data: Data, shown: Shown) -> Figure | None:
    """Draw the other map, where there are two."""
    if shown.compared is None or shown.compared.is_difference:
        return None
    other = shown.compared.other
    view = other.context.view
    return map_figure(
        other.context,
        other.frame,
        data.shapes(view.departement, view.level, view.lang),
        data.outline(view),
        data.towns(view.departement),
        drawing=Drawing(other.shading, inside=shown.inside),
    )

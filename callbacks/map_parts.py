"""What all readers of a map share: whatever it shows but the territory that each one chose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import orjson

from callbacks.shown import shown
from callbacks.state import Data
from callbacks.written import written, written_patch
from indicators.kept import kept
from layouts.carte.caption import alternative, source_line
from layouts.carte.comparing import (
    compare_message,
    compare_years,
    heading,
    indicators_shown,
    page_class,
)
from layouts.carte.compose import own_panel
from layouts.carte.controls import level_radios, year_slider
from layouts.carte.filtering import filter_result
from layouts.carte.layers_legend import layers_legend
from layouts.carte.legend import legend
from layouts.carte.tools import image_name
from layouts.components import definition
from layouts.figures.choropleth import Drawing, layers_patch, map_patch
from layouts.shading import Shading
from layouts.shell import footer
from layouts.view import View

_KEPT = 96
"""Maps whose parts a process keeps: some 350 kB each with what they hold back of the heap around
them, so 35 MB; at 256, a process that had shown every département of France passed 500 MB."""


@dataclass(frozen=True, eq=False)
class MapParts:
    """The parts of a map's answer, each as it is sent.

    Parameters
    ----------
    values, layers : list of orjson.Fragment
        What a patch of the figure does: values and colours; what is drawn over them.
    outputs : dict
        By name of the function that gives it, what the page shows around the map.
    shading : Shading, optional
        The classes of the values; none where the map shows a difference.
    """

    values: list[orjson.Fragment]
    layers: list[orjson.Fragment]
    outputs: dict[str, orjson.Fragment]
    shading: Shading | None


def map_parts(data: Data, view: View, *, level: bool) -> MapParts:
    """Give the parts of a map, which do not depend on the territory in view.

    Parameters
    ----------
    data : Data
        The data.
    view : View
        The view, whose territory is left aside.
    level : bool
        Whether another level is drawn: the names and the contours are then sent too.
    """
    return _parts(data.itself, replace(view, territory="", territory_level=""), level)


@kept(maxsize=_KEPT)
def _parts(data: Data, view: View, level: bool) -> MapParts:  # noqa: FBT001 - a key
    context = data.context(view)
    here = shown(data, context)
    shapes = data.shapes(view.departement, view.level, view.lang)
    slider = year_slider(context)
    outputs: dict[str, Any] = {
        "legend": legend(here),
        "layers_legend": layers_legend(context, here.layers),
        "filter_result": filter_result(here),
        "own_panel": own_panel(here),
        "compare_message": compare_message(here),
        "page_class": page_class(here),
        "compare_years": compare_years(context),
        "image_name": image_name(context),
        "heading": heading(here),
        "alternative": alternative(heading(here), context),
        "source_line": source_line(context, here.frame),
        "definition": definition(context),
        "level_radios": level_radios(context),
        "footer": footer(context, indicators_shown(context)),
        **{name: slider[name] for name in ("min", "max", "marks", "disabled")},
    }
    drawing = Drawing(here.shading, here.layers.drawn, here.inside)
    return MapParts(
        values=written_patch(map_patch(context, here.frame, shapes, level=level, drawing=drawing)),
        layers=written_patch(layers_patch(here.layers.drawn)),
        outputs={name: written(value) for name, value in outputs.items()},
        shading=here.shading if here.shading.between is None else None,
    )

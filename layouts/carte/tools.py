"""The buttons of the map: zoom and image, for the mouse and for the keyboard."""

from __future__ import annotations

from dash import html

from layouts.context import Context
from layouts.image_tools import Panel, image_buttons, image_data
from layouts.markup import ForScripts, labelled

_PANELS = [
    Panel("#map", "#map-title", "#map-legend .legend"),
    Panel("#map-beside", "#beside-title", "#beside .legend"),
]
_NOTES = (
    "#map-legend .estimated, #beside .estimated, #layers-legend .keys li, "
    "#layers-legend figcaption, #map-source, #beside-source"
)
"""What an image of the map tells under it."""


def map_tools(context: Context) -> html.Div:
    """Give the buttons that assets/carte.js listens to, each with a name that is read aloud."""
    t = context.t
    return html.Div(
        [
            _button("+", "zoom-in", t("Agrandir")),
            _button("\N{MINUS SIGN}", "zoom-out", t("Réduire")),
            _button("\N{HOUSE}", "reset", t("Vue initiale")),
            *image_buttons(context, "map-tool"),
        ],
        className="map-tools",
        role="group",
        id="map-tools",
        **labelled(t("Outils de la carte")),
        **image_data(context, image_name(context), _PANELS, _NOTES),
    )


def image_name(context: Context) -> str:
    """Name the file of an image of the map."""
    view = context.view
    return f"carte-{view.indicator}-{view.level}-{view.departement}-{view.year}"


def _button(sign: str, tool: str, name: str) -> html.Button:
    return html.Button(
        sign,
        type="button",
        title=name,
        className="map-tool",
        **labelled(name),
        **ForScripts({"data-map-tool": tool}),
    )

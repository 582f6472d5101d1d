"""The buttons of the map: zoom and image, for the mouse and for the keyboard."""

from __future__ import annotations

from dash import html

from layouts.context import Context


def map_tools(context: Context) -> html.Div:
    """Give the buttons that assets/carte.js listens to, each with a name that is read aloud."""
    t = context.t
    return html.Div(
        [
            _button("+", "zoom-in", t("Agrandir")),
            _button("\N{MINUS SIGN}", "zoom-out", t("Réduire")),
            _button("\N{HOUSE}", "reset", t("Vue initiale")),
            _button("PNG", "png", t("Image PNG")),
            _button("SVG", "svg", t("Image SVG")),
        ],
        className="map-tools",
        role="group",
        id="map-tools",
        **{
            "aria-label": t("Outils de la carte"),
            "data-name": image_name(context),
            "data-dated": t("Image du {date}"),
        },
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
        **{"aria-label": name, "data-map-tool": tool},
    )

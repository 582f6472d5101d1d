"""The colours of data. Low access is the dark end; colour is never the only sign.

Ramps: ColorBrewer YlOrBr, Blues and Purples, 5 classes, all readable by colour-blind people
(Harrower & Brewer 2003, The Cartographic Journal 40), and cividis, made for them (Nuñez, Anderton
& Renslow 2018, PLOS ONE 13).
"""

from __future__ import annotations

from plotly.colors import sample_colorscale

from indicators.catalogue import Polarity

LIGHT_TO_DARK_ALARM = ("#ffffd4", "#fed98e", "#fe9929", "#d95f0e", "#993404")
LIGHT_TO_DARK_NEUTRAL = ("#eff3ff", "#bdd7e7", "#6baed6", "#3182bd", "#08519c")
CIVIDIS = ("#fde737", "#bcaf6f", "#7d7c78", "#414d6b", "#00224e")
PURPLES = ("#f2f0f7", "#cbc9e2", "#9e9ac8", "#756bb1", "#54278f")
PALETTES = {"cividis": CIVIDIS, "violets": PURPLES}
"""The palettes that a reader may choose, under the name that an address gives them."""
DIVERGING = ("#e66101", "#fdb863", "#f7f7f7", "#b2abd2", "#5e3c99")
"""ColorBrewer PuOr, 5 classes: a loss of access is orange, a gain is purple."""
MISSING = "#e3e5e8"
SUPPRESSED = "#b9bdc3"
"""The style sheet hatches this very colour."""
OUTLINE = "#5b6470"
INK = "#1b1f24"
MUTED = "#55606d"
PAPER = "#ffffff"
BENCHMARK = "#3d4248"
SERIES = ("#1f5fa8", "#9a3412", "#2f7d4f", "#7a4b94", "#8a6d00")
LAND = "#f4f5f6"
"""The neighbours of what a map shows."""
COAST = "#b9bdc2"
"""Their outlines, and the shore."""
INKS = {
    "text": INK,
    "muted": MUTED,
    "bg": PAPER,
    "benchmark": BENCHMARK,
    **{f"series-{k}": colour for k, colour in enumerate(SERIES, 1)},
    "land": LAND,
    "coast": COAST,
}
"""What ``assets/theme.css`` repaints in the dark theme: the CSS variable, and the colour that it
replaces in a chart. No colour of a ramp may be one of them: data keep their colour."""
MARKERS = ("circle", "square", "diamond", "triangle-up", "x", "cross", "triangle-down")


def ramp(polarity: Polarity, classes: int, palette: str = "") -> list[str]:
    """Give one colour for each class, lowest values first.

    Parameters
    ----------
    polarity : str
        Where the highest value is the best one, the lowest is darkest; elsewhere the highest is.
    classes : int
        How many classes there are.
    palette : str
        One of ``PALETTES``; that of the polarity unless given.
    """
    own = LIGHT_TO_DARK_NEUTRAL if polarity == "neutral" else LIGHT_TO_DARK_ALARM
    ordered = _steps(PALETTES.get(palette, own), classes)
    return ordered[::-1] if polarity == "higher_is_better" else ordered


def _steps(colours: tuple[str, ...], classes: int) -> list[str]:
    """Give colours of a ramp, light to dark; between its own where there are more classes."""
    last = len(colours) - 1
    places = [k / max(classes - 1, 1) for k in range(classes)]
    if classes > len(colours):
        return [str(colour) for colour in sample_colorscale(list(colours), places)]
    return [colours[round(place * last)] for place in places]


def diverging(polarity: Polarity, classes: int) -> list[str]:
    """Give the colours of a difference, lowest first, the middle one around 0.

    Parameters
    ----------
    polarity : str
        What is worse is orange.
    classes : int
        An odd number, up to 5.
    """
    middle = len(DIVERGING) // 2
    sides = classes // 2
    lower = [DIVERGING[k] for k in range(sides)]
    upper = [DIVERGING[-1 - k] for k in range(sides)][::-1]
    ordered = [*lower, DIVERGING[middle], *upper]
    return ordered[::-1] if polarity == "lower_is_better" else ordered

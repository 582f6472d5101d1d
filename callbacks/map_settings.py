"""From the values of the folded controls of the page Carte to the fields of the view."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from indicators.classes import METHODS, read_classing
from indicators.comparison import DIFFERENCE, Comparison
from indicators.errors import UsageError
from indicators.filters import Condition, write_filter
from layouts.carte.filtering import CONDITIONS
from layouts.context import Context
from layouts.view import LAYERS

Settings = Mapping[str, Any]


def changes_of(settings: Settings) -> dict[str, Any]:
    """Give the fields of the view that the controls set.

    Parameters
    ----------
    settings : mapping
        The value of each control by its name (see ``layouts.carte.controls.setting``).
    """
    palette = settings["palette"]
    return {
        "classes": _classes(settings),
        "palette": "" if palette == "default" else palette,
        "layers": ",".join(name for name in LAYERS if name in settings["layers"]),
        "symbols": settings["symbols"] or "",
        "selection": settings["selection"] or "",
        "filter": write_filter(_conditions(settings)),
        "compare": _comparison(settings),
        "scatter": settings["scatter"] or "",
    }


def _comparison(settings: Settings) -> str:
    year, indicator = settings["compare-year"], settings["compare-indicator"]
    if not year and not indicator:
        return ""
    is_difference = settings["compare-display"] == DIFFERENCE
    return Comparison(indicator or "", int(year) if year else None, is_difference).to_text()


def _conditions(settings: Settings) -> list[Condition]:
    """Give the conditions that say something: an indicator, a bound, and bounds in order."""
    found = []
    for k in range(CONDITIONS):
        low, high = (_number(settings[f"{name}-{k}"]) for name in ("low", "high"))
        is_told = low is not None or high is not None
        is_upside_down = low is not None and high is not None and low >= high
        if settings[f"filter-{k}"] and is_told and not is_upside_down:
            found.append(Condition(settings[f"filter-{k}"], low, high))
    return found


def _number(value: object) -> float | None:
    """Read the value of a field of numbers: it is a text while it is empty."""
    return float(value) if isinstance(value, int | float) else None


def _classes(settings: Settings) -> str:
    """Write the classing; what cannot be read leaves the catalogue's."""
    method = settings["method"]
    if method in METHODS:
        return f"{method}:{settings['count']}"
    text = _own_text(settings)
    return text if text and _wrong_breaks(text) is None else ""


def _own_text(settings: Settings) -> str:
    own = settings["method"] == "own"
    return str(settings["breaks"]).replace(",", ".").replace(" ", "") if own else ""


def _wrong_breaks(text: str) -> UsageError | None:
    try:
        read_classing(text)
    except UsageError as error:
        return error
    return None


def classes_message(context: Context, settings: Settings) -> str:
    """Say how to write one's own breaks, where they are asked for and cannot be read."""
    if settings["method"] != "own":
        return ""
    text = _own_text(settings)
    if text and _wrong_breaks(text) is None:
        return ""
    return context.t("Donnez de 1 à 6 nombres croissants, séparés par des points-virgules.")

"""What a map frames: the communes, EPCI and TVS of a département, or France by larger territory."""

from __future__ import annotations

from indicators.bundle import Bundle
from indicators.catalogue import LEVELS
from indicators.errors import UsageError
from indicators.holdings import absent_departements
from indicators.perimeter import FRANCE
from indicators.portrait import Territory, territory

MAPPED = LEVELS[:3]
"""The levels that a map of a département can show: commune, EPCI, TVS."""
MOST_COMPARED = 4
"""Territories that a chart draws beside the one in view: more colours are not told apart."""
OF_FRANCE = ("departement", "epci")
"""The levels that a map of France can show."""


def mapped_levels(bundle: Bundle, departement: str) -> tuple[str, ...]:
    """Give the levels that the map of a département, or of France (``FR``), can show.

    France by EPCI needs every département: a few EPCI would pass for all of them.
    """
    if departement != FRANCE:
        return MAPPED
    return OF_FRANCE[:1] if absent_departements(bundle) else OF_FRANCE


def frame_of(bundle: Bundle, place: Territory) -> dict[str, str]:
    """Give the fields of a view that frames a territory.

    A commune, an EPCI or a TVS is framed by its département; a département by itself where the
    bundle has its communes, by France otherwise; a région by France.
    """
    if place.level in MAPPED:
        return {
            "departement": place.departement,
            "territory": place.code,
            "territory_level": "",
            "level": place.level,
        }
    if place.code in bundle.departements and place.level == "departement":
        return {"departement": place.code, "territory": "", "territory_level": ""}
    whole = {"departement": FRANCE, "level": "departement"}
    if place.level == "france":
        return {**whole, "territory": "", "territory_level": ""}
    return {**whole, "territory": place.code, "territory_level": place.level}


def compared_of(bundle: Bundle, text: str) -> list[Territory]:
    """Read the territories that are compared with the one in view.

    Parameters
    ----------
    bundle : Bundle
        Tells which territories there are.
    text : str
        ``level:code`` parted by commas, such as ``epci:200033579,commune:62041``.

    Raises
    ------
    UsageError
        When one is not known, or there are more than ``MOST_COMPARED``.
    """
    found = [_one_compared(bundle, one) for one in dict.fromkeys(text.split(",")) if one]
    if len(found) > MOST_COMPARED:
        msg = f"{len(found)} territories are compared; choose {MOST_COMPARED} at most"
        raise UsageError(msg)
    return found


def _one_compared(bundle: Bundle, text: str) -> Territory:
    level, _, code = text.partition(":")
    place = territory(bundle, code, level)
    if place.level != level:
        msg = f"unknown territory {text!r}; write its level and its code, such as commune:62041"
        raise UsageError(msg)
    return place

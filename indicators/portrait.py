"""One territory: its value, what surrounds it, its series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from indicators.bundle import Bundle
from indicators.catalogue import Catalogue
from indicators.errors import UsageError
from indicators.kept import kept
from indicators.lookup import Lookup
from indicators.perimeter import FRANCE
from indicators.series import Value, held, series


@dataclass(frozen=True)
class Territory:
    """A territory and those that hold it."""

    level: str
    code: str
    name: str
    departement: str
    region: str
    epci: str
    tvs: str


@kept(maxsize=4096)
def territory(bundle: Bundle, code: str, level: str | None = None) -> Territory:
    """Give the territory that has a code; at a level, where a code stands at two of them.

    Raises
    ------
    UsageError
        When the bundle does not name it.
    """
    rows = named(bundle, code)
    if level is not None and (rows["level"] == level).any():
        rows = rows[rows["level"] == level]
    if rows.empty:
        msg = f"unknown territory {code!r}; search it by its name"
        raise UsageError(msg)
    row = rows.iloc[0]
    return Territory(**{name: str(row[name]) for name in Territory.__dataclass_fields__})


@kept(maxsize=2)
def _by_code(bundle: Bundle) -> Lookup:
    return Lookup.of(bundle.territories["code"])


def named(bundle: Bundle, code: str) -> pd.DataFrame:
    """Give the territories that have a code: none, one, or one at each of some levels."""
    return bundle.territories.iloc[_by_code(bundle).rows(code)]


def is_held(bundle: Bundle, code: str) -> bool:
    """Tell whether a territory has a code."""
    return len(_by_code(bundle).rows(code)) > 0


@kept(maxsize=512)
def _is_alone(bundle: Bundle, departement: str) -> bool:
    """Tell whether a département has one commune, as Paris: it is beside nothing there."""
    table = bundle.territories
    here = (table["level"] == "commune") & (table["departement"] == departement)
    return int(here.sum()) == 1


def surroundings(bundle: Bundle, place: Territory) -> list[Territory]:
    """Give the EPCI, the département and France, as far as they hold more than the territory."""
    around: list[Territory] = []
    if place.level == "commune" and place.epci:
        around.append(territory(bundle, place.epci, "epci"))
    is_inside = place.level in {"commune", "epci", "tvs"} and place.departement
    if is_inside and not (place.level == "commune" and _is_alone(bundle, place.departement)):
        around.append(territory(bundle, place.departement, "departement"))
    if place.level != "france":
        around.append(territory(bundle, FRANCE, "france"))
    return around


def rows(bundle: Bundle, indicator: str, place: Territory) -> pd.DataFrame:
    """Give the observations of one territory, oldest first, whole populations only.

    Returns
    -------
    pandas.DataFrame
        The columns of the one table: what a file holds (see ``indicators.series`` for a page).
    """
    found = bundle.rows(indicator, place.level, codes=[place.code])
    return found[found["stratum"] == ""].sort_values("period").reset_index(drop=True)


def value(
    bundle: Bundle,
    indicator: str,
    place: Territory,
    year: int | None = None,
    period: str | None = None,
) -> Value | None:
    """Give the value of a territory for a year or a period, else the last one; nothing without."""
    for one in reversed(series(bundle, indicator, place.level, place.code)):
        if year in {None, one.year} and period in {None, one.period}:
            return one
    return None


def together(
    bundle: Bundle, indicator: str, places: Sequence[Territory], year: int | None = None
) -> list[Value | None]:
    """Give the values of several territories for one period, so that like is put beside like.

    Parameters
    ----------
    bundle : Bundle
        The data.
    indicator : str
        Its name in the catalogue.
    places : sequence of Territory
        The first one that has a value in the year gives the period: its last one there.
    year : int, optional
        The last year unless given.

    Returns
    -------
    list of Value or None
        One for each territory; all of them nothing where none has a value.
    """
    found = (value(bundle, indicator, place, year) for place in places)
    first = next((one for one in found if one is not None and one.value is not None), None)
    if first is None:
        return [None] * len(places)
    return [value(bundle, indicator, place, period=first.period) for place in places]


def known_indicators(bundle: Bundle, catalogue: Catalogue, place: Territory) -> list[str]:
    """List the indicators that the bundle has for a territory, in the catalogue's order."""
    known = held(bundle, place.level, place.code)
    return [name for name in catalogue.indicators if name in known]

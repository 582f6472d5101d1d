"""What is being done for a territory: health centres, local health contracts, CPTS, dated facts."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Literal

import pandas as pd

from indicators.bundle import Bundle
from indicators.kept import kept
from indicators.portrait import Territory, named

CENTRES = ("centre_departemental_de_sante", "antenne")
CONTRACT = "contrat_local_de_sante"
_EARTH_KM = 6371.0
"""Mean radius of the Earth (IUGG)."""


@dataclass(frozen=True)
class Centre:
    """A health centre or an antenna, and how far it is.

    Parameters
    ----------
    name, commune, address, phone, hours, since, status, note, source : str
        As published; empty where nothing is.
    inside : bool
        Whether its commune lies in the territory.
    kilometres : float, optional
        As the crow flies between town halls; given for a commune only.
    """

    name: str
    commune: str
    address: str
    phone: str
    hours: str
    since: str
    status: str
    note: str
    source: str
    inside: bool
    kilometres: float | None


Row = dict[str, str]
"""A line of one of the bundle's tables of what is done; what is absent is an empty text."""


@kept(maxsize=6)
def _lines(bundle: Bundle, name: Literal["initiatives", "cpts", "facts"]) -> tuple[Row, ...]:
    """Give the lines of a table of the bundle."""
    table: pd.DataFrame = getattr(bundle, name)
    texts = table.astype(object).where(table.notna(), "")
    return tuple(
        {str(column): str(text) for column, text in line.items()}
        for line in texts.to_dict("records")
    )


@kept(maxsize=2)
def _sites(bundle: Bundle) -> tuple[tuple[Row, Row, tuple[float, float]], ...]:
    """Give the centres, each with its commune, and longitude and latitude in degrees."""
    places = bundle.territories
    rows = [row for row in _lines(bundle, "initiatives") if row["kind"] in CENTRES]
    codes = {row["commune_code"] for row in rows}
    communes = places[(places["level"] == "commune") & places["code"].isin(codes)]
    named = {
        str(commune["code"]): {str(name): str(text) for name, text in commune.items()}
        for commune in communes.to_dict("records")
    }
    held = [(row, named[row["commune_code"]]) for row in rows if row["commune_code"] in named]
    return tuple((row, home, (float(home["lon"]), float(home["lat"]))) for row, home in held)


def _holds(place: Territory, commune: Row) -> bool:
    """Tell whether a commune lies in a territory, or is that territory."""
    if place.level == "france":
        return True
    return commune["code" if place.level == "commune" else place.level] == place.code


def centres(bundle: Bundle, place: Territory) -> list[Centre]:
    """List the health centres and antennas, those of the territory first, then the nearest."""
    home = _town_hall(bundle, place.code) if place.level == "commune" else None
    found = [
        Centre(
            **{
                name: row[name]
                for name in ("name", "address", "phone", "hours", "since", "status", "note")
            },
            commune=commune["name"],
            source=row["source"],
            inside=_holds(place, commune),
            kilometres=None if home is None else _kilometres(home, town_hall),
        )
        for row, commune, town_hall in _sites(bundle)
    ]
    return sorted(found, key=lambda centre: (not centre.inside, centre.kilometres or 0.0))


@kept(maxsize=1024)
def _town_hall(bundle: Bundle, code: str) -> tuple[float, float]:
    """Give the longitude and the latitude of a commune, in degrees."""
    rows = named(bundle, code)
    row = rows[rows["level"] == "commune"].iloc[0]
    return float(row["lon"]), float(row["lat"])


def _kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Give the great-circle distance between two points, in kilometres."""
    (lon_a, lat_a), (lon_b, lat_b) = (tuple(map(radians, point)) for point in (one, other))
    half = sin((lat_b - lat_a) / 2) ** 2
    half += cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(half))


def _epci_of(bundle: Bundle, place: Territory) -> set[str]:
    """Give the EPCI that hold a territory, or that it holds, in whole or in part."""
    if place.level in {"commune", "epci"}:
        return {place.epci if place.level == "commune" else place.code}
    table = bundle.territories
    is_inside = table["level"] == "commune"
    if place.level != "france":
        is_inside &= table[place.level] == place.code
    return set(table.loc[is_inside, "epci"])


def contracts(bundle: Bundle, place: Territory) -> list[Row]:
    """List the local health contracts of the EPCI of a territory."""
    epci = _epci_of(bundle, place)
    rows = _lines(bundle, "initiatives")
    return [row for row in rows if row["kind"] == CONTRACT and row["epci_code"] in epci]


@kept(maxsize=2)
def departements_known(bundle: Bundle) -> tuple[str, ...]:
    """List the départements of which health centres, contracts or CPTS are known, by their codes.

    Nothing is known of the others: that they have none must not be said.
    """
    places = bundle.territories
    rows = pd.concat([bundle.initiatives, bundle.cpts], ignore_index=True)
    is_commune = (places["level"] == "commune") & places["code"].isin(rows["commune_code"].dropna())
    is_epci = (places["level"] == "epci") & places["code"].isin(rows["epci_code"].dropna())
    return tuple(sorted(set(places.loc[is_commune | is_epci, "departement"])))


def is_known(bundle: Bundle, place: Territory) -> bool:
    """Tell whether what is being done is known for a territory, or for a part of it."""
    known = departements_known(bundle)
    if place.level == "france":
        return bool(known)
    if place.level == "region":
        table = bundle.territories
        held = table[(table["level"] == "departement") & table["code"].isin(known)]
        return place.code in set(held["region"])
    return (place.code if place.level == "departement" else place.departement) in known


def communities(bundle: Bundle, place: Territory) -> list[Row]:
    """List the CPTS whose EPCI is that of a territory; every CPTS for their département or more.

    The perimeter of most of them is not known here: none of these is said to be elsewhere.
    """
    every = _lines(bundle, "cpts")
    if place.level in {"departement", "region", "france"}:
        return list(every) if is_known(bundle, place) else []
    epci = _epci_of(bundle, place)
    return [row for row in every if row["epci_code"] in epci]


def dated_facts(bundle: Bundle, place: Territory) -> list[Row]:
    """List the dated facts of a territory, then of those that hold it: the oldest first in each."""
    codes = [
        ("commune", place.code if place.level == "commune" else ""),
        ("epci", place.code if place.level == "epci" else place.epci),
        ("departement", place.code if place.level == "departement" else place.departement),
        ("region", place.code if place.level == "region" else place.region),
    ]
    every = sorted(_lines(bundle, "facts"), key=lambda row: row["date"])
    return [row for where in codes for row in every if (row["level"], row["code"]) == where]

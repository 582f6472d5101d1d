"""What is being done for a territory: health centres, local health contracts, CPTS, dated facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from indicators.bundle import Bundle
from indicators.kept import kept
from indicators.portrait import Territory

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


@kept(maxsize=4)
def _texts(bundle: Bundle, name: Literal["initiatives", "cpts"]) -> pd.DataFrame:
    """Give a table of the bundle with what is absent as an empty text."""
    table: pd.DataFrame = getattr(bundle, name)
    return table.astype(object).where(table.notna(), "")


@kept(maxsize=2)
def _communes(bundle: Bundle) -> pd.DataFrame:
    """List every commune by its code."""
    table = bundle.territories
    return table[table["level"] == "commune"].set_index("code")


def communes_inside(bundle: Bundle, place: Territory) -> pd.DataFrame:
    """List the communes of a territory, itself when it is a commune."""
    table = bundle.territories
    communes = table[table["level"] == "commune"]
    if place.level == "france":
        return communes
    column = "code" if place.level == "commune" else place.level
    return communes[communes[column] == place.code]


def centres(bundle: Bundle, place: Territory) -> list[Centre]:
    """List the health centres and antennas, those of the territory first, then the nearest."""
    table = _texts(bundle, "initiatives")
    communes = _communes(bundle)
    rows = table[table["kind"].isin(CENTRES) & table["commune_code"].isin(communes.index)]
    inside = set(communes_inside(bundle, place)["code"])
    found = [
        Centre(
            **{
                name: str(row[name])
                for name in ("name", "address", "phone", "hours", "since", "status", "note")
            },
            commune=str(communes.loc[row["commune_code"], "name"]),
            source=str(row["source"]),
            inside=row["commune_code"] in inside,
            kilometres=_distance(communes, place, row["commune_code"]),
        )
        for row in rows.to_dict("records")
    ]
    return sorted(found, key=lambda centre: (not centre.inside, centre.kilometres or 0.0))


def _distance(communes: pd.DataFrame, place: Territory, code: str) -> float | None:
    """Give the great-circle distance between two town halls, in kilometres."""
    if place.level != "commune":
        return None
    points = communes.loc[[place.code, code], ["lon", "lat"]].to_numpy(dtype=np.float64)
    (lon_a, lat_a), (lon_b, lat_b) = np.radians(points)
    half = np.sin((lat_b - lat_a) / 2) ** 2
    half += np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    return float(2 * _EARTH_KM * np.arcsin(np.sqrt(half)))


def _epci_of(bundle: Bundle, place: Territory) -> set[str]:
    """Give the EPCI that hold a territory, or that it holds, in whole or in part."""
    if place.level == "epci":
        return {place.code}
    return set(communes_inside(bundle, place)["epci"])


def contracts(bundle: Bundle, place: Territory) -> pd.DataFrame:
    """List the local health contracts of the EPCI of a territory."""
    table = _texts(bundle, "initiatives")
    rows = table[(table["kind"] == CONTRACT) & table["epci_code"].isin(_epci_of(bundle, place))]
    return rows.reset_index(drop=True)


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


def communities(bundle: Bundle, place: Territory) -> pd.DataFrame:
    """List the CPTS whose EPCI is that of a territory; every CPTS for their département or more.

    The perimeter of most of them is not known here: none of these is said to be elsewhere.
    """
    table = _texts(bundle, "cpts")
    if place.level in {"departement", "region", "france"}:
        return table if is_known(bundle, place) else table.iloc[:0]
    return table[table["epci_code"].isin(_epci_of(bundle, place))].reset_index(drop=True)


def dated_facts(bundle: Bundle, place: Territory) -> pd.DataFrame:
    """List the dated facts of a territory and of those that hold it, the smallest first."""
    codes = [
        ("commune", place.code if place.level == "commune" else ""),
        ("epci", place.code if place.level == "epci" else place.epci),
        ("departement", place.code if place.level == "departement" else place.departement),
        ("region", place.code if place.level == "region" else place.region),
    ]
    table = bundle.facts
    found = [table[(table["level"] == level) & (table["code"] == code)] for level, code in codes]
    return pd.concat(found, ignore_index=True)

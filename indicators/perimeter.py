"""The territories of a bundle: which communes it covers and which territories they make up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from indicators.errors import UsageError

FRANCE = "FR"
_COLUMNS = ["level", "code", "name", "departement", "region", "epci", "tvs", "lon", "lat"]


@dataclass(frozen=True)
class Places:
    """The communes of France today and the territories that they make up.

    Parameters
    ----------
    communes : pandas.DataFrame
        ``code, name, departement, region, epci, lon, lat``.
    epci, departements, regions : pandas.DataFrame
        ``code, name``.
    tvs : pandas.DataFrame
        ``code`` (commune, once), ``tvs``, ``tvs_name``, ``communes_elsewhere``: how many communes
        of the territoire de vie-santé are not listed.
    without_data : frozenset of str
        Communes that a territory is whole without: those without an inhabitant, and those
        re-established of late, whose former host's figures still describe them.
    """

    communes: pd.DataFrame
    epci: pd.DataFrame
    departements: pd.DataFrame
    regions: pd.DataFrame
    tvs: pd.DataFrame
    without_data: frozenset[str] = frozenset()


def communes_of(places: Places, departements: Iterable[str]) -> pd.DataFrame:
    """Give the communes of some départements, each with its TVS where it is known.

    Raises
    ------
    UsageError
        When a département is not one of France's.
    """
    wanted = set(departements)
    unknown = wanted - set(places.departements["code"])
    if unknown:
        msg = f"unknown département {min(unknown)!r}; give its code, such as 62, 2A or 974"
        raise UsageError(msg)
    communes = places.communes[places.communes["departement"].isin(wanted)]
    joined = communes.merge(places.tvs[["code", "tvs"]], on="code", how="left", validate="1:1")
    return joined.assign(tvs=joined["tvs"].fillna(""))


def membership(places: Places, communes: pd.DataFrame) -> pd.DataFrame:
    """Say to which territories each commune belongs, ready to aggregate.

    A région, and the country, is there where all of its communes are; an EPCI or a TVS always,
    said to be partial where some of its communes are beyond.

    Parameters
    ----------
    places : Places
        Tells which territories have communes beyond ``communes``.
    communes : pandas.DataFrame
        What ``communes_of`` gives.

    Returns
    -------
    pandas.DataFrame
        ``code, level, territory, partial, expected``.
    """
    epci = _belonging(communes, "epci", _sizes_of_epci(places))
    tvs = _belonging(communes, "tvs", _sizes_of_tvs(places))
    departement = _belonging(communes, "departement", communes.groupby("departement").size())
    larger = _whole_only(places, communes)
    every = pd.concat([epci, tvs, departement, *larger], ignore_index=True)
    return every.assign(expected=~every["code"].isin(places.without_data))


def _whole_only(places: Places, communes: pd.DataFrame) -> list[pd.DataFrame]:
    """Give the régions, and the country, all of whose communes are listed."""
    regions = _belonging(communes, "region", places.communes.groupby("region").size())
    whole = [regions[~regions["partial"]]]
    if len(communes) == len(places.communes):
        france = communes.assign(france=FRANCE)
        whole.append(_belonging(france, "france", france.groupby("france").size()))
    return whole


def _sizes_of_epci(places: Places) -> pd.Series:
    return places.communes.groupby("epci").size()


def _sizes_of_tvs(places: Places) -> pd.Series:
    """Count the communes of each TVS, those of other départements that are listed included."""
    by_tvs = places.tvs.groupby("tvs")
    return by_tvs["code"].nunique() + by_tvs["communes_elsewhere"].first()


def _belonging(communes: pd.DataFrame, level: str, size: pd.Series) -> pd.DataFrame:
    inside = communes[communes[level] != ""]
    here = inside.groupby(level).size()
    partial = here < size.reindex(here.index)
    return pd.DataFrame(
        {
            "code": inside["code"],
            "level": level,
            "territory": inside[level],
            "partial": inside[level].map(partial).astype(bool),
        }
    )


def territory_table(places: Places, communes: pd.DataFrame) -> pd.DataFrame:
    """List every territory that the bundle can name.

    Returns
    -------
    pandas.DataFrame
        ``level, code, name, departement, region, epci, tvs, lon, lat, key``: the communes, their
        EPCI and TVS, every département and région, France. ``key`` is the name without accents,
        for searches.
    """
    tvs_names = places.tvs.drop_duplicates("tvs").set_index("tvs")["tvs_name"]
    epci_names = places.epci.set_index("code")["name"]
    frames = [
        communes.assign(level="commune"),
        _grouped(communes, "epci", epci_names),
        _grouped(communes, "tvs", tvs_names),
        places.departements.assign(level="departement", departement=places.departements["code"]),
        places.regions.assign(level="region", region=places.regions["code"]),
        pd.DataFrame([{"level": "france", "code": FRANCE, "name": "France"}]),
    ]
    table = pd.concat(frames, ignore_index=True).reindex(columns=_COLUMNS)
    texts = ["departement", "region", "epci", "tvs"]
    table[texts] = table[texts].fillna("")
    return table.assign(key=[search_key(name) for name in table["name"]])


def _grouped(communes: pd.DataFrame, level: str, names: pd.Series) -> pd.DataFrame:
    inside = communes[communes[level] != ""]
    middle = inside.groupby(level)[["lon", "lat"]].mean()
    homes = [_most_frequent(inside, level, home) for home in ("departement", "region")]
    groups = pd.concat([*homes, middle], axis=1).rename_axis("code").reset_index()
    return groups.assign(level=level, name=groups["code"].map(names))


def _most_frequent(communes: pd.DataFrame, level: str, column: str) -> pd.Series[str]:
    """Give, by territory, where most of its communes are; the first code of several."""
    counts = communes.groupby([level, column], as_index=False).size()
    ordered = counts.sort_values(["size", column], ascending=[False, True])
    return ordered.drop_duplicates(level).set_index(level)[column].sort_index()


_WORD = re.compile(r"[^\W_]+")


def search_key(name: str) -> str:
    """Give a name as people type it: no accents, no case, spaces for punctuation."""
    plain = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "OE"))
    if not plain.isascii():
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(_WORD.findall(plain.lower()))

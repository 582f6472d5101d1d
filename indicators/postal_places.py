"""The commune of a postal address: its town by name, inside the département of its postcode.

A join by postcode breaks on the CEDEX codes, which belong to one recipient, and on the postcodes
that several communes share. The names of communes are unique inside a département (COG), and an
address writes them in capitals, without accents, with ``ST`` for ``SAINT``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import pandas as pd

_CEDEX = re.compile(r"\bCEDEX\b.*$")
_ARRONDISSEMENT = re.compile(r"^(PARIS|LYON|MARSEILLE) [0-9].*$")
_WORDS = {"ST": "SAINT", "STE": "SAINTE", "STS": "SAINTS", "STES": "SAINTES", "S": "SUR"}
_OVERSEAS = ("97", "98")
_SOUTHERN_CORSICA, _NORTHERN_CORSICA = ("200", "201"), ("202", "206")
"""First digits of the postcodes of Corse-du-Sud and Haute-Corse (La Poste)."""


@dataclass(frozen=True)
class Placed:
    """Counts at communes, and what no commune was found for.

    Parameters
    ----------
    counts : pandas.DataFrame
        ``code, count``.
    unplaced : pandas.DataFrame
        ``postcode, town, count``, the largest first: never dropped in silence.
    """

    counts: pd.DataFrame
    unplaced: pd.DataFrame

    @property
    def share(self) -> float:
        """Share of the counts, from 0 to 1, that found a commune."""
        placed, lost = self.counts["count"].sum(), self.unplaced["count"].sum()
        return float(placed / (placed + lost)) if placed + lost else 1.0


def place(addresses: pd.DataFrame, column: str, communes: pd.DataFrame) -> Placed:
    """Bring counts by postcode and town to communes.

    Parameters
    ----------
    addresses : pandas.DataFrame
        ``postcode, town`` and the counts.
    column : str
        The column that counts.
    communes : pandas.DataFrame
        ``code, name, departement``, today's.
    """
    known = _index(communes)
    keys = zip(addresses["postcode"], addresses["town"], strict=True)
    codes = [known.get((departement_of(postcode), plain(town)), "") for postcode, town in keys]
    counted = addresses.assign(code=codes, count=addresses[column])
    found = counted["code"] != ""
    counts = counted[found].groupby("code")["count"].sum().reset_index()
    lost = counted.loc[~found, ["postcode", "town", "count"]]
    return Placed(counts, lost.sort_values("count", ascending=False, ignore_index=True))


def departement_of(postcode: str) -> str:
    """Give the département of a postcode; a few communes have that of a neighbour."""
    if postcode.startswith(_OVERSEAS):
        return postcode[:3]
    if postcode.startswith(_SOUTHERN_CORSICA):
        return "2A"
    if postcode.startswith(_NORTHERN_CORSICA):
        return "2B"
    return postcode[:2]


def plain(town: str) -> str:
    """Give the name of a town as any writing of it: no accent, no CEDEX, no arrondissement."""
    decomposed = unicodedata.normalize("NFKD", town.replace("œ", "oe").replace("Œ", "OE"))
    letters = "".join(sign for sign in decomposed if not unicodedata.combining(sign)).upper()
    words = re.sub(r"[^A-Z0-9]+", " ", _CEDEX.sub("", letters)).split()
    name = " ".join(_WORDS.get(word, word) for word in words)
    return _ARRONDISSEMENT.sub(r"\1", name)


def _index(communes: pd.DataFrame) -> dict[tuple[str, str], str]:
    names = zip(communes["departement"], communes["name"], communes["code"], strict=True)
    return {(departement, plain(name)): code for departement, name, code in names}

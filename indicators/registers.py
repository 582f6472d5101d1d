"""GPs and health sites counted by the national registers: RPPS, Annuaire santé, FINESS.

Each register is an indicator of its own, named after it: the counts differ by what they count
(method note on the APL, section 6). A register covers the country, so a commune that it does not
name has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from indicators.density import counts_everywhere
from indicators.errors import DataError
from indicators.observations import members
from indicators.postal_places import place
from indicators.territories import ARRONDISSEMENTS_MUNICIPAUX, departement_of, renamed

PRACTICES, DIRECTORY, SITES = "gp_practices", "gp_sites_by_postcode", "health_sites"
"""Names of the tables of ``indicators.sources`` that are read here."""
LEAST_PLACED = 0.9
"""Share of the directory's addresses that must find a commune: the project's own choice, so that a
file of another form is not taken for a land without doctors."""
_AMBULATORY = ["practice", "health_centre"]
_BY_MODE = {
    "gp_count_rpps": ["liberal", "volunteer", "unknown"],
    "gp_count_rpps_salaried": ["salaried"],
}
_BY_KIND = {"msp": "msp_sites_finess", "cds": "cds_sites_finess", "cpts": "cpts_sites_finess"}


def register_members(
    tables: Mapping[str, Sequence[pd.DataFrame]],
    communes: pd.DataFrame,
    current: Mapping[str, str],
    splits: pd.DataFrame,
) -> pd.DataFrame:
    """Give the counts of every register at hand, for every commune, ready to aggregate.

    Parameters
    ----------
    tables : Mapping of str to sequence of pandas.DataFrame
        Tables by name, as the forms give them (``PRACTICES``, ``DIRECTORY``, ``SITES``); of several
        extractions of one year, the latest counts.
    communes : pandas.DataFrame
        ``code, name, departement``: today's communes.
    current : Mapping of str to str
        Former commune code to today's.
    splits : pandas.DataFrame
        Re-established communes: ``Geography.splits``.

    Returns
    -------
    pandas.DataFrame
        Members of the indicators; the year is that of the extraction. What an extraction does not
        have at all, such as CPTS in an old one, is not counted as none.

    Raises
    ------
    DataError
        When less than ``LEAST_PLACED`` of the directory's addresses find a commune.
    """
    today = {**current, **ARRONDISSEMENTS_MUNICIPAUX}
    frames = [_none()]
    for name, counts in _counts(tables, communes):
        if counts.empty:
            continue
        every = counts_everywhere(counts, "count", communes["code"], today, splits)
        lost = _share_without_commune(counts.assign(code=renamed(counts["code"], today)), communes)
        status = "estimated" if lost else "computed"
        note = f"unplaced:{max(1, round(100 * lost))}" if lost else ""
        frames.append(
            members(
                every,
                name,
                value=every["count"],
                source=counts["source"].iloc[0],
                status=status,
                note=note,
                aggregate_status=status,
                aggregate_note=note,
            )
        )
    return pd.concat(frames, ignore_index=True)


def _share_without_commune(counts: pd.DataFrame, communes: pd.DataFrame) -> float:
    """Give the share of a count that is in no commune of today: any commune may lack it.

    What lies in another territory, such as the collectivités d'outre-mer, is not counted at all.
    """
    departements = counts["code"].map(departement_of)
    is_here = (counts["code"] == "") | departements.isin(set(communes["departement"]))
    here = counts[is_here]
    placed = here.loc[here["code"].isin(communes["code"]), "count"].sum()
    whole = here["count"].sum()
    return float(1 - placed / whole) if whole else 0.0


def _counts(
    tables: Mapping[str, Sequence[pd.DataFrame]], communes: pd.DataFrame
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Give each indicator's ``code, year, count, source``, an empty code where there is none."""
    for table in _latest(tables.get(PRACTICES, ())):
        ambulatory = table[table["setting"].isin(_AMBULATORY)].assign(count=lambda rows: rows["gp"])
        for name, modes in _BY_MODE.items():
            yield name, ambulatory[ambulatory["mode"].isin(modes)]
    for table in _latest(tables.get(DIRECTORY, ())):
        yield "gp_sites_directory", _placed(table, communes)
    for table in _latest(tables.get(SITES, ())):
        for kind, name in _BY_KIND.items():
            yield name, table[table["kind"] == kind].assign(count=lambda rows: rows["sites"])


def _latest(tables: Sequence[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Keep one extraction a year, the latest, and say its year."""
    by_year: dict[int, pd.DataFrame] = {}
    for table in sorted(tables, key=lambda one: str(one["date"].iloc[0])):
        year = int(str(table["date"].iloc[0])[:4])
        by_year[year] = table.assign(year=year)
    yield from by_year.values()


def _placed(table: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    placed = place(table, "gp_sites", communes)
    if placed.share < LEAST_PLACED:
        first = placed.unplaced.iloc[0]
        msg = (
            f"{placed.share:.0%} of the addresses find their commune where {LEAST_PLACED:.0%} are "
            f"expected ({first['town']!r}, {first['postcode']}, for one); download the list again"
        )
        raise DataError(msg, column="coordonnees_ville")
    every = pd.concat([placed.counts, placed.unplaced[["count"]].assign(code="")])
    return every.assign(year=table["year"].iloc[0], source=table["source"].iloc[0])


def _none() -> pd.DataFrame:
    empty = pd.DataFrame({"code": [], "year": [], "value": [], "status": [], "source": []})
    return members(empty.astype({"code": str, "year": int, "value": float}), "")

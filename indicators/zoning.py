"""The official zoning of GPs, and beside it what the thresholds of the APL alone would say.

The legal zone is that of the ARS decree (``gp_zone``). The indication (``gp_zone_indication``)
classes each territoire de vie-santé (TVS) by its APL to GPs of 65 or under; it never stands for
the zone: the ARS chooses within the pool, with criteria of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.catalogue import Catalogue
from indicators.errors import DataError, UsageError
from indicators.observations import WITHOUT_VALUE, members, observations
from indicators.published_apl import INSUFFICIENT_APL

OUTSIDE = "HZ"
PRIORITY = "ZIP"
SERIES = "apl65"
"""The series that the arrêté du 13 novembre 2017 puts thresholds on: GPs of 65 or under."""
SELECTION, POOL, BEYOND = "selection", "vivier", "hors-vivier"
COMPATIBLE = {
    SELECTION: {PRIORITY},
    POOL: {PRIORITY, "ZAC", "ZAR", OUTSIDE},
    BEYOND: {"ZAR", OUTSIDE},
}
"""Indication to the zones that do not contradict it: the national selection is ZIP; within the
pool the ARS chooses; beyond it neither ZIP nor ZAC. ZAR is the region's own, without threshold."""
_EDGE = 1e-9
"""A mean that equals a threshold but for rounding is "equal or under" it."""


@dataclass(frozen=True)
class ZoneThresholds:
    """The two thresholds on the APL of a TVS, in consultations a year.

    Parameters
    ----------
    selection : float
        Equal or under it: national selection.
    pool : float
        Equal or under it: the pool (vivier) where the ARS chooses; above: outside.
    source : str
        The publication.
    """

    selection: float
    pool: float
    source: str

    def __post_init__(self) -> None:
        """Refuse thresholds that are not in order."""
        if not 0 < self.selection < self.pool:
            msg = f"expected 0 < selection < pool, not {self.selection} and {self.pool}"
            raise UsageError(msg)


ARRETE_2017 = ZoneThresholds(INSUFFICIENT_APL, 4.0, "Arrêté du 13 novembre 2017")
DECREE_2025 = ZoneThresholds(2.71, 3.98, "Decree of 9 May 2025, reported second-hand")


@dataclass(frozen=True)
class ZoneAgreement:
    """How an indication and the official zones meet.

    Parameters
    ----------
    communes, population : pandas.DataFrame
        Confusion tables: a row for each indication, a column for each official zone, in communes
        and in inhabitants.
    """

    communes: pd.DataFrame
    population: pd.DataFrame

    def eligible(self, table: pd.DataFrame) -> float:
        """Give the share, in per cent, where "in the selection or pool" and "in a zone" agree."""
        return _share(table, lambda indication, zone: (indication != BEYOND) == (zone != OUTSIDE))

    def priority(self, table: pd.DataFrame) -> float:
        """Give the share, in per cent, where "national selection" and "ZIP" agree."""
        return _share(
            table, lambda indication, zone: (indication == SELECTION) == (zone == PRIORITY)
        )

    def compatible(self, table: pd.DataFrame) -> float:
        """Give the share, in per cent, whose zone does not contradict the indication."""
        return _share(table, lambda indication, zone: zone in COMPATIBLE[indication])


def _share(table: pd.DataFrame, agrees: Callable[[str, str], bool]) -> float:
    counts = table.to_numpy(dtype=np.float64)
    kept = np.array([[agrees(row, column) for column in table.columns] for row in table.index])
    return float(100 * counts[kept].sum() / counts.sum())


def zone_members(
    zones: pd.DataFrame, populations: pd.DataFrame, catalogue: Catalogue
) -> pd.DataFrame:
    """Give each commune its zone, and its inhabitants that live in an eligible zone.

    Parameters
    ----------
    zones : pandas.DataFrame
        ``code, zone, in_force`` (ISO date), ``source``.
    populations : pandas.DataFrame
        ``code, census_year, population``; the last census is used.
    catalogue : Catalogue
        Its indicator ``gp_zone`` says which value stands for which zone.

    Raises
    ------
    DataError
        When a zone is not one of the catalogue's.
    """
    values = {c.code: c.value for c in catalogue.indicator("gp_zone").categories}
    unknown = set(zones["zone"]) - set(values)
    if unknown:
        msg = f"unknown zone {min(unknown)!r}; add it to gp_zone in data/catalogue.yml"
        raise DataError(msg)
    year = zones["in_force"].str[:4].astype(int)
    note = "in-force:" + zones["in_force"]
    dated = zones.assign(year=year, note=note, aggregate_note=note)
    zone = members(dated, "gp_zone", value=zones["zone"].map(values), status="official")
    return pd.concat([zone, _eligible(dated, populations)], ignore_index=True)


def _eligible(zones: pd.DataFrame, populations: pd.DataFrame) -> pd.DataFrame:
    last = populations["census_year"].max()
    people = populations[populations["census_year"] == last].set_index("code")["population"]
    inhabitants = zones["code"].map(people).astype("float64")
    eligible = inhabitants.where(zones["zone"] != OUTSIDE, 0.0)
    return members(
        zones,
        "eligible_zone_share",
        value=100 * eligible / inhabitants,
        numerator=eligible,
        denominator=inhabitants,
        status="computed",
        aggregate_note=zones["note"] + f" population:{last}",
    )


def indicated(apl: pd.Series, thresholds: ZoneThresholds) -> pd.Series:
    """Class an APL by thresholds.

    Parameters
    ----------
    apl : pandas.Series
        APL of TVS to GPs of 65 or under, in consultations a year; none missing.
    thresholds : ZoneThresholds
        Each value that equals a threshold is under it.

    Returns
    -------
    pandas.Series
        ``selection``, ``vivier`` or ``hors-vivier``.
    """
    edges = np.array([thresholds.selection, thresholds.pool]) + _EDGE
    found = np.searchsorted(edges, apl.to_numpy(dtype=np.float64), side="left")
    return pd.Series(np.array([SELECTION, POOL, BEYOND])[found], index=apl.index)


def zone_indications(
    tvs_apl: pd.DataFrame,
    communes: pd.DataFrame,
    catalogue: Catalogue,
    thresholds: ZoneThresholds = ARRETE_2017,
) -> pd.DataFrame:
    """Give each TVS, and each commune through its TVS, what the thresholds alone would say.

    Parameters
    ----------
    tvs_apl : pandas.DataFrame
        Observations; those of ``apl65`` at the level TVS are used. An estimate (a TVS that is only
        partly covered, borrowed weights) gives an estimate.
    communes : pandas.DataFrame
        ``code, tvs``, an empty TVS where it is not known: no indication then.
    catalogue : Catalogue
        Its indicator ``gp_zone_indication`` says which value stands for which class.
    thresholds : ZoneThresholds
        Those of the arrêté du 13 novembre 2017 unless given.

    Returns
    -------
    pandas.DataFrame
        Observations of ``gp_zone_indication`` at the levels TVS and commune.
    """
    entry = catalogue.indicator("gp_zone_indication")
    values = {c.code: c.value for c in entry.categories}
    rows = tvs_apl[
        (tvs_apl["indicator"] == SERIES)
        & (tvs_apl["level"] == "tvs")
        & ~tvs_apl["status"].isin(WITHOUT_VALUE)
    ]
    classed = rows.assign(
        indicator="gp_zone_indication",
        value=indicated(rows["value"], thresholds).map(values),
        numerator=float("nan"),
        denominator=float("nan"),
    )
    own = communes[["code", "tvs"]].merge(classed.rename(columns={"code": "tvs"}), on="tvs")
    own = own.assign(level="commune", note=("through-tvs:" + own["tvs"] + " " + own["note"]))
    own["note"] = own["note"].str.strip()
    return observations(pd.concat([classed, own], ignore_index=True))


def zone_agreement(
    indication: pd.Series, zones: pd.DataFrame, inhabitants: pd.Series
) -> ZoneAgreement:
    """Say how often the indication and the official zone agree.

    Parameters
    ----------
    indication : pandas.Series
        ``selection``, ``vivier`` or ``hors-vivier`` by commune.
    zones : pandas.DataFrame
        ``code, zone``: the official zones.
    inhabitants : pandas.Series
        By commune.

    Raises
    ------
    DataError
        When a commune with an official zone has no indication or no population.
    """
    table = zones.assign(
        indication=zones["code"].map(indication), people=zones["code"].map(inhabitants)
    )
    absent = table[table[["indication", "people"]].isna().any(axis=1)]
    if len(absent):
        msg = (
            f"the commune {absent['code'].iloc[0]} has no indication or no population; give both "
            "for every commune that has a zone"
        )
        raise DataError(msg)
    return ZoneAgreement(
        communes=_confusion(table.assign(weight=1)),
        population=_confusion(table.assign(weight=table["people"])),
    )


def _confusion(table: pd.DataFrame) -> pd.DataFrame:
    wide = table.pivot_table(index="indication", columns="zone", values="weight", aggfunc="sum")
    return wide.reindex([SELECTION, POOL, BEYOND]).fillna(0)

"""A table in the Géoclip form becomes an indicator through an entry of the catalogue.

The entry names, under ``feeds``, the heading of the column and the level of its codes:

    my_indicator:
      label: …
      sources: [my-source]          # an entry of data/sources.yml
      aggregation: ratio            # or sum, or none
      scale: 100
      weights: {fr: bénéficiaires, en: beneficiaries}
      levels: [commune, epci, departement]
      feeds:
        - {heading: "Part sans médecin traitant (%)", denominator: "Bénéficiaires"}

The values keep the status that the table gives them: official, suppressed or missing. Those of
communes merged since are added up where that means something, and are missing where it does not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.catalogue import Catalogue, Feed, Indicator
from indicators.errors import DataError
from indicators.observations import KEY, members, observations
from indicators.territories import ARRONDISSEMENTS_MUNICIPAUX, renamed

TABLE = ["code", "year", "label", "value", "status", "row", "file"]
"""Columns of the table ``geoclip`` of a form that are used here."""
_CODES = {
    "commune": r"(?:[0-9]{5}|2[AB][0-9]{3})",
    "tvs": r"(?:[0-9]{5}|2[AB][0-9]{2,3})",
    "epci": r"[0-9]{9}",
    "departement": r"(?:[0-9]{2,3}|2[AB])",
    "region": r"[0-9]{2}",
}
_MERGED = "merged"


@dataclass(frozen=True)
class Fed:
    """What the tables give.

    Parameters
    ----------
    members : pandas.DataFrame
        Values of communes, ready to aggregate (``indicators.aggregate``).
    given : pandas.DataFrame
        Observations of the other levels, as the tables give them.
    unused : pandas.DataFrame
        ``file, label, rows``: columns that no entry of the catalogue names.
    """

    members: pd.DataFrame
    given: pd.DataFrame
    unused: pd.DataFrame

    def beside(self, totals: pd.DataFrame) -> pd.DataFrame:
        """Give the aggregates of communes that the tables do not give themselves."""
        known = pd.MultiIndex.from_frame(self.given[KEY])
        return totals[~pd.MultiIndex.from_frame(totals[KEY]).isin(known)]


def feed(
    tables: pd.DataFrame,
    catalogue: Catalogue,
    communes: Collection[str],
    current: Mapping[str, str],
) -> Fed:
    """Read every indicator of the catalogue that has feeds from tables in the Géoclip form.

    Parameters
    ----------
    tables : pandas.DataFrame
        The tables ``geoclip`` of all files, stacked: ``TABLE``.
    catalogue : Catalogue
    communes : collection of str
        Today's communes.
    current : Mapping of str to str
        Former commune code to today's.

    Raises
    ------
    DataError
        For a commune that never was, or one territory, year and indicator given twice with
        different values; with file, row and column.
    """
    fed: list[pd.DataFrame] = [_none()]
    given: list[pd.DataFrame] = [_observed(_none(), "commune")]
    used = pd.Series(data=False, index=tables.index)
    for name, indicator in catalogue.indicators.items():
        for one in indicator.feeds:
            at = _concerned(tables, one)
            used |= at | _of_heading(tables, one.denominator)
            rows = _with_denominator(tables, tables[at], one, indicator)
            if one.level == "commune":
                rows = _of_today(rows, one, communes, current)
                fed.append(_members(rows, name, indicator))
            else:
                _refuse_contradictions(rows, one)
                given.append(_observed(_members(rows, name, indicator), one.level))
    unused = tables[~used].groupby(["file", "label"]).size().rename("rows").reset_index()
    return Fed(pd.concat(fed, ignore_index=True), pd.concat(given, ignore_index=True), unused)


def _concerned(tables: pd.DataFrame, one: Feed) -> pd.Series[bool]:
    return _of_heading(tables, one.heading) & tables["code"].str.fullmatch(_CODES[one.level])


def _of_heading(tables: pd.DataFrame, heading: str | None) -> pd.Series[bool]:
    if heading is None:
        return pd.Series(data=False, index=tables.index)
    pattern = re.escape(heading).replace(r"\{year\}", "[0-9]{4}")
    return tables["label"].str.fullmatch(pattern)


def _with_denominator(
    tables: pd.DataFrame, rows: pd.DataFrame, one: Feed, indicator: Indicator
) -> pd.DataFrame:
    """Add what a ratio is over, and what it counts: value x denominator / scale."""
    if one.denominator is None:
        return rows.assign(numerator=np.nan, denominator=np.nan)
    over = tables.loc[_of_heading(tables, one.denominator), ["code", "year", "file", "value"]]
    joined = rows.merge(
        over.rename(columns={"value": "denominator"}), on=["code", "year", "file"], how="left"
    )
    return joined.assign(numerator=joined["value"] * joined["denominator"] / indicator.scale)


def _of_today(
    rows: pd.DataFrame, one: Feed, communes: Collection[str], current: Mapping[str, str]
) -> pd.DataFrame:
    today = renamed(rows["code"], {**current, **ARRONDISSEMENTS_MUNICIPAUX})
    unknown = rows[~today.isin(list(communes))]
    if len(unknown):
        row = unknown.iloc[0]
        msg = f"{row['code']!r} is no commune since 2009; correct the code or remove the row"
        raise DataError(msg, file=row["file"], row=int(row["row"]), column=one.heading)
    _refuse_contradictions(rows, one)
    once = rows.drop_duplicates(["code", "year"])
    return once.assign(code=today.loc[once.index])


def _refuse_contradictions(rows: pd.DataFrame, one: Feed) -> None:
    """Two files may give the same figure, not two."""
    different = rows.drop_duplicates(["code", "year", "value", "status"])
    twice = different[different.duplicated(["code", "year"])]
    if len(twice):
        row = twice.iloc[0]
        msg = f"{row['code']} in {row['year']} has another value above or in another file; keep one"
        raise DataError(msg, file=row["file"], row=int(row["row"]), column=one.heading)


def _members(rows: pd.DataFrame, name: str, indicator: Indicator) -> pd.DataFrame:
    parts = rows.groupby(["code", "year"])["code"].transform("size")
    alone = rows[parts == 1].assign(note="")
    several = rows[parts > 1].groupby(["code", "year"])
    merged = pd.DataFrame([_merged(group, indicator) for _, group in several])
    frame = pd.concat([alone, merged], ignore_index=True) if len(merged) else alone
    return members(frame, name, source=indicator.sources[0])


def _merged(group: pd.DataFrame, indicator: Indicator) -> dict[str, object]:
    """Give the value of a commune out of those that it was made of.

    A count is the sum, a ratio the sum of its parts; a secret in one part is one in the whole; what
    cannot be added (a rate one of whose parts has no denominator) is missing.
    """
    numerator, denominator = (
        group[name].sum(min_count=len(group)) for name in ("numerator", "denominator")
    )
    value = np.nan
    if indicator.aggregation == "sum" or indicator.additive:
        value = group["value"].sum()
    elif denominator > 0:
        value = indicator.scale * numerator / denominator
    status = "computed" if np.isfinite(value) else "missing"
    if (group["status"] != "official").any():
        status = "suppressed" if (group["status"] == "suppressed").any() else "missing"
    known = status == "computed"
    ratio = known and denominator > 0
    return {
        "code": group["code"].iloc[0],
        "year": group["year"].iloc[0],
        "value": value if known else np.nan,
        "status": status,
        "numerator": numerator if ratio else np.nan,
        "denominator": denominator if ratio else np.nan,
        "note": _MERGED,
    }


def _observed(rows: pd.DataFrame, level: str) -> pd.DataFrame:
    return observations(rows, level=level)


def _none() -> pd.DataFrame:
    empty = pd.DataFrame({"code": [], "year": [], "value": [], "status": [], "source": []})
    return members(empty.astype({"code": str, "year": int, "value": float}), "")

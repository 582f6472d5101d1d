"""The share of GPs aged 60 and over, per département, from the CNAM's headcounts by age.

People are counted here; what would be lost of the care that is accessible is another measure
(``indicators.ageing``). A class of age that is secret (fewer than 5) makes the share secret.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from indicators.observations import observations

INDICATOR = "gp_60plus_share_cnam"
TABLE = "gp_ages"
"""Name of the table of ``indicators.sources.cnam_demography`` that is read here."""
SCOPE = "liberal_cnam"
OLD_FROM = 60
"""Years: the age from which a GP is said to be about to leave (SDAASP, CNAM)."""
_KEY = ["code", "year", "source"]
_CLASS = [*_KEY, "scope", "age_from"]


def official_shares(tables: Mapping[str, Sequence[pd.DataFrame]]) -> list[pd.DataFrame]:
    """Give the shares of the official files at hand; nothing where none has ages.

    Parameters
    ----------
    tables : Mapping of str to sequence of pandas.DataFrame
        Tables by name, as the forms give them; of two files of one year, the last read.
    """
    found = tables.get(TABLE)
    if not found:
        return []
    stacked = pd.concat(found, ignore_index=True)
    return [share_of_60_and_over(stacked.drop_duplicates(_CLASS, keep="last"))]


def share_of_60_and_over(ages: pd.DataFrame) -> pd.DataFrame:
    """Give the share of GPs in private practice aged 60 and over.

    Parameters
    ----------
    ages : pandas.DataFrame
        ``gp_ages`` of ``indicators.sources.cnam_demography``: classes that do not overlap.

    Returns
    -------
    pandas.DataFrame
        Observations of départements and of France, in percent: ``computed``, or ``suppressed``
        where a class is; none where a class lies on both sides of 60.
    """
    rows = ages[ages["scope"] == SCOPE]
    across = (rows["age_from"] < OLD_FROM) & (rows["age_to"].fillna(OLD_FROM) >= OLD_FROM)
    rows = rows.assign(
        old=rows["gp"].where(rows["age_from"] >= OLD_FROM, 0.0),
        secret=rows["status"] != "official",
        across=across,
    )
    grouped = rows.groupby(_KEY)
    table = grouped.agg(
        numerator=("old", "sum"),
        denominator=("gp", "sum"),
        secret=("secret", "any"),
        across=("across", "any"),
    ).reset_index()
    table = table[~table["across"] & (table["secret"] | (table["denominator"] > 0))]
    known = ~table["secret"]
    return observations(
        table.assign(
            level=(table["code"] == "FR").map({True: "france", False: "departement"}),
            value=(100 * table["numerator"] / table["denominator"]).where(known),
            numerator=table["numerator"].where(known),
            denominator=table["denominator"].where(known),
            status=known.map({True: "computed", False: "suppressed"}),
        ),
        indicator=INDICATOR,
    )

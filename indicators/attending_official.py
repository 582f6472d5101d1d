"""Official numbers of patients without a médecin traitant replace the estimates of communes.

No such file is open for every commune; where a user has one (an export of the Observatoire des
territoires, of CartoSanté or of a CPAM), a feed of ``no_attending_count``, or of
``no_attending_share`` with its denominator, brings it in (``indicators.user_tables``). In the two
estimates the communes that it knows then carry its number, said to be official, and the others
share what is left of the official total, so that the sum remains that total.
"""

from __future__ import annotations

import pandas as pd

from indicators.attending import INDICATORS, TOTAL
from indicators.errors import DataError

SHARE = "no_attending_share"
_COLUMNS = ["code", "year", "patients", "source"]
TOLERANCE = 0.005
"""By how much the official numbers of all the communes may exceed the official total: both are
rounded, and a secret is hidden by rounding."""


def official_counts(members: pd.DataFrame) -> pd.DataFrame:
    """Give the official patients of each commune, out of what tables gave.

    Parameters
    ----------
    members : pandas.DataFrame
        ``indicators.user_tables.Fed.members``.

    Returns
    -------
    pandas.DataFrame
        ``code, year, patients, source``: a count as it is; a share by its denominator where there
        is no count. What is suppressed or missing is not there.
    """
    given = members[members["status"].isin(["official", "computed"])]
    counts = given[given["indicator"] == TOTAL].assign(patients=lambda rows: rows["value"])
    shares = given[given["indicator"] == SHARE].assign(patients=lambda rows: rows["numerator"])
    both = pd.concat([counts, shares], ignore_index=True)[_COLUMNS].dropna(subset=["patients"])
    return both.drop_duplicates(["code", "year"], ignore_index=True)


def with_official(
    estimates: pd.DataFrame, official: pd.DataFrame, departement: pd.Series
) -> pd.DataFrame:
    """Put official numbers in the place of the estimates of the same commune and year.

    Parameters
    ----------
    estimates : pandas.DataFrame
        What ``attending.estimate_members`` gives.
    official : pandas.DataFrame
        What `official_counts` gives.
    departement : pandas.Series
        Département by code of commune.

    Returns
    -------
    pandas.DataFrame
        The same rows; an official number is ``official``, its share of the residents
        ``computed``, and every other commune's estimate is scaled to what is left of the total.

    Raises
    ------
    DataError
        When the official numbers exceed the département's total, or leave more patients than
        residents elsewhere: they are of another scope (age bound, date, insured or consumers).
    """
    if official.empty or estimates.empty:
        return estimates
    known = official.set_index(["code", "year"])
    frames = [estimates[~estimates["indicator"].isin(_every())]]
    for name in INDICATORS.values():
        counts = estimates[estimates["indicator"] == name]
        shares = estimates[estimates["indicator"] == f"{name}_share"]
        group = [counts["code"].map(departement), counts["year"]]
        parts = [_shared_out(part, known, departement) for _, part in counts.groupby(group)]
        replaced = pd.concat([counts.iloc[:0], *parts])
        frames += [replaced, _shares(shares, replaced)]
    return pd.concat(frames, ignore_index=True)


def _every() -> list[str]:
    return [name + end for name in INDICATORS.values() for end in ("", "_share")]


def _shared_out(part: pd.DataFrame, known: pd.DataFrame, departement: pd.Series) -> pd.DataFrame:
    """Replace the known communes of a département in a year, and scale the others."""
    pairs = pd.MultiIndex.from_frame(part[["code", "year"]])
    found = known.reindex(pairs)
    is_known = found["patients"].notna().to_numpy()
    if not is_known.any():
        return part
    total, given = float(part["value"].sum()), float(found["patients"].sum())
    if given > total * (1 + TOLERANCE):
        first = part.iloc[0]
        where = f"{departement[first['code']]} in {first['year']}"
        msg = (
            f"the official numbers of the communes of {where} sum to {given:.0f}, above the "
            f"official total of {total:.0f}: they are of another age bound or date; take the "
            "feed out"
        )
        raise DataError(msg, column=TOTAL)
    elsewhere = float(part.loc[~is_known, "value"].sum())
    scale = max(total - given, 0.0) / elsewhere if elsewhere > 0 else 1.0
    out = part.assign(value=part["value"] * scale)
    out.loc[is_known, "value"] = found["patients"].to_numpy()[is_known]
    out.loc[is_known, "source"] = found["source"].to_numpy()[is_known]
    out.loc[is_known, "status"] = "official"
    out.loc[is_known, "note"] = ""
    if is_known.all():
        out["aggregate_status"], out["aggregate_note"] = "computed", ""
    return out


def _shares(shares: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """Recompute the shares of the residents from the patients."""
    patients = counts.set_index(["code", "year"])
    rows = patients.reindex(pd.MultiIndex.from_frame(shares[["code", "year"]]))
    numerator = rows["value"].to_numpy()
    too_many = numerator > shares["denominator"].to_numpy()
    if too_many.any():
        row = shares[too_many].iloc[0]
        msg = (
            f"{row['code']} would have {numerator[too_many][0]:.0f} patients without a médecin "
            f"traitant among {row['denominator']:.0f} residents: the official numbers are of "
            "another scope; take the feed out"
        )
        raise DataError(msg, column=TOTAL)
    official = (rows["status"] == "official").to_numpy()
    return shares.assign(
        value=100 * numerator / shares["denominator"],
        numerator=numerator,
        status=shares["status"].where(~official, "computed"),
        source=shares["source"].where(~official, rows["source"].to_numpy()),
        aggregate_status=rows["aggregate_status"].to_numpy(),
        aggregate_note=shares["aggregate_note"],
    )

"""Ageing of general practitioners: two measures that never take each other's name.

- A share of headcount counts doctors: those of 60 and over among the GPs in private practice.
  It is official and stands as published (``gp_60plus_share`` of data/figures/territory_series.csv).
- A share of accessible care counts consultations: those that would vanish if the GPs over an age
  left without a successor. It comes from the APL restricted by age, and exists per commune.

They differ: an older doctor may see more or fewer patients than a younger one, "60 and over"
counts those of 60 and "over 60" does not, and care crosses the borders of a territory.
"""

from __future__ import annotations

import pandas as pd

from indicators.published_apl import area_rows, weighted_members

CARE_SHARES = {
    "care_over_65_share": "apl65",
    "care_over_62_share": "apl62",
    "care_over_60_share": "apl60",
}
"""Indicators that are shares of accessible care, to the series of the APL that restricts age."""


def care_share_members(rows: pd.DataFrame) -> pd.DataFrame:
    """Give the share of accessible care that comes from GPs over 60, 62 and 65, in per cent.

    1 - APL(restricted) / APL(all ages), of one edition; the numerator and the denominator are
    consultations a year (APL x standardised population), so that sums of both give the share of
    any territory.

    Parameters
    ----------
    rows : pandas.DataFrame
        What ``published_apl.weighted_communes`` gives; a commune without an inhabitant has no
        row. One whose APL is 0 has a missing share, that says why, of 0 consultations: it adds
        nothing to a sum, which is as whole with it as the APL is.

    Returns
    -------
    pandas.DataFrame
        Members of the indicators of ``CARE_SHARES``.
    """
    frames = []
    for indicator, column in CARE_SHARES.items():
        known = rows[rows[column].notna() & (rows["pop_std"] > 0)]
        numerator = (known["apl"] - known[column]) * known["pop_std"]
        denominator = known["apl"] * known["pop_std"]
        has_care = denominator > 0
        frames.append(
            weighted_members(
                known,
                indicator,
                value=100 * numerator / denominator,
                numerator=numerator,
                denominator=denominator,
                status=has_care.map({True: "computed", False: "missing"}),
                note=known["note"].where(has_care, (known["note"] + " no-care").str.strip()),
            )
        )
    return pd.concat(frames, ignore_index=True)


def departement_care_shares(by_age: pd.DataFrame) -> pd.DataFrame:
    """Give the same shares for départements and France, as observations.

    Parameters
    ----------
    by_age : pandas.DataFrame
        ``code, year, apl, apl65, apl62, apl60, source``.
    """
    frames = [
        area_rows(by_age, name, 100 * (1 - by_age[column] / by_age["apl"]), "computed")
        for name, column in CARE_SHARES.items()
    ]
    return pd.concat(frames, ignore_index=True)

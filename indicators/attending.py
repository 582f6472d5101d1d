r"""Patients without a médecin traitant: an estimate per commune where nothing official exists.

Official values stay as published (``no_attending_count``, per département). The two estimates
share the official total out between the communes of its département, so that their sum is that
total; both are marked ``estimated`` and have names of their own.

``rate``
    The same rate everywhere: residents of 16 and over, times a constant. It knows nothing of
    access and is the baseline.
``capacity``
    Residents compete for the places that the accessible GPs have on their lists. A commune's
    places per resident are its accessibility over a constant: the official APL, since it is
    itself the result of a floating catchment, on real minutes, real activity of the doctors and a
    demand standardised by age, none of which is open data. Counts of doctors and modelled
    minutes reproduce it with r = 0.78 only, and leave out the salaried
    GPs of health centres.

How residents and places meet is the ``Shape``. ``random``: places are found at random, so that
the share of residents left without one is exp(-places per resident), the urn-ball matching of
the economics of search (Butters G. (1977), Review of Economic Studies 44(3); Petrongolo B.,
Pissarides C. (2001), Journal of Economic Literature 39(2)). ``full``: every place is found and
only residents beyond capacity are left, max(0, 1 - places per resident). The estimates use
``random``: with ``full``, 41.5 % of the residents of the Pas-de-Calais would live where nobody at
all lacks a médecin traitant, while 4.4 % of the département's patients with a long-term illness,
who need one most, lacked one in September 2022 (Baromètre des résultats de l'action publique,
IND-312, revised).

The one constant is set so that the sum is the official total. The limits: a total of one scope
(beneficiaries of 2022) over residents of another (census), a rate that only access makes vary,
and no check against commune figures, which are not open.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import brentq

from indicators.errors import DataError
from indicators.observations import Column, members
from indicators.sources.age_bands import AGE_BANDS

FloatArray = npt.NDArray[np.float64]
Shape = Literal["random", "full"]

FIRST_AGE = 16
"""Years: who may declare a médecin traitant in the figure of the Département (SDAASP 2022)."""
_STRADDLING = "15_19"
_STRADDLING_SHARE = 4 / 5
"""Ages 16 to 19 in the class 15-19, if its five years are equally many."""
TOTAL = "no_attending_count"
INDICATORS = {"rate": "no_attending_estimate_rate", "capacity": "no_attending_estimate_capacity"}
_ESTIMATED = "estimated"


def residents_of_16_and_over(ages: pd.DataFrame) -> pd.DataFrame:
    """Give the residents of 16 and over of each commune, both sexes.

    The class 15-19 counts for 4/5: its ages 16 to 19, taken as equally many.

    Parameters
    ----------
    ages : pandas.DataFrame
        ``code, census_year, sex, age_00_04 … age_95_plus``, in inhabitants.

    Returns
    -------
    pandas.DataFrame
        ``code, census_year, residents``.
    """
    older = [f"age_{band}" for band in AGE_BANDS if int(band[:2]) >= FIRST_AGE]
    counted = ages[older].sum(axis=1) + _STRADDLING_SHARE * ages[f"age_{_STRADDLING}"]
    rows = ages.assign(residents=counted)
    return rows.groupby(["code", "census_year"]).agg(residents=("residents", "sum")).reset_index()


def rate_estimate(residents: npt.ArrayLike, total: float) -> FloatArray:
    """Share a total out in proportion to the residents.

    Applying the published rate (13 % of beneficiaries) to residents and scaling the result to the
    published total gives the same numbers.

    Parameters
    ----------
    residents : array of float, shape (communes,)
        Of 16 and over.
    total : float
        Official number of patients without a médecin traitant.

    Returns
    -------
    array of float, shape (communes,)
        Patients; their sum is ``total``.

    Raises
    ------
    DataError
        Values that are negative or not finite, or a total above the residents.
    """
    people = _checked("residents", residents)
    _check_total(people, total)
    return _exactly(people * (total / people.sum()), people, total)


def capacity_estimate(
    residents: npt.ArrayLike, access: npt.ArrayLike, total: float, *, shape: Shape = "random"
) -> FloatArray:
    """Share a total out by the places that residents find on the lists of accessible GPs.

    Parameters
    ----------
    residents : array of float, shape (communes,)
        Of 16 and over.
    access : array of float, shape (communes,)
        Any measure of accessibility per resident, such as the APL: its unit does not matter.
    total : float
        Official number of patients without a médecin traitant.
    shape : str
        ``random`` or ``full``; see the module.

    Returns
    -------
    array of float, shape (communes,)
        Patients, from 0 to the residents of each commune; their sum is ``total``.

    Raises
    ------
    DataError
        Values that are negative or not finite, a total above the residents, or below the
        residents who can reach no GP at all.
    """
    people = _checked("residents", residents)
    reach = _checked("access", access)
    if reach.shape != people.shape:
        msg = f"{people.size} communes have residents and {reach.size} an access; give both"
        raise DataError(msg)
    _check_total(people, total)
    if total == 0:
        return np.zeros_like(people)
    share = _left(reach * _places_per_unit(people, reach, total, shape), shape)
    return _exactly(people * share, people, total)


def _checked(name: str, values: npt.ArrayLike) -> FloatArray:
    array = np.atleast_1d(np.asarray(values, dtype=np.float64))
    wrong = np.flatnonzero(~(np.isfinite(array) & (array >= 0)))
    if wrong.size:
        msg = (
            f"commune {int(wrong[0])} has {array[wrong[0]]}: give a number, at least 0, or leave "
            "the territory without an estimate"
        )
        raise DataError(msg, column=name)
    return array


def _check_total(people: FloatArray, total: float) -> None:
    if not (np.isfinite(total) and 0 <= total <= people.sum() and people.sum() > 0):
        msg = (
            f"a total of {total} patients does not fit {people.sum():.0f} residents; check its "
            "territory, its year and its age bound"
        )
        raise DataError(msg, column="total")


def _left(places: FloatArray, shape: Shape) -> FloatArray:
    """Give the share of residents without a place, from the places per resident."""
    return np.exp(-places) if shape == "random" else np.maximum(0.0, 1.0 - places)


def _places_per_unit(people: FloatArray, reach: FloatArray, total: float, shape: Shape) -> float:
    """Find the places per resident that one unit of access stands for.

    The patients left decrease with it, from all residents to those who reach no GP: one root.
    """

    def excess(scale: float) -> float:
        return float((people * _left(reach * scale, shape)).sum() - total)

    if excess(0.0) <= 0:
        return 0.0
    stranded = float(people[reach == 0].sum())
    if stranded > total or (shape == "random" and stranded == total):
        msg = (
            f"{stranded:.0f} residents reach no GP, and the total is {total}; use the estimate by "
            "rate, or an access that reaches further"
        )
        raise DataError(msg, column="access")
    high = 1.0 / float(reach.max())
    while excess(high) > 0:
        high *= 2
    return float(brentq(excess, 0.0, high, xtol=1e-300, rtol=8.9e-16))


def _exactly(patients: FloatArray, people: FloatArray, total: float) -> FloatArray:
    """Remove the rounding of the root, a few units of the last place, without leaving bounds."""
    found = float(patients.sum())
    return np.minimum(patients * (total / found), people) if found > 0 else patients


def estimate_members(
    totals: pd.DataFrame, apl: pd.DataFrame, ages: pd.DataFrame, departement: pd.Series
) -> pd.DataFrame:
    """Estimate the patients without a médecin traitant of each commune, ready to aggregate.

    Parameters
    ----------
    totals : pandas.DataFrame
        ``territory_series.csv``: the rows ``no_attending_count`` of départements are used.
    apl : pandas.DataFrame
        ``code, year, apl``: communes of today (``published_apl.weighted_communes``).
    ages : pandas.DataFrame
        What ``population.ages_of_today`` gives.
    departement : pandas.Series
        Département by code of commune, every commune of today.

    Returns
    -------
    pandas.DataFrame
        Members of the indicators of ``INDICATORS`` and of their ``_share``, all estimated; none
        for a département whose communes all lack ages, or an APL of that year.

    Raises
    ------
    DataError
        When only some of the communes of a département have both.
    """
    residents = residents_of_16_and_over(ages).merge(apl[["code", "year", "apl"]], on="code")
    rows = totals[(totals["indicator"] == TOTAL) & (totals["level"] == "departement")]
    frames = []
    for row in rows.to_dict("records"):
        own = residents["code"].map(departement) == row["code"]
        known = residents[own & (residents["year"] == row["year"])].dropna(subset=["apl"])
        if known.empty:
            continue
        _check_complete(known["code"], departement[departement == row["code"]], row["year"])
        communes = known.assign(source=row["source"]).reset_index(drop=True)
        frames += _both(communes, float(row["value"]))
    return pd.concat(frames, ignore_index=True) if frames else _none()


def _check_complete(found: pd.Series, expected: pd.Series, year: int) -> None:
    absent = sorted(set(expected.index) - set(found))
    if absent:
        msg = (
            f"{len(absent)} communes, {absent[0]} first, have no ages or no APL of {year}: the "
            "official total counts them, so add them to data/figures"
        )
        raise DataError(msg)


def _both(communes: pd.DataFrame, total: float) -> list[pd.DataFrame]:
    people = communes["residents"].to_numpy(dtype=np.float64)
    return [
        *_indicator(communes, INDICATORS["rate"], rate_estimate(people, total)),
        *_indicator(
            communes, INDICATORS["capacity"], capacity_estimate(people, communes["apl"], total)
        ),
    ]


def _indicator(communes: pd.DataFrame, name: str, patients: FloatArray) -> list[pd.DataFrame]:
    note = "residents-16:" + communes["census_year"].astype(str)
    marks: dict[str, Column] = {
        "status": _ESTIMATED,
        "note": note,
        "aggregate_status": _ESTIMATED,
        "aggregate_note": note,
    }
    inhabited = communes["residents"] > 0
    shares = communes.assign(
        value=100 * patients / communes["residents"].where(inhabited),
        numerator=patients,
        denominator=communes["residents"],
    )
    return [
        members(communes.assign(value=patients), name, **marks),
        members(shares.assign(**marks)[inhabited], f"{name}_share"),
    ]


def _none() -> pd.DataFrame:
    empty = pd.DataFrame({"code": [], "year": [], "value": [], "status": [], "source": []})
    return members(empty, INDICATORS["rate"])

r"""The APL aux médecins généralistes (accessibilité potentielle localisée) of the DREES.

With :math:`S_j` the acts a year offered at commune j and :math:`P_i` the age-standardised
population of commune i:

.. math:: R_j = S_j / \sum_i P_i w(t_{ij}), \qquad A_i = \sum_j w(t_{ij}) R_j

an E2SFCA (`indicators.catchment.enhanced_two_step`) whose unit is consultations, visits and
teleconsultations accessible per year and per standardised inhabitant.

Sources: DREES, classeur « APL aux médecins généralistes » 2022-2023, sheet Paramètres; Barlet M.,
Coldefy M., Collin C., Lucas-Gabrielli V. (2012), « L'accessibilité potentielle localisée (APL) :
une nouvelle mesure de l'accessibilité aux soins », Études et Résultats 795, DREES. The numbers are
in data/apl_parameters.yml.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from indicators.catchment import Access, enhanced_two_step
from indicators.errors import DataError, UsageError

if TYPE_CHECKING:
    from indicators.apl_parameters import Activity, AplParameters
    from indicators.travel.costs import TravelCosts

    FloatArray = npt.NDArray[np.float64]
    BoolArray = npt.NDArray[np.bool_]


def _check_ages(ages: pd.DataFrame, classes: tuple[str, ...]) -> FloatArray:
    for column in classes:
        if column not in ages.columns:
            message = f"the age class is missing; expected the {len(classes)} classes {classes}"
            raise DataError(message, column=column)
    for column in ages.columns:
        if column not in classes:
            message = f"not an age class: drop it or add it to one of the {len(classes)} classes"
            raise DataError(message, column=str(column))
    if ages.index.has_duplicates:
        code = ages.index[ages.index.duplicated()][0]
        message = f"the commune {code} has more than one row of ages: add the sexes up first"
        raise DataError(message)
    people = ages.loc[:, list(classes)].to_numpy(dtype=np.float64)
    wrong = np.argwhere(~(np.isfinite(people) & (people >= 0)))
    if wrong.size:
        row, column_number = wrong[0]
        message = (
            f"the commune {ages.index[row]} has {people[row, column_number]} inhabitants: an age "
            "that is not known is not 0, leave the commune out"
        )
        raise DataError(message, column=classes[column_number])
    return people


def weighted_population(
    ages: pd.DataFrame, millesime: int, parameters: AplParameters
) -> pd.Series[float]:
    r"""Weigh the population by age, without renormalisation: :math:`\sum_a c_a P_{ia}`.

    The demand of the 'pseudo-APL', whose trend keeps the effect of ageing; multiply by k for the
    demand of the published APL (`standardised_population`).

    Parameters
    ----------
    ages : DataFrame, shape (communes, 19)
        Inhabitants; the index is the commune code, the columns are `parameters.age_classes`.
    millesime : int
        Year of the APL whose weights apply (the ages are those of two years before).
    parameters : AplParameters

    Returns
    -------
    Series of float, shape (communes,)
        Weighted inhabitants, by commune code.

    Raises
    ------
    UsageError
        A millésime without age weights.
    DataError
        A class of age missing or in excess, a commune twice, a number negative or missing.
    """
    weights = np.array(parameters.weights_of(millesime).weights)
    people = _check_ages(ages, parameters.age_classes)
    return pd.Series(people @ weights, index=ages.index, name="weighted_population")


def renormalisation(
    national_ages: pd.DataFrame, millesime: int, parameters: AplParameters
) -> float:
    r"""Compute the k that makes the national standardised population equal the population.

    :math:`k = \sum_{ia} P_{ia} / \sum_{ia} c_a P_{ia}`, over the whole country: every commune, or
    one row of national totals. Ages of a territory alone give another k; take k from
    `AplParameters.renormalisation_of` then.

    Raises
    ------
    UsageError, DataError
        As `weighted_population`; also ages without any inhabitant.
    """
    weighted = float(weighted_population(national_ages, millesime, parameters).sum())
    if weighted == 0:
        message = "the national ages hold no inhabitant, so no renormalisation can be computed"
        raise DataError(message)
    return float(national_ages.to_numpy(dtype=np.float64).sum()) / weighted


def standardised_population(
    ages: pd.DataFrame, millesime: int, parameters: AplParameters, *, k: float
) -> pd.Series[float]:
    r"""Standardise the population by age: :math:`P_i = k \sum_a c_a P_{ia}`.

    Parameters
    ----------
    ages, millesime, parameters
        As `weighted_population`.
    k : float
        Renormalisation, never assumed: from `renormalisation` when national ages are known, from
        `AplParameters.renormalisation_of` when only a territory's are, 1 for the pseudo-APL.

    Returns
    -------
    Series of float, shape (communes,)
        Standardised inhabitants, by commune code.

    Raises
    ------
    UsageError
        A millésime without age weights, or a k that is not a positive number.
    DataError
        As `weighted_population`.
    """
    if not (np.isfinite(k) and k > 0):
        message = f"the renormalisation k must be a positive number, not {k}"
        raise UsageError(message)
    weighted = weighted_population(ages, millesime, parameters)
    return (weighted * k).rename("standardised_population")


def _flags(name: str, values: npt.ArrayLike | None, size: int) -> BoolArray:
    if values is None:
        return np.zeros(size, dtype=bool)
    flags = np.asarray(values)
    if flags.shape != (size,) or flags.dtype != np.bool_:
        message = f"{name} must be {size} booleans, one per doctor"
        raise DataError(message, column=name)
    return flags


def _check_acts(acts: FloatArray, exempt: BoolArray) -> None:
    wrong = np.flatnonzero(~exempt & ~(np.isfinite(acts) & (acts >= 0)))
    if wrong.size:
        at = int(wrong[0])
        message = (
            f"the acts of doctor {at} are {acts[at]}: give a number, at least 0, "
            "or flag the doctor as newly settled"
        )
        raise DataError(message, column="acts")


def counted_acts(
    acts: npt.ArrayLike,
    activity: Activity,
    *,
    newly_settled: npt.ArrayLike | None = None,
    health_centre: npt.ArrayLike | None = None,
) -> FloatArray:
    """Acts that the APL counts for each doctor.

    Fewer than 250 count for nothing, then at least 3600 and at most 6000 (values of
    data/apl_parameters.yml). The workbook leaves exactly 250 open (« moins de 250 », « entre 251
    et 3 600 »); here 250 counts as 3600.

    Parameters
    ----------
    acts : array of float, shape (doctors,)
        Consultations, visites and téléconsultations of the year.
    activity : Activity
    newly_settled : array of bool, shape (doctors,), optional
        Doctors without private activity the year before: their acts are imputed whatever `acts`
        holds, NaN included.
    health_centre : array of bool, shape (doctors,), optional
        Rows of centres de santé: their acts are counted as they are.

    Returns
    -------
    array of float, shape (doctors,)

    Raises
    ------
    DataError
        Acts that are missing, negative or not finite without a flag that explains it.
    """
    done = np.atleast_1d(np.asarray(acts, dtype=np.float64))
    new = _flags("newly_settled", newly_settled, done.size)
    centre = _flags("health_centre", health_centre, done.size)
    _check_acts(done, new)
    bounded = np.clip(done, activity.floor, activity.cap)
    counted = np.where(done < activity.none_below, 0.0, bounded)
    if not activity.health_centres_bounded:
        counted = np.where(centre, done, counted)
    return np.where(new, activity.imputed, counted)


def supply_from_headcount(
    doctors: npt.ArrayLike, acts_per_doctor: float, activity: Activity
) -> FloatArray:
    """Supply of each commune where only the number of its doctors is known.

    The activity of a doctor is not open data; every doctor is given the same acts, inside the
    bounds of `counted_acts`.

    Parameters
    ----------
    doctors : array of float, shape (communes,)
        General practitioners at the commune.
    acts_per_doctor : float
        Mean acts a year; the CNAM gives an order of magnitude of 5000.
    activity : Activity

    Returns
    -------
    array of float, shape (communes,)
        Acts a year.

    Raises
    ------
    DataError
        A number of doctors or of acts that is missing, negative or not finite.
    """
    count = np.asarray(doctors, dtype=np.float64)
    wrong = np.flatnonzero(~(np.isfinite(count) & (count >= 0)))
    if wrong.size:
        at = int(wrong[0])
        message = f"commune {at} has {count[at]} doctors: give a number, at least 0"
        raise DataError(message, column="doctors")
    return count * float(counted_acts([acts_per_doctor], activity)[0])


def apl(
    population: npt.ArrayLike,
    supply: npt.ArrayLike,
    costs: TravelCosts,
    parameters: AplParameters,
    *,
    version: str = "drees",
) -> Access:
    """Compute the APL of each commune of residence.

    Parameters
    ----------
    population : array of float, shape (communes of residence,)
        Standardised population, from `standardised_population`.
    supply : array of float, shape (communes of practice,)
        Acts a year, from `counted_acts` or `supply_from_headcount`.
    costs : TravelCosts, shape (communes of residence, communes of practice)
        Minutes by car, 0 within a commune: a pair that is absent is out of reach.
    parameters : AplParameters
    version : str
        ``drees`` (since 2015) or ``drees-2012``; any decay of the parameters.

    Returns
    -------
    Access
        Accessibility in acts a year per standardised inhabitant, ratios in the same unit.

    Raises
    ------
    UsageError
        An unknown version.
    DataError
        Negative or non-finite values, or shapes that do not agree.
    """
    return enhanced_two_step(population, supply, costs.weights(parameters.decay(version)))

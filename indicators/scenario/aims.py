"""What doctors are placed for: the aims of a siting, and what they are reckoned on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from indicators.scenario.measures import THRESHOLD, gini, people_under, shortfall

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    FloatArray = npt.NDArray[np.float64]
    BoolArray = npt.NDArray[np.bool]
    IntArray = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Question:
    """Who should be helped, and by doctors where.

    Parameters
    ----------
    access : array of float, shape (communes,)
        APL before.
    standardised, people : array of float, shape (communes,)
    candidates : Index of str, shape (candidates,)
    gains : array of float, shape (communes, candidates)
        APL that one full-time doctor at each candidate brings.
    is_near : array of bool, shape (communes,), or None
        Who has a doctor within reach before; None where the GPs are not known.
    covers : array of bool, shape (communes, candidates)
        Who is within reach of each candidate.
    threshold : float
    """

    access: FloatArray
    standardised: FloatArray
    people: FloatArray
    candidates: pd.Index
    gains: FloatArray
    is_near: BoolArray | None
    covers: BoolArray
    threshold: float = THRESHOLD


@dataclass(frozen=True, eq=False)
class Placed:
    """Doctors already placed while others are sought: what access and nearness have become."""

    access: FloatArray
    near: BoolArray

    @classmethod
    def of(cls, question: Question, chosen: IntArray) -> Placed:
        """Place a doctor at each of some candidates."""
        access = question.access + question.gains[:, chosen].sum(axis=1)
        nobody = np.zeros(len(access), dtype=np.bool)
        known = nobody if question.is_near is None else question.is_near
        return cls(access, known | question.covers[:, chosen].any(axis=1))


@dataclass(frozen=True, kw_only=True)
class Aim:
    """What is to be as low as possible.

    Parameters
    ----------
    value : callable
        Its value once doctors are placed.
    after_one : callable
        Its value once one more is placed at each candidate, shape (candidates,).
    is_submodular : bool
        Whether greedy is guaranteed 1 - 1/e of the best gain.
    has_programme : bool
        Whether `siting_exact` can solve it.
    """

    value: Callable[[Question, Placed], float]
    after_one: Callable[[Question, Placed], FloatArray]
    is_submodular: bool = False
    has_programme: bool = False


def _people_under(question: Question, placed: Placed) -> float:
    return float(people_under(placed.access, question.people, question.threshold))


def _people_under_each(question: Question, placed: Placed) -> FloatArray:
    access = placed.access[:, None] + question.gains
    return people_under(access, question.people, question.threshold)


def _shortfall(question: Question, placed: Placed) -> float:
    return float(shortfall(placed.access, question.standardised, question.threshold))


def _shortfall_each(question: Question, placed: Placed) -> FloatArray:
    low = placed.access < question.threshold
    access = placed.access[low, None] + question.gains[low]
    return shortfall(access, question.standardised[low], question.threshold)


def _people_far(question: Question, placed: Placed) -> float:
    return float(question.people @ ~placed.near)


def _people_far_each(question: Question, placed: Placed) -> FloatArray:
    far = question.people * ~placed.near
    return np.asarray(far.sum() - far @ question.covers)


def _gini(question: Question, placed: Placed) -> float:
    return float(gini(placed.access, question.standardised))


def _gini_each(question: Question, placed: Placed) -> FloatArray:
    return gini(placed.access[:, None] + question.gains, question.standardised)


PEOPLE_UNDER, SHORTFALL, PEOPLE_FAR, GINI = "people-under", "shortfall", "people-far", "gini"
AIMS: Mapping[str, Aim] = MappingProxyType(
    {
        PEOPLE_UNDER: Aim(value=_people_under, after_one=_people_under_each, has_programme=True),
        SHORTFALL: Aim(
            value=_shortfall, after_one=_shortfall_each, is_submodular=True, has_programme=True
        ),
        PEOPLE_FAR: Aim(
            value=_people_far, after_one=_people_far_each, is_submodular=True, has_programme=True
        ),
        GINI: Aim(value=_gini, after_one=_gini_each),
    }
)

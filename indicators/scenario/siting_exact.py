r"""Where n doctors should settle, exactly: mixed-integer programmes solved by HiGHS.

With :math:`x_j` the doctors at candidate j, :math:`\sum_j x_j = n`, and :math:`y_i` a variable for
each commune to help:

- shortfall: minimise :math:`\sum_i P_i y_i`, :math:`y_i \ge T - A_i - \sum_j g_{ij} x_j`,
  :math:`y_i \ge 0`;
- people under a threshold: maximise :math:`\sum_i N_i y_i`, y binary,
  :math:`\sum_j g_{ij} x_j \ge (T - A_i) y_i`, the gap being widened by a hair since a commune at
  the threshold is under it;
- people far: maximise :math:`\sum_i N_i y_i`, y binary, :math:`\sum_{j\ covers\ i} x_j \ge y_i`.

Inequality (Gini) is a ratio of absolute differences: no such programme.

A programme leaves out what cannot change its answer: communes that n doctors cannot lift, doctors
who cannot help to lift one, candidates that another one betters everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from indicators.scenario.aims import AIMS, PEOPLE_FAR, SHORTFALL, Placed, Question

if TYPE_CHECKING:
    import numpy.typing as npt

    FloatArray = npt.NDArray[np.float64]
    IntArray = npt.NDArray[np.intp]

_PAST_THRESHOLD = 1e-6
"""APL by which a commune must pass the threshold; far under what is published."""
_GAP = 1e-9


@dataclass(frozen=True, eq=False)
class Solution:
    """Candidates chosen, whether nothing better exists, and the bound that is proven."""

    chosen: IntArray
    is_proven: bool
    bound: float | None


@dataclass(frozen=True, eq=False, kw_only=True)
class _Programme:
    """Costs and constraints over the variables (x, y); the aim is their cost plus `constant`.

    `candidates` are the positions of those that x is about.
    """

    candidates: IntArray
    costs: FloatArray
    rows: sparse.csr_array[np.float64, tuple[int, int]]
    least: FloatArray
    y_is_binary: bool
    constant: float


def solve(
    question: Question, doctors: int, aim: str, *, start: IntArray, seconds: float
) -> Solution:
    """Solve a programme; give the start where the solver finds nothing better in time.

    Parameters
    ----------
    question : Question
    doctors : int
    aim : str
        One whose `Aim.has_programme`.
    start : array of int, shape (doctors,)
        Positions of candidates: an answer to better.
    seconds : float
        After this long, the best choice found is given with the bound proven so far.
    """
    programme = _programme(question, aim, doctors)
    candidates = len(programme.candidates)
    if not candidates:
        return Solution(start, is_proven=True, bound=None)
    y = len(programme.costs) - candidates
    is_x = np.concatenate([np.ones(candidates), np.zeros(y)])
    is_integer = np.maximum(is_x, float(programme.y_is_binary))
    most = np.where(is_x == 1, float(doctors), 1.0 if programme.y_is_binary else np.inf)
    found = milp(
        programme.costs,
        integrality=is_integer,
        bounds=Bounds(0, most),
        constraints=[
            LinearConstraint(programme.rows, programme.least, np.inf),
            LinearConstraint(is_x[None, :], doctors, doctors),
        ],
        options={"time_limit": seconds, "mip_rel_gap": _GAP},
    )
    chosen = start if found.x is None else _places(programme, found.x)
    value = AIMS[aim].value
    if value(question, Placed.of(question, start)) < value(question, Placed.of(question, chosen)):
        chosen = start
    bound = None if found.mip_dual_bound is None else programme.constant + found.mip_dual_bound
    return Solution(chosen, found.status == 0, bound)


def _places(programme: _Programme, solved: FloatArray) -> IntArray:
    doctors = np.rint(solved[: len(programme.candidates)]).astype(np.intp)
    return np.repeat(programme.candidates, doctors)


def _programme(question: Question, aim: str, doctors: int) -> _Programme:
    if aim == SHORTFALL:
        return _shortfall(question)
    if aim == PEOPLE_FAR:
        helped = ~Placed.of(question, np.empty(0, dtype=np.intp)).near
        covers = question.covers[helped].astype(np.float64)
        return _counted(question.people[helped], covers, np.ones(len(covers)), doctors)
    helped = question.access <= question.threshold
    gap = question.threshold - question.access[helped] + _PAST_THRESHOLD
    return _counted(question.people[helped], question.gains[helped], gap, doctors)


def _shortfall(question: Question) -> _Programme:
    low = question.access < question.threshold
    gap = question.threshold - question.access[low]
    # A gain past the gap is of no use: the cut leaves the same choices and a tighter relaxation.
    gains = np.minimum(question.gains[low], gap[:, None])
    kept = _not_bettered(gains)
    own = sparse.eye_array(len(gap), format="csr")
    return _Programme(
        candidates=kept,
        costs=np.concatenate([np.zeros(len(kept)), question.standardised[low]]),
        rows=sparse.hstack([sparse.csr_array(gains[:, kept]), own], format="csr"),
        least=gap,
        y_is_binary=False,
        constant=0.0,
    )


def _counted(people: FloatArray, gains: FloatArray, needed: FloatArray, doctors: int) -> _Programme:
    """Count as helped the communes whose gains reach what they need."""
    # In shares of what a commune needs, no more than all of it: a tighter relaxation.
    share = np.minimum(1.0, gains / needed[:, None])
    best = share.max(axis=1)
    can = doctors * best >= 1
    # A doctor who cannot lift a commune even with all the others at its best place is of no use.
    useful = share[can] + (doctors - 1) * best[can, None] >= 1
    share = np.where(useful, share[can], 0.0)
    kept = _not_bettered(share)
    own = sparse.eye_array(len(share), format="csr")
    return _Programme(
        candidates=kept,
        costs=np.concatenate([np.zeros(len(kept)), -people[can]]),
        rows=sparse.hstack([sparse.csr_array(share[:, kept]), -own], format="csr"),
        least=np.zeros(len(share)),
        y_is_binary=True,
        constant=float(people.sum()),
    )


def _not_bettered(gains: FloatArray) -> IntArray:
    """Positions of the candidates that help, and that no other one equals or betters everywhere.

    Parameters
    ----------
    gains : array of float, shape (communes, candidates)
    """
    by_sum = np.argsort(-gains.sum(axis=0), kind="stable")
    kept: list[int] = []
    held = np.empty((gains.shape[1], gains.shape[0]))
    for candidate in by_sum[gains[:, by_sum].any(axis=0)]:
        if not (held[: len(kept)] >= gains[:, candidate]).all(axis=1).any():
            held[len(kept)] = gains[:, candidate]
            kept.append(int(candidate))
    return np.array(kept, dtype=np.intp)

r"""Where n doctors should settle, for a chosen aim.

The weighted mean of the APL rises by the same amount wherever a doctor settles, so it is never an
aim. Adding one full-time doctor at candidate j raises :math:`A_i` by :math:`g_{ij}`, a column of
the linear form times its acts.

- One doctor: every candidate is tried; exact.
- Several, greedy: the best one, then the best next one. For the shortfall and for people far from a
  doctor, the gain is monotone and submodular, so greedy reaches at least 1 - 1/e (63 %) of the best
  possible gain (Nemhauser, Wolsey and Fisher 1978, Mathematical Programming 14), and at most the
  gain plus the sum of the n best next gains can be had: that bound is given. For people under a
  threshold and for inequality there is no guarantee.
- Several, exact: a mixed-integer programme (`siting_exact`), for every aim but inequality. Out of
  time, it gives the best choice found, at least as good as greedy's, and the bound proven so far.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from indicators.errors import UsageError
from indicators.scenario.aims import AIMS, PEOPLE_FAR, SHORTFALL, Placed, Question
from indicators.scenario.change import ACTS, apply_scenario, doctors_after
from indicators.scenario.measures import FAR_MINUTES, THRESHOLD, is_near
from indicators.scenario.setting import BANDS

if TYPE_CHECKING:
    import numpy.typing as npt

    from indicators.scenario.base import Base
    from indicators.scenario.change import Scenario

    FloatArray = npt.NDArray[np.float64]
    BoolArray = npt.NDArray[np.bool]
    IntArray = npt.NDArray[np.intp]

MOST_SITED = 10
SECONDS = 1.2
"""Search of the exact answer: three doctors among 900 communes are placed within two seconds."""
_SAME = 1e-9
"""Relative gap under which two candidates rank equal."""


@dataclass(frozen=True)
class Answer:
    """The communes found.

    Parameters
    ----------
    aim : str
    places : tuple of str
        A commune a doctor, in the order of choice; one may appear twice.
    before, after : float
        The aim before and after.
    is_exact : bool
        Whether nothing better exists.
    bound : float or None
        Value under which no choice can go, where one is proven.
    equals : tuple of tuple of str
        For each doctor, the other communes that would do exactly as well in its place.
    """

    aim: str
    places: tuple[str, ...]
    before: float
    after: float
    is_exact: bool
    bound: float | None
    equals: tuple[tuple[str, ...], ...]


def question_of(
    base: Base,
    scenario: Scenario,
    inside: BoolArray,
    *,
    candidates: pd.Index | None = None,
    acts: float = ACTS,
    threshold: float = THRESHOLD,
) -> Question:
    """Ask where doctors should settle to help some communes, once a scenario has happened.

    Parameters
    ----------
    base : Base
    scenario : Scenario
        What happens first: arrivals, departures, retirements.
    inside : array of bool, shape (communes of the base,)
        Who is to be helped.
    candidates : Index of str, optional
        Where a doctor may settle; the helped communes unless given.
    acts : float
    threshold : float

    Raises
    ------
    UsageError
        No candidate, or one that is not a site.
    """
    allowed = base.communes.index[inside] if candidates is None else candidates
    columns = base.setting.sites.get_indexer(allowed)
    if not len(allowed) or (columns < 0).any():
        wrong = allowed[columns < 0]
        named = f"{wrong[0]!r} is not a commune of this bundle" if len(wrong) else "no candidate"
        message = f"{named}: give candidates among the communes of the territory"
        raise UsageError(message)
    outcome = apply_scenario(base, scenario)
    rows = base.positions[inside]
    doctors = doctors_after(base, scenario, inside)
    minutes = base.minutes[inside]
    reached = minutes[:, columns]
    reached.data = (reached.data <= FAR_MINUTES).astype(np.float64)
    return Question(
        access=outcome.after()[inside],
        standardised=outcome.standardised[inside],
        people=outcome.people[inside],
        candidates=allowed,
        gains=acts * base.setting.forms[BANDS].tocsr()[rows][:, columns].toarray(),
        is_near=None if doctors is None else is_near(minutes, doctors),
        covers=reached.toarray() > 0,
        threshold=threshold,
    )


def site(
    question: Question, doctors: int, aim: str, *, exact: bool = True, seconds: float = SECONDS
) -> Answer:
    """Find where some doctors should settle.

    Parameters
    ----------
    question : Question
    doctors : int
        From 1 to `MOST_SITED`.
    aim : {"people-under", "shortfall", "people-far", "gini"}
    exact : bool
        Solve the programme, where the aim has one; otherwise greedy.
    seconds : float
        How long the programme may be searched.

    Raises
    ------
    UsageError
        A number or an aim out of those, or an aim that the data do not allow.
    """
    _check(question, doctors, aim)
    chosen = _greedy(question, doctors, aim)
    bound = None if doctors == 1 else _greedy_bound(question, chosen, aim)
    if doctors > 1 and exact and AIMS[aim].has_programme:
        # HiGHS takes a while to load: only several doctors at once need it.
        from indicators.scenario.siting_exact import solve  # noqa: PLC0415

        found = solve(question, doctors, aim, start=chosen, seconds=seconds)
        bounds = [one for one in (bound, found.bound) if one is not None]
        best = max(bounds, default=None)
        return _answer(question, aim, found.chosen, is_exact=found.is_proven, bound=best)
    return _answer(question, aim, chosen, is_exact=doctors == 1, bound=bound)


def _check(question: Question, doctors: int, aim: str) -> None:
    if aim not in AIMS:
        message = f"unknown aim {aim!r}: choose one of {', '.join(AIMS)}"
        raise UsageError(message)
    if not 1 <= doctors <= MOST_SITED:
        message = f"{doctors} doctors to place: give 1 to {MOST_SITED}"
        raise UsageError(message)
    if aim == PEOPLE_FAR and question.is_near is None:
        message = "the GPs of each commune are not known here: choose another aim"
        raise UsageError(message)


def _greedy(question: Question, doctors: int, aim: str) -> IntArray:
    chosen = np.empty(0, dtype=np.intp)
    for _ in range(doctors):
        values = AIMS[aim].after_one(question, Placed.of(question, chosen))
        chosen = np.append(chosen, _best(values)[0])
    return chosen


def _best(values: FloatArray) -> IntArray:
    """Positions of the lowest values, all those that rank equal, first ones first."""
    low = values.min()
    return np.flatnonzero(values <= low + _SAME * max(1.0, abs(low)))


def _greedy_bound(question: Question, chosen: IntArray, aim: str) -> float | None:
    """Value that no choice of as many doctors can beat, where gains are submodular."""
    if not AIMS[aim].is_submodular:
        return None
    placed = Placed.of(question, chosen)
    now = AIMS[aim].value(question, placed)
    gains = np.sort(now - AIMS[aim].after_one(question, placed))[::-1]
    # A commune may take several doctors: the best next gain may be had as many times.
    best = len(chosen) * gains[0] if aim == SHORTFALL else gains[: len(chosen)].sum()
    return max(0.0, float(now - best))


def _answer(
    question: Question, aim: str, chosen: IntArray, *, is_exact: bool, bound: float | None
) -> Answer:
    nobody = np.empty(0, dtype=np.intp)
    after = AIMS[aim].value(question, Placed.of(question, chosen))
    return Answer(
        aim=aim,
        places=tuple(question.candidates[chosen]),
        before=AIMS[aim].value(question, Placed.of(question, nobody)),
        after=after,
        is_exact=is_exact,
        bound=after if is_exact else bound,
        equals=tuple(_equals(question, aim, chosen, k) for k in range(len(chosen))),
    )


def _equals(question: Question, aim: str, chosen: IntArray, k: int) -> tuple[str, ...]:
    others = np.delete(chosen, k)
    values = AIMS[aim].after_one(question, Placed.of(question, others))
    own = values[chosen[k]]
    same = np.flatnonzero(np.abs(values - own) <= _SAME * max(1.0, abs(own)))
    return tuple(question.candidates[same[same != chosen[k]]])

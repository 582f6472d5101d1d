"""Doctors who arrive, leave or retire: what the APL of every commune becomes.

Arrivals and departures change the APL linearly (`indicators.catchment.linear_form`): exact for the
official formula, on modelled minutes. Retirements at an age come from the columns that the DREES
publishes without the GPs over it: exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from indicators.apl_parameters import load_parameters
from indicators.errors import UsageError
from indicators.scenario.base import RETIREMENT_AGES, Base
from indicators.scenario.measures import (
    THRESHOLD,
    Totals,
    gini,
    is_near,
    mean_access,
    people_under,
    shortfall,
)
from indicators.scenario.setting import BANDS, Setting

if TYPE_CHECKING:
    import numpy.typing as npt

    from indicators.catchment import CsrFloat

    FloatArray = npt.NDArray[np.float64]
    BoolArray = npt.NDArray[np.bool]

ACTS = 5400.0
"""Acts a year of one full-time doctor, in the usage of the ARS (and the DREES's imputation)."""
MOST_DOCTORS = 99.0
"""More doctors than this in one commune are a mistake of typing."""


@dataclass(frozen=True)
class Scenario:
    """What is supposed to happen.

    Parameters
    ----------
    moves : tuple of (str, float)
        Full-time doctors who arrive (or leave, where negative) by commune code, each once.
    retirement : int, optional
        One of `RETIREMENT_AGES`: every GP over it retires, none is replaced.
    acts : float
        Acts a year of one full-time doctor, within the DREES's bounds.
    """

    moves: tuple[tuple[str, float], ...] = ()
    retirement: int | None = None
    acts: float = ACTS

    def __post_init__(self) -> None:
        """Refuse what cannot happen.

        Raises
        ------
        UsageError
            Acts out of the bounds, an age without its series, a number of doctors that is absurd.
        """
        bounds = load_parameters().activity
        if not bounds.floor <= self.acts <= bounds.cap:
            message = (
                f"{self.acts:g} acts a year: a doctor counts for {bounds.floor:g} to "
                f"{bounds.cap:g} in the APL"
            )
            raise UsageError(message)
        if self.retirement is not None and self.retirement not in RETIREMENT_AGES:
            ages = ", ".join(str(age) for age in RETIREMENT_AGES)
            message = f"no series without the GPs over {self.retirement}: choose one of {ages}"
            raise UsageError(message)
        for code, doctors in self.moves:
            if not 0 < abs(doctors) <= MOST_DOCTORS:
                message = f"{doctors:g} doctors in {code}: give a number up to {MOST_DOCTORS:g}"
                raise UsageError(message)

    @property
    def doctors(self) -> float:
        """Full-time doctors who arrive, less those who leave."""
        return sum(doctors for _, doctors in self.moves)


def moves_of(
    added: Iterable[str] = (), removed: Iterable[str] = ()
) -> tuple[tuple[str, float], ...]:
    """Read arrivals and departures written ``62355:2`` (or ``62355`` for one doctor).

    Moves of one commune are summed; those that cancel are left out.

    Raises
    ------
    UsageError
        A text of another form.
    """
    moves: dict[str, float] = {}
    for sign, texts in ((1, added), (-1, removed)):
        for text in texts:
            code, _, number = text.strip().partition(":")
            moves[code] = moves.get(code, 0.0) + sign * _doctors(number or "1", text)
    return tuple(sorted((code, doctors) for code, doctors in moves.items() if doctors))


def moves_told(moves: Iterable[tuple[str, float]]) -> tuple[str, str]:
    """Write arrivals and departures as `moves_of` reads them, between commas."""
    told = {
        sign: ",".join(
            code if abs(doctors) == 1 else f"{code}:{abs(doctors):g}"
            for code, doctors in sorted(moves)
            if doctors * sign > 0
        )
        for sign in (1, -1)
    }
    return told[1], told[-1]


def _doctors(number: str, text: str) -> float:
    try:
        doctors = float(number.replace(",", "."))
    except ValueError:
        doctors = float("nan")
    if not (np.isfinite(doctors) and doctors > 0):
        message = f"{text!r} is not CODE:DOCTORS, such as 62355:2"
        raise UsageError(message)
    return doctors


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a scenario gives, at the places of the base's setting.

    Parameters
    ----------
    base : Base
    scenario : Scenario
    setting : Setting
        After the change: its demand or its times may differ from the base's.
    changes : dict of str to array of float, shape (places,)
        Change of the APL by moves, times and population, by reading of the minutes.
    retired : array of float, shape (communes,)
        Change of the official APL by retirements.
    is_recomputed : bool
        Whether the change comes from two full computations on estimated supply.
    """

    base: Base
    scenario: Scenario
    setting: Setting
    changes: Mapping[str, FloatArray]
    retired: FloatArray
    is_recomputed: bool = False
    _readings: dict[str, FloatArray] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Put the change of each reading at the communes of the base."""
        at = self.base.positions
        readings = {name: change[at] + self.retired for name, change in self.changes.items()}
        object.__setattr__(self, "_readings", readings)

    @property
    def change(self) -> FloatArray:
        """Change of the APL of each commune, by the official bands."""
        return self._readings[BANDS]

    @property
    def readings(self) -> Mapping[str, FloatArray]:
        """Change of the APL of each commune, by reading of the minutes."""
        return self._readings

    def after(self, reading: str = BANDS) -> FloatArray:
        """APL of each commune after the change; never under 0 (see `floored`)."""
        return np.maximum(0.0, self.base.apl + self._readings[reading])

    @property
    def floored(self) -> BoolArray:
        """Communes whose APL would fall under 0: the doctor who leaves did fewer acts there."""
        return np.asarray(self.base.apl + self.change < 0)

    @property
    def is_official(self) -> bool:
        """Whether the result is the DREES's own: retirements alone."""
        return not self.scenario.moves and not self.is_recomputed

    @cached_property
    def minutes(self) -> CsrFloat:
        """Minutes of the communes to the sites, after."""
        same = self.setting is self.base.setting
        return self.base.minutes if same else self.base.minutes_of(self.setting)

    @property
    def standardised(self) -> FloatArray:
        """Standardised inhabitants of the communes, after."""
        return np.asarray(self.setting.demand, dtype=np.float64)[self.base.positions]

    @property
    def people(self) -> FloatArray:
        """Total inhabitants of the communes, after: they follow the standardised ones."""
        before = self.base.communes["people"].to_numpy(dtype=np.float64)
        was = self.base.communes["standardised"].to_numpy(dtype=np.float64)
        grown = np.divide(self.standardised, was, out=np.ones_like(was), where=was > 0)
        return np.asarray(before * grown)


def apply_scenario(base: Base, scenario: Scenario) -> Outcome:
    """Give what arrivals, departures and retirements change, by the linear form.

    Raises
    ------
    UsageError
        A commune that is not a site, more departures than GPs, ages that the millésime lacks.
    """
    supply = supply_change(base, scenario)
    changes = {name: np.asarray(form @ supply) for name, form in base.setting.forms.items()}
    return Outcome(base, scenario, base.setting, changes, retired(base, scenario))


def supply_change(base: Base, scenario: Scenario) -> FloatArray:
    """Acts a year that each site gains or loses, shape (sites,).

    Raises
    ------
    UsageError
        A commune that is not a site, or more departures than GPs counted there.
    """
    sites = base.setting.sites
    change = np.zeros(len(sites))
    for code, doctors in scenario.moves:
        refuse_impossible(base, code, doctors)
        change[sites.get_loc(code)] = doctors * scenario.acts
    return change


def refuse_impossible(base: Base, code: str, doctors: float) -> None:
    """Refuse a move that cannot happen.

    Raises
    ------
    UsageError
        A commune that is not a site, or more departures than GPs counted there.
    """
    if code not in base.setting.sites:
        message = (
            f"the commune {code!r} is not one of this bundle nor near one: check its code, or "
            "build the bundle of its département"
        )
        raise UsageError(message)
    counted = base.gps.get(code, np.nan)
    if counted + doctors < 0:
        message = f"{code} has {counted:g} GP(s) (Insee, BPE): no more than that can leave"
        raise UsageError(message)


def retired(base: Base, scenario: Scenario) -> FloatArray:
    """Change of the official APL when the GPs over an age retire, shape (communes,).

    Raises
    ------
    UsageError
        A millésime for which the DREES does not publish this column.
    """
    if scenario.retirement is None:
        return np.zeros(len(base.communes))
    column = f"apl{scenario.retirement}"
    if column not in base.communes or base.communes[column].isna().any():
        message = f"no APL without the GPs over {scenario.retirement} for {base.year}"
        raise UsageError(message)
    return np.asarray(base.communes[column] - base.communes["apl"], dtype=np.float64)


def doctors_after(base: Base, scenario: Scenario, inside: BoolArray) -> BoolArray | None:
    """Tell which sites have a GP after the moves; None where that is not known.

    Parameters
    ----------
    base : Base
    scenario : Scenario
        Who retires is published by access, not by commune of practice: not known then.
    inside : array of bool, shape (communes,)
        Who is asked about: not known where no count covers one of them. A commune around that no
        count covers is taken as without a GP.

    Returns
    -------
    array of bool, shape (sites,), or None
    """
    if scenario.retirement is not None or base.communes["gps"][inside].isna().any():
        return None
    gps = base.gps.reindex(base.setting.sites).fillna(0.0).to_numpy(dtype=np.float64, copy=True)
    for code, doctors in scenario.moves:
        gps[base.setting.sites.get_loc(code)] += doctors
    return np.asarray(gps > 0)


def totals_of(
    outcome: Outcome, inside: BoolArray, *, threshold: float = THRESHOLD, reading: str = BANDS
) -> Totals:
    """Count what some communes have after a scenario.

    Parameters
    ----------
    outcome : Outcome
    inside : array of bool, shape (communes,)
    threshold : float
    reading : str
        Of the minutes.
    """
    return access_totals(outcome, inside, people_far(outcome, inside), threshold, reading)


def people_far(outcome: Outcome, inside: BoolArray) -> float | None:
    """Count the inhabitants far from a GP after a scenario; None where that is not known."""
    doctors = doctors_after(outcome.base, outcome.scenario, inside)
    if doctors is None:
        return None
    return float(outcome.people[inside] @ ~is_near(outcome.minutes[inside], doctors))


def access_totals(
    outcome: Outcome, inside: BoolArray, far: float | None, threshold: float, reading: str
) -> Totals:
    """Count what depends on the reading of the minutes, besides the people who are far."""
    access, standardised = outcome.after(reading)[inside], outcome.standardised[inside]
    people = outcome.people[inside]
    return Totals(
        mean=mean_access(access, standardised),
        people_under=float(people_under(access, people, threshold)),
        shortfall=float(shortfall(access, standardised, threshold)),
        gini=float(gini(access, standardised)),
        people_far=far,
    )

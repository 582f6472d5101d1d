"""From a view to the scenario that it tells, and its result."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from callbacks.state import Data
from indicators.errors import UsageError
from indicators.kept import kept
from indicators.scenario.base import Base, base_years, is_covered, read_base
from indicators.scenario.change import (
    ACTS,
    Scenario,
    apply_scenario,
    moves_of,
    moves_told,
    refuse_impossible,
)
from indicators.scenario.columns import fragility_columns
from indicators.scenario.fragility import fragility
from indicators.scenario.measures import THRESHOLD, Totals
from indicators.scenario.rows import rows_of, span_of, totals_before
from indicators.scenario.siting import Answer, question_of, site
from layouts.context import Context
from layouts.simuler.presets import presets
from layouts.simuler.shown import Simulation
from layouts.view import AIM_NAMES, View


@kept(maxsize=3)
def base_of(data: Data, year: int, departement: str) -> Base:
    """Read the base of a year and of a département once.

    A base is large, up to 20 MB: what is kept beside it is kept under the year and the département,
    never under the base, which would stay in memory with it.
    """
    return read_base(data.bundle, year, departement)


def context_of(data: Data, view: View) -> Context:
    """Give the view's context on the official APL of communes, which the page is about."""
    return data.context(replace(view, indicator="apl", level="commune", classes="", palette=""))


@kept(maxsize=2)
def years_of_base(data: Data) -> tuple[int, ...]:
    """Give the years that a scenario can start from."""
    return tuple(base_years(data.bundle))


def base_year(data: Data, view: View) -> int:
    """Give the millésime that the scenario of a view starts from: the view's, or the last one."""
    years = years_of_base(data.itself)
    return view.year if view.year in years else years[-1]


def has_base(data: Data, view: View) -> bool:
    """Tell whether the communes of the view's département have an APL with its populations."""
    years = years_of_base(data.itself)
    return bool(years) and is_covered(data.bundle, years[-1], view.departement)


def _inside(base: Base) -> np.ndarray:
    """Take every commune of a base: those of its département."""
    return np.ones(len(base.communes), dtype=np.bool)


@kept(maxsize=64)
def _before(data: Data, year: int, departement: str, threshold: float) -> Totals:
    base = base_of(data.itself, year, departement)
    return totals_before(base, _inside(base), threshold=threshold)


def simulate(data: Data, view: View) -> Simulation:
    """Compute the scenario of a view.

    Moves that cannot happen are left out, and named; so is a search that the data do not allow.
    """
    base = base_of(data.itself, base_year(data, view), view.departement)
    inside = _inside(base)
    wanted = moves_of(_parts(view.added), _parts(view.removed))
    possible = tuple(move for move in wanted if _can_happen(base, move))
    is_published = f"apl{view.retirement}" in base.communes
    retirement = int(view.retirement) if view.retirement and is_published else None
    scenario = Scenario(possible, retirement, float(view.acts or ACTS))
    outcome = apply_scenario(base, scenario)
    threshold = float(view.threshold or THRESHOLD)
    before = _before(data.itself, base.year, view.departement, threshold)
    context = context_of(data, _as_possible(view, base, scenario))
    return Simulation(
        context=context,
        base=base,
        outcome=outcome,
        rows=rows_of(outcome, inside, threshold=threshold),
        span=span_of(outcome, inside, threshold=threshold, before=before),
        fragility=_fragility(base, inside, scenario, threshold)
        if view.drawn == "fragilite"
        else None,
        answer=_answer(data.itself, base.year, scenario, _search_of(view)) if view.aim else None,
        presets=presets(context, base.year),
        years=years_of_base(data.itself),
        refused=tuple(base.name_of(code) for code, _ in sorted(set(wanted) - set(possible))),
        unpublished="" if is_published else view.retirement,
    )


def _as_possible(view: View, base: Base, scenario: Scenario) -> View:
    """Give the view of what is simulated: the year of the base, without what cannot happen."""
    added, removed = moves_told(scenario.moves)
    return replace(
        view,
        year=base.year,
        added=added,
        removed=removed,
        retirement="" if scenario.retirement is None else str(scenario.retirement),
    )


def _parts(text: str) -> list[str]:
    return text.split(",") if text else []


def _can_happen(base: Base, move: tuple[str, float]) -> bool:
    try:
        refuse_impossible(base, *move)
        Scenario((move,))
    except UsageError:
        return False
    return True


def _fragility(
    base: Base, inside: np.ndarray, scenario: Scenario, threshold: float
) -> pd.DataFrame:
    found = fragility(base, acts=scenario.acts, threshold=threshold)
    kept = found[found.index.isin(base.communes.index[inside])].rename_axis("code").reset_index()
    source = kept["code"].map(base.communes["source"])
    return kept.assign(year=base.year, status="estimated", source=source)[list(fragility_columns())]


@dataclass(frozen=True)
class _Search:
    """What a view asks of the siting."""

    departement: str
    aim: str
    doctors: int
    candidates: str
    threshold: float


def _search_of(view: View) -> _Search:
    return _Search(
        view.departement,
        AIM_NAMES[view.aim],
        int(view.doctors or 1),
        view.candidates,
        float(view.threshold or THRESHOLD),
    )


@kept(maxsize=32)
def _answer(data: Data, year: int, scenario: Scenario, search: _Search) -> Answer | None:
    """Search once: the page, its files and its note give the same answer."""
    base = base_of(data.itself, year, search.departement)
    in_epci = base.communes.index[base.communes["epci"] == search.candidates]
    try:
        question = question_of(
            base,
            scenario,
            _inside(base),
            candidates=in_epci if search.candidates else None,
            acts=scenario.acts,
            threshold=search.threshold,
        )
        return site(question, search.doctors, search.aim)
    except UsageError:
        return None

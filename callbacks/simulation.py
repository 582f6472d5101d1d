"""From a view to the scenario that it tells, and its result."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pandas as pd

from callbacks.state import Data
from indicators.errors import UsageError
from indicators.scenario.base import Base, base_years, read_base
from indicators.scenario.change import (
    ACTS,
    Scenario,
    apply_scenario,
    moves_of,
    refuse_impossible,
)
from indicators.scenario.columns import fragility_columns
from indicators.scenario.fragility import fragility
from indicators.scenario.measures import THRESHOLD
from indicators.scenario.rows import rows_of, span_of
from indicators.scenario.siting import Answer, question_of, site
from layouts.context import Context
from layouts.simuler.shown import Preset, Simulation
from layouts.view import AIM_NAMES, View

_CENTRE = "centre_departemental_de_sante"


@lru_cache(maxsize=4)
def base_of(data: Data, year: int) -> Base:
    """Read the base of a year once."""
    return read_base(data.bundle, year)


def context_of(data: Data, view: View) -> Context:
    """Give the view's context on the official APL of communes, which the page is about."""
    return data.context(replace(view, indicator="apl", level="commune", classes="", palette=""))


def has_base(data: Data, view: View) -> bool:
    """Tell whether the communes of the view's département have an APL with its populations."""
    years = base_years(data.bundle)
    return bool(years) and bool(_inside(base_of(data, years[-1]), view).any())


def _inside(base: Base, view: View) -> np.ndarray:
    return (base.communes["departement"] == view.departement).to_numpy(dtype=bool)


def simulate(data: Data, view: View) -> Simulation:
    """Compute the scenario of a view.

    Moves that cannot happen are left out, and named; so is a search that the data do not allow.
    """
    years = base_years(data.bundle)
    base = base_of(data, view.year if view.year in years else years[-1])
    inside = _inside(base, view)
    wanted = moves_of(_parts(view.added), _parts(view.removed))
    possible = tuple(move for move in wanted if _can_happen(base, move))
    is_published = bool(view.retirement) and f"apl{view.retirement}" in base.communes
    retirement = int(view.retirement) if is_published else None
    scenario = Scenario(possible, retirement, float(view.acts or ACTS))
    outcome = apply_scenario(base, scenario)
    threshold = float(view.threshold or THRESHOLD)
    context = context_of(data, view)
    return Simulation(
        context=context,
        base=base,
        outcome=outcome,
        rows=rows_of(outcome, inside, threshold=threshold),
        span=span_of(outcome, inside, threshold=threshold),
        fragility=_fragility(base, inside, scenario, threshold)
        if view.drawn == "fragilite"
        else None,
        answer=_answer(base, scenario, inside, view),
        presets=presets(context),
        years=tuple(years),
        refused=tuple(base.name_of(code) for code, _ in sorted(set(wanted) - set(possible))),
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


def _answer(base: Base, scenario: Scenario, inside: np.ndarray, view: View) -> Answer | None:
    if not view.aim:
        return None
    in_epci = base.communes.index[base.communes["epci"] == view.candidates]
    try:
        question = question_of(
            base,
            scenario,
            inside,
            candidates=in_epci if view.candidates else None,
            acts=scenario.acts,
            threshold=float(view.threshold or THRESHOLD),
        )
        return site(question, int(view.doctors or 1), AIM_NAMES[view.aim])
    except UsageError:
        return None


def presets(context: Context) -> tuple[Preset, ...]:
    """Offer the health centres of the département that are known, and the retirements."""
    t = context.t
    table = context.bundle.initiatives
    centres = table[(table["kind"] == _CENTRE) & table["commune_code"].notna()]
    names = context.bundle.territories
    communes = names[names["level"] == "commune"].set_index("code")["name"]
    here = centres[centres["commune_code"].isin(communes.index)]
    made = [
        Preset(t("Un médecin au centre de santé: {name}", name=communes[code]), added=code)
        for code in here["commune_code"]
    ]
    if len(made) > 1:
        every = ",".join(sorted(here["commune_code"]))
        text = t("Un médecin dans chacun des {count} centres départementaux", count=len(made))
        made.append(Preset(text, added=every))
    made.append(Preset(t("Tous les généralistes de plus de 65 ans partent"), retirement="65"))
    return tuple(made)

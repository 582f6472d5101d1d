"""What the page Simuler shows of a view, computed once for the map, the totals and the note."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from indicators.scenario.base import Base
from indicators.scenario.change import Outcome
from indicators.scenario.measures import THRESHOLD
from indicators.scenario.rows import OVER, UNDER, Span
from indicators.scenario.siting import Answer
from layouts.context import Context
from layouts.simuler.drawing import Drawn, change_drawn, fragility_drawn, result_drawn
from layouts.simuler.presets import Preset
from layouts.texts import signed


@dataclass(frozen=True, eq=False)
class Simulation:
    """A scenario and its result.

    Parameters
    ----------
    context : Context
        The view, on the APL of communes.
    base : Base
        What the scenario starts from.
    outcome : Outcome
        What it gives.
    rows : pandas.DataFrame
        One row a commune of the département (see ``indicators.scenario.rows``).
    span : Span
        Totals of the département.
    fragility : pandas.DataFrame, optional
        What ``indicators.scenario.fragility`` gives, where it is asked for.
    answer : Answer, optional
        Where doctors should settle, where it is asked for.
    presets : tuple of Preset
    years : tuple of int
        Millésimes that can be a base.
    refused : tuple of str
        Communes whose moves cannot happen, left out of the scenario.
    unpublished : str
        Age over which retirements are asked for, where the base has no APL without those GPs.
    """

    context: Context
    base: Base
    outcome: Outcome
    rows: pd.DataFrame
    span: Span
    fragility: pd.DataFrame | None
    answer: Answer | None
    presets: tuple[Preset, ...]
    years: tuple[int, ...]
    refused: tuple[str, ...] = ()
    unpublished: str = ""

    @property
    def threshold(self) -> float:
        """The APL at or under which access is insufficient."""
        return float(self.context.view.threshold or THRESHOLD)

    @property
    def is_empty(self) -> bool:
        """Whether nothing happens."""
        scenario = self.outcome.scenario
        return not scenario.moves and scenario.retirement is None

    @property
    def status(self) -> str:
        """Status of the result of each commune."""
        return "official" if self.outcome.is_official else "estimated"

    @property
    def totals_status(self) -> str:
        """Status of the totals: computed from what is official, estimated from what is not."""
        return "computed" if self.outcome.is_official else "estimated"

    @cached_property
    def drawn(self) -> Drawn:
        """What the map draws, by the view; asked for by several parts of a page."""
        if self.fragility is not None:
            return fragility_drawn(self.context, self.base.year, self.fragility)
        draw = result_drawn if self.context.view.drawn == "resultat" else change_drawn
        return draw(self.context, self.base.year, self.rows)

    def crossing(self) -> pd.DataFrame:
        """Communes that cross the threshold, the most inhabited first."""
        crossed = self.rows[self.rows["crosses"].isin([UNDER, OVER])]
        return crossed.sort_values("people", ascending=False)

    def signed(self, value: float, decimals: int = 2) -> str:
        """Write a change with its sign; no sign for what rounds to 0."""
        return signed(value, decimals, self.context.lang)

    def doctors(self, value: float) -> str:
        """Write a number of full-time doctors, with as few decimals as it has."""
        decimals = 0 if value == round(value) else 1
        return self.signed(value, decimals)

    def name_of(self, code: str) -> str:
        """Name a commune of the base, or around it."""
        if code in self.base.communes.index:
            return self.base.name_of(code)
        around = self.context.bundle.neighbours
        return str(around.loc[around["code"] == code, "name"].iloc[0])

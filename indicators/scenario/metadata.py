"""What goes beside the rows of a scenario: its base, what it supposes, its method, its sources."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from indicators.catalogue import load_catalogue
from indicators.scenario.columns import load_columns
from indicators.scenario.measures import FAR_MINUTES
from indicators.scenario.setting import BANDS, EXPECTED, FACTORS

if TYPE_CHECKING:
    from indicators.scenario.base import Base
    from indicators.scenario.change import Outcome, Scenario
    from indicators.scenario.rows import Span
    from indicators.scenario.siting import Answer


def metadata(outcome: Outcome, span: Span, threshold: float, *, lang: str = "en") -> dict[str, Any]:
    """Describe a scenario and its result: what goes beside the rows."""
    base = outcome.base
    return {
        **_start(base, outcome.scenario),
        "threshold": threshold,
        "totals": asdict(span),
        "columns": {name: text.in_(lang) for name, text in load_columns().items()},
        "method": {
            "change": "recomputed" if outcome.is_recomputed else "linear",
            "minutes": "modelled between town halls, but for those given",
            "interval": [BANDS, EXPECTED, *(f"times x {factor}" for factor in FACTORS.values())],
            "estimated_populations": len(base.estimated),
            "far_minutes": FAR_MINUTES,
        },
    }


def siting_metadata(
    base: Base, supposed: Scenario, answer: Answer, threshold: float
) -> dict[str, Any]:
    """Describe where doctors should settle: what was supposed before, and what was found."""
    return {**_start(base, supposed), "threshold": threshold, "answer": asdict(answer)}


def _start(base: Base, supposed: Scenario) -> dict[str, Any]:
    """Tell what a result starts from, and the sources of it."""
    catalogue = load_catalogue()
    sources = sorted(set(base.communes["source"]))
    return {
        "base": {"indicator": "apl", "year": base.year, "sources": sources},
        "scenario": asdict(supposed),
        "sources": {name: catalogue.sources[name].model_dump() for name in sources},
    }

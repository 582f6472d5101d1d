"""The lists that the API gives, each as objects and as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from callbacks.api.answers import records
from callbacks.api.parameters import ObservationParameters, TerritoryParameters
from callbacks.state import Data
from indicators import export
from indicators.errors import WrongParameterError
from indicators.query import Filters, find_observations, find_territories
from indicators.selection import years_of


@dataclass(frozen=True)
class Rows:
    """A list: its frame, and how a part of it is written."""

    frame: pd.DataFrame
    data: Data
    lang: str

    def objects(self, part: slice) -> list[dict[str, Any]]:
        """Write a part as objects."""
        return records(self.frame.iloc[part])

    def table(self, part: slice) -> bytes:
        """Write a part as CSV; what holds several values, parted by spaces."""
        told = self.frame.iloc[part].map(_one_cell)
        return export.to_csv(export.Table(told, {}))


class ObservationRows(Rows):
    """Observations: their columns are those of every export."""

    def objects(self, part: slice) -> list[dict[str, Any]]:
        """Write a part as objects, with every column of the exports."""
        frame = self._made(part).frame
        every = self.data.catalogue.export_columns
        columns = [name for name in every if name not in export.MEASURES]
        texts = [name for name in columns if name not in frame]
        return records(frame.assign(**dict.fromkeys(texts, ""))[columns])

    def table(self, part: slice) -> bytes:
        """Write a part as the very CSV that the pages and the command line write."""
        return export.to_csv(self._made(part))

    def _made(self, part: slice) -> export.Table:
        return export.table(self.frame.iloc[part], self.data.catalogue, lang=self.lang)


def _one_cell(cell: object) -> object:
    if isinstance(cell, Mapping):
        return " ".join(f"{name}:{_one_cell(inner)}" for name, inner in cell.items())
    if isinstance(cell, list):
        return " ".join(str(_one_cell(one)) for one in cell)
    return "" if cell is None else cell


def indicators(data: Data, lang: str) -> Rows:
    """List the indicators that the bundle holds."""
    held = {name for name, _ in data.bundle.years}
    named = [name for name in data.catalogue.indicators if name in held]
    return Rows(pd.DataFrame([indicator(data, name, lang) for name in named]), data, lang)


def indicator(data: Data, name: str, lang: str) -> dict[str, Any]:
    """Describe an indicator: see ``callbacks.api.models.Indicator``."""
    entry = data.catalogue.indicator(name)
    levels = {level: years_of(data.bundle, name, level) for level in entry.levels}
    return {
        "name": name,
        "label": entry.label.in_(lang),
        "group": data.catalogue.groups[entry.group].in_(lang),
        "unit": entry.unit.in_(lang),
        "definition": entry.definition.in_(lang),
        "caveat": entry.caveat.in_(lang),
        "polarity": entry.polarity,
        "decimals": entry.decimals,
        "aggregation": entry.aggregation,
        "weights": entry.weights.in_(lang) if entry.weights else None,
        "comparable_years": entry.comparable_years,
        "thresholds": [
            {"value": one.value, "label": one.label.in_(lang), "source": one.source}
            for one in entry.thresholds
        ],
        "sources": list(entry.sources),
        "years": {level: years for level, years in levels.items() if years},
    }


def sources(data: Data, lang: str) -> Rows:
    """List the sources, those that give no value of the bundle included."""
    held = data.bundle.manifest["sources"]
    rows = [
        {
            "name": name,
            **source.model_dump(include=_SOURCE_FIELDS),
            "years": held.get(name, {}).get("years", []),
            "rows": held.get(name, {}).get("rows", 0),
        }
        for name, source in data.catalogue.sources.items()
    ]
    return Rows(pd.DataFrame(rows), data, lang)


_SOURCE_FIELDS = {"producer", "title", "licence", "address", "format", "refresh", "note"}


def territories(data: Data, asked: TerritoryParameters) -> Rows:
    """List the territories that are asked for."""
    frame = find_territories(data.bundle, asked.level, asked.within, asked.q)
    return Rows(frame, data, asked.lang)


def observations(data: Data, asked: ObservationParameters) -> ObservationRows:
    """List the observations that are asked for.

    Raises
    ------
    WrongParameterError
        For a name that is not that of an indicator.
    """
    known = data.catalogue.indicators
    for name in asked.indicator:
        if name not in known:
            allowed = f"choose among: {', '.join(known)}"
            raise WrongParameterError(name="indicator", given=name, allowed=allowed)
    filters = Filters(
        indicators=tuple(dict.fromkeys(asked.indicator)),
        level=asked.level,
        within=asked.within,
        within_level=asked.within_level,
        territories=tuple(asked.territory),
        years=tuple(asked.year),
        statuses=tuple(asked.status),
        strata=tuple(asked.stratum),
    )
    return ObservationRows(
        find_observations(data.bundle, data.catalogue, filters), data, asked.lang
    )

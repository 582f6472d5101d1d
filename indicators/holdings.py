"""What a bundle holds of each source: millésimes, rows, age, and what brings what is missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from indicators.bundle import Bundle
from indicators.catalogue import Catalogue, Source

GEOGRAPHY = {"ign-admin-express": "contours", "insee-cog": "territories"}
"""Sources of the bundle's geography, to the table whose rows they give."""
LEVELS = {"dgcl-epci": "epci", "drees-tvs": "tvs", "dila-annuaire": "commune"}
"""Sources of the territories of one level (what they are made of, or their points), to it."""
OTHER_TABLES = ("initiatives", "cpts", "facts")
"""Tables of the bundle whose rows name their source, besides the observations."""
UPDATE = "python -m indicators update"
BUILD = "python -m indicators build --departement"


@dataclass(frozen=True)
class OfficialOriginal:
    """An official file that the bundle was built from.

    Parameters
    ----------
    file, form, sha256 : str
        Its name, its form and its hash.
    size : int
        Bytes.
    years : tuple of int
        The millésimes that it holds, where its tables name them.
    rows : int
        Rows read from it.
    address, received : str
        Where and when (ISO 8601) it was downloaded; empty where the file came another way.
    """

    file: str
    form: str
    sha256: str
    size: int
    years: tuple[int, ...]
    rows: int
    address: str
    received: str


@dataclass(frozen=True)
class Holding:
    """What the bundle holds of one source.

    Parameters
    ----------
    name : str
        The source's entry of ``data/sources.yml``.
    source : Source
        That entry.
    years : tuple of int
        The millésimes, oldest first.
    rows : int
        Observations, contours or other rows that come from it; 0 where there is none.
    originals : tuple of OfficialOriginal
        The official files that were read; none where its figures are carried over.
    """

    name: str
    source: Source
    years: tuple[int, ...]
    rows: int
    originals: tuple[OfficialOriginal, ...]

    @property
    def received(self) -> str:
        """The day of the last download, ISO 8601; empty where none is known."""
        return max((one.received for one in self.originals), default="")[:10]

    @property
    def is_missing(self) -> bool:
        """Whether a bundle could have rows of it, and this one has none."""
        return not self.rows and self.source.in_bundle

    def years_old(self, today: date) -> int | None:
        """Give the years between the last millésime and ``today``; nothing without millésime."""
        return today.year - self.years[-1] if self.years else None

    @property
    def remedy(self) -> str:
        """What brings the source: a command where its files are found, else its address."""
        if not self.source.files:
            return self.source.address
        if all(wanted.on_request for wanted in self.source.files):
            return f"{UPDATE} --source {self.name}"
        return UPDATE


def holdings(bundle: Bundle, catalogue: Catalogue) -> list[Holding]:
    """Tell what the bundle holds of every source of the catalogue, in its order."""
    counted, others = bundle.manifest["sources"], _other_rows(bundle)
    targets = {name for name, entry in catalogue.indicators.items() if entry.target}
    originals: dict[str, list[OfficialOriginal]] = {}
    for told in bundle.manifest.get("provenance", []):
        originals.setdefault(told["source"], []).append(_original(told))
    return [
        Holding(
            name=name,
            source=source,
            years=_years_counted(bundle, counted[name], targets) if name in counted else (),
            rows=counted.get(name, {}).get("rows", 0) + others.get(name, 0),
            originals=tuple(originals.get(name, [])),
        )
        for name, source in catalogue.sources.items()
    ]


def _years_counted(
    bundle: Bundle, told: Mapping[str, Any], targets: Collection[str]
) -> tuple[int, ...]:
    """Give the millésimes of a source, but for the years that only its targets name."""
    figures = set(told["indicators"]) - set(targets)
    counted = {
        year for (name, _), years in bundle.years.items() if name in figures for year in years
    }
    return tuple(year for year in told["years"] if year in counted)


def _other_rows(bundle: Bundle) -> dict[str, int]:
    rows = {name: len(getattr(bundle, table)) for name, table in GEOGRAPHY.items()}
    levels = bundle.territories["level"].value_counts()
    rows |= {name: int(levels.get(level, 0)) for name, level in LEVELS.items()}
    for table in OTHER_TABLES:
        for name, count in getattr(bundle, table)["source"].value_counts().items():
            rows[str(name)] = rows.get(str(name), 0) + int(count)
    return rows


def _original(told: Mapping[str, Any]) -> OfficialOriginal:
    return OfficialOriginal(
        file=told["file"],
        form=told["form"],
        sha256=told["sha256"],
        size=told["size"],
        years=tuple(told["years"]),
        rows=sum(told["rows"].values()),
        address=told.get("address", ""),
        received=told.get("date", ""),
    )


def absent_departements(bundle: Bundle) -> list[str]:
    """List the départements of France whose communes the bundle does not hold."""
    table = bundle.territories
    every = table.loc[table["level"] == "departement", "code"]
    return sorted(set(every) - set(bundle.departements))


def absent_indicators(bundle: Bundle, catalogue: Catalogue) -> list[str]:
    """List the indicators of the catalogue without one observation, in its order."""
    return [name for name in catalogue.indicators if name not in bundle.indicators]

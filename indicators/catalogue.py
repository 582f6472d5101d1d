"""The catalogue of indicators and of open-data sources, checked by a schema at load.

What is data (labels, units, definitions, thresholds, sources, rules of aggregation) stands in
``data/catalogue.yml`` and ``data/sources.yml``; this module reads and checks it.
"""

from __future__ import annotations

from collections.abc import Container
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from indicators.downloads import Wanted
from indicators.errors import CatalogueError, UsageError
from indicators.paths import CATALOGUE, SOURCES

Polarity = Literal["higher_is_better", "lower_is_better", "neutral"]
Aggregation = Literal["ratio", "sum", "none"]
Level = Literal["commune", "epci", "tvs", "departement", "region", "france"]
FedLevel = Literal["commune", "epci", "tvs", "departement", "region"]
Status = Literal["official", "computed", "estimated", "suppressed", "missing"]

LEVELS: tuple[Level, ...] = ("commune", "epci", "tvs", "departement", "region", "france")
STATUSES: tuple[Status, ...] = ("official", "computed", "estimated", "suppressed", "missing")
AGE_SEX = "age_sex"
"""The named set of strata "sex and five-year age band" (see ``indicators.population``)."""


_SHAPES: dict[str, str] = {
    "commune": "five",
    "tvs": "five",
    "epci": "nine",
    "departement": "two",
    "region": "two",
}


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Text(_Entry):
    """A text in the interface's two languages."""

    fr: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def in_(self, lang: str) -> str:
        """Give the text in the language ``lang`` (``fr`` or ``en``)."""
        return self.en if lang == "en" else self.fr


class Threshold(_Entry):
    """A value that a publication gives a meaning to."""

    value: float
    label: Text
    source: str = Field(min_length=1)


class Category(_Entry):
    """A class of a qualitative indicator; its value stands in the observations."""

    value: float
    code: str
    label: Text


class Edition(_Entry):
    """An edition of a series and what a reader must know where it starts.

    An edition of a ``source`` that tells its own by the millésime holds those ``since`` one, until
    the next edition.
    """

    label: Text
    break_: Text = Field(alias="break")
    source: str = ""
    since: int = Field(0, ge=0, le=2100)


class Source(_Entry):
    """An open-data source: who made it, under which licence, where it is."""

    producer: str = Field(min_length=1)
    title: str = Field(min_length=1)
    licence: str = Field(min_length=1)
    address: str = Field(pattern=r"^https?://")
    format: str = Field(min_length=1)
    refresh: str = Field(min_length=1)
    note: str = ""
    in_bundle: bool = True
    """Whether a bundle can have rows of it: others are checked when read, or serve commands."""
    files: list[Wanted] = []


class Feed(_Entry):
    """The column of a table in the Géoclip form that an indicator is read from.

    An entry with a feed needs no code: see ``indicators.user_tables``.
    """

    heading: str = Field(min_length=1)
    """The heading of the column, word for word; ``{year}`` stands for a year inside it."""
    level: FedLevel = "commune"
    denominator: str | None = None
    """The heading of what a ratio is over: without it, it is not aggregated."""

    @property
    def shape(self) -> str:
        """Codes of one shape are told apart by nothing else than the entry."""
        return _SHAPES[self.level]


class Indicator(_Entry):
    """One indicator: what it says, in which unit, from which source, by which rule."""

    group: str
    label: Text
    short: Text
    unit: Text
    unit_one: Text | None = None
    """The unit of a value that takes the singular; none where the unit does not vary."""
    plain: Text
    definition: Text
    sources: list[str] = Field(min_length=1)
    polarity: Polarity
    decimals: int = Field(ge=0, le=6)
    breaks: list[float]
    thresholds: list[Threshold] = []
    categories: list[Category] = []
    aggregation: Aggregation
    scale: float = 1
    weights: Text | None = None
    levels: list[Level] = Field(min_length=1)
    strata: dict[str, Text] | Literal["age_sex"] | None = None
    comparable_years: bool = True
    additive: bool = False
    """Counts people or things: a larger territory has more, so that the two do not compare."""
    target: bool = False
    """What the State aims at: the year that it names is not one that was counted."""
    caveat: Text
    feeds: list[Feed] = []
    from_file: bool = False
    """Known only to a bundle built with the official file of its source (``build --from``)."""

    @model_validator(mode="after")
    def _is_coherent(self) -> Self:
        if self.breaks != sorted(set(self.breaks)):
            msg = "breaks must increase"
            raise ValueError(msg)
        if self.aggregation == "ratio" and self.weights is None:
            msg = "a ratio needs weights: what its denominator counts"
            raise ValueError(msg)
        for feed in self.feeds:
            self._check_feed(feed)
        return self

    def _check_feed(self, feed: Feed) -> None:
        if feed.level not in self.levels:
            msg = f"the feed {feed.heading!r} gives the level {feed.level}: add it to levels"
            raise ValueError(msg)
        at_communes = feed.level == "commune"
        if at_communes and self.aggregation == "ratio" and feed.denominator is None:
            msg = f"the feed {feed.heading!r} of a ratio needs the heading of its denominator"
            raise ValueError(msg)


class Catalogue(_Entry):
    """Everything of data/catalogue.yml and data/sources.yml."""

    groups: dict[str, Text]
    statuses: dict[str, Text]
    levels: dict[str, Text]
    notes: dict[str, Text]
    editions: dict[str, Edition]
    export_columns: dict[str, Text]
    indicators: dict[str, Indicator]
    sources: dict[str, Source]

    @model_validator(mode="after")
    def _names_each_level_and_status(self) -> Self:
        for named, known in ((self.levels, LEVELS), (self.statuses, STATUSES)):
            if named.keys() != set(known):
                msg = f"expected names for {', '.join(known)}; found {', '.join(named)}"
                raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _refers_to_what_exists(self) -> Self:
        for name, indicator in self.indicators.items():
            unknown = [s for s in indicator.sources if s not in self.sources]
            if unknown:
                msg = f"indicator {name}: unknown source {unknown[0]!r}, add it to data/sources.yml"
                raise ValueError(msg)
            if indicator.group not in self.groups:
                msg = f"indicator {name}: unknown group {indicator.group!r}"
                raise ValueError(msg)
        self._check_feeds()
        return self

    def _check_feeds(self) -> None:
        taken: dict[tuple[str, str], str] = {}
        for name, indicator in self.indicators.items():
            for feed in indicator.feeds:
                other = taken.setdefault((feed.heading, feed.shape), f"{name}, {feed.level}")
                if other != f"{name}, {feed.level}":
                    msg = (
                        f"indicator {name}: the heading {feed.heading!r} already feeds {other}, "
                        "whose codes look alike; keep one"
                    )
                    raise ValueError(msg)

    def indicator(self, name: str) -> Indicator:
        """Give the indicator ``name``.

        Raises
        ------
        UsageError
            When the catalogue has no such indicator; the message lists those it has.
        """
        try:
            return self.indicators[name]
        except KeyError:
            known = ", ".join(self.indicators)
            msg = f"unknown indicator {name!r}; choose one of: {known}"
            raise UsageError(msg) from None

    def held(self, names: Container[str]) -> Catalogue:
        """Give the catalogue of a bundle: without what only files that it lacks would give.

        Parameters
        ----------
        names : container of str
            The indicators that the bundle holds.
        """
        kept = {n: i for n, i in self.indicators.items() if n in names or not i.from_file}
        return self.model_copy(update={"indicators": kept})

    def edition_of(self, source: str, year: int) -> str:
        """Name the edition of a source that a millésime belongs to: the last one begun by then.

        Raises
        ------
        CatalogueError
            When none has begun.
        """
        begun = {
            edition.since: name
            for name, edition in self.editions.items()
            if edition.source == source and edition.since <= year
        }
        if not begun:
            msg = f"no edition of {source} holds {year}: add one to its editions"
            raise CatalogueError(msg, file=CATALOGUE.name)
        return begun[max(begun)]

    def note(self, tokens: str, lang: str) -> str:
        """Spell out the tokens of an observation's column ``note``, in the language ``lang``."""
        return "; ".join(self._note(token, lang) for token in tokens.split())

    def _note(self, token: str, lang: str) -> str:
        key, _, arg = token.partition(":")
        return self.notes[key].in_(lang).replace("{arg}", arg)


def _read_yaml(path: Path) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except FileNotFoundError:
        msg = "the file is missing; restore it from the repository"
        raise CatalogueError(msg, file=str(path)) from None
    except yaml.YAMLError as error:
        msg = f"not valid YAML: {' '.join(str(error).split())}"
        raise CatalogueError(msg, file=str(path)) from None
    if not isinstance(content, dict):
        msg = "expected a mapping at the top"
        raise CatalogueError(msg, file=str(path))
    return content


def _explain(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else first["msg"]


@lru_cache(maxsize=4)
def load_catalogue(catalogue: Path = CATALOGUE, sources: Path = SOURCES) -> Catalogue:
    """Read and check the catalogue.

    Raises
    ------
    CatalogueError
        When an entry lacks a label, a unit, a definition, a source, a polarity, its decimals or
        its rule of aggregation, or refers to what does not exist; the message names the entry.
    """
    content = _read_yaml(catalogue)
    content["sources"] = _read_yaml(sources)
    try:
        return Catalogue.model_validate(content)
    except ValidationError as error:
        raise CatalogueError(_explain(error), file=catalogue.name) from None

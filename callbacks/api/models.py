"""What the API answers: the models that the document shows."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from indicators.catalogue import Aggregation, Level, Polarity, Status


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Threshold(_Answer):
    """A value that a publication gives a meaning to."""

    value: float
    label: str
    source: str


class Indicator(_Answer):
    """What an indicator says, in which unit, from which sources, by which rule."""

    name: str
    label: str
    group: str
    unit: str
    definition: str
    caveat: str
    polarity: Polarity
    decimals: int
    aggregation: Aggregation
    weights: str | None
    comparable_years: bool
    thresholds: list[Threshold]
    sources: list[str]
    years: dict[str, list[int]] = Field(description="Millésimes held, by level.")


class Territory(_Answer):
    """A territory and those that hold it; its codes are texts."""

    level: Level
    code: str
    name: str
    departement: str
    region: str
    epci: str
    tvs: str
    lon: float | None
    lat: float | None


class Observation(_Answer):
    """A value with all that it needs: status, source, millésime, edition, remarks."""

    level: Level
    code: str
    name: str
    indicator: str
    label: str
    stratum: str
    year: int
    period: str
    value: float | None = Field(description="Null where it is suppressed or missing.")
    category: str
    unit: str
    status: Status
    numerator: float | None
    denominator: float | None
    source: str
    producer: str
    dataset: str
    licence: str
    edition: str
    note: str


class Source(_Answer):
    """An open-data source: who made it, under which licence, where it is."""

    name: str
    producer: str
    title: str
    licence: str
    address: str
    format: str
    refresh: str
    note: str
    years: list[int] = Field(description="Millésimes of the values held.")
    rows: int = Field(description="Values held.")


class Links(_Answer):
    """Addresses of the parts of a list."""

    self: str
    first: str
    prev: str | None = None
    next: str | None = None
    last: str


class _List(_Answer):
    total: int
    count: int
    limit: int
    offset: int
    links: Links


class Indicators(_List):
    """A part of the list of indicators."""

    items: list[Indicator]


class Territories(_List):
    """A part of the list of territories."""

    items: list[Territory]


class Observations(_List):
    """A part of the list of observations."""

    items: list[Observation]


class Sources(_List):
    """A part of the list of sources."""

    items: list[Source]


class Entry(_Answer):
    """The way in: what the server holds, and where."""

    title: str
    version: str
    departements: list[str]
    links: dict[str, str]


class WrongParameter(_Answer):
    """A parameter that is not understood."""

    parameter: str
    given: str
    allowed: str


class Problem(_Answer):
    """Problem details (RFC 9457)."""

    type: Literal["about:blank"]
    title: str
    status: int
    detail: str
    instance: str
    errors: list[WrongParameter] = []

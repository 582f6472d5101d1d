"""The parameters of the API: what they may be, checked by the models that the document shows."""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from werkzeug.datastructures import MultiDict

from indicators.catalogue import Level, Status
from indicators.errors import WrongParameterError

MAX_LIMIT = 50_000
"""Rows of one answer: more than the largest view of a département (35,480)."""
DEFAULT_LIMIT = 1_000
MAX_VALUES = 50
"""Values that one parameter may be given."""
CODE = r"^[0-9A-Z]{1,12}$"
_LARGEST = 2**31 - 1

Code = Annotated[str, Field(pattern=CODE)]
Year = Annotated[int, Field(ge=1900, le=2100)]
Stratum = Annotated[str, Field(max_length=40)]


class Parameters(BaseModel):
    """What every address takes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lang: Literal["fr", "en"] = Field("fr", description="Language of the labels.")


class Paged(Parameters):
    """What a list takes: which part of it is asked for."""

    limit: int | None = Field(
        None,
        ge=1,
        le=MAX_LIMIT,
        description=f"Rows of the answer: {DEFAULT_LIMIT} unless given, {MAX_LIMIT} in CSV.",
    )
    offset: int = Field(0, ge=0, le=_LARGEST, description="Rows that are skipped.")


class TerritoryParameters(Paged):
    """Which territories are asked for."""

    level: Level = Field("commune", description="Level of the territories.")
    within: Code = Field("FR", description="Code of the territory that holds them.")
    q: str = Field("", max_length=100, description="Words of the name; accents do not count.")


class ObservationParameters(Paged):
    """Which observations are asked for."""

    indicator: list[str] = Field(
        min_length=1, max_length=MAX_VALUES, description="Names of indicators; at least one."
    )
    level: Level = Field("commune", description="Level of the territories.")
    within: Code = Field("FR", description="Code of the territory that holds them.")
    within_level: Level | None = Field(
        None, description="Level of `within`, where a code stands at several."
    )
    territory: list[Code] = Field([], max_length=MAX_VALUES, description="Codes of territories.")
    year: list[Year] = Field([], max_length=MAX_VALUES, description="Millésimes.")
    status: list[Status] = Field([], max_length=5, description="Statuses of the values.")
    stratum: list[Stratum] = Field(
        [], max_length=MAX_VALUES, description="Sub-populations; empty for the whole."
    )


Model = TypeVar("Model", bound=Parameters)


def read(model: type[Model], args: MultiDict[str, str]) -> Model:
    """Read the parameters of a request.

    Raises
    ------
    WrongParameterError
        For the first one that is not understood; it says what is allowed.
    """
    given: dict[str, str | list[str]] = {}
    for name, values in args.lists():
        if _is_list(model, name):
            given[name] = values
        elif len(values) == 1:
            given[name] = values[0]
        else:
            raise WrongParameterError(name, ", ".join(values), "one value only")
    try:
        return model.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0])
        allowed = first["msg"]
        if first["type"] == "extra_forbidden":
            allowed = f"the parameters are: {', '.join(model.model_fields)}"
        raise WrongParameterError(name, ", ".join(args.getlist(name)), allowed) from None


def _is_list(model: type[Parameters], name: str) -> bool:
    field = model.model_fields.get(name)
    return field is not None and str(field.annotation).startswith("list")

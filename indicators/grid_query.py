"""Filters and sorts of a table, in the words of AG Grid's ``filterModel`` and ``sortModel``.

A grid asks for its rows with such a query and a download carries the same one in its address:
``apply_query`` serves both, so that a file holds what its reader saw.
"""

from __future__ import annotations

import json
import operator
import unicodedata
from collections.abc import Callable, Hashable
from typing import Annotated, Any, Literal, Self
from urllib.parse import quote

import pandas as pd
from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    model_validator,
)

from indicators.errors import UsageError

MAX_ENCODED = 3000
"""Characters of a query once in an address: gunicorn refuses a request line over 4,094."""
_MAX_TEXT = 200
_MAX_CONDITIONS = 10

TextTest = Literal[
    "contains", "notContains", "equals", "notEqual", "startsWith", "endsWith", "blank", "notBlank"
]
NumberTest = Literal[
    "equals",
    "notEqual",
    "lessThan",
    "lessThanOrEqual",
    "greaterThan",
    "greaterThanOrEqual",
    "inRange",
    "blank",
    "notBlank",
]
_WITHOUT_OPERAND = {"blank", "notBlank"}
_TEXT_TESTS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda cell, text: text in cell,
    "notContains": lambda cell, text: text not in cell,
    "equals": operator.eq,
    "notEqual": operator.ne,
    "startsWith": str.startswith,
    "endsWith": str.endswith,
}
_NUMBER_TESTS: dict[str, Callable[[pd.Series, float], pd.Series]] = {
    "equals": operator.eq,
    "notEqual": operator.ne,
    "lessThan": operator.lt,
    "lessThanOrEqual": operator.le,
    "greaterThan": operator.gt,
    "greaterThanOrEqual": operator.ge,
}


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class TextCondition(_Model):
    """One condition on a column of texts; case and accents do not count."""

    kind: Literal["text"] = Field(alias="filterType")
    test: TextTest = Field(alias="type")
    operand: str | None = Field(default=None, alias="filter", max_length=_MAX_TEXT)

    @model_validator(mode="after")
    def _has_its_operand(self) -> Self:
        if self.test not in _WITHOUT_OPERAND and self.operand is None:
            msg = f"{self.test} needs a text"
            raise ValueError(msg)
        return self

    def holds(self, cells: pd.Series) -> pd.Series:
        """Tell which cells meet the condition."""
        blank = cells == ""
        if self.test in _WITHOUT_OPERAND:
            return blank if self.test == "blank" else ~blank
        test, text = _TEXT_TESTS[self.test], plain(self.operand or "")
        # A column has far fewer texts than rows: each text is looked at once.
        answers = {cell: test(plain(cell), text) for cell in cells.unique()}
        return cells.map(answers).astype(bool)


class NumberCondition(_Model):
    """One condition on a column of numbers; a missing number only meets ``blank``."""

    kind: Literal["number"] = Field(alias="filterType")
    test: NumberTest = Field(alias="type")
    operand: float | None = Field(default=None, alias="filter", allow_inf_nan=False)
    upper: float | None = Field(default=None, alias="filterTo", allow_inf_nan=False)

    @model_validator(mode="after")
    def _has_its_operands(self) -> Self:
        if self.test not in _WITHOUT_OPERAND and self.operand is None:
            msg = f"{self.test} needs a number"
            raise ValueError(msg)
        if self.test == "inRange" and self.upper is None:
            msg = "inRange needs two numbers"
            raise ValueError(msg)
        return self

    def holds(self, cells: pd.Series) -> pd.Series:
        """Tell which cells meet the condition; the bounds of a range belong to it."""
        if self.test in _WITHOUT_OPERAND:
            return cells.isna() if self.test == "blank" else cells.notna()
        if self.test == "inRange":
            return (cells >= (self.operand or 0.0)) & (cells <= (self.upper or 0.0))
        return _NUMBER_TESTS[self.test](cells, self.operand or 0.0) & cells.notna()


Condition = Annotated[TextCondition | NumberCondition, Field(discriminator="kind")]


class Combination(_Model):
    """Several conditions on one column, all of them or any."""

    kind: Literal["text", "number"] = Field(alias="filterType")
    joined: Literal["AND", "OR"] = Field(alias="operator")
    conditions: list[Condition] = Field(min_length=1, max_length=_MAX_CONDITIONS)

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> Self:
        if any(condition.kind != self.kind for condition in self.conditions):
            msg = "conditions on one column are all of text or all of number"
            raise ValueError(msg)
        return self

    def holds(self, cells: pd.Series) -> pd.Series:
        """Tell which cells meet the conditions."""
        answers = pd.concat([condition.holds(cells) for condition in self.conditions], axis=1)
        return answers.all(axis=1) if self.joined == "AND" else answers.any(axis=1)


def _form(model: object) -> str:
    """Tell by its keys which of the three forms a column's filter has."""
    if isinstance(model, dict):
        kind = str(model.get("filterType", model.get("kind")))
        return "several" if "conditions" in model else kind
    return "several" if isinstance(model, Combination) else str(getattr(model, "kind", ""))


ColumnFilter = Annotated[
    Annotated[TextCondition, Tag("text")]
    | Annotated[NumberCondition, Tag("number")]
    | Annotated[Combination, Tag("several")],
    Discriminator(_form),
]


class Sort(_Model):
    """One column to sort by."""

    # AG Grid adds keys of its own, such as the kind of sort, that change nothing here.
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    column: str = Field(alias="colId")
    direction: Literal["asc", "desc"] = Field(alias="sort")


class GridQuery(_Model):
    """What to keep of a table, and in which order.

    Parameters
    ----------
    filters : dict
        Column to its condition or conditions: AG Grid's ``filterModel``.
    sorts : list of Sort
        AG Grid's ``sortModel``, the first column counting most.
    """

    filters: dict[str, ColumnFilter] = Field(default_factory=dict, alias="f")
    sorts: list[Sort] = Field(default_factory=list, alias="s")

    @property
    def filter_model(self) -> dict[str, Any]:
        """The filters as AG Grid words them."""
        models: dict[str, Any] = self.model_dump(by_alias=True, exclude_none=True)["f"]
        return models

    def to_text(self) -> str:
        """Write the query as compact JSON; nothing to filter or sort is an empty text.

        Raises
        ------
        UsageError
            When the text would not fit in an address.
        """
        model = self.model_dump(by_alias=True, exclude_none=True)
        told = {name: part for name, part in model.items() if part}
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":")) if told else ""
        return _that_fits(text)

    def within(self, frame: pd.DataFrame) -> GridQuery:
        """Keep what makes sense for another table: its columns, and filters of their kind."""
        filters = {
            name: one
            for name, one in self.filters.items()
            if name in frame and one.kind == kind_of(frame[name])
        }
        return GridQuery(f=filters, s=[sort for sort in self.sorts if sort.column in frame])


def kind_of(cells: pd.Series) -> Literal["text", "number"]:
    """Tell which filters a column takes."""
    return "number" if pd.api.types.is_numeric_dtype(cells) else "text"


def plain(text: str) -> str:
    """Give a text as it is compared: without case nor accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def query_of(filter_model: object, sort_model: object) -> GridQuery:
    """Read what a grid asks.

    Raises
    ------
    UsageError
        When it is not a filter and a sort of AG Grid.
    """
    return _read({"f": filter_model or {}, "s": sort_model or []})


def parse_query(text: str) -> GridQuery:
    """Read the query that ``GridQuery.to_text`` writes.

    Raises
    ------
    UsageError
        When the text is too long or is not such a query; the message says where.
    """
    if not text:
        return GridQuery()
    try:
        content = json.loads(_that_fits(text))
    except (ValueError, RecursionError):
        msg = "the filter is not valid JSON; take the address from the page again"
        raise UsageError(msg) from None
    return _read(content)


def _read(content: object) -> GridQuery:
    try:
        return GridQuery.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        msg = f"the filter is not understood at {where}: {first['msg']}"
        raise UsageError(msg) from None


def _that_fits(text: str) -> str:
    # Longer than this before encoding is longer after it: no need to encode a huge text.
    length = len(text) if len(text) > MAX_ENCODED else len(quote(text))
    if length > MAX_ENCODED:
        msg = f"the filter takes {length} characters of an address, at most {MAX_ENCODED}"
        raise UsageError(msg)
    return text


def apply_query(frame: pd.DataFrame, query: GridQuery) -> pd.DataFrame:
    """Give the rows of a table that a query keeps, in its order.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns of numbers, missing as NaN, or of texts, missing as ``""``; a unique index.
    query : GridQuery
        Filters (all of them are met) and sorts.

    Returns
    -------
    pandas.DataFrame
        Rows with their index; equal rows stay in their order; missing cells come last,
        whichever the direction.

    Raises
    ------
    UsageError
        For a column that the table does not have, or a filter of the wrong kind.
    """
    _refuse_strangers(frame, query)
    kept = pd.Series(data=True, index=frame.index)
    for name, condition in query.filters.items():
        kept &= condition.holds(frame[name])
    rows = frame[kept]
    if not query.sorts:
        return rows
    # The first mention of a column counts, should it be named twice.
    directions = {sort.column: sort.direction for sort in reversed(query.sorts)}
    ranks = pd.DataFrame(
        {
            name: _sort_key(rows[name]).rank(method="dense", ascending=directions[name] == "asc")
            for name in dict.fromkeys(sort.column for sort in query.sorts)
        }
    )
    order = ranks.sort_values(list(ranks.columns), kind="stable", na_position="last").index
    return rows.loc[order]


def _sort_key(cells: pd.Series) -> pd.Series:
    if kind_of(cells) == "number":
        return cells
    order = {text: plain(text) for text in cells.unique() if text}
    ranks: dict[Hashable, int] = {t: rank for rank, t in enumerate(sorted(set(order.values())))}
    return cells.map({text: ranks[key] for text, key in order.items()}).astype("float64")


def _refuse_strangers(frame: pd.DataFrame, query: GridQuery) -> None:
    names = [*query.filters, *(sort.column for sort in query.sorts)]
    unknown = [name for name in names if name not in frame]
    if unknown:
        msg = f"unknown column {unknown[0]!r}; choose one of: {', '.join(frame.columns)}"
        raise UsageError(msg)
    for name, condition in query.filters.items():
        if condition.kind != kind_of(frame[name]):
            msg = f"the column {name} holds {kind_of(frame[name])}s, not {condition.kind}s"
            raise UsageError(msg)

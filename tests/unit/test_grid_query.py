"""Filters and sorts in AG Grid's words, on tables small enough to be read."""

import json
import math
from collections.abc import Callable, Sequence
from functools import cmp_to_key
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.errors import UsageError
from indicators.grid_query import (
    MAX_ENCODED,
    GridQuery,
    apply_query,
    parse_query,
    plain,
    query_of,
)

Model = dict[str, Any]
Cell = str | float
Row = tuple[str, float]

TABLE = pd.DataFrame(
    {
        "code": ["62001", "62002", "62003", "62004", "62005"],
        "name": ["Érin", "Arras", "Saint-Érin", "Béthune", ""],
        "value": [1.5, 2.5, math.nan, 4.0, 2.5],
        "year": [2024, 2023, 2024, 2023, 2024],
    }
)


def text(test: str, operand: str | None = None) -> Model:
    return {"filterType": "text", "type": test, **({} if operand is None else {"filter": operand})}


def number(test: str, first: float | None = None, upper: float | None = None) -> Model:
    model = {"filterType": "number", "type": test, "filter": first, "filterTo": upper}
    return {name: part for name, part in model.items() if part is not None}


def codes(filters: Model | None = None, sorts: Sequence[tuple[str, str]] = ()) -> str:
    """Apply a query and give the last digit of the codes, in order."""
    order = [{"colId": name, "sort": direction} for name, direction in sorts]
    kept = apply_query(TABLE, query_of(filters or {}, order))
    return "".join(code[-1] for code in kept["code"])


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (text("contains", "erin"), "13"),
        (text("contains", "ÉRIN"), "13"),
        (text("notContains", "erin"), "245"),
        (text("equals", "arras"), "2"),
        (text("notEqual", "arras"), "1345"),
        (text("startsWith", "e"), "1"),
        (text("endsWith", "ne"), "4"),
        (text("blank"), "5"),
        (text("notBlank"), "1234"),
        (text("contains", ""), "12345"),
        (text("contains", ".*"), ""),
    ],
)
def test_a_text_filter_ignores_case_and_accents(model: Model, expected: str) -> None:
    assert codes({"name": model}) == expected


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (number("equals", 2.5), "25"),
        (number("notEqual", 2.5), "14"),
        (number("lessThan", 2.5), "1"),
        (number("lessThanOrEqual", 2.5), "125"),
        (number("greaterThan", 2.5), "4"),
        (number("greaterThanOrEqual", 2.5), "245"),
        (number("inRange", 1.5, 2.5), "125"),
        (number("inRange", 3, 2), ""),
        (number("equals", 0), ""),
        (number("blank"), "3"),
        (number("notBlank"), "1245"),
    ],
)
def test_a_number_filter_never_takes_a_missing_value_for_a_number(
    model: Model, expected: str
) -> None:
    assert codes({"value": model}) == expected


def test_conditions_on_one_column_are_joined_by_and_or_or() -> None:
    several = [number("lessThan", 2), number("greaterThan", 3)]
    either = {"filterType": "number", "operator": "OR", "conditions": several}
    both = {"filterType": "number", "operator": "AND", "conditions": several}
    assert codes({"value": either}) == "14"
    assert codes({"value": both}) == ""


def test_filters_on_two_columns_are_both_met() -> None:
    assert codes({"value": number("equals", 2.5), "year": number("equals", 2024)}) == "5"


@pytest.mark.parametrize(
    ("sorts", "expected"),
    [
        ([("value", "asc")], "12543"),
        ([("value", "desc")], "42513"),
        ([("name", "asc")], "24135"),
        ([("name", "desc")], "31425"),
        ([("year", "desc"), ("value", "asc")], "15324"),
        ([("value", "asc"), ("code", "desc")], "15243"),
    ],
)
def test_a_sort_keeps_ties_in_order_and_puts_what_is_missing_last(
    sorts: list[tuple[str, str]], expected: str
) -> None:
    assert codes(sorts=sorts) == expected


def test_the_first_of_two_directions_of_a_column_counts() -> None:
    assert codes(sorts=[("value", "desc"), ("value", "asc")]) == "42513"


@pytest.mark.parametrize(
    ("model", "kept"),
    [
        (number("inRange", 0, 1), [0.0, 0.5, 1.0]),
        (number("inRange", -1, 0), [-0.5, 0.0]),
        (number("greaterThan", 0), [0.5, 1.0]),
    ],
)
def test_zero_is_a_bound_as_another(model: Model, kept: list[float]) -> None:
    frame = pd.DataFrame({"value": [-0.5, 0.0, 0.5, 1.0]})
    assert apply_query(frame, query_of({"value": model}, []))["value"].tolist() == kept


def test_a_query_is_written_without_what_it_does_not_ask() -> None:
    query = query_of({"name": text("contains", "Érin")}, [])
    assert query.to_text() == (
        '{"f":{"name":{"filterType":"text","type":"contains","filter":"Érin"}}}'
    )


def test_the_index_is_kept_so_that_the_rows_can_be_found_again() -> None:
    kept = apply_query(TABLE, query_of({"value": number("greaterThan", 2)}, []))
    assert list(kept.index) == [1, 3, 4]


def test_an_empty_table_stays_empty() -> None:
    query = query_of({"name": text("contains", "a")}, [{"colId": "value", "sort": "asc"}])
    assert apply_query(TABLE.iloc[:0], query).empty


def test_a_query_is_the_same_once_written_and_read_again() -> None:
    several = {"filterType": "text", "operator": "OR", "conditions": [text("blank")] * 2}
    query = query_of(
        {"name": several, "value": number("inRange", 1, 2.5)}, [{"colId": "value", "sort": "desc"}]
    )
    assert parse_query(query.to_text()) == query


def test_a_query_that_asks_nothing_is_an_empty_text() -> None:
    assert query_of({}, []).to_text() == ""
    assert parse_query("") == GridQuery()


def test_what_the_grid_adds_to_a_sort_is_ignored() -> None:
    query = query_of(None, [{"colId": "value", "sort": "asc", "type": "default"}])
    assert query.to_text() == '{"s":[{"colId":"value","sort":"asc"}]}'


def test_a_filter_is_given_back_in_the_words_of_the_grid() -> None:
    model = {"value": number("inRange", 1.0, 2.5), "name": text("blank")}
    assert query_of(model, []).filter_model == model


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("{", "not valid JSON"),
        ("[" * 900, "not valid JSON"),
        ("[]", "not understood"),
        ('"f"', "not understood"),
        ('{"x":1}', "not understood at x"),
        ('{"f":{"value":{"filterType":"date","type":"equals"}}}', "not understood at f.value"),
        ('{"f":{"value":{"filterType":"number","type":"about","filter":1}}}', "f.value"),
        ('{"f":{"value":{"filterType":"number","type":"equals","filter":NaN}}}', "f.value"),
        ('{"f":{"value":{"filterType":"number","type":"equals","filter":1e999}}}', "f.value"),
        ('{"f":{"value":{"filterType":"number","type":"equals"}}}', "needs a number"),
        ('{"f":{"value":{"filterType":"number","type":"inRange","filter":1}}}', "two numbers"),
        ('{"f":{"name":{"filterType":"text","type":"contains"}}}', "needs a text"),
        ('{"f":{"name":{"filterType":"text","type":"equals","filter":"\\ud800"}}}', "f.name"),
        ('{"f":{"name":{"filterType":"text","operator":"OR","conditions":[]}}}', "f.name"),
        ('{"s":[{"colId":"value","sort":"up"}]}', "not understood at s.0.sort"),
        ('{"s":{"colId":"value"}}', "not understood at s"),
    ],
)
def test_a_malformed_query_is_refused_saying_where(bad: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse_query(bad)


def test_conditions_of_two_kinds_on_one_column_are_refused() -> None:
    mixed = {
        "filterType": "text",
        "operator": "AND",
        "conditions": [text("blank"), number("equals", 1)],
    }
    with pytest.raises(UsageError, match="all of text or all of number"):
        query_of({"name": mixed}, [])


@pytest.mark.parametrize("letter", ["a", "é"])
def test_a_query_too_long_for_an_address_is_refused_both_ways(letter: str) -> None:
    conditions = [text("contains", letter * 200)] * 10
    model = {
        name: {"filterType": "text", "operator": "OR", "conditions": conditions}
        for name in ("code", "name")
    }
    query = query_of(model, [])
    with pytest.raises(UsageError, match=f"at most {MAX_ENCODED}"):
        query.to_text()
    with pytest.raises(UsageError, match=f"at most {MAX_ENCODED}"):
        parse_query(json.dumps({"f": model}))


@pytest.mark.parametrize(
    ("filters", "sorts", "said"),
    [
        ({"nom": text("blank")}, [], "unknown column 'nom'"),
        ({}, [{"colId": "nom", "sort": "asc"}], "unknown column 'nom'"),
        ({"value": text("blank")}, [], "the column value holds numbers, not texts"),
        ({"name": number("blank")}, [], "the column name holds texts, not numbers"),
    ],
)
def test_a_query_for_another_table_is_refused(
    filters: Model, sorts: list[Model], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        apply_query(TABLE, query_of(filters, sorts))


def test_a_query_can_be_cut_down_to_what_a_table_has() -> None:
    query = query_of(
        {"value": text("blank"), "nom": text("blank"), "name": text("blank")},
        [{"colId": "nom", "sort": "asc"}, {"colId": "year", "sort": "asc"}],
    )
    cut = query.within(TABLE)
    assert list(cut.filters) == ["name"]
    assert [sort.column for sort in cut.sorts] == ["year"]


NAMES = st.sampled_from(["", "a", "A", "é", "E", "éa", "ab", "b b"])
FIGURES = st.sampled_from([math.nan, -1.0, 0.0, 1.0, 1.5, 2.0])
ROWS = st.lists(st.tuples(NAMES, FIGURES), max_size=12)
TEXTS = st.builds(
    text,
    st.sampled_from(
        ["contains", "notContains", "equals", "notEqual", "startsWith", "endsWith", "blank"]
    ),
    NAMES,
)
NUMBERS = st.builds(
    number,
    st.sampled_from(["equals", "notEqual", "lessThan", "greaterThanOrEqual", "inRange", "blank"]),
    st.sampled_from([0.0, 1.0, 1.5]),
    st.sampled_from([1.0, 2.0]),
)
SORTS = st.lists(
    st.tuples(st.sampled_from(["name", "value"]), st.sampled_from(["asc", "desc"])),
    max_size=2,
    unique_by=lambda sort: sort[0],
)


def is_missing(cell: Cell) -> bool:
    return cell == "" or cell != cell  # noqa: PLR0124


def holds(cell: Any, model: Model) -> bool:  # noqa: ANN401 - a text or a number
    """Say by a plain reading of the words whether a cell meets a condition."""
    test, operand = model["type"], model["filter"]
    if test == "blank":
        return is_missing(cell)
    if model["filterType"] == "number":
        return (
            not is_missing(cell)
            and {
                "equals": cell == operand,
                "notEqual": cell != operand,
                "lessThan": cell < operand,
                "greaterThanOrEqual": cell >= operand,
                "inRange": operand <= cell <= model["filterTo"],
            }[test]
        )
    cell, operand = plain(cell), plain(operand)
    return {
        "contains": operand in cell,
        "notContains": operand not in cell,
        "equals": cell == operand,
        "notEqual": cell != operand,
        "startsWith": cell.startswith(operand),
        "endsWith": cell.endswith(operand),
    }[test]


def compare(sorts: Sequence[tuple[str, str]]) -> Callable[[Row], Any]:
    """Compare two rows column after column, what is missing after all the rest."""

    def by(first: Row, second: Row) -> int:
        for column, direction in sorts:
            a, b = (row[("name", "value").index(column)] for row in (first, second))
            if is_missing(a) or is_missing(b):
                if is_missing(a) != is_missing(b):
                    return 1 if is_missing(a) else -1
                continue
            a, b = (plain(c) if isinstance(c, str) else c for c in (a, b))
            if a != b:
                return (1 if a > b else -1) * (1 if direction == "asc" else -1)
        return 0

    return cmp_to_key(by)


@given(ROWS, st.lists(TEXTS, max_size=2), NUMBERS, st.sampled_from(["AND", "OR"]), SORTS)
def test_filter_then_sort_is_what_a_plain_reading_of_the_words_gives(
    rows: list[Row], texts: list[Model], figure: Model, joined: str, sorts: list[tuple[str, str]]
) -> None:
    every = all if joined == "AND" else any
    filters = {"value": figure}
    if texts:
        filters["name"] = {"filterType": "text", "operator": joined, "conditions": texts}
    expected = [
        row
        for row in rows
        if holds(row[1], figure) and (not texts or every(holds(row[0], one) for one in texts))
    ]
    expected.sort(key=compare(sorts))
    frame = pd.DataFrame(rows, columns=["name", "value"]).astype({"name": str, "value": float})
    order = [{"colId": name, "sort": direction} for name, direction in sorts]
    query = parse_query(query_of(filters, order).to_text())
    kept = apply_query(frame, query)
    pd.testing.assert_frame_equal(
        kept.reset_index(drop=True),
        pd.DataFrame(expected, columns=["name", "value"]).astype({"name": str, "value": float}),
    )

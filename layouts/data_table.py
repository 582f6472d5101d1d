"""The table of the page Données: what its cells say, and the grid that shows them.

The grid asks the server for its rows, a block at a time, so that any selection fits. Filters and
sorts work on ``words``, the table in the reader's language: what is read is what is searched.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import dash_ag_grid as dag
import pandas as pd

from indicators.catalogue import Indicator
from indicators.export import DECIMALS
from indicators.grid_query import GridQuery, kind_of
from layouts.context import Context
from layouts.grid_texts import FRENCH
from layouts.texts import number

GRID = "data-grid"
BLOCK = 100
"""Rows that the grid asks for at a time."""
_NUMBERS = ("value", "numerator", "denominator")
_WIDTHS = {
    "code": 120,
    "name": 240,
    "indicator": 260,
    "stratum": 200,
    "year": 124,
    "period": 120,
    "value": 124,
    "unit": 200,
    "status": 130,
    "numerator": 150,
    "denominator": 160,
    "producer": 180,
    "edition": 180,
    "note": 360,
}


def words(context: Context, frame: pd.DataFrame) -> pd.DataFrame:
    """Put what ``indicators.selection.select`` gives, for an indicator or several, in words.

    Returns
    -------
    pandas.DataFrame
        The columns of the table, with the index of ``frame``: numbers as the files give them,
        rounded alike; texts spelled out; the class rather than the number of a qualitative
        indicator. The indicator is there where several are listed; the stratum and the period when
        they say more than the year; the columns that the view hides are not.
    """
    names = list(dict.fromkeys(frame["indicator"].astype(str))) or [context.view.indicator]
    parts = [
        _columns(context.with_view(indicator=name), frame[frame["indicator"] == name])
        for name in names
    ]
    said = {
        "indicator": len(names) > 1,
        "stratum": (frame["stratum"] != "").any(),
        "period": _has_months(frame),
        **dict.fromkeys(context.view.hidden_columns, False),
    }
    whole = pd.concat(parts)
    return whole[[column for column in whole if said.get(str(column), True)]]


def _columns(context: Context, frame: pd.DataFrame) -> pd.DataFrame:
    """Give every column for the rows of one indicator."""
    catalogue, entry = context.catalogue, context.indicator
    editions = {name: context.say(edition.label) for name, edition in catalogue.editions.items()}
    columns = {
        "code": frame["code"],
        "name": frame["name"],
        "indicator": pd.Series(context.say(entry.label), index=frame.index, dtype=str),
        "stratum": _spell(frame["stratum"], lambda name: stratum_name(context, name)),
        "year": frame["year"].astype("int64"),
        "period": frame["period"],
        "value": _values(entry, frame["value"]),
        "unit": pd.Series(context.say(entry.unit), index=frame.index, dtype=str),
        "status": _spell(frame["status"], context.status_name),
        "numerator": frame["numerator"].round(DECIMALS),
        "denominator": frame["denominator"].round(DECIMALS),
        "producer": _spell(frame["source"], lambda name: context.source(name).producer),
        "edition": _spell(frame["edition"], editions.__getitem__),
        "note": _spell(frame["note"], context.note),
    }
    return pd.DataFrame(columns, index=frame.index)


def _has_months(frame: pd.DataFrame) -> bool:
    return bool((frame["period"].astype(str) != frame["year"].astype(str)).any())


def _spell(cells: pd.Series, say: Callable[[str], str]) -> pd.Series:
    names = cells.astype(str)
    spelled = {name: say(name) if name else "" for name in names.unique()}
    return names.map(spelled).astype(str)


def _values(entry: Indicator, values: pd.Series) -> pd.Series:
    if not entry.categories:
        return values.round(DECIMALS)
    codes = {category.value: category.code for category in entry.categories}
    return values.map(codes).fillna("").astype(str)


def stratum_name(context: Context, name: str) -> str:
    """Name a stratum: that of the catalogue, or a sex and an age band."""
    strata = context.indicator.strata
    if isinstance(strata, dict):
        return context.say(strata[name])
    if strata is None:
        return name
    sex, _, ages = name.partition(" ")
    sexes = {"F": context.t("Femmes"), "M": context.t("Hommes")}
    if ages.endswith("+"):
        return context.t("{sex}, {age} ans et plus", sex=sexes[sex], age=int(ages[:-1]))
    low, _, high = ages.partition("-")
    return context.t("{sex}, {low} à {high} ans", sex=sexes[sex], low=int(low), high=int(high))


def headers(context: Context) -> dict[str, str]:
    """Name the columns."""
    t = context.t
    return {
        "code": t("Code"),
        "name": t("Territoire"),
        "indicator": t("Indicateur"),
        "stratum": t("Sous-population"),
        "year": t("Millésime"),
        "period": t("Période"),
        "value": t("Valeur"),
        "unit": t("Unité"),
        "status": t("Statut"),
        "numerator": t("Numérateur"),
        "denominator": t("Dénominateur"),
        "producer": t("Source"),
        "edition": t("Édition"),
        "note": t("Remarque"),
    }


def cells(context: Context, rows: pd.DataFrame) -> list[dict[str, str]]:
    """Write the rows of one block as the grid shows them."""
    shown = rows.copy()
    shown["year"] = shown["year"].astype(str)
    entries = _entries(context, rows)
    for name in _NUMBERS:
        if name in rows and kind_of(rows[name]) == "number":
            pairs = zip(entries, rows[name], strict=True)
            shown[name] = [_figure(context, entry, name, value) for entry, value in pairs]
    records: list[dict[str, str]] = shown.astype(str).to_dict("records")  # type: ignore[assignment]
    return records


def _entries(context: Context, rows: pd.DataFrame) -> list[Indicator]:
    """Give the indicator of each row: where one is listed, it has no column."""
    if "indicator" not in rows:
        return [context.indicator] * len(rows)
    entries = context.catalogue.indicators
    labels = {context.say(entries[name].label): entries[name] for name in context.view.indicators}
    return [labels[label] for label in rows["indicator"]]


def _figure(context: Context, entry: Indicator, name: str, value: float) -> str:
    if name == "value":
        return context.figure(value, entry)
    if math.isnan(value):
        return ""
    whole = value == int(value)
    return number(value, 0 if whole else entry.decimals or 1, context.lang)


def grid(context: Context, table: pd.DataFrame, query: GridQuery) -> dag.AgGrid:
    """Give the grid of a table, already filtered and sorted by a query."""
    names = headers(context)
    state = {
        "filter": {"filterModel": query.filter_model},
        "sort": {"sortModel": [sort.model_dump(by_alias=True) for sort in query.sorts]},
    }
    options: dict[str, Any] = {
        "theme": "themeQuartz",
        "initialState": state,
        "cacheBlockSize": BLOCK,
        # The component holds one request at a time: a second one would lose the first.
        "maxConcurrentDatasourceRequests": 1,
        "maxBlocksInCache": 20,
        "blockLoadDebounceMillis": 80,
        "enableCellTextSelection": True,
        "tooltipShowDelay": 400,
        "multiSortKey": "ctrl",
        "rowHeight": 36,
        "headerHeight": 40,
    }
    if context.lang == "fr":
        options["localeText"] = FRENCH
    return dag.AgGrid(
        id=GRID,
        rowModelType="infinite",
        columnDefs=[_column(name, names[name], table[name]) for name in map(str, table)],
        defaultColDef={"sortable": True, "resizable": True, "floatingFilter": True},
        dashGridOptions=options,
        className="data-grid",
        style={"height": None, "width": None},
    )


def _column(name: str, header: str, column: pd.Series) -> dict[str, Any]:
    definition: dict[str, Any] = {
        "field": name,
        "colId": name,
        "headerName": header,
        "width": _WIDTHS[name],
        **(_number_filter() if kind_of(column) == "number" else _text_filter()),
    }
    if name in _NUMBERS:
        definition["type"] = "rightAligned"
    if name in {"name", "indicator", "note", "unit", "producer", "edition"}:
        definition["tooltipField"] = name
    return definition


def _text_filter() -> dict[str, Any]:
    return {"filter": "agTextColumnFilter", "filterParams": _filter_params()}


def _number_filter() -> dict[str, Any]:
    parameters = {
        **_filter_params(),
        "inRangeInclusive": True,
        # A French keyboard types a comma.
        "allowedCharPattern": r"\d\-,.",
        "numberParser": {"function": "decimalComma.read(params)"},
        "numberFormatter": {"function": "decimalComma.write(params)"},
    }
    return {"filter": "agNumberColumnFilter", "filterParams": parameters}


def _filter_params() -> dict[str, Any]:
    return {"buttons": ["reset"], "debounceMs": 500, "maxNumConditions": 4}

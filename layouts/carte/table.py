"""The table behind the map."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from indicators.catalogue import Indicator
from layouts.context import Context
from layouts.table import table_html


def table(context: Context, frame: pd.DataFrame, caption: str) -> str:
    """Give, as HTML, the table of what the maps show: a row for each territory of each map.

    Parameters
    ----------
    context : Context
        The view: each row leads to it with its territory chosen.
    frame : pandas.DataFrame
        The rows.
    caption : str
        What the table shows.
    """
    t = context.t
    entries = {name: context.catalogue.indicator(name) for name in frame["indicator"].unique()}
    value = context.say(context.indicator.unit) if len(entries) < 2 else t("Valeur")  # noqa: PLR2004
    head = [t("Territoire"), t("Code"), value, t("Millésime"), t("Statut"), t("Remarque")]
    rows = [
        (row["name"], _cells(context, entries[row["indicator"]], row, alone=len(entries) == 1))
        for row in frame.to_dict("records")
    ]
    addresses = [_address(context, row) for row in frame[["code", "level"]].to_dict("records")]
    return table_html(caption, head, rows, addresses)


def _address(context: Context, row: Mapping[Hashable, Any]) -> str:
    chosen = {"territory": row["code"], "territory_level": "", "level": row["level"]}
    return context.with_view(**chosen).address("/")


def _cells(
    context: Context, entry: Indicator, row: Mapping[Hashable, Any], *, alone: bool
) -> list[str]:
    """Write a row; where there are two indicators, each value is told with its own."""
    figure = context.figure(row["value"], entry)
    return [
        row["code"],
        figure if alone else f"{figure} ({context.say(entry.short)})",
        str(row["year"]),
        context.status_name(row["status"]),
        context.note(row["note"]),
    ]

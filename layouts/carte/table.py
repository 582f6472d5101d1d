"""The table behind the map."""

from __future__ import annotations

import pandas as pd

from layouts.carte.caption import title
from layouts.context import Context
from layouts.table import table_html


def table(context: Context, frame: pd.DataFrame) -> str:
    """Give, as HTML, the table of what the map shows: a row for each territory."""
    t = context.t
    unit = context.say(context.indicator.unit)
    head = [t("Territoire"), t("Code"), unit, t("Statut"), t("Remarque")]
    columns = zip(
        frame["name"], frame["code"], frame["value"], frame["status"], frame["note"], strict=True
    )
    rows = [
        (name, [code, context.figure(value), context.status_name(status), context.note(note)])
        for name, code, value, status, note in columns
    ]
    return table_html(title(context), head, rows)

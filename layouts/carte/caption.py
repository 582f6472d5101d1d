"""What is said around the map: its title, its text alternative, its source."""

from __future__ import annotations

import pandas as pd

from layouts.context import Context


def title(context: Context) -> str:
    """Say all that the map needs out of its page: indicator, unit, place, level, year."""
    return context.t(
        "{indicator}, {place}, par {level}, {year}",
        indicator=context.title(),
        place=context.departement.name,
        level=context.level_name(context.view.level)
        .lower()
        .replace("epci", "EPCI")
        .replace("tvs", "TVS"),
        year=context.view.year,
    )


def alternative(context: Context) -> str:
    """Describe the map to who does not see it, and say where its table is."""
    return context.t(
        "Carte: {title}. Le tableau sous la carte donne toutes les valeurs.", title=title(context)
    )


def source_line(context: Context, frame: pd.DataFrame) -> str:
    """Say source, millésime, licence and statuses, under the map."""
    t = context.t
    names = sorted({str(s) for s in frame["source"]} - {""}) or list(context.indicator.sources)
    sources = [context.source(name) for name in names]
    statuses = frame["status"].value_counts()
    told = ", ".join(
        f"{context.status_name(status)} {context.people(count)}"
        for status, count in statuses.items()
    )
    return t(
        "Source: {producers}. Millésime {year}. {licence}. Statut des valeurs: {statuses}.",
        producers="; ".join(dict.fromkeys(f"{s.producer}, {s.title}" for s in sources)),
        year=_period(context, frame),
        licence=", ".join(dict.fromkeys(s.licence for s in sources)),
        statuses=told,
    )


def _period(context: Context, frame: pd.DataFrame) -> str:
    """Name the month of the values, where they are of one; else the year in view."""
    periods = set(frame.loc[frame["value"].notna(), "period"].astype(str))
    month = next(iter(periods), "") if len(periods) == 1 else ""
    is_month = "-" in month and "/" not in month
    return context.day(month) if is_month else str(context.view.year)

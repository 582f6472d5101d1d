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


def alternative(heading: str, context: Context) -> str:
    """Describe the map of that title to who does not see it, and say where its table is."""
    return context.t(
        "Carte: {title}. Le tableau sous la carte donne toutes les valeurs.", title=heading
    )


def source_line(context: Context, frame: pd.DataFrame) -> str:
    """Say source, millésime, licence and statuses, under the map."""
    t = context.t
    names = sorted({str(s) for s in frame["source"]} - {""}) or list(context.indicator.sources)
    sources = [context.source(name) for name in names]
    statuses = frame["status"].value_counts()
    told = ", ".join(
        f"{context.status_name(str(status))} {context.people(count)}"
        for status, count in statuses.items()
    )
    return t(
        "Source: {producers}. {years}. {licence}. Statut des valeurs: {statuses}.",
        producers="; ".join(dict.fromkeys(f"{s.producer}, {s.title}" for s in sources)),
        years=_period(context, frame),
        licence=", ".join(dict.fromkeys(s.licence for s in sources)),
        statuses=told,
    )


def _period(context: Context, frame: pd.DataFrame) -> str:
    """Name the year in view, or the month where the values are of one, or both ends of a change."""
    periods = set(frame.loc[frame["value"].notna(), "period"].astype(str))
    period = next(iter(periods), "") if len(periods) == 1 else ""
    if "/" in period:
        first, last = (context.day(one) for one in period.split("/"))
        return context.t("Millésimes {first} et {last}", first=first, last=last)
    year = context.day(period) if "-" in period else context.view.year
    return context.t("Millésime {year}", year=year)

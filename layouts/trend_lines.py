"""What the page Évolutions draws: the territories, their series, and how they are measured."""

from __future__ import annotations

from dataclasses import dataclass, replace

from indicators import portrait
from indicators.portrait import Territory
from indicators.trend_measures import Base, Measure, common_base, measured_from
from layouts.context import Context
from layouts.figures.trend import Line
from layouts.scope import compared_of
from layouts.view import MEASURES

_ROLES = {"departement": "departement", "france": "france"}


@dataclass(frozen=True)
class Drawn:
    """What the chart, its table and its file show.

    Parameters
    ----------
    lines : list of Line
        Their rows hold the column ``measure``.
    measure : str
        ``value`` where an index was asked for that cannot be made.
    base : Base, optional
        From what the series are measured; none for plain values.
    """

    lines: list[Line]
    measure: Measure = "value"
    base: Base | None = None


def compared(context: Context) -> list[Territory]:
    """Give the territories that are compared with the one in view."""
    return compared_of(context.bundle, context.view.compared)


def lines_of(context: Context) -> list[Line]:
    """Give the series of the territory in view, those compared, its département and France.

    Where the indicator is a count, the département and France would flatten the territory: they
    are drawn only where everything is measured from one year, or where they are chosen.
    """
    place = context.place
    own = _line(context, place, "territory")
    others = [_line(context, one, "compared") for one in compared(context)]
    counts = context.indicator.additive and not context.view.measure
    alone = counts and any(len(line.rows) for line in (own, *others))
    around = [] if alone else _around(context, place)
    taken = {(place.level, place.code)} | {
        (line.level, str(code)) for line in around for code in line.rows["code"].iloc[:1]
    }
    kept = [
        line
        for one, line in zip(compared(context), others, strict=True)
        if (one.level, one.code) not in taken
    ]
    return [line for line in (own, *kept, *around) if len(line.rows)]


def lines_around(context: Context, place: Territory) -> list[Line]:
    """Give the series of one territory, its département and France: what a sentence tells."""
    lines = [_line(context, place, "territory"), *_around(context, place)]
    return [line for line in lines if len(line.rows)]


def drawn(context: Context) -> Drawn:
    """Give what is drawn, measured as the view asks; plain values where that cannot be."""
    lines = lines_of(context)
    asked = MEASURES.get(context.view.measure)
    base = common_base([line.rows for line in lines], context.indicator) if asked else None
    if asked is None or base is None:
        return Drawn(lines)
    measured = [
        replace(line, rows=measured_from(line.rows, base, context.indicator)) for line in lines
    ]
    return Drawn(measured, asked, base)


def _around(context: Context, place: Territory) -> list[Line]:
    places = portrait.surroundings(context.bundle, place)
    return [_line(context, one, _ROLES[one.level]) for one in places if one.level in _ROLES]


def _line(context: Context, place: Territory, role: str) -> Line:
    rows = portrait.series(context.bundle, context.view.indicator, place.level, place.code)
    return Line(place.name, role, rows[rows["value"].notna()], place.level)

"""What the page Évolutions draws: the territories, their series, and how they are measured."""

from __future__ import annotations

from dataclasses import dataclass, replace

from indicators import portrait
from indicators.portrait import Territory
from indicators.series import series
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
        Their ``drawn`` holds the values of ``measure``.
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
    alone = counts and any(line.points for line in (own, *others))
    around = [] if alone else _around(context, place)
    taken = {own.place, *(line.place for line in around if line.points)}
    kept = [line for line in others if line.place not in taken]
    return [line for line in (own, *kept, *around) if line.points]


def lines_around(context: Context, place: Territory) -> list[Line]:
    """Give the series of one territory, its département and France: what a sentence tells."""
    lines = [_line(context, place, "territory"), *_around(context, place)]
    return [line for line in lines if line.points]


def drawn(context: Context) -> Drawn:
    """Give what is drawn, measured as the view asks; plain values where that cannot be."""
    lines = lines_of(context)
    asked = MEASURES.get(context.view.measure)
    base = common_base([line.points for line in lines], context.indicator) if asked else None
    if asked is None or base is None:
        return Drawn(lines)
    return Drawn([_measured(context, line, asked, base) for line in lines], asked, base)


def _measured(context: Context, line: Line, measure: Measure, base: Base) -> Line:
    found = measured_from(line.points, base, context.indicator)
    drawn = [one.index if measure == "index" else one.change_percent for one in found]
    return replace(line, points=tuple(one.point for one in found), drawn=tuple(drawn))


def _around(context: Context, place: Territory) -> list[Line]:
    places = portrait.surroundings(context.bundle, place)
    return [_line(context, one, _ROLES[one.level]) for one in places if one.level in _ROLES]


def _line(context: Context, place: Territory, role: str) -> Line:
    every = series(context.bundle, context.view.indicator, place.level, place.code)
    points = tuple(one for one in every if one.value is not None)
    return Line(place, role, points, tuple(one.number for one in points))

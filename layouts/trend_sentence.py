"""What a trend chart shows, in plain words, written by rules from the data."""

from __future__ import annotations

from indicators.trend_facts import Position, TrendFacts, facts
from indicators.trends import MIN_POINTS, Change, segments
from layouts.context import FRENCH_PLURAL, Context
from layouts.figures.trend import Line
from layouts.texts import day, number

_COMPARISONS = {
    ("departement", "equal"): "autant que dans le département",
    ("departement", "above"): "plus que dans le département ({value})",
    ("departement", "below"): "moins que dans le département ({value})",
    ("france", "equal"): "autant qu'en France",
    ("france", "above"): "plus qu'en France ({value})",
    ("france", "below"): "moins qu'en France ({value})",
}
TREND_WORDS = {
    "improving": "La tendance est à l'amélioration ({points} points).",
    "worsening": "La tendance est à la dégradation ({points} points).",
    "rising": "La tendance est à la hausse ({points} points).",
    "falling": "La tendance est à la baisse ({points} points).",
    "stable": "La série est stable ({points} points).",
    "mixed": "Aucune tendance nette ({points} points).",
    "none": "Les millésimes de cet indicateur ne se comparent pas: aucune évolution n'est tirée.",
}


def sentence(context: Context, lines: list[Line]) -> str:
    """Say what the chart shows: the last value, beside the others, and the change.

    The change is told inside the last edition only, never for series whose years do not compare.
    """
    t = context.t
    own, found = _found(context, lines)
    if own is None or found is None:
        return t(
            "Cet indicateur n'est pas publié pour ce territoire ({place}): le graphique ne montre "
            "que {others}.",
            place=context.place.name,
            others=", ".join(line.label(context) for line in lines),
        )
    told = t(
        "{place}: {value} ({year}{estimated}).",
        place=own.label(context),
        value=context.measured(found.value),
        year=day(found.period, context.lang),
        estimated=f", {context.status_name('estimated')}" if found.status == "estimated" else "",
    )
    return " ".join([told, *_against(context, found.positions), *_since(context, own, found)])


def remark(context: Context, lines: list[Line]) -> str:
    """Say what a reader must know of a series: its trend, and where another edition begins."""
    own, found = _found(context, lines)
    if own is None or found is None:
        return ""
    return " ".join([*_trend(context, found), *_break(context, own)])


def _found(context: Context, lines: list[Line]) -> tuple[Line | None, TrendFacts | None]:
    """Give the series of the territory in view, and what can be told of it."""
    own = next((line for line in lines if line.role == "territory"), None)
    references = {line.role: line.points for line in lines if line.role != "territory"}
    entry, name = context.indicator, context.view.indicator
    return own, facts(own.points, references, name, entry) if own is not None else None


def _against(context: Context, positions: tuple[Position, ...]) -> list[str]:
    """Compare with the département and France for the same period, where they are known."""
    if context.indicator.additive or not positions:
        return []
    t = context.t
    told = [
        t(_COMPARISONS[one.reference, one.side], value=context.figure(one.value))
        for one in positions
    ]
    return [t("C'est {comparison}.", comparison=t(" et ").join(told))]


def _since(context: Context, own: Line, found: TrendFacts) -> list[str]:
    """Tell the change inside the last edition; a change that is none is told as such."""
    t = context.t
    if found.change is None:
        return []
    first = segments(own.points)[-1][0].number
    since, before = day(found.change.since, context.lang), context.figure(first)
    if found.change.direction == "unchanged":
        return [t("Stable depuis {since} ({before}).", since=since, before=before)]
    word = t("En hausse") if found.change.direction == "up" else t("En baisse")
    size = change_size(context, found.change, first, found.value)
    return [
        t(
            "{word} de {size} depuis {since} ({before}).",
            word=word,
            size=size,
            since=since,
            before=before,
        )
    ]


def change_size(context: Context, found: Change, first: float, last: float) -> str:
    """Write a change: in points for a percentage, else in per cent of the first value.

    Points are those of the two values as they are shown, so that a reader finds them again.
    """
    decimals = context.indicator.decimals
    if context.indicator.unit.fr.startswith("%"):
        size = round(abs(round(last, decimals) - round(first, decimals)), decimals)
        shown = number(size, decimals, context.lang)
        one = size < FRENCH_PLURAL if context.lang == "fr" else size == 1
        return (
            context.t("{size} point", size=shown) if one else context.t("{size} points", size=shown)
        )
    if found.percent is None:
        return context.figure(abs(found.absolute))
    percent = abs(found.percent)
    return context.t("{size} %", size=number(percent, 0 if percent >= 1 else 1, context.lang))


def _trend(context: Context, found: TrendFacts) -> list[str]:
    """Tell the trend from ``MIN_POINTS`` points on, and below say that there are too few."""
    t, points = context.t, found.trend.points
    if found.trend.word == "too_few_points":
        told = t(
            "Trop peu de points pour une tendance: {points} dans l'édition, il en faut {least}.",
            points=points,
            least=MIN_POINTS,
        )
        return [told]
    return [t(TREND_WORDS[found.trend.word], points=points)]


def _break(context: Context, own: Line) -> list[str]:
    """Say where another edition begins, before which nothing is compared."""
    parts = segments(own.points)
    if len(parts) == 1 or not context.indicator.comparable_years:
        return []
    start = day(parts[-1][0].period, context.lang)
    return [
        context.t("Avant {start}, une autre édition: les deux ne se comparent pas.", start=start)
    ]

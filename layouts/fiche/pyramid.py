"""The age pyramid: a table whose cells are bars, so that it reads, prints and needs no script."""

from __future__ import annotations

from dataclasses import dataclass

from dash import html

from indicators.bundle import Bundle
from indicators.portrait import Territory
from indicators.series import strata
from layouts.components import badge
from layouts.context import Context
from layouts.markup import Child
from layouts.texts import number

_INDICATOR = "population_by_age"


@dataclass(frozen=True)
class Pyramid:
    """The inhabitants of a territory by age band and sex, at its last census.

    Parameters
    ----------
    year : int
        The census.
    status : str
        Of the counts.
    people : dict
        Inhabitants by band and sex (``F`` or ``M``).
    """

    year: int
    status: str
    people: dict[tuple[str, str], float]

    @property
    def bands(self) -> list[str]:
        """The age bands, the oldest first."""
        return sorted({band for band, _ in self.people}, reverse=True)

    @property
    def shares(self) -> dict[tuple[str, str], float]:
        """The inhabitants in per cent of all."""
        total = sum(self.people.values())
        return {cell: 100 * count / total for cell, count in self.people.items()}


def pyramid_of(bundle: Bundle, place: Territory) -> Pyramid | None:
    """Give the ages of the inhabitants of a territory; nothing where they are not known."""
    every = strata(bundle, _INDICATOR, place.level, place.code)
    year = max((one.year for _, one in every), default=0)
    held = [(name, one) for name, one in every if one.year == year and one.value is not None]
    if not held:
        return None
    people = {}
    for name, one in held:
        sex, _, band = name.partition(" ")
        people[band, sex] = one.number
    return Pyramid(year, held[-1][1].status, people)


def pyramid(context: Context) -> list[Child]:
    """Give the pyramid of the territory in view, with the département's profile as marks."""
    t = context.t
    ages = pyramid_of(context.bundle, context.place)
    if ages is None:
        return []
    shares, reference = ages.shares, _reference(context)
    top = max([*shares.values(), *(reference or {}).values()])
    rows = [
        html.Tr(
            [
                _bar(context, shares, reference, (band, "F"), top),
                html.Th(_ages(context, band), scope="row"),
                _bar(context, shares, reference, (band, "M"), top),
            ]
        )
        for band in ages.bands
    ]
    head = [html.Th(t(x), scope="col") for x in ("Femmes", "Âge", "Hommes")]
    caption = t("Pyramide des âges, en % des habitants; recensement de {year}", year=ages.year)
    if reference is not None:
        caption += t(". Trait: le département")
    return [
        html.Table(
            [
                html.Caption([f"{caption} ", badge(context, ages.status)]),
                html.Thead(html.Tr(head)),
                html.Tbody(rows),
            ],
            className="pyramid",
        )
    ]


def _ages(context: Context, band: str) -> str:
    """Name an age band: "05-09" is 5 to 9 years, "95+" 95 and over."""
    if band.endswith("+"):
        return context.t("{age} ans et plus", age=band[:-1])
    low, _, high = band.partition("-")
    return context.t("{low} à {high} ans", low=int(low), high=int(high))


def _reference(context: Context) -> dict[tuple[str, str], float] | None:
    if context.place.level in {"departement", "region", "france"}:
        return None
    ages = pyramid_of(context.bundle, context.departement)
    return None if ages is None else ages.shares


def _bar(
    context: Context,
    shares: dict[tuple[str, str], float],
    reference: dict[tuple[str, str], float] | None,
    cell: tuple[str, str],
    top: float,
) -> html.Td:
    share = shares[cell]
    marks = []
    if reference is not None:
        marks = [html.Span(className="pyramid-mark", style=_place(cell, reference[cell], top))]
    bar = html.Span(className="pyramid-bar", style={"width": f"{100 * share / top:.1f}%"})
    return html.Td(
        [
            html.Span(number(share, 1, context.lang), className="pyramid-number"),
            html.Span([bar, *marks], className="pyramid-track"),
        ],
        className=f"pyramid-{cell[1]}",
    )


def _place(cell: tuple[str, str], share: float, top: float) -> dict[str, str]:
    side = "right" if cell[1] == "F" else "left"
    return {side: f"{100 * share / top:.1f}%"}

"""The age pyramid: a table whose cells are bars, so that it reads, prints and needs no script."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html

from indicators.bundle import Bundle
from indicators.portrait import Territory
from layouts.components import badge
from layouts.context import Context
from layouts.texts import number

_INDICATOR = "population_by_age"


def age_rows(bundle: Bundle, place: Territory) -> pd.DataFrame:
    """Give the inhabitants of a territory by age band and sex, the oldest first.

    Returns
    -------
    pandas.DataFrame
        Index: the bands; columns ``F`` and ``M``, inhabitants; empty where nothing is known.
    """
    rows = bundle.rows(_INDICATOR, place.level, codes=[place.code])
    rows = rows[rows["year"] == rows["year"].max()]
    split = rows["stratum"].str.split(" ", n=1, expand=True).reindex(columns=[0, 1])
    wide = pd.DataFrame({"sex": split[0], "band": split[1], "value": rows["value"]})
    return wide.pivot_table(index="band", columns="sex", values="value").sort_index(ascending=False)


def pyramid(context: Context) -> list[Any]:
    """Give the pyramid of the territory in view, with the département's profile as marks."""
    t = context.t
    ages = age_rows(context.bundle, context.place)
    if ages.empty:
        return []
    shares = 100 * ages / ages.to_numpy().sum()
    reference = _reference(context)
    top = float(pd.concat([shares, *([reference] if reference is not None else [])]).max().max())
    rows = [
        html.Tr(
            [
                _bar(context, shares, reference, (band, "F"), top),
                html.Th(_ages(context, band), scope="row"),
                _bar(context, shares, reference, (band, "M"), top),
            ]
        )
        for band in shares.index
    ]
    head = [html.Th(t(x), scope="col") for x in ("Femmes", "Âge", "Hommes")]
    caption = t("Pyramide des âges, en % des habitants; recensement de {year}", year=_year(context))
    if reference is not None:
        caption += t(". Trait: le département")
    return [
        html.Table(
            [
                html.Caption([f"{caption} ", badge(context, _status(context))]),
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


def _observed(context: Context) -> pd.DataFrame:
    return context.bundle.rows(_INDICATOR, context.place.level, codes=[context.place.code])


def _year(context: Context) -> int:
    return int(_observed(context)["year"].max())


def _status(context: Context) -> str:
    return str(_observed(context)["status"].iloc[-1])


def _reference(context: Context) -> pd.DataFrame | None:
    if context.place.level in {"departement", "region", "france"}:
        return None
    ages = age_rows(context.bundle, context.departement)
    return None if ages.empty else 100 * ages / ages.to_numpy().sum()


def _bar(
    context: Context,
    shares: pd.DataFrame,
    reference: pd.DataFrame | None,
    cell: tuple[str, str],
    top: float,
) -> html.Td:
    share = float(shares.loc[cell])
    marks = []
    if reference is not None:
        marks = [html.Span(className="pyramid-mark", style=_place(cell, reference.loc[cell], top))]
    return html.Td(
        [
            html.Span(number(share, 1, context.lang), className="pyramid-number"),
            html.Span(className="pyramid-bar", style={"width": f"{100 * share / top:.1f}%"}),
            *marks,
        ],
        className=f"pyramid-{cell[1]}",
    )


def _place(cell: tuple[str, str], share: float, top: float) -> dict[str, str]:
    side = "right" if cell[1] == "F" else "left"
    return {side: f"{100 * share / top:.1f}%"}

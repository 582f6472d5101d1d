"""What the pointer reads on a map: value, unit in the number that it asks for, status, source."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile

import pandas as pd

from layouts.context import Context


@dataclass(frozen=True)
class Hover:
    """The text of the territories of a map: what they share, and what each one says of itself.

    Parameters
    ----------
    template : str
        Of Plotly; ``%{customdata}`` is what the territory says, ``%{z}`` its value.
    told : list
        For each territory its status, with its class where it has one, or the part of the unit
        that varies and the status.
    """

    template: str
    told: list[str] | list[list[str]]


def hover(context: Context, known: pd.DataFrame, between: tuple[int, int] | None) -> Hover:
    """Say what each territory with a value tells.

    Parameters
    ----------
    context : Context
        The view.
    known : pandas.DataFrame
        ``value`` and ``status`` of each.
    between : tuple of int, optional
        The two millésimes whose difference the values are.
    """
    statuses = known["status"].map(_status_names(context)).astype(str)
    told = context.t("millésime {year}", year=_years(context, between))
    source = _producers(context)
    if context.indicator.categories:
        classes = {one.value: context.say(one.label) for one in context.indicator.categories}
        named = (known["value"].map(classes) + " (" + statuses + ")").tolist()
        return Hover(
            f"<b>%{{text}}</b><br>%{{customdata}}<br>{told} · {source}<extra></extra>", named
        )
    unit, endings = _unit(context, known["value"])
    status = "customdata[1]" if endings else "customdata"
    sign = "" if between is None else "+"
    value = f"%{{z:{sign},.{context.indicator.decimals}f}} {unit}"
    template = f"<b>%{{text}}</b><br>{value}<br>{told} · %{{{status}}} · {source}<extra></extra>"
    said = [list(pair) for pair in zip(endings, statuses, strict=True)] if endings else None
    return Hover(template, said or statuses.tolist())


def _status_names(context: Context) -> dict[str, str]:
    return {status: context.status_name(status) for status in context.catalogue.statuses}


def _years(context: Context, between: tuple[int, int] | None) -> str:
    return str(context.view.year) if between is None else f"{between[0]} → {between[1]}"


def _producers(context: Context) -> str:
    return ", ".join(sorted({context.source(one).producer for one in context.indicator.sources}))


def _unit(context: Context, values: pd.Series) -> tuple[str, list[str]]:
    """Name the unit, and the letters by which it varies where some values take the singular.

    The letters alone are sent with each territory: a unit is long, and the same but for them.
    """
    entry = context.indicator
    singular = [context.is_one(value, entry) for value in values]
    many, one = context.say(entry.unit), context.say(entry.unit_one or entry.unit)
    if one == many or not any(singular):
        return many, []
    if all(singular):
        return one, []
    start = _beginning(many, one)
    rests = [text[len(start) :] for text in (many, one)]
    end = _beginning(*(text[::-1] for text in rests))[::-1]
    plural, alone = (text[: len(text) - len(end)] for text in rests)
    endings = [alone if is_one else plural for is_one in singular]
    return f"{start}%{{customdata[0]}}{end}", endings


def _beginning(one: str, other: str) -> str:
    """Give the letters with which two texts begin alike."""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return "".join(letter for letter, _ in alike)

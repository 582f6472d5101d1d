"""Finding a territory by a few letters, without accents or case."""

from __future__ import annotations

import pandas as pd
from dash import html
from dash.dependencies import Wildcard

from indicators.bundle import Bundle
from indicators.perimeter import search_key
from indicators.portrait import Territory
from layouts.context import Context
from layouts.markup import Child

LIMIT = 12
WITHOUT_MAP = "without-map"
_LEVELS = ("departement", "epci", "commune", "tvs", "region", "france")


def listener(context: Context, path: str) -> str:
    """Name the page that listens to the search: the map does, unless it has nothing to draw."""
    return WITHOUT_MAP if path == "/" and not context.has_map else path


def nothing_found(context: Context) -> list[Child]:
    """Say that no territory has the name that is typed; while nothing is, say what to type.

    ``assets/style.css`` shows one of the two.
    """
    t = context.t
    return [
        html.Span(t("Tapez les premières lettres d'un nom"), className="nothing-typed"),
        html.Span(t("Aucun territoire à ce nom"), className="nothing-found"),
    ]


def search_id(page: str | Wildcard) -> dict[str, str | Wildcard]:
    """Name the search of a page: each page listens to its own."""
    return {"type": "territory", "page": page}


def typed_id(page: str | Wildcard) -> dict[str, str | Wildcard]:
    """Name what is typed in the search of a page, once it is no name that the search wrote."""
    return {"type": "typed", "page": page}


def option(context: Context, place: Territory) -> dict[str, str]:
    """Give a territory as an option of the search: its value is ``level:code``."""
    kind = context.level_name(place.level)
    where = f" ({place.departement})" if place.level == "commune" else ""
    return {"value": f"{place.level}:{place.code}", "label": f"{place.name}{where} · {kind}"}


def find(bundle: Bundle, text: str, limit: int = LIMIT) -> pd.DataFrame:
    """Find territories whose name holds the words of ``text``, or whose code starts with it.

    Names that start with the text come first, then the larger levels, then the shorter names.
    """
    known = bundle.territories
    key = search_key(text)
    if not key:
        return known.iloc[:0]
    code = text.strip().upper()
    holds = known["key"].str.contains(key, regex=False) | known["code"].str.startswith(code)
    found = known[holds]
    order = pd.DataFrame(
        {
            "exact": (found["key"] != key).astype(int),
            "start": (~found["key"].str.startswith(key)).astype(int),
            "level": found["level"].map(_LEVELS.index),
            "length": found["key"].str.len(),
        }
    )
    return found.loc[order.sort_values(list(order.columns), kind="stable").index[:limit]]


def matching(context: Context, text: str) -> list[dict[str, str]]:
    """Give the options of a search for what a reader has typed (see ``find``)."""
    names = Territory.__dataclass_fields__
    return [
        option(context, Territory(**{name: str(row[name]) for name in names}))
        for row in find(context.bundle, text).to_dict("records")
    ]

"""The page Données: the observations of a view as a table, and its files."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

import dash_mantine_components as dmc
import pandas as pd
from dash import html

from indicators.catalogue import LEVELS
from indicators.grid_query import GridQuery
from indicators.selection import Selection, territories_in, years_of
from layouts.components import definition, download_address
from layouts.context import Context
from layouts.controls import Group, grouped_options, indicator_select
from layouts.data_table import grid, headers
from layouts.markup import Child, labelled
from layouts.view import ALL_YEARS, HIDEABLE

MOST_OTHERS = 8
"""Further indicators that one table lists: with more, its address would be too long."""
_FILES = {"csv": "CSV", "xlsx": "XLSX", "geojson": "GeoJSON", "parquet": "Parquet", "zip": "ZIP"}


@dataclass(frozen=True)
class Listing:
    """What the table lists.

    Parameters
    ----------
    frame : pandas.DataFrame
        The observations of the view, before any filter.
    table : pandas.DataFrame
        The same in the reader's words.
    kept : pandas.DataFrame
        The rows of ``table`` that the filters keep, in the order of the sorts.
    query : GridQuery
        The filters and sorts.
    """

    frame: pd.DataFrame
    table: pd.DataFrame
    kept: pd.DataFrame
    query: GridQuery


def selections(context: Context) -> list[Selection]:
    """Say what the view lists: for each indicator, the territories of a level in that in view.

    An indicator that has no value at this level and this millésime is left out.
    """
    view, place = context.view, context.place
    year = None if view.years else view.year
    return [
        Selection(name, view.level, place.code, year, place.level)
        for name in view.indicators
        if name not in left_out(context)
    ]


def left_out(context: Context) -> list[str]:
    """Name the further indicators that have no value at this level and this millésime."""
    view = context.view
    return [
        name
        for name in view.indicators[1:]
        if not (held := years_of(context.bundle, name, view.level))
        or not (view.years or view.year in held)
    ]


def levels_inside(context: Context) -> list[str]:
    """Give the levels at which the indicator has territories inside the one in view."""
    place = context.place
    return [
        level
        for level in LEVELS
        if years_of(context.bundle, context.view.indicator, level)
        and len(territories_in(context.bundle, level, place.code, place.level))
    ]


def page(context: Context, listing: Listing) -> list[Child]:
    """Give the whole page."""
    t = context.t
    return [
        html.Div(
            [
                html.Section(
                    _controls(context), className="data-controls", **labelled(t("Réglages"))
                ),
                html.Div(content(context, listing), id="data-content"),
            ],
            className="donnees",
        )
    ]


def _controls(context: Context) -> list[Child]:
    t = context.t
    return [
        indicator_select(context, "data-indicator", indicator_options(context)),
        dmc.Select(
            id="data-level",
            label=t("Niveau"),
            data=level_options(context),
            value=context.view.level,
            allowDeselect=False,
        ),
        dmc.Select(
            id="data-year",
            label=t("Millésime"),
            data=year_options(context),
            value=year_value(context),
            allowDeselect=False,
        ),
        dmc.MultiSelect(
            id="data-others",
            className="data-others",
            label=t("Avec d'autres indicateurs"),
            data=other_options(context),
            value=context.view.indicators[1:],
            searchable=True,
            clearable=True,
            maxValues=MOST_OTHERS,
            maxDropdownHeight=400,
            nothingFoundMessage=t("Aucun indicateur à ce nom"),
            clearButtonProps={"aria-label": t("Ne garder qu'un indicateur")},
        ),
        dmc.MultiSelect(
            id="data-columns",
            className="data-columns",
            label=t("Colonnes facultatives"),
            data=column_options(context),
            value=shown_columns(context),
        ),
    ]


def other_options(context: Context) -> list[Group]:
    """List the indicators that can be listed with the one in view: numbers, not classes."""
    if context.indicator.categories:
        return []
    entries = context.catalogue.indicators
    offered = {
        name
        for name, _ in context.bundle.years
        if not entries[name].categories and name != context.view.indicator
    }
    return grouped_options(context, offered)


def column_options(context: Context) -> list[dict[str, str]]:
    """List the columns that can be left out."""
    names = headers(context)
    return [{"value": name, "label": names[column]} for name, column in HIDEABLE.items()]


def shown_columns(context: Context) -> list[str]:
    """Give those of these columns that are shown, as the control has them."""
    hidden = context.view.hidden.split(",")
    return [name for name in HIDEABLE if name not in hidden]


def indicator_options(context: Context) -> list[Group]:
    """List every indicator that the bundle holds, by group, with or without a map."""
    held = context.bundle.indicators
    return grouped_options(context, held)


def level_options(context: Context) -> list[dict[str, str]]:
    """List the levels of the territories that lie in the one in view."""
    inside = levels_inside(context) or [context.view.level]
    return [{"value": level, "label": context.level_name(level)} for level in inside]


def year_options(context: Context) -> list[dict[str, str]]:
    """List the millésimes, the last one first, after all of them together."""
    years = years_of(context.bundle, context.view.indicator, context.view.level)
    every = {"value": ALL_YEARS, "label": context.t("Tous les millésimes")}
    return [every, *({"value": str(year), "label": str(year)} for year in reversed(years))]


def year_value(context: Context) -> str:
    """Give the millésime in view as the control has it."""
    return context.view.years or str(context.view.year)


def content(context: Context, listing: Listing) -> list[Child]:
    """Give what follows the controls: title, sentence, files, grid, sources."""
    return [
        html.H1(title(context), className="map-title"),
        definition(context),
        *_nothing(context, listing),
        *_left_out(context),
        html.Div(
            [
                html.P(count(context, listing), id="data-count", role="status"),
                html.Div(files(context), id="data-files", className="actions"),
            ],
            className="data-head",
        ),
        grid(context, listing.table, listing.query),
        html.P(_hint(context), className="hint"),
        html.P(_for_programs(context), className="hint"),
        html.P(source_line(context, listing.frame), className="source"),
    ]


def title(context: Context) -> str:
    """Say all that the table needs out of its page."""
    t = context.t
    others = len(context.view.indicators) - 1 - len(left_out(context))
    label = context.say(context.indicator.label)
    if others == 1:
        label = t("{label} et un autre indicateur", label=label)
    elif others:
        label = t("{label} et {n} autres indicateurs", label=label, n=others)
    parts = {
        "label": label,
        "place": context.place.name,
        "year": t("tous les millésimes") if context.view.years else context.view.year,
    }
    if context.place.level == context.view.level:
        return t("{label}, {place}, {year}", **parts)
    level = context.level_name(context.view.level)
    named = level[0].lower() + level[1:]
    return t("{label}, {place}, par {level}, {year}", level=named, **parts)


def count(context: Context, listing: Listing) -> str:
    """Say how many rows are listed, out of how many, and with which statuses."""
    t = context.t
    listed, rows = len(listing.kept), len(listing.table)
    amount = _rows(context, listed)
    if listing.query.filters:
        amount = t("{listed} sur {rows} après filtre", listed=amount, rows=context.people(rows))
    statuses = listing.kept["status"].value_counts()
    told = ", ".join(f"{status} {context.people(n)}" for status, n in statuses.items())
    if not told:
        return f"{amount}."
    return t("{amount}. Statut des valeurs: {statuses}.", amount=amount, statuses=told)


def _rows(context: Context, listed: int) -> str:
    t = context.t
    said = t("{n} ligne") if listed < 2 else t("{n} lignes")  # noqa: PLR2004
    return said.format(n=context.people(listed))


def _nothing(context: Context, listing: Listing) -> list[Child]:
    """Say why there is nothing to list, and what would fill the table."""
    if len(listing.table):
        return []
    levels = [
        context.level_name(level)
        for level in LEVELS
        if years_of(context.bundle, context.view.indicator, level)
    ]
    text = context.t(
        "Cet indicateur n'a pas de valeur pour {place} ni pour les territoires qui s'y trouvent. "
        "Il existe à ces niveaux: {levels}. Cherchez un territoire plus grand, ou choisissez un "
        "autre indicateur.",
        place=context.place.name,
        levels=", ".join(levels),
    )
    return [html.P(text, className="notice", role="status")]


def _left_out(context: Context) -> list[Child]:
    """Say which indicators are not listed, and why."""
    entries = context.catalogue.indicators
    names = [context.say(entries[name].label) for name in left_out(context)]
    if not names:
        return []
    text = context.t(
        "Sans valeur à ce niveau et pour ce millésime, donc absent de la table: {names}. "
        "Choisissez un autre niveau, ou tous les millésimes.",
        names=", ".join(names),
    )
    return [html.P(text, className="notice", role="status")]


def refusal(context: Context) -> str:
    """Say that a filter cannot be carried by an address."""
    return context.t(
        "Ce filtre est trop long pour tenir dans une adresse: il n'est pas appliqué. "
        "Raccourcissez-le ou effacez-le."
    )


def files(context: Context) -> list[Child]:
    """Offer what the table shows, with its filters and its order, in each format."""
    t = context.t
    links = [
        html.A(
            label,
            id=f"download-donnees-{kind}",
            href=download_address(context, "donnees", kind),
            className="button" if kind == "csv" else "button quiet",
            download="",
            **labelled(t("Télécharger les lignes affichées, {format}", format=label)),
        )
        for kind, label in _FILES.items()
    ]
    about = html.A(
        t("Métadonnées (JSON)"),
        id="download-donnees-json",
        href=download_address(context, "donnees", "json"),
        className="button quiet",
        download="",
    )
    paper = html.A(
        t("Version à imprimer"),
        id="donnees-paper",
        href=context.address("/donnees/imprimer.html"),
        className="button quiet",
    )
    return [*links, about, paper, html.P(_on_paper(context), className="print-only")]


def _on_paper(context: Context) -> str:
    """Say on paper that the grid draws but its first rows."""
    return context.t(
        "Sur papier, seules les premières lignes et les premières colonnes. Le lien « Version à "
        "imprimer » de la page les donne toutes, à cette adresse de l'application: {address}",
        address=context.address("/donnees/imprimer.html"),
    )


def _hint(context: Context) -> str:
    return context.t(
        "Les fichiers contiennent les lignes affichées, filtrées et triées comme ici. Les filtres "
        "de nombres portent sur la valeur à quatre décimales, celle des fichiers; ceux de texte "
        "ignorent les accents et la casse. Ctrl et clic sur un second titre trie sur deux colonnes."
    )


def _for_programs(context: Context) -> list[Child]:
    """Lead to the same observations by the API."""
    t = context.t
    view, place = context.view, context.place
    query = [("indicator", name) for name in view.indicators]
    query += [("level", view.level), ("within", place.code), ("within_level", place.level)]
    if not view.years:
        query.append(("year", str(view.year)))
    address = f"{context.root}/api/v1/observations.json?{urlencode(query)}"
    reference = f"{context.root}/api/v1/docs{'' if context.lang == 'fr' else '?lang=en'}"
    return [
        t("Pour un programme: "),
        html.A(t("ces données par l'API, avant filtre"), href=address, id="data-api"),
        ", ",
        html.A(t("sa documentation"), href=reference),
        ".",
    ]


def source_line(context: Context, frame: pd.DataFrame) -> str:
    """Name the sources of the table and their licences."""
    names = sorted({str(s) for s in frame["source"]} - {""}) or list(context.indicator.sources)
    sources = [context.source(name) for name in names]
    return context.t(
        "Source: {producers}. {licence}.",
        producers="; ".join(dict.fromkeys(f"{s.producer}, {s.title}" for s in sources)),
        licence=", ".join(dict.fromkeys(s.licence for s in sources)),
    )

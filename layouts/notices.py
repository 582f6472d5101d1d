"""What is said above a page: what of its address was not understood, and what is not built."""

from __future__ import annotations

from dash import dcc, html

from indicators.holdings import BUILD
from indicators.perimeter import FRANCE
from indicators.portrait import territory
from layouts.context import Context
from layouts.markup import Child


def not_understood(context: Context, problems: tuple[str, ...]) -> list[Child]:
    """Say which parts of the address were not understood; nothing where all were."""
    if not problems:
        return []
    text = context.t(
        "Cette partie de l'adresse n'a pas été comprise: {parts}. La vue par défaut la remplace.",
        parts=", ".join(problems),
    )
    return [html.P(text, className="notice", role="status")]


def level_replaced(context: Context, asked: str) -> list[Child]:
    """Say that the page shows another level than the one that its address names, and why.

    Parameters
    ----------
    context : Context
        The view, at the level that is shown.
    asked : str
        The level of the address; empty where it names none.
    """
    if not asked or asked == context.view.level or not context.has_map:
        return []
    text = context.t(
        "« {indicator} » n'a pas de valeur ici au niveau « {asked} »: la page montre « {level} ».",
        indicator=context.say(context.indicator.label),
        asked=context.level_name(asked),
        level=context.level_name(context.view.level),
    )
    return [html.P(text, className="notice", role="status")]


def year_replaced(context: Context, asked: int | None) -> list[Child]:
    """Say that the page shows another millésime than the one that is asked for, and why.

    Parameters
    ----------
    context : Context
        The view, at the millésime that is shown.
    asked : int, optional
        The millésime of the address or of a control.
    """
    view = context.view
    if asked is None or asked == view.year or view.years:
        return []
    text = context.t(
        "« {indicator} » n'a pas de valeur pour {asked} au niveau « {level} » de ce territoire: la "
        "page montre {year}, le millésime le plus proche.",
        indicator=context.say(context.indicator.label),
        asked=asked,
        level=context.level_name(view.level),
        year=view.year,
    )
    return [html.P(text, className="notice", role="status")]


def base_replaced(context: Context, asked: int | None) -> list[Child]:
    """Say that a scenario starts from another millésime than the one that is asked for, and why."""
    if asked is None or asked == context.view.year:
        return []
    text = context.t(
        "Un scénario part d'une APL publiée avec ses populations, ce que {asked} n'a pas ici: la "
        "page part de {year}.",
        asked=asked,
        year=context.view.year,
    )
    return [html.P(text, className="notice", role="status")]


def not_built(context: Context, departement: str) -> list[Child]:
    """Say that the communes of a département are not here, and how they come.

    Parameters
    ----------
    context : Context
        The view.
    departement : str
        Its code; empty where nothing is lacking.
    """
    if not departement:
        return []
    place = territory(context.bundle, departement, "departement")
    text = context.t(
        "Les communes de ce département ne sont pas dans cette application: {name} ({code}). "
        "La commande qui les apporte:",
        name=place.name,
        code=place.code,
    )
    command = html.Code(f"{BUILD} {place.code}")
    return [html.P([text, " ", command], className="notice", role="status")]


def way_up(context: Context) -> list[Child]:
    """Link the map of a département to that of France, which says where it is."""
    if context.view.departement == FRANCE:
        hint = context.t("Cliquez un département ou une intercommunalité pour voir ses communes.")
        return [html.P(hint, className="hint")]
    href = context.with_view(
        departement=FRANCE, level="departement", territory="", territory_level=""
    ).address("/")
    return [html.P(dcc.Link(context.t("Voir la France par département"), href=href))]

"""What is said above a page: what of its address was not understood, and what is not built."""

from __future__ import annotations

from dash import dcc, html

from indicators.holdings import BUILD
from indicators.perimeter import FRANCE
from indicators.portrait import territory
from layouts.context import Context


def not_understood(context: Context, problems: tuple[str, ...]) -> list[object]:
    """Say which parts of the address were not understood; nothing where all were."""
    if not problems:
        return []
    text = context.t(
        "Cette partie de l'adresse n'a pas été comprise: {parts}. La vue par défaut la remplace.",
        parts=", ".join(problems),
    )
    return [html.P(text, className="notice", role="status")]


def not_built(context: Context, departement: str) -> list[object]:
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


def way_up(context: Context) -> list[object]:
    """Link the map of a département to that of France, which says where it is."""
    if context.view.departement == FRANCE:
        hint = context.t("Cliquez un département ou une intercommunalité pour voir ses communes.")
        return [html.P(hint, className="hint")]
    href = context.with_view(
        departement=FRANCE, level="departement", territory="", territory_level=""
    ).address("/")
    return [html.P(dcc.Link(context.t("Voir la France par département"), href=href))]

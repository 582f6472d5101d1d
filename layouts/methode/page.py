"""The whole page Méthode."""

from __future__ import annotations

from dataclasses import dataclass

from dash import html

from indicators.apl_parameters import AplParameters
from indicators.measured import Comparison, TimeError
from layouts.context import Context
from layouts.markup import Child, labelled
from layouts.methode import accessibility
from layouts.methode.formula import ages, formula
from layouts.methode.measures import distance, minutes
from layouts.methode.references import definitions, editions, licences
from layouts.methode.rules import rules, statuses
from layouts.methode.scenarios import ANCHOR, scenarios


@dataclass(frozen=True)
class Measured:
    """What the page shows besides the catalogue.

    Parameters
    ----------
    parameters : AplParameters
        The parameters of the APL, by millésime.
    comparisons : list of Comparison
        The distance of the APL from open data to the official one.
    minutes : dict of TimeError
        The error of the modelled minutes, by kind of pair.
    """

    parameters: AplParameters
    comparisons: list[Comparison]
    minutes: dict[str, TimeError]


def page(context: Context, measured: Measured) -> list[Child]:
    """Give the whole page."""
    return [
        html.Article(
            [
                html.H1(context.t("Méthode"), className="method-title"),
                _contents(context),
                *formula(context, measured.parameters),
                *ages(context, measured.parameters),
                *rules(context),
                *statuses(context),
                *editions(context),
                *distance(context, measured.comparisons),
                *minutes(context, measured.minutes),
                *scenarios(context),
                *definitions(context),
                *licences(context),
                *accessibility.accessibility(context),
            ],
            className="method",
        )
    ]


def _contents(context: Context) -> html.Nav:
    """Lead to each part of a long page."""
    t = context.t
    parts = {
        "formule": t("La formule de l'APL"),
        "regles": t("Règles de calcul"),
        "statuts": t("Statut d'une valeur"),
        "editions": t("Changements d'édition"),
        "distance": t("L'APL recalculée à partir des seules données ouvertes"),
        "minutes": t("Les temps de trajet modélisés"),
        ANCHOR: t("Simuler: ce qui est exact, ce qui est approché"),
        "definitions": t("Définitions"),
        "licences": t("Licences"),
        accessibility.ANCHOR: t("Accessibilité"),
    }
    links = [html.Li(html.A(name, href=f"#{anchor}")) for anchor, name in parts.items()]
    return html.Nav(html.Ul(links), className="contents", **labelled(t("Sur cette page")))

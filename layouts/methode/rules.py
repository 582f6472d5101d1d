"""The rules of calculation, and what a status means."""

from __future__ import annotations

from dash import html

from layouts.components import badge
from layouts.context import Context
from layouts.markup import Child


def rules(context: Context) -> list[Child]:
    """Give the rules that hold for every indicator."""
    t = context.t
    told = [
        t("La moyenne de l'APL d'un territoire est pondérée par la population standardisée."),
        t("Les personnes (habitants sous un seuil) se comptent en population totale."),
        t("L'APL tous âges et l'APL des généralistes de 65 ans ou moins ne se mêlent jamais."),
        t("Deux éditions d'une série ne sont jamais jointes: la rupture est dessinée et nommée."),
        t("Les communes fusionnées: populations additionnées, APL en moyenne pondérée."),
        t("Un écart d'APL de 0,1 n'est pas un changement: un seul médecin le fait bouger."),
        t("Ce qui est tiré des seuils est une indication, jamais le zonage légal."),
    ]
    return [html.H2(t("Règles de calcul"), id="regles"), html.Ul([html.Li(rule) for rule in told])]


def statuses(context: Context) -> list[Child]:
    """Say what each status means."""
    t = context.t
    meanings = {
        "official": t("publié tel quel par la source"),
        "computed": t("calculé à partir de valeurs officielles, sans hypothèse"),
        "estimated": t("repose sur une hypothèse, que la remarque de la valeur nomme"),
        "suppressed": t("couvert par le secret statistique: jamais un zéro"),
        "missing": t("absent de la source: jamais un zéro"),
    }
    return [
        html.H2(t("Statut d'une valeur"), id="statuts"),
        html.Ul([html.Li([badge(context, s), " ", text]) for s, text in meanings.items()]),
    ]

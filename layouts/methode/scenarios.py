"""What the page Simuler computes: what is exact, what is approximate, and how sure a siting is."""

from __future__ import annotations

from dash import html

from indicators.scenario.aims import AIMS
from indicators.scenario.change import ACTS
from indicators.scenario.measures import FAR_MINUTES
from indicators.scenario.setting import FACTORS
from indicators.scenario.siting import MOST_SITED, SECONDS
from layouts.context import Context
from layouts.markup import Child
from layouts.named_table import named_table
from layouts.texts import number
from layouts.view import AIM_NAMES

ANCHOR = "scenarios"
_GREEDY = "Nemhauser, Wolsey, Fisher (1978), Mathematical Programming 14, 265-294"
_SOLVER = "HiGHS (Huangfu, Hall 2018, Mathematical Programming Computation 10, 119-142)"


def scenarios(context: Context) -> list[Child]:
    """Give the part of the page on scenarios and siting."""
    t = context.t
    return [
        html.H2(t("Simuler: ce qui est exact, ce qui est approché"), id=ANCHOR),
        html.Ul([html.Li(text) for text in _computed(context)]),
        html.H3(t("Où installer des médecins: les objectifs et leur preuve")),
        html.P(_how(context)),
        named_table(
            t("Objectifs d'une recherche de communes"),
            [t("Objectif"), t("Ce qui est rendu le plus petit"), t("Plusieurs médecins")],
            _aims(context),
        ),
        html.P(t("Sources: {sources}", sources=f"{_GREEDY}; {_SOLVER}."), className="source"),
    ]


def _computed(context: Context) -> list[str]:
    t = context.t
    factors = [number(factor, 1, context.lang) for factor in FACTORS.values()]
    return [
        t(
            "La base est l'APL que la DREES publie pour un millésime, avec les populations de la "
            "même édition. Elle n'est jamais recalculée: seule la variation est ajoutée."
        ),
        t(
            "Exact: l'APL est linéaire dans l'offre. Un médecin de s actes dans la commune j "
            "ajoute s · w(i, j) / Σ P(k) w(k, j) à la commune i, et la somme des P · variation est "
            "égale aux actes ajoutés. Par défaut, s vaut {acts}, un temps plein dans l'usage "
            "des ARS.",
            acts=context.people(ACTS),
        ),
        t(
            "Exact: le départ de tous les généralistes de plus de 65, 62 ou 60 ans est lu dans les "
            "colonnes que la DREES publie sans eux."
        ),
        t(
            "Approché: les temps de trajet sont modélisés, et la population standardisée des "
            "communes voisines est estimée quand l'édition ne la donne pas ici."
        ),
        t(
            "L'intervalle va de la plus basse à la plus haute de quatre lectures des temps: tels "
            "quels, pesés selon l'erreur du modèle, multipliés par {low}, par {high}. Ce n'est pas "
            "un intervalle de confiance.",
            low=factors[0],
            high=factors[1],
        ),
        t(
            "Une route fermée ou une autre population (ligne de commande) demandent de tout "
            "recalculer, avec une offre estimée: le résultat est une estimation."
        ),
        t(
            "Fragilité: pour chaque commune, le cabinet le plus proche perd un médecin à temps "
            "plein; une commune à la fois."
        ),
    ]


def _how(context: Context) -> str:
    return context.t(
        "La moyenne de l'APL monte d'autant où que le médecin s'installe: elle n'est pas un "
        "objectif. Pour un médecin, toutes les communes sont essayées. De 2 à {most}, une "
        "recherche exacte dure {seconds} s au plus; si elle ne finit pas, la page donne le "
        "meilleur choix trouvé et la valeur sous laquelle aucun ne peut descendre. Les communes "
        "à égalité sont nommées.",
        most=MOST_SITED,
        seconds=number(SECONDS, 1, context.lang),
    )


def _aims(context: Context) -> list[list[str]]:
    t = context.t
    told = {
        "manque": (
            t("Actes manquants"),
            t("Σ P · max(0, seuil - APL), P étant la population standardisée"),
        ),
        "habitants": (
            t("Habitants sous le seuil"),
            t("Les habitants des communes au seuil ou au-dessous"),
        ),
        "eloignes": (
            t("Habitants éloignés"),
            t(
                "Les habitants à plus de {minutes} minutes d'un généraliste",
                minutes=int(FAR_MINUTES),
            ),
        ),
        "inegalite": (
            t("Inégalité"),
            t("L'indice de Gini de l'APL entre habitants standardisés"),
        ),
    }
    return [[*told[name], _proof(context, aim)] for name, aim in AIM_NAMES.items()]


def _proof(context: Context, name: str) -> str:
    """Say what is guaranteed of the answer for an aim."""
    t, aim = context.t, AIMS[name]
    if aim.is_submodular:
        return t(
            "Recherche exacte. Le choix l'un après l'autre atteint déjà au moins 63 % (1 - 1/e) du "
            "meilleur gain possible, car chaque médecin de plus apporte de moins en moins."
        )
    if aim.has_programme:
        return t(
            "Recherche exacte. Le choix l'un après l'autre n'a aucune garantie: il faut parfois "
            "deux médecins ensemble pour qu'une commune passe le seuil."
        )
    return t("Choix l'un après l'autre, sans garantie ni borne: la page le dit.")

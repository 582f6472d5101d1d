"""How far what is estimated lies from what is official."""

from __future__ import annotations

from dash import html

from indicators.measured import Agreement, Comparison, TimeError
from layouts.context import Context
from layouts.markup import Child
from layouts.named_table import named_table
from layouts.texts import number

_WHOLE = "open"
"""The comparison over every commune, as it is computed."""


def distance(context: Context, comparisons: list[Comparison]) -> list[Child]:
    """Give, for each comparison, a sentence and the table behind it."""
    t = context.t
    parts: list[Child] = [
        html.H2(t("L'APL recalculée à partir des seules données ouvertes"), id="distance"),
        html.P(
            t(
                "Elle ne connaît ni l'activité réelle des médecins ni les temps de trajet de "
                "l'Insee: c'est une estimation, un indicateur à part, jamais mêlé à l'APL "
                "officielle. Voici sa distance à l'APL officielle, dans le Pas-de-Calais, puis "
                "dans les départements de numéro pair de France métropolitaine. Deux nombres, le "
                "facteur des minutes et l'élasticité de l'activité, ont été choisis sur les "
                "départements de numéro impair; les autres n'y ont eu aucune part."
            )
        ),
    ]
    for comparison in comparisons:
        parts += [html.P(_in_words(context, comparison)), _compared(context, comparison)]
    return parts


def _in_words(context: Context, comparison: Comparison) -> str:
    found = comparison.measures[_WHOLE]
    return context.t(
        "Généralistes de {counts}, APL officielle de {apl}, {place}: sur {communes} communes, "
        "l'écart est en moyenne de {error} consultation par an et par habitant, et {side} % des "
        "communes sont du même côté du seuil de 2,5.",
        counts=comparison.counts,
        apl=comparison.apl,
        place=_place(context, comparison.where),
        communes=context.people(found.communes),
        error=number(found.error, 2, context.lang),
        side=number(found.same_side, 0, context.lang),
    )


def _place(context: Context, where: str) -> str:
    """Name where a comparison is made."""
    t = context.t
    return t("départements de numéro pair") if where == "even" else t("Pas-de-Calais")


def _compared(context: Context, comparison: Comparison) -> html.Div:
    t = context.t
    caption = t(
        "Distance à l'APL officielle de {apl}, généralistes comptés en {counts}, {place}",
        apl=comparison.apl,
        counts=comparison.counts,
        place=_place(context, comparison.where),
    )
    head = [
        t("Communes comparées"),
        t("Communes"),
        t("Corrélation (r)"),
        t("Écart absolu moyen"),
        t("Même côté de 2,5"),
    ]
    rows = [
        [_kind(context, comparison.where, kind), *_figures(context, found)]
        for kind, found in comparison.measures.items()
    ]
    return named_table(caption, head, rows)


def _figures(context: Context, found: Agreement) -> list[str]:
    return [
        context.people(found.communes),
        number(found.correlation, 2, context.lang),
        number(found.error, 2, context.lang),
        context.t("{size} %", size=number(found.same_side, 0, context.lang)),
    ]


def _kind(context: Context, where: str, kind: str) -> str:
    """Name the communes of a comparison: all of them, or a class of density."""
    t = context.t
    if kind == "open":
        even = t("communes des départements de numéro pair")
        return even if where == "even" else t("toutes les communes")
    if kind == "calibrated":
        return t("toutes, au niveau moyen publié pour le département")
    low, _, high = kind.partition(" to ")
    if high:
        return t("{low} à {high} habitants au km²", low=low, high=high)
    if kind.startswith("under "):
        return t("moins de {high} habitants au km²", high=kind.removeprefix("under "))
    return t("{low} habitants au km² et plus", low=kind.removesuffix(" and over"))


def minutes(context: Context, errors: dict[str, TimeError]) -> list[Child]:
    """Give the error of the modelled minutes, by distance."""
    t = context.t
    head = [
        t("Distance à vol d'oiseau"),
        t("Paires"),
        t("Erreur absolue moyenne"),
        t("Bonne tranche"),
    ]
    kinds = {"under 20 min": t("moins de 20 minutes de trajet")}
    kinds |= {kind: kind for kind in errors if kind.endswith(" km")}
    rows = [
        [
            name,
            context.people(errors[kind].pairs),
            t("{minutes} min", minutes=number(errors[kind].mean_absolute_error, 2, context.lang)),
            t("{size} %", size=number(100 * errors[kind].right_band, 0, context.lang)),
        ]
        for kind, name in kinds.items()
    ]
    return [
        html.H2(t("Les temps de trajet modélisés"), id="minutes"),
        html.P(
            t(
                "À défaut de distancier ou de moteur d'itinéraires, les minutes entre deux "
                "communes sont modélisées. Erreur mesurée sur des départements que le modèle n'a "
                "pas vus."
            )
        ),
        named_table(t("Erreur des temps de trajet modélisés"), head, rows),
    ]

"""What a scenario gives: totals before and after, communes that cross the threshold, candidates."""

from __future__ import annotations

from collections.abc import Callable

from dash import html

from indicators.scenario.aims import GINI, PEOPLE_FAR, PEOPLE_UNDER, SHORTFALL
from indicators.scenario.measures import FAR_MINUTES, Totals
from layouts.components import badge
from layouts.markup import HIDDEN, Child, labelled
from layouts.simuler.crossing import Listed, listed
from layouts.simuler.shown import Simulation
from layouts.simuler.words import base_words, limits_words
from layouts.texts import number, shortest

_LISTED = 40
"""Communes named on the page; the export has them all."""


def chips(shown: Simulation) -> list[Child]:
    """Show each move as a button that takes it off."""
    t = shown.context.t
    scenario = shown.outcome.scenario
    made = [
        _chip(shown, code, f"{shown.name_of(code)} {shown.doctors(doctors)}")
        for code, doctors in scenario.moves
    ]
    if scenario.retirement is not None:
        text = t("Départ des plus de {age} ans", age=scenario.retirement)
        made.append(_chip(shown, "retirement", text))
    if not made:
        return [html.P(t("Rien ne change encore: cliquez une commune."), className="hint")]
    return [html.Ul([html.Li(chip) for chip in made], className="chips")]


def _chip(shown: Simulation, code: str, text: str) -> html.Button:
    return html.Button(
        [text, html.Span("\N{MULTIPLICATION SIGN}", **HIDDEN)],
        id={"type": "move", "code": code},
        className="chip",
        **labelled(shown.context.t("Retirer du scénario: {move}", move=text)),
    )


def message(shown: Simulation) -> str:
    """Say what was left out of the scenario, and why."""
    t, said = shown.context.t, []
    if shown.refused:
        said.append(
            t(
                "Impossible à {names}: il n'y part pas plus de généralistes qu'il n'y en a "
                "(Insee, BPE), et seules les communes de ces données et leurs voisines en "
                "accueillent.",
                names=", ".join(shown.refused),
            )
        )
    if shown.unpublished:
        said.append(
            t(
                "L'APL sans les plus de {age} ans n'est pas publiée pour {year}.",
                age=shown.unpublished,
                year=shown.base.year,
            )
        )
    return " ".join(said)


def total_rows(shown: Simulation) -> list[tuple[str, str, str, str]]:
    """Give each total: its name, before, after, and the interval of what follows."""
    t, lang = shown.context.t, shown.context.lang
    return [
        _total(shown, t("APL moyenne"), lambda x: x.mean, 3),
        _total(
            shown,
            t("Habitants des communes à {value} ou moins", value=shortest(shown.threshold, lang)),
            lambda x: x.people_under,
            0,
        ),
        _total(shown, t("Actes par an qui manquent sous ce seuil"), lambda x: x.shortfall, 0),
        _total(shown, t("Inégalité (indice de Gini)"), lambda x: x.gini, 4),
        _total(
            shown,
            t("Habitants à plus de {minutes} minutes d'un généraliste", minutes=int(FAR_MINUTES)),
            lambda x: x.people_far,
            0,
        ),
    ]


def _total(
    shown: Simulation, name: str, value: Callable[[Totals], float | None], decimals: int
) -> tuple[str, str, str, str]:
    span, lang = shown.span, shown.context.lang
    before, after, low, high = (
        value(totals) for totals in (span.before, span.after, span.low, span.high)
    )
    absent = shown.context.t("non connu")
    texts = [
        absent if one is None else number(one, decimals, lang) for one in (before, after, low, high)
    ]
    same = texts[2] == texts[3]
    between = "" if same else shown.context.t("{low} à {high}", low=texts[2], high=texts[3])
    return name, texts[0], texts[1], between


def totals(shown: Simulation) -> html.Table:
    """Show the totals before and after."""
    t = shown.context.t
    heads = [t("Département"), t("avant"), t("après (intervalle)")]
    body = [
        html.Tr(
            [
                html.Th(name, scope="row"),
                html.Td(before, className="number"),
                html.Td([html.Strong(after), *_between(between)], className="number"),
            ]
        )
        for name, before, after, between in total_rows(shown)
    ]
    return html.Table(
        [
            html.Caption([t("Totaux, résultat"), " ", badge(shown.context, shown.totals_status)]),
            html.Thead(html.Tr([html.Th(text, scope="col") for text in heads])),
            html.Tbody(body),
        ],
        className="totals",
    )


def _between(text: str) -> list[html.Small]:
    return [html.Small(f"({text})")] if text else []


def crossing(shown: Simulation) -> list[Child]:
    """List the communes that cross the threshold, or the fragile ones, with their inhabitants."""
    found = listed(shown, _LISTED)
    more = [html.P(shown.context.t("Les autres sont dans le fichier CSV."))] if found.left else []
    items = [_scrolled(found)] if found.items else []
    return [html.H2(found.title), html.P(found.told), *items, *more]


def _scrolled(found: Listed) -> html.Div:
    return html.Div(
        html.Ul([html.Li(text) for text in found.items], className="crossing"),
        className="crossing-scroll",
        tabIndex=0,
        role="region",
        **labelled(found.title),
    )


def siting_answer(shown: Simulation) -> list[Child]:
    """Show the communes found, how good the answer is, and what would do as well."""
    context, t, answer = shown.context, shown.context.t, shown.answer
    if answer is None:
        return [html.P(_no_answer(shown), className="hint")] if context.view.aim else []
    decimals = 4 if answer.aim == "gini" else 0
    before, after = (number(x, decimals, context.lang) for x in (answer.before, answer.after))
    proof = _proof(shown, decimals)
    items = [
        html.Li([shown.name_of(code), _equals(shown, equals)])
        for code, equals in zip(answer.places, answer.equals, strict=True)
    ]
    if answer.before == 0:
        return [html.P(t("Cet objectif est déjà atteint: rien à gagner."), className="hint")]
    return [
        html.Ol(items, className="sited"),
        html.P(
            t(
                "{aim}: {before} avant, {after} après; {proof}.",
                aim=_aim(shown, answer.aim),
                before=before,
                after=after,
                proof=proof,
            )
        ),
        html.Button(t("Ajouter au scénario"), id={"type": "adopt", "rank": 0}, className="button"),
    ]


def _aim(shown: Simulation, aim: str) -> str:
    """Name what is made the smallest, with its unit: a number alone says nothing."""
    t = shown.context.t
    far = t("Habitants à plus de {minutes} minutes d'un généraliste", minutes=int(FAR_MINUTES))
    return {
        SHORTFALL: t("Actes par an qui manquent sous le seuil"),
        PEOPLE_UNDER: t("Habitants des communes au seuil ou au-dessous"),
        PEOPLE_FAR: far,
        GINI: t("Indice de Gini de l'APL (0: le même accès pour tous)"),
    }[aim]


def _no_answer(shown: Simulation) -> str:
    t = shown.context.t
    if shown.context.view.aim == "eloignes":
        return t(
            "Objectif impossible ici: on ne sait pas dans quelles communes exercent les "
            "généralistes qui restent. Choisissez-en un autre."
        )
    return t("Aucune commune de cette intercommunalité ne peut être simulée: choisissez-en une.")


def _equals(shown: Simulation, equals: tuple[str, ...]) -> str:
    if not equals:
        return ""
    named = 3
    names = ", ".join(shown.name_of(code) for code in equals[:named])
    t = shown.context.t
    if len(equals) > named:
        return t(" (à égalité: {names} et {count} autres)", names=names, count=len(equals) - named)
    return t(" (à égalité: {names})", names=names)


def _proof(shown: Simulation, decimals: int) -> str:
    """Say whether a better choice may exist, and by how much at most."""
    t, answer = shown.context.t, shown.answer
    if answer is not None and answer.is_exact:
        return t("c'est prouvé, aucun autre choix ne fait mieux")
    if answer is None or answer.bound is None:
        return t("choisies l'une après l'autre, sans garantie que ce soit le meilleur choix")
    bound, gap = (
        number(value, decimals, shown.context.lang)
        for value in (answer.bound, answer.after - answer.bound)
    )
    return t(
        "le meilleur choix n'est pas prouvé: aucun ne descend sous {bound}, {gap} de moins au plus",
        bound=bound,
        gap=gap,
    )


def limits(shown: Simulation) -> list[Child]:
    """Keep the base and the limits in view."""
    return [
        html.P(base_words(shown), className="base"),
        html.Ul([html.Li(text) for text in limits_words(shown)], className="limits"),
    ]

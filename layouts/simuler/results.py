"""What a scenario gives: totals before and after, communes that cross the threshold, candidates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import html

from indicators.scenario.measures import FAR_MINUTES, Totals
from indicators.scenario.rows import UNDER
from layouts.components import badge
from layouts.simuler.shown import Simulation
from layouts.simuler.words import base_words, limits_words
from layouts.texts import number

_LISTED = 40
"""Communes named on the page; the export has them all."""


def chips(shown: Simulation) -> list[Any]:
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
        [text, html.Span("\N{MULTIPLICATION SIGN}", **{"aria-hidden": "true"})],
        id={"type": "move", "code": code},
        className="chip",
        **{"aria-label": shown.context.t("Retirer du scénario: {move}", move=text)},
    )


def total_rows(shown: Simulation) -> list[tuple[str, str, str, str]]:
    """Give each total: its name, before, after, and the interval of what follows."""
    t, lang = shown.context.t, shown.context.lang
    return [
        _total(shown, t("APL moyenne"), lambda x: x.mean, 3),
        _total(
            shown,
            t("Habitants à {value} ou moins", value=number(shown.threshold, 2, lang)),
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
    heads = [t("Département"), t("avant"), t("après"), t("intervalle")]
    body = [
        html.Tr([html.Th(name, scope="row"), *[html.Td(x, className="number") for x in rest]])
        for name, *rest in total_rows(shown)
    ]
    return html.Table(
        [
            html.Caption([t("Totaux, résultat"), " ", badge(shown.context, shown.status)]),
            html.Thead(html.Tr([html.Th(text, scope="col") for text in heads])),
            html.Tbody(body),
        ],
        className="totals",
    )


def crossing(shown: Simulation) -> list[Any]:
    """List the communes that cross the threshold, with their inhabitants."""
    if shown.context.view.drawn == "fragilite" and shown.fragility is not None:
        return _fragile(shown)
    t = shown.context.t
    rows = shown.crossing()
    head = html.H2(
        t("Communes qui franchissent {value}", value=number(shown.threshold, 2, shown.context.lang))
    )
    if rows.empty:
        return [head, html.P(t("Aucune."))]
    told = t(
        "{communes} communes, {people} habitants.",
        communes=len(rows),
        people=shown.context.people(rows["people"].sum()),
    )
    items = [html.Li(crossing_words(shown, row)) for row in rows.head(_LISTED).to_dict("records")]
    more = [html.P(t("Les autres sont dans le fichier CSV."))] if len(rows) > _LISTED else []
    return [head, html.P(told), html.Ul(items, className="crossing"), *more]


def crossing_words(shown: Simulation, row: dict[str, Any]) -> str:
    """Say how one commune crosses the threshold, and whether that is sure."""
    context, t = shown.context, shown.context.t
    way = t("passe au-dessous") if row["crosses"] == UNDER else t("passe au-dessus")
    sure = "" if row["is_certain"] else t(" (incertain: dans l'intervalle)")
    return t(
        "{name}, {people} habitants: de {before} à {after}, {way}{sure}",
        name=row["name"],
        people=context.people(row["people"]),
        before=number(row["before"], 2, context.lang),
        after=number(row["after"], 2, context.lang),
        way=way,
        sure=sure,
    )


def _fragile(shown: Simulation) -> list[Any]:
    context, t = shown.context, shown.context.t
    found = shown.fragility
    crossed = found[found["crosses"]].sort_values("people", ascending=False)
    told = t(
        "Si leur cabinet le plus proche perd un médecin, {communes} communes "
        "({people} habitants) passent à {value} ou moins.",
        communes=len(crossed),
        people=context.people(crossed["people"].sum()),
        value=number(shown.threshold, 2, context.lang),
    )
    items = [
        html.Li(
            t(
                "{name}, {people} habitants: de {before} à {after} si {nearest} perd un médecin",
                name=row["name"],
                people=context.people(row["people"]),
                before=number(row["before"], 2, context.lang),
                after=number(row["after"], 2, context.lang),
                nearest=shown.name_of(row["nearest"]),
            )
        )
        for row in crossed.head(_LISTED).to_dict("records")
    ]
    return [
        html.H2(t("Communes fragiles")),
        html.P(told),
        html.Ul(items, className="crossing"),
    ]


def siting_answer(shown: Simulation) -> list[Any]:
    """Show the communes found, how good the answer is, and what would do as well."""
    context, t, answer = shown.context, shown.context.t, shown.answer
    if answer is None:
        return []
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
                "Objectif: {before} avant, {after} après; {proof}.",
                before=before,
                after=after,
                proof=proof,
            )
        ),
        html.Button(t("Ajouter au scénario"), id={"type": "adopt", "rank": 0}, className="button"),
    ]


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


def limits(shown: Simulation) -> list[Any]:
    """Keep the base and the limits in view."""
    return [
        html.P(base_words(shown), className="base"),
        html.Ul([html.Li(text) for text in limits_words(shown)], className="limits"),
    ]

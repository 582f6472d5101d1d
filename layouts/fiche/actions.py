"""What is being done, on the sheet: health centres, contracts, CPTS, dated facts."""

from __future__ import annotations

from dash import html

from indicators import local_action
from indicators.local_action import Centre, Row
from indicators.portrait import territory
from layouts.context import Context
from layouts.markup import Child
from layouts.texts import day, number, typeset

_NEAREST = 2
"""Health centres outside the commune that are told, the nearest first."""
_WIDE = frozenset({"departement", "region", "france"})


def actions(context: Context) -> list[Child]:
    """Give the lists of what is being done in and near the territory in view."""
    t = context.t
    bundle, place = context.bundle, context.place
    if not local_action.is_known(bundle, place):
        return [only_known_for(context), *_facts(context, local_action.dated_facts(bundle, place))]
    return [
        *([only_known_for(context)] if place.level in {"region", "france"} else []),
        html.H3(t("Centres départementaux de santé et antennes")),
        *_centres(context, local_action.centres(bundle, place)),
        html.H3(t("Contrats locaux de santé")),
        *_contracts(context, local_action.contracts(bundle, place)),
        html.H3(t("Communautés professionnelles territoriales de santé (CPTS)")),
        *_communities(context, local_action.communities(bundle, place)),
        *_facts(context, local_action.dated_facts(bundle, place)),
    ]


def only_known_for(context: Context) -> html.P:
    """Say of which départements health centres, contracts and CPTS are known."""
    table = context.bundle.territories
    codes = local_action.departements_known(context.bundle)
    known = table[(table["level"] == "departement") & table["code"].isin(codes)]
    text = context.t(
        "Centres de santé du Département, contrats locaux de santé et CPTS: connus ici pour ces "
        "départements seulement: {names}.",
        names=", ".join(known["name"]) or context.t("aucun"),
    )
    return html.P(text, className="hint")


def _centres(context: Context, found: list[Centre]) -> list[Child]:
    inside = [centre for centre in found if centre.inside]
    near = [c for c in found if not c.inside and c.kilometres is not None][:_NEAREST]
    told = [html.Li(centre_line(context, centre)) for centre in [*inside, *near]]
    if told and inside:
        return [html.Ul(told)]
    text = context.t("Aucun dans le territoire, parmi ceux que le Département publie.")
    return [html.P(text), *([html.Ul(told)] if told else [])]


def centre_line(context: Context, centre: Centre) -> list[Child]:
    """Tell all that is published of a health centre."""
    t = context.t
    details = [
        t("{commune}, à {km} km à vol d'oiseau", commune=centre.commune, km=_km(context, centre))
        if centre.kilometres
        else centre.commune,
        centre.address,
        t("tél. {phone}", phone=centre.phone) if centre.phone else "",
        t(centre.hours) if centre.hours else "",
        t("ouvert le {day}", day=day(centre.since, context.lang)) if centre.since else "",
        t(centre.note) if centre.note else "",
    ]
    told = typeset("; ".join(text for text in details if text), context.lang)
    return [html.Strong(centre.name, lang="fr"), context.colon, told]


def _km(context: Context, centre: Centre) -> str:
    return number(centre.kilometres or 0, 0, context.lang)


def _contracts(context: Context, found: list[Row]) -> list[Child]:
    if not found:
        return [html.P(context.t("Aucun connu pour l'intercommunalité de ce territoire."))]
    return [html.Ul(contract_lines(context, found))]


def contract_lines(context: Context, found: list[Row]) -> list[html.Li]:
    """List the EPCI of the contracts, by the status of these."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for row in found:
        name = territory(context.bundle, row["epci_code"], "epci").name
        grouped.setdefault((row["status"], row["source"]), []).append(name)
    lines = []
    for (status, source), names in grouped.items():
        word = context.t(status)
        said = typeset(f"{word[0].upper()}{word[1:]}:", context.lang)
        epci = typeset("; ".join(names), context.lang)
        producer = context.source(source).producer
        lines.append(html.Li([html.Strong(said), f" {epci} ({producer})."]))
    return lines


def _communities(context: Context, found: list[Row]) -> list[Child]:
    t = context.t
    wide = context.place.level in _WIDE
    if not found:
        text = t(
            "Aucune dont le périmètre soit connu ici: la liste publique des CPTS est incomplète."
        )
        return [html.P(text)]
    told = [html.Li(_community(context, row)) for row in found]
    note = [html.P(t("Liste incomplète, tirée de pages publiques."))] if wide else []
    return [html.Ul(told, className="columns" if len(told) > 3 else ""), *note]  # noqa: PLR2004


def _community(context: Context, row: Row) -> str:
    names = ("perimeter", "created", "contract")
    details = "; ".join(context.dated(row[name]) for name in names if row[name])
    return typeset(f"{row['name']}: {details}", context.lang) if details else row["name"]


def _facts(context: Context, found: list[Row]) -> list[Child]:
    if not found:
        return []
    told = [html.Li(_fact(context, row)) for row in found]
    return [html.H3(context.t("Faits datés")), html.Ul(told)]


def _fact(context: Context, row: Row) -> list[Child]:
    """Tell a fact as its page tells it, with the address of that page."""
    told = f"{row['name']}, {context.dated(row['date'])}: {context.t(row['fact'])}"
    return [
        typeset(told, context.lang),
        html.Span(
            [" (", html.A(context.t("page citée"), href=row["page"], rel="noreferrer"), ")"],
            className="quoted-page",
        ),
    ]

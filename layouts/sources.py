"""The page Sources: what the application holds of each source, how old it is, what is missing."""

from __future__ import annotations

from datetime import date

from dash import html

from indicators.holdings import (
    BUILD,
    Holding,
    OfficialOriginal,
    absent_departements,
    absent_indicators,
    holdings,
)
from layouts.context import Context
from layouts.markup import Cell, Child
from layouts.named_table import named_table
from layouts.texts import day, number

_KILOBYTE = 1000
_HASH_SHOWN = 12
"""Characters of a hash that are enough to compare by eye; the whole stands in its tooltip."""


def page(context: Context, today: date) -> list[Child]:
    """Give the whole page.

    Parameters
    ----------
    context : Context
        The data and the view.
    today : datetime.date
        Tells the age of each source.
    """
    t = context.t
    held = holdings(context.bundle, context.catalogue)
    present = [one for one in held if one.rows]
    absent = [one for one in held if one.is_missing]
    return [
        html.Article(
            [
                html.H1(t("Sources")),
                html.P(
                    t(
                        "Ce que contient cette application, source par source: {here} sources sur "
                        "{all} y ont des valeurs. Chaque valeur affichée ou téléchargée nomme la "
                        "sienne.",
                        here=len(present),
                        all=len(present) + len(absent),
                    )
                ),
                *_present(context, present, today),
                *_originals(context, held),
                *_missing(context, absent),
            ],
            className="sources",
        )
    ]


def _present(context: Context, held: list[Holding], today: date) -> list[Child]:
    t = context.t
    head = [t("Source"), t("Millésimes"), t("Lignes"), t("Âge"), t("Mise à jour"), t("Licence")]
    rows: list[list[Cell]] = [
        [
            _named(context, one),
            _years(one.years),
            number(one.rows, 0, context.lang),
            _age(context, one, today),
            context.source(one.name).refresh,
            context.source(one.name).licence,
        ]
        for one in held
    ]
    note = t("L'âge est l'écart entre le dernier millésime et aujourd'hui.")
    return [
        html.H2(t("Ce qui est là")),
        named_table(t("Sources présentes"), head, rows),
        html.P(note),
    ]


def _named(context: Context, one: Holding) -> list[Child]:
    source = context.source(one.name)
    link = html.A(source.title, href=source.address, rel="noreferrer")
    return [f"{source.producer}, ", link]


def _years(years: tuple[int, ...]) -> str:
    if not years:
        return "-"
    gaps = len(years) != years[-1] - years[0] + 1
    if gaps:
        return ", ".join(str(year) for year in years)
    return str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"


def _age(context: Context, one: Holding, today: date) -> str:
    t, years = context.t, one.years_old(today)
    if years is None:
        return "-"
    if years == 0:
        return t("moins d'un an")
    return t("1 an") if years == 1 else t("{count} ans", count=years)


def _originals(context: Context, held: list[Holding]) -> list[Child]:
    """List the official files that were read; without any, say where the figures come from."""
    t = context.t
    title = html.H2(t("Fichiers officiels lus"))
    files = [original for one in held for original in one.originals]
    if not files:
        text = t(
            "Aucun: ces données viennent des petites tables de chiffres du projet, dont chaque "
            "ligne nomme sa source. Pour lire les fichiers officiels d'un dossier:"
        )
        return [title, html.P(text), _command("python -m indicators build --from DOSSIER --all")]
    head = [t("Fichier"), t("Reçu le"), t("Taille"), t("Lignes"), t("Millésimes"), t("SHA-256")]
    rows = [_original(context, one) for one in files]
    return [title, named_table(t("Fichiers officiels lus"), head, rows)]


def _original(context: Context, one: OfficialOriginal) -> list[Cell]:
    name = html.A(one.file, href=one.address, rel="noreferrer") if one.address else one.file
    received = day(one.received[:10], context.lang) if one.received else "-"
    return [
        name,
        received,
        context.t("{count} ko", count=number(one.size / _KILOBYTE, 0, context.lang)),
        number(one.rows, 0, context.lang),
        _years(one.years),
        html.Code(one.sha256[:_HASH_SHOWN], title=one.sha256),
    ]


def _missing(context: Context, absent: list[Holding]) -> list[Child]:
    t = context.t
    parts: list[Child] = [html.H2(t("Ce qui manque"))]
    departements = absent_departements(context.bundle)
    if departements:
        names = context.bundle.territories
        held = ", ".join(
            names.loc[
                (names["level"] == "departement") & names["code"].isin(context.bundle.departements),
                "name",
            ]
        )
        text = t(
            "Communes de {count} départements: l'application ne contient que {held}. Pour un autre "
            "département, ou pour tous avec --all:",
            count=len(departements),
            held=held,
        )
        parts += [html.P(text), _command(f"{BUILD} CODE")]
    indicators = absent_indicators(context.bundle, context.catalogue)
    if indicators:
        labels = [context.say(context.catalogue.indicator(name).label) for name in indicators]
        parts += [html.P(t("Indicateurs sans valeur ici:")), html.Ul([html.Li(x) for x in labels])]
    if absent:
        head = [t("Source"), t("Licence"), t("Ce qui l'apporte")]
        rows = [
            [_named(context, one), context.source(one.name).licence, _remedy(one)] for one in absent
        ]
        parts.append(named_table(t("Sources sans valeur ici"), head, rows))
    return parts if len(parts) > 1 else []


def _remedy(one: Holding) -> html.A | html.Code:
    if one.remedy == one.source.address:
        return html.A(one.remedy, href=one.remedy, rel="noreferrer")
    return html.Code(one.remedy)


def _command(text: str) -> html.Pre:
    return html.Pre(html.Code(text), tabIndex=0)

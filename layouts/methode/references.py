"""What each word means, where a series breaks, and under which licence each source is."""

from __future__ import annotations

from dash import html

from indicators.catalogue import Indicator
from indicators.editions import editions_held
from indicators.selection import years_of
from layouts.context import Context
from layouts.markup import Child
from layouts.named_table import named_table
from layouts.texts import typeset


def editions(context: Context) -> list[Child]:
    """Say where a series changes of edition, and what that does to a reader's comparisons."""
    t = context.t
    entries = context.catalogue.indicators
    rows = [
        [
            context.say(context.catalogue.editions[held.edition].label),
            _span(held.years),
            ", ".join(context.say(entries[name].short) for name in held.indicators),
            context.say(context.catalogue.editions[held.edition].break_),
        ]
        for held in editions_held(context.bundle)
    ]
    head = [t("Édition"), t("Millésimes"), t("Indicateurs"), t("Ce qui change")]
    caption = t("Changements d'édition")
    return [
        html.H2(caption, id="editions"),
        html.P(
            t(
                "Une source change parfois de méthode, de champ ou de précision. Ses valeurs sont "
                "alors d'une autre édition: elles se lisent côte à côte, sans être soustraites."
            )
        ),
        named_table(caption, head, rows),
    ]


def definitions(context: Context) -> list[Child]:
    """Define every indicator, by group."""
    t = context.t
    blocks: list[Child] = [html.H2(t("Définitions"), id="definitions")]
    for group, name in context.catalogue.groups.items():
        entries = {k: e for k, e in context.catalogue.indicators.items() if e.group == group}
        blocks.append(html.H3(context.say(name)))
        blocks += [_definition(context, key, entry) for key, entry in entries.items()]
    return blocks


def _definition(context: Context, key: str, entry: Indicator) -> html.Details:
    t = context.t
    sources = [context.source(name) for name in entry.sources]
    thresholds = [html.Li([context.say(x.label), f" ({x.source})"]) for x in entry.thresholds]
    return html.Details(
        [
            html.Summary(context.say(entry.label)),
            html.P(context.say(entry.definition)),
            *([html.Ul(thresholds)] if thresholds else []),
            html.P([html.Strong(t("Unité. ")), context.say(entry.unit)]),
            html.P([html.Strong(t("À savoir. ")), context.say(entry.caveat)]),
            html.P([html.Strong(t("Millésimes. ")), _years(context, key)]),
            html.P(
                [
                    html.Strong(t("Sources. ")),
                    typeset(
                        "; ".join(f"{s.producer}, {s.title} ({s.licence})" for s in sources),
                        context.lang,
                    ),
                ]
            ),
        ],
        id=f"definition-{key}",
        className="method-definition",
    )


def _years(context: Context, name: str) -> str:
    """List the millésimes that are held at any level."""
    years = years_of(context.bundle, name)
    return ", ".join(str(year) for year in years) or context.t("aucun dans cette application")


def licences(context: Context) -> list[Child]:
    """List the licences and what is under each; the page Sources has the rest."""
    t = context.t
    under: dict[str, list[str]] = {}
    for source in map(context.source, context.catalogue.sources):
        under.setdefault(source.licence, []).append(source.producer)
    items = [
        html.Li([html.Strong(licence), context.colon, ", ".join(dict.fromkeys(producers)), "."])
        for licence, producers in under.items()
    ]
    return [
        html.H2(t("Licences"), id="licences"),
        html.Ul(items),
        html.P(
            [
                t("Chaque source, ses millésimes et son adresse: "),
                html.A(t("page Sources"), href=context.address("/sources")),
                ".",
            ]
        ),
    ]


def _span(years: tuple[int, ...]) -> str:
    first, last = min(years), max(years)
    return str(first) if first == last else f"{first}-{last}"

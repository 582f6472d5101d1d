"""The page Évolutions: the sentences, the chart, the table."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html

from indicators import portrait
from indicators.catalogue import Edition
from indicators.trend_measures import Measure
from layouts.components import badge, definition, downloads, graph_config
from layouts.context import Context
from layouts.controls import Group, grouped_options, indicator_select, story_link
from layouts.figures.theme import Figure
from layouts.figures.trend import Line, shown_value, trend_figure
from layouts.image_tools import Panel, image_buttons, image_data
from layouts.markup import Child, labelled
from layouts.scope import MOST_COMPARED
from layouts.search import nothing_found, option
from layouts.texts import day
from layouts.trend_lines import Drawn, compared, drawn, lines_around
from layouts.trend_sentence import remark, sentence


def page(context: Context) -> list[Child]:
    """Give the whole page."""
    return [
        html.Div(
            [
                html.Div(
                    [
                        indicator_select(context, "trend-indicator", indicator_options(context)),
                        _compared_select(context),
                        _measure_control(context),
                    ],
                    className="trend-controls",
                ),
                html.Div(content(context), id="trend"),
            ],
            className="trend",
        )
    ]


def _compared_select(context: Context) -> dmc.MultiSelect:
    """Let other territories be found and compared."""
    t = context.t
    chosen = [option(context, place) for place in compared(context)]
    return dmc.MultiSelect(
        id="trend-compared",
        label=t("Comparer avec"),
        placeholder=t("Chercher un territoire, {most} au plus", most=MOST_COMPARED),
        data=chosen,
        value=[one["value"] for one in chosen],
        maxValues=MOST_COMPARED,
        searchable=True,
        clearable=True,
        filter={"function": "asGiven"},
        nothingFoundMessage=nothing_found(context),
        clearButtonProps={"aria-label": t("Ne plus comparer")},
    )


def _measure_control(context: Context) -> dmc.RadioGroup:
    t = context.t
    labels = {
        "": t("Valeurs"),
        "variation": t("Variation en %"),
        "indice": t("Indice (base 100)"),
    }
    radios = [dmc.Radio(label=label, value=name) for name, label in labels.items()]
    return dmc.RadioGroup(
        dmc.Group(radios, gap="md"),
        id="trend-measure",
        label=t("Montrer"),
        value=context.view.measure,
    )


def content(context: Context) -> list[Child]:
    """Give what follows the choices: sentences, chart, breaks, source, table."""
    shown = drawn(context)
    lines = shown.lines
    if not lines:
        return [html.H1(_title(context), className="map-title"), _nothing(context)]
    return [
        html.H1(_title(context), className="map-title"),
        html.P(sentence(context, lines_around(context, context.place)), className="sentence"),
        *_measured(context, shown),
        _chart(context, trend_figure(context, lines, shown.measure), lines),
        *_remarks(context),
        definition(context),
        *_breaks(context, lines),
        *_estimates(context, lines),
        html.P(_source(context, lines), className="source"),
        downloads(context, "evolutions"),
        _images(context),
        *story_link(context),
        html.Details(
            [
                html.Summary(context.t("Tableau de ce que montre le graphique")),
                _table(context, shown),
            ],
            className="details",
            open=True,
        ),
    ]


def indicator_options(context: Context) -> list[Group]:
    """List, by group, the indicators that the territory, its département or France has."""
    place = context.place
    places = [place, *portrait.surroundings(context.bundle, place)]
    held = {
        name
        for one in places
        if one.level != "epci" or one is place
        for name in portrait.known_indicators(context.bundle, context.catalogue, one)
    }
    entries = context.catalogue.indicators
    return grouped_options(context, {name for name in held if not entries[name].categories})


def _remarks(context: Context) -> list[Child]:
    """Tell the trend of the territory in view, then each territory that is compared with it.

    They stand under the chart, which they would push out of sight on a telephone.
    """
    own = remark(context, lines_around(context, context.place))
    compared_with = [
        context.with_view(territory=place.code, territory_level=place.level)
        for place in compared(context)
    ]
    others = [html.Li(_whole(other)) for other in compared_with]
    told = [html.P(own, className="remark")] if own else []
    return [*told, *([html.Ul(others, className="sentences")] if others else [])]


def _whole(context: Context) -> str:
    lines = lines_around(context, context.place)
    return f"{sentence(context, lines)} {remark(context, lines)}"


def _measured(context: Context, shown: Drawn) -> list[Child]:
    """Say from what the series are measured, or why they are not."""
    t = context.t
    if not context.view.measure:
        return []
    if shown.base is None:
        text = t(
            "Ni variation ni indice: ces séries n'ont pas d'année commune dans une même édition, "
            "ou leurs millésimes ne se comparent pas. Le graphique montre les valeurs."
        )
        return [html.P(text, className="notice")]
    since = day(shown.base.period, context.lang)
    told = {
        "index": t("Indice: 100 en {since}, première période commune.", since=since),
        "change_percent": t("Variation depuis {since}, première période commune.", since=since),
    }[shown.measure]
    apart = t("Les autres éditions ne s'y comparent pas: elles ne sont pas montrées.")
    return [html.P(f"{told} {apart}", className="hint measured")]


def _title(context: Context) -> str:
    place = context.named(context.place.name, context.place.level)
    return context.t("{indicator}, {place}", indicator=context.title(), place=place)


def _nothing(context: Context) -> html.P:
    t, entry = context.t, context.indicator
    if entry.strata and context.view.indicator in context.bundle.indicators:
        text = t(
            "« {indicator} » a plusieurs valeurs pour un même territoire: un graphique n'en "
            "montrerait qu'une.",
            indicator=context.say(entry.label),
        )
        link = dcc.Link(t("Toutes les valeurs, page Données"), href=context.address("/donnees"))
        return html.P([text, " ", link], className="notice")
    text = t(
        "Aucune donnée de cet indicateur pour {place} ni pour ce qui l'entoure. "
        "Choisissez un autre indicateur.",
        place=context.place.name,
    )
    return html.P(text, className="notice")


def _images(context: Context) -> html.Div:
    """Save the chart as an image: its title, its estimates and its source come with it."""
    name = f"evolutions-{context.view.indicator}-{context.place.code}"
    panels = [Panel("#trend-chart", "#trend .map-title")]
    notes = "#trend .sentence, #trend .breaks li, #trend .estimated-note, #trend .source"
    return html.Div(
        image_buttons(context, "button quiet"),
        className="actions",
        **image_data(context, name, panels, notes),
    )


def _chart(context: Context, figure: Figure, lines: list[Line]) -> html.Div:
    names = ", ".join(line.label(context) for line in lines)
    label = context.t(
        "Graphique: {title}; {names}. Le tableau sous le graphique donne toutes les valeurs.",
        title=_title(context),
        names=names,
    )
    graph = dcc.Graph(
        id="trend-chart",
        figure=figure,
        config=graph_config(context),
        responsive=True,
    )
    return html.Div(graph, role="figure", className="trend-chart", **labelled(label))


def _breaks(context: Context, lines: list[Line]) -> list[Child]:
    """Name the breaks that the chart draws."""
    entry = context.indicator
    editions = list(dict.fromkeys(e for line in lines for e in _editions(line)))
    found: list[Edition] = [context.catalogue.editions[name] for name in editions]
    if len(found) < 2 and entry.comparable_years:  # noqa: PLR2004
        return []
    texts = [context.say(edition.break_) for edition in found[1:] or found]
    if not entry.comparable_years:
        texts = [context.say(entry.caveat)]
    return [html.Ul([html.Li(text) for text in dict.fromkeys(texts)], className="breaks")]


def _editions(line: Line) -> list[str]:
    return [one.edition for one in line.points if one.edition]


def _estimates(context: Context, lines: list[Line]) -> list[Child]:
    """Say which marks are estimates, and why."""
    estimated = [one for line in lines for one in line.points if one.status == "estimated"]
    if not estimated:
        return []
    notes = dict.fromkeys(token for one in estimated for token in one.note.split())
    why = "; ".join(context.note(note) for note in notes)
    text = context.t("Marques creuses: valeurs estimées ({why}).", why=why)
    return [html.P([badge(context, "estimated"), " ", text], className="estimated-note")]


def _source(context: Context, lines: list[Line]) -> str:
    names = dict.fromkeys(one.source for line in lines for one in line.points)
    sources = [context.source(name) for name in names]
    periods = sorted({one.period for line in lines for one in line.points})
    return context.t(
        "Source: {producers}. Millésimes {first} à {last}. {licence}.",
        producers="; ".join(f"{s.producer}, {s.title}" for s in sources),
        first=day(periods[0], context.lang),
        last=day(periods[-1], context.lang),
        licence=", ".join(dict.fromkeys(s.licence for s in sources)),
    )


def _table(context: Context, shown: Drawn) -> html.Div:
    t, lines = context.t, shown.lines
    periods = sorted({one.period for line in lines for one in line.points}, reverse=True)
    cells = [_cells(context, line, shown.measure) for line in lines]
    missing = context.status_name("missing")
    head = html.Tr(
        [
            html.Th(t("Période"), scope="col"),
            *[html.Th(line.label(context), scope="col") for line in lines],
        ]
    )
    rows = [
        html.Tr(
            [
                html.Th(day(period, context.lang), scope="row"),
                *[html.Td(held.get(period, missing)) for held in cells],
            ]
        )
        for period in periods
    ]
    return html.Div(
        html.Table(
            [html.Caption(_title(context)), html.Thead(head), html.Tbody(rows)],
            className="data-table",
        ),
        className="table-scroll",
        tabIndex=0,
        role="region",
        **labelled(t("Tableau de ce que montre le graphique")),
    )


def _cells(context: Context, line: Line, measure: Measure) -> dict[str, list[Child]]:
    """Write each observation of a line for its cell of the table, by period."""
    told: dict[str, list[Child]] = {}
    for point, number in zip(line.points, line.drawn, strict=True):
        value = "" if measure == "value" else f" ({context.figure(point.value)})"
        said = f"{shown_value(context, number, measure)}{value}"
        told[point.period] = [said, " ", badge(context, point.status)]
    return told

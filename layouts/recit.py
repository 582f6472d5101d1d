"""The page Récit du département: chapters of figures and facts, each with date, status, source."""

from __future__ import annotations

from dash import dcc, html

from indicators import local_action, portrait
from indicators.catalogue import Indicator, Source
from indicators.portrait import Territory
from indicators.series import Series, Value, series
from indicators.story import Chapter, Fact, Story
from layouts.components import badge
from layouts.context import Context
from layouts.fiche.actions import centre_line, contract_lines
from layouts.markup import Child
from layouts.texts import day, number, typeset


def page(context: Context, story: Story | None) -> list[Child]:
    """Give the whole page of the département in view."""
    if story is None:
        return [_nothing(context)]
    return [
        html.Article(
            [
                html.H1(context.say(story.title)),
                html.P(context.say(story.intro), className="sentence"),
                html.Div([_link(context, *link) for link in _links(context)], className="actions"),
                *[_chapter(context, chapter) for chapter in story.chapters],
            ],
            className="story",
        )
    ]


def _nothing(context: Context) -> html.Div:
    t, name = context.t, context.departement.name
    told = t(
        "Aucun récit n'est écrit pour {name}: il se compose dans data/stories, d'après les "
        "documents que le Département publie.",
        name=name,
    )
    title = t("Le récit du département: {name}", name=name)
    links = [_link(context, *link) for link in _links(context)]
    notice = html.P(told, className="notice")
    return html.Div([html.H1(title), notice, html.Div(links, className="actions")])


def _links(context: Context) -> list[tuple[str, str]]:
    t = context.t
    return [("/fiche", t("Voir sa fiche")), ("/evolutions", t("Voir ses évolutions"))]


def _link(context: Context, path: str, text: str) -> dcc.Link:
    href = context.with_view(territory="", territory_level="").address(path)
    return dcc.Link(text, href=href, className="button quiet")


def _chapter(context: Context, chapter: Chapter) -> html.Section:
    figures = [_figure(context, name) for name in chapter.figures]
    told = [figure for figure in figures if figure is not None]
    return html.Section(
        [
            html.H2(context.say(chapter.title)),
            *([html.Ul(told, className="story-figures")] if told else []),
            *_list(context, chapter),
            *([html.Ul([_fact(context, fact) for fact in chapter.facts])] if chapter.facts else []),
        ]
    )


def _figure(context: Context, name: str) -> html.Li | None:
    """Tell a series of the département, and of France where it has the same periods."""
    entry = context.catalogue.indicator(name)
    france = portrait.territory(context.bundle, "FR", "france")
    places = [context.departement, france]
    lines = [_line(context, name, entry, place) for place in places]
    told = [line for line in lines if line is not None]
    if not told:
        return None
    return html.Li(
        [
            html.Details(
                [
                    html.Summary(html.H3(context.say(entry.label))),
                    html.P([context.say(entry.definition), " ", context.say(entry.caveat)]),
                ],
                className="key-name",
            ),
            *told,
        ],
        id=f"story-{name}",
    )


def _line(context: Context, name: str, entry: Indicator, place: Territory) -> html.P | None:
    every = series(context.bundle, name, place.level, place.code)
    known = [one for one in every if one.value is not None]
    if not known:
        return None
    last = known[-1]
    same = [one for one in known if one.edition == last.edition]
    source = context.source(last.source)
    note = context.note(last.note)
    return html.P(
        [
            html.Strong(place.name),
            " ",
            *_values(context, entry, same),
            " ",
            badge(context, last.status),
            html.Span(
                " " + typeset("; ".join(filter(None, [_named(source), note])), context.lang),
                className="key-source",
            ),
        ]
    )


def _values(context: Context, entry: Indicator, points: Series) -> list[Child]:
    """Write the first and the last value of an edition, and the change between them."""
    first, last = points[0], points[-1]
    shown: list[Child] = [
        html.Span(context.figure(last.value, entry), className="key-number"),
        html.Span(context.joined_unit(last.number, entry), className="unit"),
    ]
    until = day(last.period, context.lang)
    if len(points) == 1 or not entry.comparable_years:
        return [*shown, f" ({until})"]
    start = f"{context.figure(first.value, entry)} ({day(first.period, context.lang)})"
    return [f"{start} → ", *shown, f" ({_with_change(context, entry, until, (first, last))})"]


def _with_change(context: Context, entry: Indicator, until: str, ends: tuple[Value, Value]) -> str:
    """Add a change in per cent to a date; one of percentages is read from the two values."""
    first, last = (end.number for end in ends)
    if entry.unit.fr.startswith("%") or not first:
        return until
    percent = 100 * (last / first - 1)
    sign = "+" if percent > 0 else ""
    change = sign + number(percent, 1, context.lang)
    return context.t("{until}: {change} %", until=until, change=change)


def _list(context: Context, chapter: Chapter) -> list[Child]:
    bundle, place = context.bundle, context.departement
    if chapter.lists == "centres":
        inside = [centre for centre in local_action.centres(bundle, place) if centre.inside]
        return [html.Ul([html.Li(centre_line(context, centre)) for centre in inside])]
    if chapter.lists == "contracts":
        rows = local_action.contracts(bundle, place)
        return [html.Ul(contract_lines(context, rows))]
    return []


def _fact(context: Context, fact: Fact) -> html.Li:
    source = context.source(fact.source)
    return html.Li(
        [
            html.Strong(f"{_sentence_case(day(fact.date, context.lang))}. "),
            context.say(fact.text),
            html.Span(f" {_named(source)}", className="key-source"),
        ]
    )


def _named(source: Source) -> str:
    return f"{source.producer}, {source.title}"


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]

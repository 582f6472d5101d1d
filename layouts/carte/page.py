"""The page Carte as a whole: controls, map, card; or why there is no map."""

from __future__ import annotations

from dash import dcc, html

from indicators.catalogue import AGE_SEX
from indicators.perimeter import FRANCE
from layouts.carte.caption import alternative, source_line
from layouts.carte.charts import charts_section
from layouts.carte.comparing import compare_message, heading, page_class, second_map
from layouts.carte.compose import own_panel
from layouts.carte.controls import controls, indicator_options
from layouts.carte.filtering import filter_result
from layouts.carte.layers_legend import layers_legend
from layouts.carte.legend import legend
from layouts.carte.shown import Shown
from layouts.carte.tools import map_tools
from layouts.components import downloads, graph_config
from layouts.context import Context
from layouts.figures.theme import Figure
from layouts.markup import Child, labelled
from layouts.view import map_levels

_AGE_SHARES = ("under_15_share", "over_65_share", "over_75_share", "over_80_share")
"""What a map shows of the ages of a population."""


def page(
    shown: Shown,
    figure: Figure,
    beside: Figure | None,
    card: list[Child],
    charts: list[Child],
) -> list[Child]:
    """Give the whole page.

    Parameters
    ----------
    shown : Shown
        What the view shows.
    figure : Figure
        The map.
    beside : Figure, optional
        The map that it is compared with.
    card : list
        The card of the territory in view.
    charts : list
        The charts, where they are open.
    """
    context = shown.context
    t = context.t
    return [
        html.Div(
            [
                html.Section(
                    controls(context), className="panel controls", **labelled(t("Réglages"))
                ),
                _maps(shown, figure, beside),
                html.Section(card, id="card", className="panel card", **labelled(t("Territoire"))),
            ],
            id="carte",
            className=page_class(shown),
        ),
        charts_section(shown, charts),
        _folded_table(context),
    ]


def _maps(shown: Shown, figure: Figure, beside: Figure | None) -> html.Section:
    """Give the one or two maps, with what explains them and their files."""
    context = shown.context
    t = context.t
    return html.Section(
        [
            html.P(
                compare_message(shown),
                id="compare-message",
                role="status",
                className="message notice",
            ),
            html.Div(
                [
                    html.Div(_first_map(shown, figure)),
                    html.Div(second_map(shown, beside), id="beside"),
                ],
                className="maps",
            ),
            html.Div(layers_legend(context, shown.layers), id="layers-legend"),
            html.Div(filter_result(shown), id="filter-result"),
            html.Div(own_panel(shown), id="own-panel"),
            html.P(source_line(context, shown.frame), id="map-source", className="source"),
            downloads(context, "carte"),
        ],
        className="map-block",
        **labelled(t("Carte")),
    )


def _first_map(shown: Shown, figure: Figure) -> list[Child]:
    context = shown.context
    return [
        html.H1(heading(shown), id="map-title", className="map-title"),
        html.Div(legend(shown), id="map-legend"),
        html.Div([map_tools(context), _graph(shown, figure)], className="map-frame"),
    ]


def page_without_map(context: Context, card: list[Child]) -> list[Child]:
    """Say that the indicator has no map here, and name those that have one."""
    t = context.t
    return [
        html.H1(context.title(), className="map-title"),
        html.P(
            _why_no_map(context),
            className="notice",
        ),
        html.Div(
            [
                html.Section([*_where_shown(context), *_with_a_map(context)]),
                html.Section(card, className="panel card", **labelled(t("Territoire"))),
            ],
            className="without-map",
        ),
    ]


def _why_no_map(context: Context) -> str:
    label = context.say(context.indicator.label)
    if context.indicator.strata:
        return context.t(
            "« {indicator} » a plusieurs valeurs pour un même territoire: une carte n'en "
            "montrerait qu'une.",
            indicator=label,
        )
    if context.view.departement == FRANCE:
        return context.t(
            "« {indicator} » n'a de valeur ni par département ni par intercommunalité: il n'y en a "
            "pas de carte de France. Cherchez un département, ou une de ses communes.",
            indicator=label,
        )
    return context.t(
        "Ces données ne contiennent pas « {indicator} » par commune pour ce département: "
        "seules ses valeurs d'ensemble sont connues.",
        indicator=label,
    )


def _where_shown(context: Context) -> list[Child]:
    """Lead to where several values of a territory are shown, and to the measures drawn of them."""
    t = context.t
    if not context.indicator.strata:
        return []
    links = [dcc.Link(t("Toutes les valeurs, page Données"), href=context.address("/donnees"))]
    if context.indicator.strata == AGE_SEX:
        pyramid = t("{place}: la pyramide des âges, page Fiche", place=context.place.name)
        shares = [name for name in _AGE_SHARES if map_levels(context.bundle, name)]
        links = [
            dcc.Link(pyramid, href=context.address("/fiche")),
            *links,
            *(_map_link(context, name) for name in shares),
        ]
    return [html.H2(t("Où la voir")), html.Ul([html.Li(link) for link in links])]


def _map_link(context: Context, name: str) -> dcc.Link:
    label = context.say(context.catalogue.indicator(name).label)
    text = context.t("La carte « {indicator} »", indicator=label)
    return dcc.Link(text, href=_map_of(context, name))


def _with_a_map(context: Context) -> list[Child]:
    others = [item for group in indicator_options(context) for item in group["items"]]
    links = [dcc.Link(one["label"], href=_map_of(context, one["value"])) for one in others]
    title = context.t("Indicateurs qui ont une carte ici")
    return [html.H2(title), html.Ul([html.Li(link) for link in links])]


def _map_of(context: Context, indicator: str) -> str:
    return context.with_view(indicator=indicator, level="commune", year=None).address("/")


def _folded_table(context: Context) -> html.Details:
    t = context.t
    return html.Details(
        [
            html.Summary(t("Tableau de ce que montre la carte"), id="map-summary"),
            html.Div(
                id="map-table",
                className="table-scroll",
                tabIndex=0,
                role="region",
                **labelled(t("Tableau de ce que montre la carte")),
            ),
        ],
        id="map-details",
        className="details",
    )


def _graph(shown: Shown, figure: Figure) -> html.Div:
    context = shown.context
    return html.Div(
        dcc.Graph(
            id="map",
            figure=figure,
            config=graph_config(context) | {"displayModeBar": False},
            responsive=True,
            className="map",
        ),
        role="figure",
        id="map-figure",
        className="map-figure",
        **labelled(alternative(heading(shown), context)),
    )

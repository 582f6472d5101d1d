"""The page Simuler as a whole."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html

from indicators.perimeter import FRANCE
from layouts.components import definition, graph_config
from layouts.context import Context
from layouts.figures.theme import Figure
from layouts.image_tools import Panel, image_buttons, image_data
from layouts.markup import Child, labelled
from layouts.simuler.controls import controls
from layouts.simuler.map import legend
from layouts.simuler.results import chips, crossing, limits, message, totals
from layouts.simuler.shown import Simulation


def page(shown: Simulation, figure: Figure) -> list[Child]:
    """Give the whole page."""
    t = shown.context.t
    scenario = html.Section(controls(shown), className="panel controls", **labelled(t("Scénario")))
    kept = [dcc.Store(id="simulation-asked"), dcc.Store(id="simulation-told", data=0)]
    return [
        html.Div(
            [scenario, _map_block(shown, figure), _results_block(shown), *kept],
            className="carte simulation",
        ),
        _table_block(shown.context),
    ]


def _map_block(shown: Simulation, figure: Figure) -> html.Section:
    context = shown.context
    graph = dcc.Graph(
        id="simulation-map",
        figure=figure,
        config=graph_config(context),
        responsive=True,
        className="map",
    )
    return html.Section(
        [
            html.H1(shown.drawn.title, id="simulation-title", className="map-title"),
            definition(context),
            html.Div([_choice(shown), _clicks(context)], className="choices"),
            html.Div(legend(shown), id="simulation-legend"),
            html.Div(
                graph,
                id="simulation-figure",
                role="figure",
                **labelled(alternative(shown)),
            ),
            html.P(source_line(shown), id="simulation-source", className="source"),
            html.Div(files(context), id="simulation-files"),
            _images(context),
        ],
        className="map-block",
        **labelled(context.t("Carte")),
    )


def _results_block(shown: Simulation) -> html.Section:
    return html.Section(
        [
            html.P(message(shown), id="simulation-message", className="message", role="status"),
            html.Div(chips(shown), id="simulation-chips"),
            html.Div(results(shown), id="simulation-results"),
        ],
        className="panel card results",
        **labelled(shown.context.t("Résultats")),
    )


def _table_block(context: Context) -> html.Details:
    """Fold the table: its rows are fetched when it is opened."""
    told = context.t("Tableau de ce que montre la carte")
    return html.Details(
        [
            html.Summary(told, id="simulation-summary"),
            html.Div(
                id="simulation-table",
                className="table-scroll",
                tabIndex=0,
                role="region",
                **labelled(told),
            ),
        ],
        className="details",
    )


def page_without_base(context: Context) -> list[Child]:
    """Say what the page needs, and how to have it."""
    t = context.t
    why = t(
        "Ces données n'ont pas l'APL des communes de ce département ({name}) avec ses "
        "populations: la page ne peut rien simuler. Si le classeur de la DREES les donne, "
        "construisez-les depuis lui: python -m indicators build --from DOSSIER.",
        name=context.departement.name,
    )
    if context.view.departement == FRANCE:
        why = t(
            "Un scénario se simule dans un département: cherchez-en un, ou une de ses communes, "
            "en haut de la page."
        )
    return [html.H1(t("Simuler"), className="map-title"), html.P(why, className="notice")]


def results(shown: Simulation) -> list[Child]:
    """Give the panel of the results."""
    return [totals(shown), html.Div(crossing(shown)), *limits(shown)]


def alternative(shown: Simulation) -> str:
    """Describe the map to who does not see it."""
    return shown.context.t(
        "Carte: {title}. Le tableau sous la carte donne toutes les valeurs.",
        title=shown.drawn.title,
    )


def source_line(shown: Simulation) -> str:
    """Say source, millésime, licence and status under the map."""
    names = shown.base.communes["source"].unique()
    sources = [shown.context.source(name) for name in names]
    is_shown_official = shown.outcome.is_official and shown.context.view.drawn != "fragilite"
    return shown.context.t(
        "Source de la base: {producers}. Millésime {year}. {licence}. "
        "Statut du résultat: {status}.",
        producers="; ".join(f"{one.producer}, {one.title}" for one in sources),
        year=shown.base.year,
        licence=", ".join(dict.fromkeys(one.licence for one in sources)),
        status=shown.context.status_name("official" if is_shown_official else "estimated"),
    )


def _choice(shown: Simulation) -> dmc.SegmentedControl:
    t = shown.context.t
    return dmc.SegmentedControl(
        id="simulation-drawn",
        value=shown.context.view.drawn or "variation",
        data=[
            {"value": "variation", "label": t("Variation")},
            {"value": "resultat", "label": t("Résultat")},
            {"value": "fragilite", "label": t("Fragilité")},
        ],
        size="sm",
        mb=8,
        **labelled(t("Ce que montre la carte")),
    )


def _clicks(context: Context) -> dmc.RadioGroup:
    t = context.t
    return dmc.RadioGroup(
        id="simulation-click",
        label=t("Un clic sur la carte"),
        value="add",
        children=dmc.Group(
            [
                dmc.Radio(label=t("ajoute un médecin"), value="add"),
                dmc.Radio(label=t("retire un médecin"), value="remove"),
            ],
            gap="8px 16px",
            mt=4,
        ),
    )


def _images(context: Context) -> html.Div:
    """Save the map as an image, with the scenario and the source."""
    name = f"simulation-{context.departement.code}"
    panels = [Panel("#simulation-map", "#simulation-title", "#simulation-legend .legend")]
    notes = "#simulation-chips :is(li, p), #simulation-results .base, #simulation-source"
    return html.Div(
        image_buttons(context, "button quiet"),
        className="actions images",
        **image_data(context, name, panels, notes),
    )


def files(context: Context) -> list[Child]:
    """Offer the rows as a CSV, their metadata, and the note to print."""
    t = context.t
    return [
        html.Div(
            [
                html.A(
                    t("Données affichées (CSV)"),
                    href=context.address("/simuler/communes.csv"),
                    className="button",
                    download="",
                ),
                html.A(
                    t("Métadonnées (JSON)"),
                    href=context.address("/simuler/communes.json"),
                    className="button quiet",
                    download="",
                ),
                html.A(
                    t("Note à imprimer"),
                    href=context.address("/simuler/note.html"),
                    className="button quiet",
                ),
            ],
            className="actions",
        )
    ]

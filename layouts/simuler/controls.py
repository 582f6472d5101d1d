"""The controls of the page Simuler: presets, moves, retirements, hypotheses, siting."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import html

from indicators.apl_parameters import load_parameters
from indicators.scenario.change import ACTS, MOST_DOCTORS
from indicators.scenario.siting import MOST_SITED
from layouts.controls import options_of
from layouts.markup import Child, ForScripts
from layouts.simuler.results import siting_answer
from layouts.simuler.shown import Simulation
from layouts.view import RETIREMENTS

_SHOWN_OPTIONS = 60


def controls(shown: Simulation) -> list[Child]:
    """Give the panel of the controls."""
    return [*_moves(shown), _presets(shown), _hypotheses(shown), _siting(shown)]


def _moves(shown: Simulation) -> list[Child]:
    t = shown.context.t
    return [
        html.H2(t("Médecins qui arrivent ou partent")),
        _place(shown),
        _number(
            shown,
            id="simulation-number",
            label=t("Médecins (équivalents temps plein)"),
            value=1,
            min=0.5,
            max=MOST_DOCTORS,
            step=0.5,
        ),
        html.Div(
            [
                html.Button(t("Ajouter"), id="simulation-add", className="button"),
                html.Button(t("Retirer"), id="simulation-remove", className="button quiet"),
                html.Button(t("Tout effacer"), id="simulation-reset", className="button quiet"),
            ],
            className="actions",
        ),
        # On a telephone the result stands above the form, out of sight.
        html.Button(
            t("Voir ce que cela change"),
            type="button",
            className="button quiet phone-only",
            **ForScripts({"data-scroll-to": "simulation-chips"}),
        ),
        _retirement(shown),
    ]


def _place(shown: Simulation) -> dmc.Select:
    """Choose a commune: the territory in view to begin with, where it is one."""
    t = shown.context.t
    communes = shown.base.communes
    options = options_of(communes.assign(code=communes.index))
    chosen = shown.context.view.territory
    return dmc.Select(
        id="simulation-place",
        label=t("Dans la commune"),
        data=sorted(options, key=lambda option: option["label"]),
        value=chosen if chosen in communes.index else None,
        searchable=True,
        limit=_SHOWN_OPTIONS,
        nothingFoundMessage=t("Aucune commune à ce nom"),
    )


def _number(shown: Simulation, **options: object) -> dmc.NumberInput:
    """Take a number as the reader's language writes it."""
    comma = "," if shown.context.lang == "fr" else "."
    return dmc.NumberInput(decimalSeparator=comma, hideControls=True, **options)


def _retirement(shown: Simulation) -> dmc.Select:
    t = shown.context.t
    ages = [
        {"value": age, "label": t("Tous les plus de {age} ans", age=age)} for age in RETIREMENTS
    ]
    return dmc.Select(
        id="simulation-retirement",
        label=t("Départs à la retraite, sans remplaçant"),
        placeholder=t("Aucun"),
        data=ages,
        value=shown.context.view.retirement or None,
        clearable=True,
        clearButtonProps={"aria-label": t("Ne plus supposer de départs")},
    )


def _presets(shown: Simulation) -> html.Details:
    return html.Details(
        [
            html.Summary(shown.context.t("Scénarios tout prêts")),
            html.Ul(presets(shown), id="simulation-presets", className="presets"),
        ],
        className="fold",
        open=shown.is_empty,
    )


def presets(shown: Simulation) -> list[html.Li]:
    """Offer the scenarios that are ready, each with what its base may hold already."""
    return [
        html.Li(
            [
                html.Button(preset.name, id={"type": "preset", "rank": rank}, className="preset"),
                *([html.P(preset.note, className="hint")] if preset.note else []),
            ]
        )
        for rank, preset in enumerate(shown.presets)
    ]


def _folded(name: str, tools: list[Child], *, is_open: bool = False) -> html.Details:
    return html.Details(
        [html.Summary(name), html.Div(tools, className="tools")], className="fold", open=is_open
    )


def _hypotheses(shown: Simulation) -> html.Details:
    t, view = shown.context.t, shown.context.view
    bounds = load_parameters().activity
    tools: list[Child] = [
        dmc.Select(
            id="simulation-year",
            label=t("Millésime de la base"),
            data=[str(year) for year in shown.years],
            value=str(shown.base.year),
            allowDeselect=False,
        ),
        _number(
            shown,
            id="simulation-acts",
            label=t("Actes par an d'un médecin à temps plein"),
            description=t(
                "De {low} à {high}, les bornes de la DREES",
                low=shown.context.people(bounds.floor),
                high=shown.context.people(bounds.cap),
            ),
            value=int(float(view.acts or ACTS)),
            min=bounds.floor,
            max=bounds.cap,
            step=100,
            debounce=400,
        ),
        _number(
            shown,
            id="simulation-threshold",
            label=t("Seuil d'APL insuffisante"),
            value=shown.threshold,
            min=0.1,
            max=10,
            step=0.1,
            debounce=400,
        ),
    ]
    return _folded(t("Hypothèses"), tools)


def aim_options(shown: Simulation) -> list[dict[str, str]]:
    """List the aims of the siting, under the names of the address."""
    t = shown.context.t
    return [
        {"value": "manque", "label": t("Le moins d'actes manquants sous le seuil")},
        {"value": "habitants", "label": t("Le moins d'habitants sous le seuil")},
        {"value": "eloignes", "label": t("Le moins d'habitants loin d'un médecin")},
        {"value": "inegalite", "label": t("Le moins d'inégalités entre communes")},
    ]


def _siting(shown: Simulation) -> html.Details:
    t, view = shown.context.t, shown.context.view
    tools: list[Child] = [
        dmc.Select(
            id="simulation-aim",
            label=t("Objectif"),
            data=aim_options(shown),
            value=view.aim or "manque",
            allowDeselect=False,
        ),
        _number(
            shown,
            id="simulation-doctors",
            label=t("Médecins à installer"),
            value=int(view.doctors or 1),
            min=1,
            max=MOST_SITED,
            allowDecimal=False,
        ),
        _candidates(shown),
        html.Button(t("Chercher les communes"), id="simulation-site", className="button"),
        html.Div(siting_answer(shown), id="simulation-answer"),
    ]
    title = t("Où installer les prochains médecins")
    return _folded(title, tools, is_open=bool(view.aim))


def _candidates(shown: Simulation) -> dmc.Select:
    """Limit the search to an EPCI of the communes of the base."""
    t = shown.context.t
    table = shown.context.bundle.territories
    here = (table["level"] == "epci") & table["code"].isin(shown.base.communes["epci"])
    return dmc.Select(
        id="simulation-candidates",
        label=t("Dans quelle intercommunalité"),
        placeholder=t("Toutes"),
        data=options_of(table[here]),
        value=shown.context.view.candidates or None,
        searchable=True,
        clearable=True,
        clearButtonProps={"aria-label": t("Chercher dans toutes")},
    )

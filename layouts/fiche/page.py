"""The whole sheet of a territory, in the order in which an elected official asks."""

from __future__ import annotations

from functools import partial

from dash import dcc, html

from indicators import portrait, standing
from indicators.trends import MIN_POINTS
from layouts.components import badge
from layouts.context import Context
from layouts.controls import story_link
from layouts.fiche.actions import actions
from layouts.fiche.key_figure import key_figure
from layouts.fiche.pyramid import pyramid
from layouts.fiche.summary import summary
from layouts.markup import Child
from layouts.texts import number, typeset

PEOPLE = ("population", "under_15_share", "over_65_share", "over_75_share")
CARE = (
    "gp_count",
    "gp_count_all_modes",
    "gp_density",
    "gp_density_liberal",
    "gp_density_liberal_cnam",
    "gp_60plus_share",
    "care_over_60_share",
    "nearest_gp_minutes",
    "nurse_count",
    "pharmacy_count",
)
ACCESS = (
    "apl",
    "apl65",
    "population_under_2_5_share",
    "gp_zone",
    "gp_zone_indication",
    "eligible_zone_share",
)
ESTIMATES = (
    "no_attending_estimate_capacity",
    "no_attending_estimate_capacity_share",
    "no_attending_estimate_rate",
)
ATTENDING = (
    "no_attending_count",
    "no_attending_share",
    "no_attending_share_17plus",
    "ald_attending_share",
    *ESTIMATES,
)
DONE = ("msp_sites", "msp_count", "cds_count", "cpts_count", "cpts_population_share")
SHOWN = (*PEOPLE, *CARE, *ACCESS, *ATTENDING, *DONE)


def indicators_shown(context: Context) -> list[str]:
    """List the indicators that the sheet of the territory in view shows."""
    held = set(portrait.known_indicators(context.bundle, context.catalogue, context.place))
    if "no_attending_count" in held:
        # Where the official total is known, an estimate that sums to it says nothing more.
        held -= set(ESTIMATES)
    return [name for name in SHOWN if name in held]


def page(context: Context) -> list[Child]:
    """Give the whole page."""
    return [html.Article(content(context), id="sheet", className="sheet")]


def content(context: Context) -> list[Child]:
    """Give the sheet of the territory in view."""
    t = context.t
    shown = indicators_shown(context)
    section = partial(_section, context, shown)
    return [
        _head(context),
        html.P(summary(context), className="sentence"),
        section(t("Qui vit ici"), PEOPLE, beside=pyramid(context)),
        section(t("L'accès aux généralistes"), ACCESS),
        section(t("Qui soigne"), CARE),
        section(t("Médecin traitant"), ATTENDING),
        section(t("Ce qui est fait"), DONE, after=actions(context)),
        _reading(context),
        _sources(context, shown),
    ]


def _head(context: Context) -> html.Header:
    t, place = context.t, context.place
    around = [x.name for x in portrait.surroundings(context.bundle, place) if x.level != "france"]
    kind = context.level_name(place.level)
    if place.level != "france":
        kind = f"{kind} {place.code}"
    return html.Header(
        [
            html.H1(t("Fiche: {place}", place=place.name)),
            html.P(" · ".join([kind, *around]), className="card-kind"),
            html.Div(
                [
                    html.Button(
                        t("Imprimer ou enregistrer en PDF"), id="print", className="button"
                    ),
                    _link(context, "/evolutions", t("Voir ses évolutions")),
                    _link(context, "/", t("Voir sur la carte")),
                    *story_link(context, "button quiet"),
                ],
                className="actions",
            ),
        ],
        className="sheet-head",
    )


def _link(context: Context, path: str, text: str) -> dcc.Link:
    return dcc.Link(text, href=context.address(path), className="button quiet")


def _section(
    context: Context,
    shown: list[str],
    title: str,
    names: tuple[str, ...],
    *,
    beside: list[Child] | None = None,
    after: list[Child] | None = None,
) -> html.Section:
    figures = [key_figure(context, name) for name in shown if name in names]
    body: list[Child] = [html.Ul(figures, className="key-figures")] if figures else []
    if not figures and not after:
        body = [
            html.P(
                context.t("Aucune source de cette application ne donne de valeur ici."),
                className="hint",
            )
        ]
    if beside:
        body = [html.Div([*body, *beside], className="with-pyramid")]
    return html.Section([html.H2(title), *body, *(after or [])])


def _reading(context: Context) -> html.Section:
    """Say how to read the sheet: the rule of the words, of the trend, and each status."""
    t = context.t
    told = [
        *_abbreviations(context),
        t(
            "« Mieux », « comparable », « moins bien »: jusqu'à {percent} % d'écart avec la valeur "
            "de comparaison, deux valeurs sont comparables, car d'une année à l'autre l'APL de la "
            "moitié des communes bouge déjà de 3 à 4 %. Au-delà, le sens de l'indicateur décide.",
            percent=number(100 * standing.SIMILAR, 0, context.lang),
        ),
        t(
            "Rang: parmi les territoires du même niveau du département (tous les départements "
            "de France pour un département). Décile 1: le dixième des habitants aux valeurs les "
            "plus basses."
        ),
        t(
            "Tendance: dans une même édition, à partir de {points} points (test de Mann-Kendall). "
            "Sur les petites courbes, un point creux est une estimation et un trait interrompu une "
            "rupture de série ou une année sans donnée.",
            points=MIN_POINTS,
        ),
    ]
    statuses = html.P(
        [
            badge(context, "official"),
            t(" publié tel quel par le producteur; "),
            badge(context, "computed"),
            t(" somme ou rapport de chiffres officiels; "),
            badge(context, "estimated"),
            t(" modèle, ou population ou partie de territoire de remplacement."),
        ]
    )
    return html.Section(
        [html.H2(t("Comment lire cette fiche")), html.Ul([html.Li(x) for x in told]), statuses],
        className="reading",
    )


def _abbreviations(context: Context) -> list[str]:
    """Spell out the words of the sheet: on paper, no definition opens where the word is."""
    t = context.t
    return [
        t(
            "APL: accessibilité potentielle localisée, le nombre de consultations de généraliste "
            "auxquelles un habitant a accès par an. Au-dessous de 2,5, l'État considère l'offre "
            "insuffisante (arrêté du 13 novembre 2017). Un habitant standardisé compte selon les "
            "soins que l'on prend à son âge."
        ),
        t(
            "Zones où l'installation d'un médecin est aidée: ZIP, intervention prioritaire; ZAC, "
            "action complémentaire; ZAR, accompagnement régional; QPV, quartier prioritaire de la "
            "politique de la ville. L'ARS (agence régionale de santé) les arrête."
        ),
        t(
            "Autres sigles: EPCI, intercommunalité; MSP, maison de santé pluriprofessionnelle; "
            "CPTS, communauté professionnelle territoriale de santé; ALD, affection de longue "
            "durée; BPE, base permanente des équipements de l'Insee; RPPS, répertoire des "
            "professionnels de santé."
        ),
    ]


def _sources(context: Context, shown: list[str]) -> html.Section:
    catalogue = context.catalogue
    entries = [catalogue.indicators[name] for name in shown]
    names = dict.fromkeys(source for entry in entries for source in entry.sources)
    by_licence: dict[str, list[str]] = {}
    for source in (context.source(name) for name in names):
        by_licence.setdefault(source.licence, []).append(f"{source.producer}, {source.title}")
    told = [
        html.P(typeset(f"{licence}: {'; '.join(titles)}.", context.lang))
        for licence, titles in by_licence.items()
    ]
    return html.Section([html.H2(context.t("Sources")), *told], className="sheet-sources")

"""The page Méthode: the formula, its parameters, the rules, the definitions, the sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dash import html

from indicators.apl_parameters import AplParameters
from indicators.catalogue import Indicator
from indicators.measured import Comparison, TimeError
from layouts.components import badge
from layouts.context import Context
from layouts.texts import number

_DECAY = "drees"


@dataclass(frozen=True)
class Measured:
    """What the page shows besides the catalogue.

    Parameters
    ----------
    parameters : AplParameters
        The parameters of the APL, by millésime.
    comparisons : list of Comparison
        The distance of the APL from open data to the official one.
    minutes : dict of TimeError
        The error of the modelled minutes, by kind of pair.
    """

    parameters: AplParameters
    comparisons: list[Comparison]
    minutes: dict[str, TimeError]


def page(context: Context, measured: Measured) -> list[Any]:
    """Give the whole page."""
    parameters = measured.parameters
    t = context.t
    return [
        html.Article(
            [
                html.H1(t("Méthode"), className="method-title"),
                *_formula(context, parameters),
                *_ages(context, parameters),
                *_rules(context),
                *_statuses(context),
                *_distance(context, measured.comparisons),
                *_minutes(context, measured.minutes),
                *_definitions(context),
                *_sources(context),
            ],
            className="method",
        )
    ]


def _formula(context: Context, parameters: AplParameters) -> list[Any]:
    t = context.t
    decay = parameters.decays[_DECAY]
    bounds = [0.0, *decay.bounds]
    rows = [
        [
            t(
                "de {low} à moins de {high} minutes",
                low=_short(context, low),
                high=_short(context, high),
            ),
            number(weight, 2, context.lang),
        ]
        for low, high, weight in zip(bounds, decay.bounds, decay.weights, strict=False)
    ]
    rows.append([t("{low} minutes et plus", low=_short(context, bounds[-1])), "0"])
    acts = parameters.activity
    return [
        html.H2(t("L'accès aux médecins généralistes (APL)")),
        html.P(
            t(
                "L'APL compte les consultations de généraliste auxquelles un habitant a accès par "
                "an. Elle se calcule en deux temps: chaque commune où exercent des médecins "
                "partage leurs consultations entre les habitants qui peuvent les atteindre; chaque "
                "commune où l'on habite additionne les parts des communes qu'elle peut atteindre."
            )
        ),
        html.P(
            [
                html.Span("R", className="math"),
                html.Sub("j"),
                " = S",
                html.Sub("j"),
                " / Σ",
                html.Sub("i"),
                " P",
                html.Sub("i"),
                " w(t",
                html.Sub("ij"),
                ")",
                html.Span(" · ", className="math"),
                "A",
                html.Sub("i"),
                " = Σ",
                html.Sub("j"),
                " w(t",
                html.Sub("ij"),
                ") R",
                html.Sub("j"),
            ],
            className="formula",
        ),
        html.P(
            t(
                "S: consultations, visites et téléconsultations des médecins de la commune j. "
                "P: population de la commune i, pondérée selon l'âge. "
                "w: poids du temps de trajet en voiture t entre les deux."
            )
        ),
        _table(t("Poids du temps de trajet"), [t("Temps de trajet"), t("Poids")], rows),
        _table(
            t("Activité comptée pour un médecin"),
            [t("Actes dans l'année"), t("Actes comptés")],
            [
                [t("moins de {acts}", acts=context.people(acts.none_below)), "0"],
                [
                    t("jusqu'à {acts}", acts=context.people(acts.floor)),
                    context.people(acts.floor),
                ],
                [
                    t(
                        "de {low} à {high}",
                        low=context.people(acts.floor),
                        high=context.people(acts.cap),
                    ),
                    t("tels quels"),
                ],
                [t("plus de {acts}", acts=context.people(acts.cap)), context.people(acts.cap)],
            ],
        ),
        html.P(t("Source: {source}", source=decay.source), className="source"),
    ]


def _short(context: Context, minutes: float) -> str:
    return number(minutes, 0, context.lang)


def _ages(context: Context, parameters: AplParameters) -> list[Any]:
    t = context.t
    years = sorted(parameters.age_weights)
    head = [t("Âge"), *[str(year) for year in years]]
    rows = [
        [
            _age_name(context, name),
            *[number(parameters.age_weights[year].weights[k], 2, context.lang) for year in years],
        ]
        for k, name in enumerate(parameters.age_classes)
    ]
    second_hand = [str(year) for year in years if parameters.age_weights[year].second_hand]
    told = t(
        "Poids de {years}: cités de seconde main, le classeur n'ayant pas été vu.",
        years=", ".join(second_hand),
    )
    return [
        html.Details(
            [
                html.Summary(t("Poids des âges, par millésime")),
                _table(t("Poids des âges, par millésime"), head, rows),
                html.P(told if second_hand else "", className="source"),
            ]
        )
    ]


def _age_name(context: Context, column: str) -> str:
    low, _, high = column.removeprefix("age_").partition("_")
    if high == "plus":
        return context.t("{low} ans et plus", low=int(low))
    return context.t("{low} à {high} ans", low=int(low), high=int(high))


def _rules(context: Context) -> list[Any]:
    t = context.t
    rules = [
        t("La moyenne de l'APL d'un territoire est pondérée par la population standardisée."),
        t("Les personnes (habitants sous un seuil) se comptent en population totale."),
        t("L'APL tous âges et l'APL des généralistes de 65 ans ou moins ne se mêlent jamais."),
        t("Deux éditions d'une série ne sont jamais jointes: la rupture est dessinée et nommée."),
        t("Les communes fusionnées: populations additionnées, APL en moyenne pondérée."),
        t("Un écart d'APL de 0,1 n'est pas un changement: un seul médecin le fait bouger."),
        t("Ce qui est tiré des seuils est une indication, jamais le zonage légal."),
    ]
    return [html.H2(t("Règles de calcul")), html.Ul([html.Li(rule) for rule in rules])]


def _statuses(context: Context) -> list[Any]:
    t = context.t
    meanings = {
        "official": t("publié tel quel par la source"),
        "computed": t("calculé à partir de valeurs officielles, sans hypothèse"),
        "estimated": t("repose sur une hypothèse, que la remarque de la valeur nomme"),
        "suppressed": t("couvert par le secret statistique: jamais un zéro"),
        "missing": t("absent de la source: jamais un zéro"),
    }
    return [
        html.H2(t("Statut d'une valeur")),
        html.Ul([html.Li([badge(context, s), " ", text]) for s, text in meanings.items()]),
    ]


def _distance(context: Context, comparisons: list[Comparison]) -> list[Any]:
    t = context.t
    head = [
        t("Généralistes comptés en, APL officielle de"),
        t("Communes"),
        t("Corrélation (r)"),
        t("Écart absolu moyen"),
        t("Même côté de 2,5"),
    ]
    rows = [
        [
            f"{comparison.counts}, {comparison.apl}: {_kind(context, comparison.where, kind)}",
            context.people(found.communes),
            number(found.correlation, 2, context.lang),
            number(found.error, 2, context.lang),
            t("{size} %", size=number(found.same_side, 0, context.lang)),
        ]
        for comparison in comparisons
        for kind, found in comparison.measures.items()
    ]
    return [
        html.H2(t("L'APL recalculée à partir des seules données ouvertes")),
        html.P(
            t(
                "Elle ne connaît ni l'activité réelle des médecins ni les temps de trajet de "
                "l'Insee: c'est une estimation, un indicateur à part, jamais mêlé à l'APL "
                "officielle. Voici sa distance à l'APL officielle, dans le Pas-de-Calais, puis "
                "dans les départements de numéro pair de France métropolitaine. Deux nombres, le "
                "facteur des minutes et l'élasticité de l'activité, ont été choisis sur les "
                "départements de numéro impair; les autres n'y ont eu aucune part."
            )
        ),
        _table(t("Distance de l'APL recalculée à l'APL officielle"), head, rows),
    ]


def _kind(context: Context, where: str, kind: str) -> str:
    """Name the communes of a comparison: all of them, or a class of density."""
    t = context.t
    if kind == "open":
        even = t("communes des départements de numéro pair")
        return even if where == "even" else t("toutes les communes")
    if kind == "calibrated":
        return t("toutes, au niveau moyen publié pour le département")
    low, _, high = kind.partition(" to ")
    if high:
        return t("{low} à {high} habitants au km2", low=low, high=high)
    if kind.startswith("under "):
        return t("moins de {high} habitants au km2", high=kind.removeprefix("under "))
    return t("{low} habitants au km2 et plus", low=kind.removesuffix(" and over"))


def _minutes(context: Context, errors: dict[str, TimeError]) -> list[Any]:
    t = context.t
    head = [
        t("Distance à vol d'oiseau"),
        t("Paires"),
        t("Erreur absolue moyenne"),
        t("Bonne tranche"),
    ]
    kinds = {"under 20 min": t("moins de 20 minutes de trajet")}
    kinds |= {kind: kind for kind in errors if kind.endswith(" km")}
    rows = [
        [
            name,
            context.people(errors[kind].pairs),
            t("{minutes} min", minutes=number(errors[kind].mean_absolute_error, 2, context.lang)),
            t("{size} %", size=number(100 * errors[kind].right_band, 0, context.lang)),
        ]
        for kind, name in kinds.items()
    ]
    return [
        html.H2(t("Les temps de trajet modélisés")),
        html.P(
            t(
                "À défaut de distancier ou de moteur d'itinéraires, les minutes entre deux "
                "communes sont modélisées. Erreur mesurée sur des départements que le modèle n'a "
                "pas vus."
            )
        ),
        _table(t("Erreur des temps de trajet modélisés"), head, rows),
    ]


def _definitions(context: Context) -> list[Any]:
    t = context.t
    blocks: list[Any] = [html.H2(t("Définitions"))]
    for group, name in context.catalogue.groups.items():
        entries = {k: e for k, e in context.catalogue.indicators.items() if e.group == group}
        blocks.append(html.H3(context.say(name)))
        blocks += [_definition(context, key, entry) for key, entry in entries.items()]
    return blocks


def _definition(context: Context, key: str, entry: Indicator) -> html.Details:
    t = context.t
    sources = [context.catalogue.sources[name] for name in entry.sources]
    thresholds = [html.Li([context.say(x.label), f" ({x.source})"]) for x in entry.thresholds]
    return html.Details(
        [
            html.Summary(context.say(entry.label)),
            html.P(context.say(entry.definition)),
            *([html.Ul(thresholds)] if thresholds else []),
            html.P([html.Strong(t("Unité. ")), context.say(entry.unit)]),
            html.P([html.Strong(t("À savoir. ")), context.say(entry.caveat)]),
            html.P(
                [
                    html.Strong(t("Sources. ")),
                    "; ".join(f"{source.producer}, {source.title}" for source in sources),
                ]
            ),
        ],
        id=f"definition-{key}",
        className="method-definition",
    )


def _sources(context: Context) -> list[Any]:
    t = context.t
    head = [t("Producteur"), t("Jeu de données"), t("Millésimes"), t("Licence")]
    rows = []
    for name, source in context.catalogue.sources.items():
        years = context.bundle.manifest["sources"].get(name, {}).get("years", [])
        link = html.A(source.title, href=source.address, rel="noreferrer")
        rows.append([source.producer, link, _span(years), source.licence])
    return [
        html.H2(t("Sources et licences")),
        _table(t("Sources et licences"), head, rows),
        html.P(
            t(
                "Millésimes: ceux des valeurs que contient cette application; - pour les sources "
                "de géographie et celles qui ne donnent pas de valeur."
            )
        ),
    ]


def _span(years: list[int]) -> str:
    if not years:
        return "-"
    return str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"


def _table(caption: str, head: list[str], rows: list[list[Any]]) -> html.Div:
    body = [
        html.Tr([html.Th(first, scope="row"), *[html.Td(cell) for cell in cells]])
        for first, *cells in rows
    ]
    return html.Div(
        html.Table(
            [
                html.Caption(caption),
                html.Thead(html.Tr([html.Th(text, scope="col") for text in head])),
                html.Tbody(body),
            ],
            className="data-table",
        ),
        className="table-scroll",
        tabIndex=0,
        role="region",
        **{"aria-label": caption},
    )

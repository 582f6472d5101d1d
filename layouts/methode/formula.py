"""The formula of the APL and its parameters."""

from __future__ import annotations

from dash import html

from indicators.apl_parameters import Activity, AplParameters
from indicators.decay import StepDecay
from layouts.context import Context
from layouts.markup import Child
from layouts.named_table import named_table
from layouts.texts import number

_DECAY = "drees"


def formula(context: Context, parameters: AplParameters) -> list[Child]:
    """Give the formula, the weights of the minutes and the activity that is counted."""
    t = context.t
    return [
        html.H2(t("L'accès aux médecins généralistes (APL)"), id="formule"),
        html.P(
            t(
                "L'APL compte les consultations de généraliste auxquelles un habitant a accès par "
                "an. Elle se calcule en deux temps: chaque commune où exercent des médecins "
                "partage leurs consultations entre les habitants qui peuvent les atteindre; chaque "
                "commune où l'on habite additionne les parts des communes qu'elle peut atteindre."
            )
        ),
        _written(),
        html.P(
            t(
                "S: consultations, visites et téléconsultations des médecins de la commune j. "
                "P: population de la commune i, pondérée selon l'âge. "
                "w: poids du temps de trajet en voiture t entre les deux."
            )
        ),
        named_table(
            t("Poids du temps de trajet"),
            [t("Temps de trajet"), t("Poids")],
            _weights(context, parameters.bands()),
        ),
        named_table(
            t("Activité comptée pour un médecin"),
            [t("Actes dans l'année"), t("Actes comptés")],
            _counted_acts(context, parameters.activity),
        ),
        html.P(t("Source: {source}", source=parameters.decays[_DECAY].source), className="source"),
    ]


def _weights(context: Context, bands: StepDecay) -> list[list[str]]:
    """Give a row for each stretch of minutes, the last without an end."""
    t = context.t
    bounds = [0.0, *bands.bounds]
    rows = [
        [
            t(
                "de {low} à moins de {high} minutes",
                low=_short(context, low),
                high=_short(context, high),
            ),
            number(weight, 2, context.lang),
        ]
        for low, high, weight in zip(bounds, bands.bounds, bands.weights, strict=False)
    ]
    rows.append([t("{low} minutes et plus", low=_short(context, bounds[-1])), "0"])
    return rows


def _written() -> html.P:
    """Write the two steps of the formula."""
    return html.P(
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
            html.Br(),
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
    )


def _counted_acts(context: Context, acts: Activity) -> list[list[str]]:
    """Give what is counted of the acts of a GP who makes few, some or many."""
    t = context.t
    return [
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
    ]


def _short(context: Context, minutes: float) -> str:
    return number(minutes, 0, context.lang)


def ages(context: Context, parameters: AplParameters) -> list[Child]:
    """Give the weights of the ages, by millésime."""
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
                named_table(t("Poids des âges, par millésime"), head, rows),
                html.P(told if second_hand else "", className="source"),
            ]
        )
    ]


def _age_name(context: Context, column: str) -> str:
    low, _, high = column.removeprefix("age_").partition("_")
    if high == "plus":
        return context.t("{low} ans et plus", low=int(low))
    return context.t("{low} à {high} ans", low=int(low), high=int(high))

"""The scenario and its limits, in words: on the page and in the note."""

from __future__ import annotations

import numpy as np
import pandas as pd

from indicators.scenario.change import ACTS
from indicators.scenario.setting import BANDS
from layouts.simuler.shown import Simulation
from layouts.texts import number

_LEAST_SHARE = 0.005
"""What rounds to 1 %."""


def scenario_words(shown: Simulation) -> list[str]:
    """Say what is supposed to happen, one item each."""
    context, scenario = shown.context, shown.outcome.scenario
    t = context.t
    words = [_move(shown, shown.name_of(code), doctors) for code, doctors in scenario.moves]
    if scenario.retirement is not None:
        words.append(
            t(
                "Tous les généralistes de plus de {age} ans partent, sans remplaçant",
                age=scenario.retirement,
            )
        )
    return words or [t("Aucun changement")]


def _move(shown: Simulation, name: str, doctors: float) -> str:
    t, told = shown.context.t, shown.doctors(doctors)
    if abs(doctors) <= 1:
        return t("{name}: {doctors} médecin", name=name, doctors=told)
    return t("{name}: {doctors} médecins", name=name, doctors=told)


def base_words(shown: Simulation) -> str:
    """Say what the scenario starts from."""
    context = shown.context
    return context.t(
        "Base: APL officielle {year} (DREES), populations de la même édition. "
        "Un médecin à temps plein: {acts} actes par an.",
        year=shown.base.year,
        acts=context.people(shown.outcome.scenario.acts or ACTS),
    )


def limits_words(shown: Simulation) -> list[str]:
    """Say what is approximate, and by how much."""
    return [*_fragility_words(shown), *_scenario_limits(shown)]


def _fragility_words(shown: Simulation) -> list[str]:
    if shown.fragility is None:
        return []
    t = shown.context.t
    return [
        t(
            "Fragilité: une commune à la fois, depuis la base; le cabinet le plus proche, par des "
            "temps modélisés, perd un médecin à temps plein. C'est une estimation; les totaux, "
            "eux, sont ceux du scénario."
        )
    ]


def _scenario_limits(shown: Simulation) -> list[str]:
    context, t = shown.context, shown.context.t
    if shown.is_empty:
        return [t("Scénario vide: les valeurs d'avant et d'après sont celles de la DREES.")]
    if shown.outcome.is_official:
        return [
            t(
                "Les départs à la retraite viennent des colonnes de la DREES qui excluent ces "
                "médecins: valeurs officielles, sans approximation."
            )
        ]
    words = [
        t(
            "La variation est exacte pour la formule officielle; les temps de trajet sont "
            "modélisés. L'intervalle vient de quatre lectures de ces temps: tels quels, avec leur "
            "erreur, multipliés par 0,9 et par 1,2."
        ),
        t(
            "{count} communes voisines n'ont pas de population standardisée ici: leur population "
            "légale les remplace (estimation).",
            count=context.people(len(shown.base.estimated)),
        ),
        _outside_words(shown),
    ]
    return [*words, *_centre_words(shown), *_floored_words(shown)]


def _centre_words(shown: Simulation) -> list[str]:
    """Say which centres of the scenario may be in its base already."""
    added = {code for code, doctors in shown.outcome.scenario.moves if doctors > 0}
    return [
        shown.context.t(
            "Centre de santé ({name}). {note}.", name=shown.name_of(preset.added), note=preset.note
        )
        for preset in shown.presets
        if preset.note and preset.added in added
    ]


def _floored_words(shown: Simulation) -> list[str]:
    floored = int(shown.outcome.floored.sum())
    if not floored:
        return []
    return [
        shown.context.t(
            "Communes montrées à 0, les départs supposés ôtant plus que leur APL: {count}.",
            count=floored,
        )
    ]


def _outside_words(shown: Simulation) -> str:
    """Say which part of the acts is for inhabitants of other départements; little is not none."""
    share, t = _share_outside(shown), shown.context.t
    if 0 < share < _LEAST_SHARE:
        return t(
            "Moins de 1 % des actes ajoutés ou retirés concernent des habitants hors du "
            "département."
        )
    return t(
        "{share} % des actes ajoutés ou retirés concernent des habitants hors du département.",
        share=number(100 * share, 0, shown.context.lang),
    )


def _share_outside(shown: Simulation) -> float:
    outcome = shown.outcome
    acts = np.abs(outcome.changes[BANDS]) * outcome.setting.demand.to_numpy()
    inside = outcome.setting.places.get_indexer(pd.Index(shown.rows["code"]))
    return 1 - float(acts[inside].sum() / acts.sum())

"""The sentence above a trend chart, in each case of its rules."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from indicators.trends import Change
from layouts.context import Context
from layouts.trend_lines import lines_of
from layouts.trend_sentence import change_size, remark, sentence

ContextOf = Callable[..., Context]


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        # 4.08 in 2024 after 4.32 in 2022: -6 %, above France (3.72), three points only.
        (
            {},
            [
                "Pas-de-Calais (département) : 4,08",
                "C'est plus qu'en France (3,72).",
                "En baisse de 6 % depuis 2022 (4,32).",
                "Trop peu de points pour une tendance : 3 dans l'édition, il en faut 5.",
                "Avant 2022, une autre édition",
            ],
        ),
        ({"territory": "62038"}, ["moins que dans le département (4,08) et moins qu'en France"]),
        ({"territory": "FR", "territory_level": "france"}, ["France : 3,72 consultations"]),
        ({"indicator": "care_over_60_share"}, ["Stable depuis 2022 (27,0)."]),
        ({"indicator": "msp_count"}, ["En hausse de 185 %", "à l'amélioration (14 points)"]),
        ({"indicator": "gp_count_all_modes"}, ["à la dégradation (14 points)"]),
        ({"indicator": "gp_density"}, ["ne se comparent pas : aucune évolution"]),
        (
            {"indicator": "no_attending_share_17plus"},
            ["pour ce territoire (Pas-de-Calais) : le graphique ne montre que France."],
        ),
        # 95.6 then 96.8: French says "1,2 point".
        ({"indicator": "ald_attending_share"}, ["En hausse de 1,2 point depuis septembre 2022"]),
        ({"indicator": "ald_attending_share", "lang": "en"}, ["1.2 points"]),
    ],
)
def test_each_case(context_of: ContextOf, view: dict[str, str], expected: list[str]) -> None:
    context = context_of(**view)
    lines = lines_of(context)
    told = f"{sentence(context, lines)} {remark(context, lines)}".replace("\xa0", " ")
    for part in expected:
        assert part in told


def test_points_are_those_of_the_values_that_are_shown(context_of: ContextOf) -> None:
    context = context_of(indicator="care_over_60_share")
    # 29.96 is shown 30.0 and 27.04 is shown 27.0: the reader finds 3.0, not 2.9.
    found = Change("2022", "2023", -2.92, -9.7, "down")
    assert change_size(context, found, 29.96, 27.04) == "3,0 points"

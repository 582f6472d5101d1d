"""The story's page: the figures of the two documents, with date, status and source."""

from __future__ import annotations

from collections.abc import Callable

from indicators.story import load_story
from layouts import recit
from layouts.context import Context
from tests.unit.layouts.reading import said

ContextOf = Callable[..., Context]


def test_the_figures_of_the_documents(context_of: ContextOf) -> None:
    told = said(recit.page(context_of(), load_story("62")))
    for expected in (
        "2046 (2016) → 1887 généralistes, libéraux et salariés (2022 : -7,8 %)",
        "-1,8 % (2022)",
        "26,2 (2015) → 30,8 % des généralistes libéraux (2021)",
        "28,3 (2015) → 32,2 % des généralistes libéraux (2021)",
        "91 (2010) → 149 médecins remplaçants (2021 : +63,7 %)",
        "209",
        "21 (2017) → 52 maisons de santé (2022",
        "134354",
        "14",
        "79",
        "1 rue de Lillers",
        "12 décembre 2022. Vote du Pacte des solidarités humaines",
        "Prochainement opérationnel : Communauté d",
        "SDAASP",
    ):
        assert expected in told, expected


def test_no_person_is_named(context_of: ContextOf) -> None:
    told = said(recit.page(context_of(), load_story("62")))
    for name in ("Mitard", "Leroy", "Cauwet", "Cadart"):
        assert name not in told


def test_another_departement_says_why_it_has_none(context_of: ContextOf) -> None:
    assert "data/stories" in said(recit.page(context_of(), None))

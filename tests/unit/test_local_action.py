"""What is done in and near a territory."""

from __future__ import annotations

import pytest

from indicators import local_action, portrait
from indicators.bundle import Bundle


def test_the_centres_of_a_commune_come_first_then_the_nearest(bundle: Bundle) -> None:
    found = local_action.centres(bundle, portrait.territory(bundle, "62038"))
    assert [centre.inside for centre in found] == [True, False, False, False, False]
    assert found[0].name == "Centre départemental de santé d'Ardres"
    assert found[0].phone == "03 59 80 16 97"
    # Town halls of Ardres (1.98 E, 50.86 N) and Audruicq (2.08 E, 50.88 N): about 7.6 km.
    assert found[1].commune == "Audruicq"
    assert found[1].kilometres == pytest.approx(7.6, abs=0.2)


def test_a_departement_holds_all_its_centres_and_contracts(bundle: Bundle) -> None:
    place = portrait.territory(bundle, "62", "departement")
    assert [c.inside for c in local_action.centres(bundle, place)] == [True] * 5
    assert len(local_action.contracts(bundle, place)) == 10
    assert len(local_action.communities(bundle, place)) == 8


def test_another_departement_has_none(bundle: Bundle) -> None:
    place = portrait.territory(bundle, "59", "departement")
    assert not any(centre.inside for centre in local_action.centres(bundle, place))
    assert local_action.contracts(bundle, place) == []
    assert local_action.communities(bundle, place) == []


def test_a_commune_has_the_contract_and_the_cpts_of_its_epci(bundle: Bundle) -> None:
    saint_omer = portrait.territory(bundle, "62765")
    assert [row["epci_code"] for row in local_action.contracts(bundle, saint_omer)] == ["200069037"]
    found = local_action.communities(bundle, saint_omer)
    assert [row["name"] for row in found] == ["CPTS Audomaroise"]


def test_facts_of_the_smallest_territory_come_first(bundle: Bundle) -> None:
    facts = local_action.dated_facts(bundle, portrait.territory(bundle, "62447"))
    assert [fact["level"] for fact in facts[:2]] == ["commune", "epci"]
    assert {fact["level"] for fact in facts[2:]} == {"region"}


def test_what_is_known_of_one_departement_is_not_said_of_another(bundle: Bundle) -> None:
    assert local_action.departements_known(bundle) == ("62",)
    for code, level, known in (
        ("62", "departement", True),
        ("62038", "commune", True),
        ("32", "region", True),
        ("FR", "france", True),
        ("59", "departement", False),
        ("11", "region", False),
    ):
        place = portrait.territory(bundle, code, level)
        assert local_action.is_known(bundle, place) is known
        assert known or local_action.communities(bundle, place) == []

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.errors import UsageError
from indicators.perimeter import (
    Places,
    communes_of,
    membership,
    search_key,
    territory_table,
)


@pytest.fixture
def places() -> Places:
    """Two départements, an EPCI across their border, a TVS with a commune elsewhere."""
    communes = pd.DataFrame(
        [
            ["62001", "Ablain", "62", "32", "E1", 2.7, 50.4],
            ["62002", "Œuf-en-Ternois", "62", "32", "E2", 2.2, 50.3],
            ["80001", "Abbeville", "80", "32", "E2", 1.8, 50.1],
            ["80002", "Île", "80", "32", "", 1.9, 50.2],
        ],
        columns=["code", "name", "departement", "region", "epci", "lon", "lat"],
    )
    named = pd.DataFrame({"code": ["E1", "E2"], "name": ["Un", "Deux"]})
    departements = pd.DataFrame(
        {"code": ["62", "80"], "name": ["Pas-de-Calais", "Somme"], "region": "32"}
    )
    regions = pd.DataFrame({"code": ["32"], "name": ["Hauts-de-France"]})
    tvs = pd.DataFrame(
        {"code": ["62001"], "tvs": ["62001"], "tvs_name": ["A"], "communes_elsewhere": [3]}
    )
    return Places(communes, named, departements, regions, tvs)


def test_the_communes_of_a_departement(places: Places) -> None:
    found = communes_of(places, ["62"])
    assert found["code"].tolist() == ["62001", "62002"]
    assert found["tvs"].tolist() == ["62001", ""]


def test_an_unknown_departement_is_refused(places: Places) -> None:
    with pytest.raises(UsageError, match="unknown département '99'; give its code, such as 62, 2A"):
        communes_of(places, ["62", "99"])


def test_a_tvs_with_listed_communes_of_another_departement_is_partial(places: Places) -> None:
    # As the table of France lists it: nothing is elsewhere, but 80001 is not built.
    tvs = pd.DataFrame(
        {"code": ["62001", "80001"], "tvs": "62001", "tvs_name": "A", "communes_elsewhere": 0}
    )
    everywhere = replace(places, tvs=tvs)
    for departements, is_partial in ((["62"], True), (["62", "80"], False)):
        found = membership(everywhere, communes_of(everywhere, departements))
        assert (found.loc[found["level"] == "tvs", "partial"] == is_partial).all()


def test_a_territory_that_goes_beyond_is_partial(places: Places) -> None:
    found = membership(places, communes_of(places, ["62"]))
    partial = found.set_index(["level", "territory"])["partial"].to_dict()
    assert partial == {
        ("epci", "E1"): False,
        ("epci", "E2"): True,
        ("tvs", "62001"): True,
        ("departement", "62"): False,
    }
    both = membership(places, communes_of(places, ["62", "80"]))
    assert not both.loc[both["territory"] == "E2", "partial"].any()


def test_every_territory_can_be_named(places: Places) -> None:
    table = territory_table(places, communes_of(places, ["62"])).set_index(["level", "code"])
    assert table["name"].notna().all()
    assert table.loc[("commune", "62002"), "key"] == "oeuf en ternois"
    assert table.loc[("departement", "80"), "departement"] == "80"
    assert ("commune", "80001") not in table.index


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Œuf-en-Ternois", "oeuf en ternois"),
        ("L'Étoile", "l etoile"),
        ("L\N{RIGHT SINGLE QUOTATION MARK}Étoile", "l etoile"),
        ("  Saint-Omer  ", "saint omer"),
        ("Ÿ", "y"),
        ("", ""),
        ("(-)", ""),
    ],
)
def test_a_key_is_what_people_type(name: str, key: str) -> None:
    assert search_key(name) == key


FRENCH = "abcdefghijklmnopqrstuvwxyzàâäçéèêëîïôöùûüÿœ '-"


@given(st.text(FRENCH, max_size=30))
def test_accents_and_case_never_matter(name: str) -> None:
    key = search_key(name)
    assert search_key(name.upper()) == key
    assert search_key(key) == key
    assert key.isascii()

"""The commune of a postal address: CEDEX, capitals, arrondissements, and what is not found."""

from __future__ import annotations

import pandas as pd
import pytest

from indicators.inputs import Inputs
from indicators.postal_places import departement_of, place, plain

COMMUNES = pd.DataFrame(
    {
        "code": ["62041", "62826", "75056", "2A004", "60387", "13055"],
        "name": [
            "Arras",
            "Le Touquet-Paris-Plage",
            "Paris",
            "Ajaccio",
            "Marseille-en-Beauvaisis",
            "Marseille",
        ],
        "departement": ["62", "62", "75", "2A", "60", "13"],
    }
)


def test_counts_come_to_their_commune() -> None:
    addresses = pd.DataFrame(
        [
            ("62000", "ARRAS", 3),
            ("62008", "ARRAS CEDEX 9", 1),
            ("62520", "LE TOUQUET PARIS PLAGE", 2),
            ("75012", "PARIS 12", 4),
            ("20090", "AJACCIO", 5),
            ("60690", "MARSEILLE EN BEAUVAISIS", 1),
            ("13008", "MARSEILLE 8EME ARRONDISSEMENT", 6),
            ("62000", "NULLE PART", 7),
            ("", "ARRAS", 1),
        ],
        columns=["postcode", "town", "gp_sites"],
    )
    placed = place(addresses, "gp_sites", COMMUNES)
    assert placed.counts.set_index("code")["count"].to_dict() == {
        "13055": 6,
        "2A004": 5,
        "60387": 1,
        "62041": 4,
        "62826": 2,
        "75056": 4,
    }
    assert placed.unplaced["town"].tolist() == ["NULLE PART", "ARRAS"]
    assert placed.share == pytest.approx(22 / 30)


@pytest.mark.parametrize(
    ("postcode", "departement"),
    [("62000", "62"), ("20167", "2A"), ("20200", "2B"), ("20600", "2B"), ("97400", "974")],
)
def test_departements_of_postcodes(postcode: str, departement: str) -> None:
    assert departement_of(postcode) == departement


@pytest.mark.parametrize(
    ("town", "name"),
    [
        ("ST OMER", "Saint-Omer"),
        ("L ISLE D ABEAU", "L'Isle-d'Abeau"),
        ("VILLERS S/ MER", "Villers-sur-Mer"),
        ("BOEN", "Bœn"),
        ("EVREUX CEDEX", "Évreux"),
        ("LYON 3E", "Lyon"),
    ],
)
def test_writings_of_a_name(town: str, name: str) -> None:
    assert plain(town) == plain(name)


def test_names_are_unique_inside_a_departement(inputs: Inputs) -> None:
    communes = inputs.places.communes
    keys = communes.assign(plain=communes["name"].map(plain))
    assert not keys.duplicated(["departement", "plain"]).any()

"""What is told of the second map and of a difference: sources, years, or why there is none."""

import pytest

from callbacks import carte
from callbacks.shell import page_at
from callbacks.state import Data
from layouts.reading import read_view
from tests.unit.layouts.reading import find, said


def page_of(data: Data, query: str) -> str:
    reading = read_view(query, data.bundle, data.catalogue)
    assert reading.problems == ()
    return said(carte.page(data, reading.view))


def test_the_second_map_has_a_source_of_its_own(data: Data) -> None:
    told = page_of(data, "?comparer=gp_density")
    assert told.count("Statut des valeurs") == 2
    assert "Insee, Base permanente des équipements" in told
    other_year = page_of(data, "?annee=2024&comparer=2022")
    assert "Millésime 2024" in other_year
    assert "Millésime 2022" in other_year


def test_a_difference_names_both_of_its_years(data: Data) -> None:
    told = page_of(data, "?annee=2024&comparer=ecart:2022")
    assert "Écart de 2022 à 2024" in told
    assert "Millésimes 2022 et 2024" in told
    view = read_view("?annee=2024&comparer=ecart:2022", data.bundle, data.catalogue).view
    described = [part for part in find(carte.page(data, view), "Div") if "aria-label" in str(part)]
    assert any("Écart de 2022 à 2024" in str(part) for part in described)


@pytest.mark.parametrize("comparison", ["gp_zone", "ecart:gp_zone"])
def test_an_indicator_without_this_level_is_said_to_have_no_map(
    data: Data, comparison: str
) -> None:
    told = page_of(data, f"?niveau=tvs&comparer={comparison}")
    assert "n'a pas de valeur à ce niveau" in told
    assert "Statut des valeurs" in told


def test_the_sources_of_a_page_are_those_of_all_that_its_map_shows(data: Data) -> None:
    whole, _, _ = page_at(data, "/", "?comparer=gp_zone")
    (footer,) = find(whole, "Footer")
    assert "ARS Hauts-de-France" in said(footer)
    alone, _, _ = page_at(data, "/", "")
    (footer,) = find(alone, "Footer")
    assert "ARS Hauts-de-France" not in said(footer)
    # The card tells the GPs per 10,000 inhabitants whatever the map shows.
    assert "Base permanente des équipements" in said(footer)

import pytest

from indicators.bundle import Bundle
from indicators.catalogue import Catalogue
from indicators.portrait import territory
from layouts.reading import read_view
from layouts.scope import frame_of, mapped_levels


@pytest.mark.parametrize(
    ("level", "code", "departement", "held"),
    [
        ("commune", "62041", "62", "62041"),
        ("epci", "200033579", "62", "200033579"),
        ("departement", "62", "62", ""),
        ("departement", "59", "FR", "59"),
        ("region", "32", "FR", "32"),
        ("france", "FR", "FR", ""),
    ],
)
def test_each_territory_is_framed(
    bundle: Bundle, level: str, code: str, departement: str, held: str
) -> None:
    framed = frame_of(bundle, territory(bundle, code, level))
    assert (framed["departement"], framed["territory"]) == (departement, held)


def test_a_region_keeps_its_level_beside_the_departement_of_its_code(bundle: Bundle) -> None:
    assert frame_of(bundle, territory(bundle, "32", "region"))["territory_level"] == "region"


def test_levels_of_a_map(bundle: Bundle) -> None:
    assert mapped_levels(bundle, "62") == ("commune", "epci", "tvs")
    assert mapped_levels(bundle, "FR") == ("departement",)


def test_an_address_may_ask_for_france(bundle: Bundle, catalogue: Catalogue) -> None:
    reading = read_view("?departement=FR", bundle, catalogue)
    assert (reading.view.departement, reading.view.level) == ("FR", "departement")
    assert reading.problems == ()


def test_a_departement_that_is_not_built_is_told_apart(
    bundle: Bundle, catalogue: Catalogue
) -> None:
    reading = read_view("?departement=2A", bundle, catalogue)
    assert (reading.view.departement, reading.not_built, reading.problems) == ("62", "2A", ())
    nonsense = read_view("?departement=100", bundle, catalogue)
    assert (nonsense.not_built, nonsense.problems) == ("", ("departement=100",))

from collections.abc import Callable

import pytest

from callbacks.map_settings import changes_of, classes_message
from indicators.classes import read_classing
from layouts.carte.filtering import CONDITIONS
from layouts.context import Context

PLAIN = {
    "method": "catalogue",
    "count": "5",
    "breaks": "",
    "palette": "default",
    "layers": [],
    "symbols": None,
    "selection": "",
    "scatter": None,
    "compare-year": None,
    "compare-indicator": None,
    "compare-display": "cote",
    **{f"filter-{k}": None for k in range(CONDITIONS)},
    **{f"{bound}-{k}": "" for bound in ("low", "high") for k in range(CONDITIONS)},
}


@pytest.mark.parametrize(
    ("set_", "classes"),
    [
        ({}, ""),
        ({"method": "naturelles", "count": "4"}, "naturelles:4"),
        ({"method": "own", "breaks": "2,5; 4"}, "2.5;4"),
        ({"method": "own", "breaks": ""}, ""),
        ({"method": "own", "breaks": "4;2"}, ""),
    ],
)
def test_the_controls_of_classes_make_one_field(set_: dict[str, str], classes: str) -> None:
    changes = changes_of(PLAIN | set_)
    assert changes.pop("classes") == classes
    assert set(changes.values()) == {""}
    assert read_classing(classes).to_text() == classes


def test_breaks_that_cannot_be_read_are_told(context_of: Callable[..., Context]) -> None:
    context = context_of()
    assert not classes_message(context, PLAIN | {"method": "own", "breaks": "2;3"})
    assert "croissants" in classes_message(context, PLAIN | {"method": "own", "breaks": "3;2"})
    assert "croissants" in classes_message(context, PLAIN | {"method": "own"})


def test_the_layers_are_told_in_one_order() -> None:
    changes = changes_of(PLAIN | {"layers": ["centres", "epci"], "symbols": "population"})
    assert (changes["layers"], changes["symbols"]) == ("epci,centres", "population")


def test_only_the_conditions_that_say_something_are_kept() -> None:
    set_ = {
        "filter-0": "apl",
        "high-0": 2.5,
        "filter-1": "over_75_share",
        "low-2": 3,
        "filter-2": "gp_density",
        "high-2": 1,
    }
    # The second has no bound, the third has them upside down.
    assert changes_of(PLAIN | set_)["filter"] == "apl:..2.5"


def test_a_comparison_needs_a_year_or_an_indicator() -> None:
    assert changes_of(PLAIN | {"compare-display": "ecart"})["compare"] == ""
    set_ = {"compare-year": "2022", "compare-display": "ecart"}
    assert changes_of(PLAIN | set_)["compare"] == "ecart:2022"
    assert changes_of(PLAIN | {"compare-indicator": "apl65"})["compare"] == "apl65"

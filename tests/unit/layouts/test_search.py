import unicodedata
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.bundle import Bundle
from indicators.portrait import territory
from layouts.context import Context
from layouts.search import LIMIT, find, option


def first(bundle: Bundle, text: str) -> tuple[str, str]:
    row = find(bundle, text).iloc[0]
    return row["level"], row["code"]


@pytest.mark.parametrize(
    ("text", "level", "code"),
    [
        ("arras", "commune", "62041"),
        ("ARRAS", "commune", "62041"),
        ("hesdin la foret", "commune", "62447"),
        ("Hesdin-la-Forêt", "commune", "62447"),
        ("saint omer", "commune", "62765"),
        ("62193", "commune", "62193"),
        ("pas de calais", "departement", "62"),
        ("france", "france", "FR"),
    ],
)
def test_a_territory_is_found(bundle: Bundle, text: str, level: str, code: str) -> None:
    assert first(bundle, text) == (level, code)


@settings(max_examples=40, deadline=None)
@given(drawn=st.data())
def test_accents_case_and_hyphens_never_matter(bundle: Bundle, drawn: st.DataObject) -> None:
    communes = bundle.territories[bundle.territories["level"] == "commune"]
    name = str(drawn.draw(st.sampled_from(communes["name"].tolist())))
    plain = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    asked = drawn.draw(
        st.sampled_from([name, name.upper(), plain, plain.lower().replace("-", " ")])
    )
    assert find(bundle, asked)["code"].tolist() == find(bundle, name)["code"].tolist()
    assert name in set(find(bundle, asked)["name"])


def test_a_code_is_found_whatever_its_case(bundle: Bundle) -> None:
    renamed = bundle.territories.assign(code=bundle.territories["code"].replace({"62041": "2A041"}))
    corsican = replace(bundle, territories=renamed)
    assert "2A041" in set(find(corsican, "2a041")["code"])


@pytest.mark.parametrize("text", ["", "   ", "--", "qqqqq", "(.*", "99999"])
def test_what_is_nowhere_is_not_found(bundle: Bundle, text: str) -> None:
    assert find(bundle, text).empty


def test_no_more_than_a_screen_is_listed(bundle: Bundle) -> None:
    assert len(find(bundle, "a")) == LIMIT
    assert len(find(bundle, "a", limit=3)) == 3


@pytest.mark.parametrize(("text", "code"), [("nord", "59"), ("corse du sud", "2A"), ("974", "974")])
def test_every_departement_of_france_is_offered(bundle: Bundle, text: str, code: str) -> None:
    found = find(bundle, text)
    assert code in set(found.loc[found["level"] == "departement", "code"])


def test_an_option_tells_level_and_code(bundle: Bundle, context_of: Callable[..., Context]) -> None:
    place = territory(bundle, "62041", "commune")
    found = option(context_of(), place)
    assert found["value"] == "commune:62041"
    assert "Arras" in found["label"]
    assert "62" in found["label"]

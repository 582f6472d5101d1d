from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators import portrait
from indicators.bundle import Bundle
from indicators.catalogue import Catalogue, load_catalogue
from indicators.errors import UsageError
from indicators.peers import Peers, Rank
from indicators.series import Value, series


def test_a_code_that_stands_at_two_levels_is_told_apart_by_the_level(bundle: Bundle) -> None:
    assert portrait.territory(bundle, "62041", "commune").level == "commune"
    assert portrait.territory(bundle, "62041", "tvs").level == "tvs"
    assert portrait.territory(bundle, "32", "region").name == "Hauts-de-France"
    assert portrait.territory(bundle, "62", "commune").name == "Pas-de-Calais"


def test_an_unknown_territory_is_refused(bundle: Bundle) -> None:
    with pytest.raises(UsageError, match="unknown territory '62999'; search it by its name"):
        portrait.territory(bundle, "62999")


def test_what_holds_a_territory(bundle: Bundle) -> None:
    def around(code: str, level: str) -> list[str]:
        place = portrait.territory(bundle, code, level)
        return [other.code for other in portrait.surroundings(bundle, place)]

    assert around("62041", "commune") == ["200033579", "62", "FR"]
    assert around("200033579", "epci") == ["62", "FR"]
    assert around("62", "departement") == ["FR"]
    assert around("FR", "france") == []


def test_a_commune_that_is_its_departement_is_not_beside_itself(bundle: Bundle) -> None:
    """Paris is one commune: the département has its very value."""
    table = bundle.territories
    others = (table["level"] == "commune") & (table["departement"] == "62")
    alone = replace(bundle, territories=table[~others | (table["code"] == "62041")])
    arras = portrait.territory(alone, "62041", "commune")
    assert [one.code for one in portrait.surroundings(alone, arras)] == ["200033579", "FR"]


def test_a_value_comes_with_what_makes_it_trusted(bundle: Bundle) -> None:
    place = portrait.territory(bundle, "62", "departement")
    found = portrait.value(bundle, "apl", place, 2024)
    assert found == Value(4.08, "official", 2024, "2024", "drees-apl", "apl-2022-2024", "")
    assert portrait.value(bundle, "apl", place) == found
    assert portrait.value(bundle, "apl", place, 2020) is None


def test_values_put_beside_each_other_are_of_one_month(bundle: Bundle) -> None:
    # DITP, indicator 312: 96.75 in the Pas-de-Calais in June 2023, its last month; France has 94.93
    # that month, and 95.82 in December.
    places = [
        portrait.territory(bundle, code, level)
        for code, level in (("62041", "commune"), ("62", "departement"), ("FR", "france"))
    ]
    commune, departement, france = portrait.together(bundle, "ald_attending_share", places, 2023)
    assert commune is None
    assert departement is not None
    assert france is not None
    assert (departement.period, departement.value) == ("2023-06", 96.75)
    assert (france.period, france.value) == ("2023-06", 94.93)
    assert portrait.together(bundle, "ald_attending_share", places, 1999) == [None, None, None]


def test_a_suppressed_value_is_no_number(bundle: Bundle) -> None:
    hidden = bundle.observations.assign(status="suppressed", value=0.0)
    place = portrait.territory(bundle, "62", "departement")
    found = portrait.value(replace(bundle, observations=hidden), "apl", place)
    assert found is not None
    assert found.value is None


def test_the_best_is_first_and_equals_share_a_place(catalogue: Catalogue) -> None:
    frame = pd.DataFrame({"code": list("abcde"), "value": [1.0, 3.0, 3.0, 2.0, float("nan")]})

    def places(indicator: str) -> list[int | None]:
        entry = catalogue.indicator(indicator)
        found = [Peers.of(frame).rank(code, entry) for code in frame["code"]]
        return [None if rank is None else rank.place for rank in found]

    assert places("apl") == [4, 1, 1, 3, None]
    assert places("care_over_60_share") == [1, 3, 3, 2, None]
    assert places("gp_zone") == [None] * 5
    best = Peers.of(frame).rank("b", catalogue.indicator("apl"))
    assert best == Rank(1, 4)
    assert Peers.of(frame).rank("z", catalogue.indicator("apl")) is None


def test_several_values_of_a_territory_give_it_no_place(catalogue: Catalogue) -> None:
    # Two months of one year, or several strata.
    frame = pd.DataFrame({"code": ["a", "a", "b"], "value": [1.0, 2.0, 3.0]})
    assert Peers.of(frame).rank("a", catalogue.indicator("msp_count")) is None


def test_a_territory_without_value_has_not_that_of_the_next_one() -> None:
    frame = pd.DataFrame({"code": ["a", "c"], "value": [1.0, 2.0]})
    peers = Peers.of(frame, pd.Series({"a": 100}))
    assert [peers.value(code) for code in ("a", "b", "c", "z", "é")] == [1, None, 2, None, None]
    # Nobody is counted in c: all of the inhabitants live where the value is lower.
    assert peers.shares(2.0) == (1.0, 0.0)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=20),
    st.sampled_from([("apl", 1), ("over_75_share", 1), ("care_over_60_share", -1)]),
)
def test_a_rank_is_one_more_than_those_before(values: list[int], kind: tuple[str, int]) -> None:
    # The highest comes first, but where less is better; the neutral is ranked from the highest.
    name, sign = kind
    frame = pd.DataFrame({"code": [str(k) for k in range(len(values))], "value": values})
    entry = load_catalogue().indicator(name)
    for k, value in enumerate(values):
        rank = Peers.of(frame).rank(str(k), entry)
        assert rank is not None
        assert rank.place == 1 + sum(sign * other > sign * value for other in values)


def test_a_series_is_sorted_and_of_the_whole_population(bundle: Bundle) -> None:
    points = series(bundle, "apl", "commune", "62041")
    assert [one.year for one in points] == [*range(2015, 2020), *range(2021, 2025)]
    assert series(bundle, "population_by_age", "commune", "62041") == ()
    # A code of another level, a level of another table: nothing, rather than a neighbour's values.
    assert series(bundle, "apl", "epci", "62041") == ()
    assert series(bundle, "apl", "canton", "62041") == ()


@pytest.mark.parametrize(
    ("level", "code"),
    [("commune", "62041"), ("tvs", "62041"), ("epci", "200033579"), ("departement", "62")],
)
def test_a_series_is_that_of_the_table(bundle: Bundle, level: str, code: str) -> None:
    place = portrait.territory(bundle, code, level)
    names = portrait.known_indicators(bundle, load_catalogue(), place)
    assert "apl" in names
    for name in names:
        rows = portrait.rows(bundle, name, place)
        told = rows[["value", "status", "year", "period", "source", "edition", "note"]]
        expected = [Value(*row) for row in told.itertuples(index=False, name=None)]
        assert list(series(bundle, name, level, code)) == expected


def test_known_indicators_follow_the_catalogue(bundle: Bundle, catalogue: Catalogue) -> None:
    place = portrait.territory(bundle, "62041", "commune")
    known = portrait.known_indicators(bundle, catalogue, place)
    assert known[:2] == ["apl", "apl65"]
    assert known == [name for name in catalogue.indicators if name in known]
    assert "msp_count" not in known

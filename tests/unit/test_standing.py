"""A value beside a reference, and a place among peers: values a person can recompute."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from indicators import portrait, standing
from indicators.bundle import Bundle
from indicators.catalogue import Catalogue
from indicators.peers import Peers, Rank


def test_the_tolerance_is_five_per_cent_and_never_less_than_a_negligible_change(
    catalogue: Catalogue,
) -> None:
    apl = catalogue.indicator("apl")
    assert standing.tolerance("apl", apl, 4.0) == pytest.approx(0.2)
    assert standing.tolerance("apl", apl, 1.0) == pytest.approx(0.1)
    share = catalogue.indicator("care_over_60_share")
    assert standing.tolerance("care_over_60_share", share, 0.0) == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("indicator", "value", "reference", "verdict"),
    [
        ("apl", 4.21, 4.0, "better"),
        ("apl", 4.2, 4.0, "similar"),
        ("apl", 3.8, 4.0, "similar"),
        ("apl", 3.79, 4.0, "worse"),
        ("care_over_60_share", 31.6, 30.0, "worse"),
        ("care_over_60_share", 28.4, 30.0, "better"),
        ("over_75_share", 10.0, 9.0, "higher"),
        ("over_75_share", 8.0, 9.0, "lower"),
    ],
)
def test_polarity_decides_beyond_the_tolerance(
    catalogue: Catalogue, indicator: str, value: float, reference: float, verdict: str
) -> None:
    entry = catalogue.indicator(indicator)
    assert standing.compare(value, reference, indicator, entry).verdict == verdict


def test_a_commune_beside_its_departement_and_france(bundle: Bundle, catalogue: Catalogue) -> None:
    place = portrait.territory(bundle, "62038")
    found = portrait.value(bundle, "apl", place)
    assert found is not None
    compared = standing.compared(bundle, "apl", catalogue.indicator("apl"), place, found)
    # Ardres 1.43, Pas-de-Calais 4.08 and France 3.72 in 2024 (DREES).
    assert {level: (one.reference, one.verdict) for level, one in compared.items()} == {
        "departement": (4.08, "worse"),
        "france": (3.72, "worse"),
    }
    assert compared["france"].gap == pytest.approx(1.43 - 3.72)


def test_a_count_is_not_compared(bundle: Bundle, catalogue: Catalogue) -> None:
    place = portrait.territory(bundle, "62041")
    for name in ("gp_count", "gp_zone", "no_attending_estimate_capacity"):
        found = portrait.value(bundle, name, place)
        assert found is not None
        assert standing.compared(bundle, name, catalogue.indicator(name), place, found) == {}


def test_the_standing_of_a_commune(bundle: Bundle, catalogue: Catalogue) -> None:
    entry = catalogue.indicator("apl")
    place = portrait.territory(bundle, "62038")
    found = standing.standing(bundle, "apl", entry, place, "2024")
    assert found is not None
    table = bundle.observations.astype({"indicator": str, "level": str, "code": str})
    values = table.query("indicator == 'apl' and level == 'commune' and year == 2024")
    people = table.query("indicator == 'population' and level == 'commune' and year == 2023")
    inhabitants = people.set_index("code")["value"]
    lower = values.loc[values["value"] < 1.43, "code"]
    assert found.rank == Rank(int((values["value"] > 1.43).sum()) + 1, 887)
    assert found.lower == pytest.approx(100 * inhabitants[lower].sum() / inhabitants.sum())
    assert found.decile == 1


def test_a_place_is_in_the_tenth_of_the_inhabitants_that_holds_its_middle_one(
    bundle: Bundle, catalogue: Catalogue
) -> None:
    table = bundle.observations.astype({"indicator": str, "level": str, "code": str})
    epci = table[(table["level"] == "epci") & (table["stratum"] == "")].set_index("code")
    apl = epci.query("indicator == 'apl' and year == 2023")["value"]
    people = epci.query("indicator == 'population' and year == 2023")["value"]
    inside = bundle.territories.query("level == 'epci' and departement == '62'")["code"]
    order = apl.reindex(inside).sort_values().index
    middles = (people[order].cumsum() - people[order] / 2) / people[order].sum()
    tenths = {code: 1 + int(10 * middle) for code, middle in middles.items()}
    found = {}
    for code in order:
        place = portrait.territory(bundle, code, "epci")
        one = standing.standing(bundle, "apl", catalogue.indicator("apl"), place, "2023")
        assert one is not None
        found[code] = one.decile
    assert found == tenths


def test_few_peers_with_a_value_give_no_rank(bundle: Bundle, catalogue: Catalogue) -> None:
    place = portrait.territory(bundle, "62", "departement")
    entry = catalogue.indicator("gp_density")
    assert standing.standing(bundle, "gp_density", entry, place, "2025") is None
    france = portrait.territory(bundle, "FR")
    assert standing.standing(bundle, "apl", catalogue.indicator("apl"), france, "2024") is None


def test_peers_where_nobody_is_counted_give_no_tenth(bundle: Bundle, catalogue: Catalogue) -> None:
    assert Peers.of(pd.DataFrame({"code": ["a", "b"], "value": [1.0, 2.0]})).shares(1.0) is None
    table = bundle.observations
    nobody = table["value"].mask(table["indicator"] == "population", 0.0)
    uncounted = replace(bundle, observations=table.assign(value=nobody))
    place = portrait.territory(uncounted, "62041")
    entry = catalogue.indicator("apl")
    assert standing.standing(uncounted, "apl", entry, place, "2024") is None

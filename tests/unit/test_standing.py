"""A value beside a reference, and a place among peers: values a person can recompute."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from indicators import portrait, standing
from indicators.bundle import Bundle
from indicators.catalogue import Catalogue
from indicators.observations import combine, observations
from indicators.peers import Peers, Rank


def test_the_tolerance_is_five_per_cent_and_never_less_than_a_negligible_change(
    catalogue: Catalogue,
) -> None:
    apl = catalogue.indicator("apl")
    assert standing.tolerance("apl", apl, 4.0) == pytest.approx(0.2)
    assert standing.tolerance("apl", apl, 1.0) == pytest.approx(0.1)
    share = catalogue.indicator("care_over_60_share")
    assert standing.tolerance("care_over_60_share", share, 0.0) == pytest.approx(0.05)
    assert standing.tolerance("care_over_60_share", share, -10.0) == pytest.approx(0.5)


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


def among(
    bundle: Bundle, level: str, apl: dict[str, float], elsewhere: str = "", alone: int = 0
) -> Bundle:
    """Give some territories an APL of 2024 and 100 inhabitants each, one in another département."""
    codes = list(apl)
    table = bundle.territories
    others = table[(table["level"] == level) & ~table["code"].isin(codes)].head(alone)
    own = table[(table["level"] == level) & table["code"].isin(codes)]
    moved = own.assign(departement=own["departement"].where(own["code"] != elsewhere, "59"))
    made = [
        pd.DataFrame({"code": codes, "indicator": "apl", "year": 2024, "value": apl.values()}),
        pd.DataFrame({"code": codes, "indicator": "population", "year": 2023, "value": 100.0}),
    ]
    rows = pd.concat(made).assign(level=level, status="official", source="drees-apl")
    places = pd.concat([moved, others], ignore_index=True)
    return replace(bundle, observations=combine([observations(rows)]), territories=places)


ARRAS, CALAIS, SAINT_OMER, LENS = "62041", "62193", "62765", "62498"


def test_peers_are_those_of_the_departement_and_ties_are_counted(
    bundle: Bundle, catalogue: Catalogue
) -> None:
    apl = {ARRAS: 4.0, CALAIS: 3.0, SAINT_OMER: 3.0, LENS: 2.0}
    entry = catalogue.indicator("apl")

    def of(toy: Bundle, code: str) -> standing.Standing | None:
        return standing.standing(toy, "apl", entry, portrait.territory(toy, code), "2024")

    # Lens has 2 of the 4: a quarter of the inhabitants, whose middle one is in the second tenth.
    every = among(bundle, "commune", apl)
    assert of(every, LENS) == standing.Standing(Rank(4, 4), 2, 0.0, 0)
    assert of(every, SAINT_OMER) == standing.Standing(Rank(2, 4), 5, 25.0, 1)
    # Calais lies elsewhere: Saint-Omer is second of three, in the middle, tied with nobody.
    three = among(bundle, "commune", apl, elsewhere=CALAIS)
    found = of(three, SAINT_OMER)
    assert found is not None
    assert (found.rank, found.decile, found.tied) == (Rank(2, 3), 5, 0)
    assert found.lower == pytest.approx(100 / 3)
    assert of(three, CALAIS) is None


def test_departements_are_ranked_among_all(bundle: Bundle, catalogue: Catalogue) -> None:
    toy = among(bundle, "departement", {"62": 4.0, "59": 3.0, "80": 2.0})
    place = portrait.territory(toy, "59", "departement")
    found = standing.standing(toy, "apl", catalogue.indicator("apl"), place, "2024")
    assert found is not None
    assert found.rank == Rank(2, 3)


@pytest.mark.parametrize(("without", "is_ranked"), [(1, True), (2, False)])
def test_a_rank_asks_for_19_peers_of_20(
    bundle: Bundle,
    catalogue: Catalogue,
    without: int,
    is_ranked: bool,  # noqa: FBT001
) -> None:
    table = bundle.territories
    codes = table.loc[table["level"] == "commune", "code"].tolist()[: 20 - without]
    toy = among(bundle, "commune", {code: float(k) for k, code in enumerate(codes)}, alone=without)
    place = portrait.territory(toy, codes[0])
    found = standing.standing(toy, "apl", catalogue.indicator("apl"), place, "2024")
    assert (found is not None) == is_ranked


def test_neither_a_class_nor_a_year_without_value_has_a_standing(
    bundle: Bundle, catalogue: Catalogue
) -> None:
    place = portrait.territory(bundle, ARRAS)
    zone = catalogue.indicator("gp_zone")
    assert standing.standing(bundle, "gp_zone", zone, place, "2025") is None
    assert standing.standing(bundle, "apl", catalogue.indicator("apl"), place, "1999") is None


def test_what_is_beside_is_compared_where_both_have_a_value(
    bundle: Bundle, catalogue: Catalogue
) -> None:
    place = portrait.territory(bundle, ARRAS)
    # The bundle knows who is far from a GP in the Pas-de-Calais, not in France.
    name = "population_beyond_10_min_share"
    entry, found = catalogue.indicator(name), portrait.value(bundle, name, place)
    assert found is not None
    assert set(standing.compared(bundle, name, entry, place, found)) == {"departement"}
    suppressed = replace(found, value=None, status="suppressed")
    assert standing.compared(bundle, name, entry, place, suppressed) == {}
    table = bundle.observations.astype({"status": str})
    whole = (table["indicator"] == name) & (table["level"] == "departement")
    table.loc[whole, ["value", "status"]] = [float("nan"), "suppressed"]
    without = replace(bundle, observations=table)
    assert standing.compared(without, name, entry, place, found) == {}


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

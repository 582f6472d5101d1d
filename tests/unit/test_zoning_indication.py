"""The indication from the APL's thresholds, beside the official zoning."""

from __future__ import annotations

import pandas as pd
import pytest

from benchmarks.zoning_agreement import agreements
from indicators.apl_parameters import load_parameters
from indicators.catalogue import load_catalogue
from indicators.errors import DataError, UsageError
from indicators.inputs import load_inputs
from indicators.observations import check
from indicators.published_apl import INSUFFICIENT_APL
from indicators.scenario.change import ACTS
from indicators.zoning import (
    ARRETE_2017,
    DECREE_2025,
    ZoneThresholds,
    indicated,
    zone_agreement,
    zone_indications,
)

CATALOGUE = load_catalogue()


def tvs_apl(values: dict[str, float], status: str = "computed", note: str = "") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "level": "tvs",
            "code": list(values),
            "indicator": "apl65",
            "year": 2023,
            "value": list(values.values()),
            "status": status,
            "source": "drees-apl",
            "edition": "apl-2022-2024",
            "note": note,
        }
    )


COMMUNES = pd.DataFrame(
    {"code": ["62001", "62002", "62003"], "tvs": ["62186", "62186", ""], "name": "x"}
)


def test_a_value_that_equals_a_threshold_is_under_it() -> None:
    apl = pd.Series([0.0, 2.5, 2.5 + 1e-12, 2.51, 4.0, 4.01])
    assert list(indicated(apl, ARRETE_2017)) == [
        "selection",
        "selection",
        "selection",
        "vivier",
        "vivier",
        "hors-vivier",
    ]


def test_reported_thresholds_move_the_classes() -> None:
    apl = pd.Series([2.6, 2.71, 2.72, 3.98, 3.99])
    assert list(indicated(apl, ARRETE_2017)) == ["vivier"] * 5
    moved = ["selection", "selection", "vivier", "vivier", "hors-vivier"]
    assert list(indicated(apl, DECREE_2025)) == moved


@pytest.mark.parametrize("pair", [(4.0, 2.5), (2.5, 2.5), (0.0, 4.0)])
def test_thresholds_must_be_in_order(pair: tuple[float, float]) -> None:
    with pytest.raises(UsageError, match="0 < selection < pool"):
        ZoneThresholds(*pair, source="x")
    assert ZoneThresholds(0.5, 0.75, source="x").pool == 0.75


def test_a_commune_takes_the_indication_of_its_tvs() -> None:
    found = check(zone_indications(tvs_apl({"62186": 2.4}), COMMUNES, CATALOGUE))
    assert set(found["indicator"]) == {"gp_zone_indication"}
    by_place = found.set_index(["level", "code"])
    assert list(by_place.index) == [("tvs", "62186"), ("commune", "62001"), ("commune", "62002")]
    assert set(by_place["value"]) == {1.0}
    assert by_place.loc[("commune", "62001"), "note"] == "through-tvs:62186"
    assert by_place.loc[("tvs", "62186"), "note"] == ""


def test_only_the_apl_of_gps_of_65_or_under_at_the_tvs_tells() -> None:
    own = tvs_apl({"62186": 2.4})
    every_age = tvs_apl({"62186": 4.4}).assign(indicator="apl")
    epci = tvs_apl({"200033579": 4.4}).assign(level="epci")
    found = zone_indications(pd.concat([every_age, own, epci]), COMMUNES, CATALOGUE)
    assert found[["code", "value"]].to_numpy().tolist() == [
        ["62186", 1],
        ["62001", 1],
        ["62002", 1],
    ]


def test_an_estimated_apl_gives_an_estimated_indication() -> None:
    found = zone_indications(tvs_apl({"62186": 3.0}, "estimated", "partial"), COMMUNES, CATALOGUE)
    assert set(found["status"]) == {"estimated"}
    notes = set(found["note"])
    assert notes == {"partial", "through-tvs:62186 partial"}
    assert "partie du territoire" in CATALOGUE.note("through-tvs:62186 partial", "fr")


def test_a_tvs_whose_apl_is_secret_has_no_indication() -> None:
    secret = tvs_apl({"62186": float("nan")}, "suppressed")
    assert zone_indications(secret, COMMUNES, CATALOGUE).empty


def test_agreement_by_commune_and_by_population() -> None:
    indication = pd.Series(
        ["selection", "vivier", "hors-vivier", "hors-vivier"], index=list("abcd")
    )
    zones = pd.DataFrame({"code": list("abcd"), "zone": ["ZIP", "HZ", "HZ", "ZIP"]})
    people = pd.Series([100, 200, 300, 400], index=list("abcd"))
    met = zone_agreement(indication, zones, people)
    assert met.communes.loc["hors-vivier"].to_dict() == {"HZ": 1, "ZIP": 1}
    # In a zone or not: a and c agree; b and d do not.
    assert met.eligible(met.communes) == pytest.approx(50)
    assert met.eligible(met.population) == pytest.approx(40)
    # Selection and ZIP: only d disagrees.
    assert met.priority(met.communes) == pytest.approx(75)
    assert met.priority(met.population) == pytest.approx(60)
    # b lies in the pool, where the ARS may leave it out; d is ZIP above 4.
    assert met.compatible(met.population) == pytest.approx(60)


def test_communes_of_one_case_are_added_up_and_a_case_without_any_is_0() -> None:
    zones = pd.DataFrame({"code": ["a", "b"], "zone": "ZIP"})
    met = zone_agreement(
        pd.Series("selection", index=["a", "b"]), zones, pd.Series({"a": 100, "b": 200})
    )
    assert met.communes["ZIP"].to_dict() == {"selection": 2, "vivier": 0, "hors-vivier": 0}
    assert met.population["ZIP"].to_dict() == {"selection": 300, "vivier": 0, "hors-vivier": 0}


def test_what_a_zone_may_be_under_each_indication() -> None:
    # The ARS chooses within the pool; beyond it there is neither ZIP nor ZAC.
    cases = [("selection", "ZIP"), *[("vivier", zone) for zone in ("ZIP", "ZAC", "ZAR", "HZ")]]
    cases += [("hors-vivier", "ZAR"), ("hors-vivier", "HZ")]
    against = [("selection", "ZAC"), ("hors-vivier", "ZAC"), ("hors-vivier", "ZIP")]
    for chosen, share in ((cases, 100), (against, 0)):
        codes = [str(k) for k in range(len(chosen))]
        indication = pd.Series([one for one, _ in chosen], index=codes)
        zones = pd.DataFrame({"code": codes, "zone": [zone for _, zone in chosen]})
        met = zone_agreement(indication, zones, pd.Series(1, index=codes))
        assert met.compatible(met.communes) == share


def test_agreement_needs_every_commune() -> None:
    zones = pd.DataFrame({"code": ["a", "b"], "zone": ["ZIP", "HZ"]})
    with pytest.raises(DataError, match="commune b"):
        zone_agreement(pd.Series({"a": "vivier"}), zones, pd.Series({"a": 1, "b": 2}))


def test_measured_agreement_in_the_pas_de_calais() -> None:
    met = agreements(load_inputs(), ARRETE_2017)[2023]
    assert met.communes.to_numpy().sum() == 887
    assert met.communes["ZIP"].sum() == 124
    assert met.communes["HZ"].sum() == 45
    assert met.eligible(met.communes) == pytest.approx(86.5, abs=0.05)
    assert met.eligible(met.population) == pytest.approx(67.1, abs=0.05)
    # No commune that the thresholds select is left without a zone.
    assert met.communes.loc["selection", "HZ"] == 0


def test_the_thresholds_of_the_catalogue_are_those_of_the_computations() -> None:
    told = {
        name: [one.value for one in CATALOGUE.indicator(name).thresholds]
        for name in ("apl", "apl65")
    }
    assert told["apl65"] == [ARRETE_2017.selection, ARRETE_2017.pool]
    assert told["apl"][0] == INSUFFICIENT_APL
    assert load_parameters().activity.imputed == ACTS

import pandas as pd

from indicators.catalogue import Catalogue
from indicators.country_population import country_population
from indicators.inputs import Inputs
from indicators.perimeter import Places

COMMUNES = pd.DataFrame(
    [
        ("60054", "60", "32"),
        ("60694", "60", "32"),
        ("62447", "62", "32"),
        ("97601", "976", "06"),
    ],
    columns=["code", "departement", "region"],
)
NAMED = pd.DataFrame({"code": [], "name": []})
PLACES = Places(COMMUNES, NAMED, NAMED, NAMED, NAMED)
MERGED = {"62461": "62447"}


def published(*rows: tuple[str, int | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["code", "population"]).assign(census_year=2019)
    return frame.astype({"population": "Int64"})


def test_a_sum_is_that_of_the_census_whatever_became_of_its_communes(catalogue: Catalogue) -> None:
    # 60694 left 60054 since: what was published of 60054 is both. 62461 joined 62447 since.
    rows = published(("60054", 900), ("62447", 100), ("62461", 30))
    found = country_population(rows, PLACES, MERGED, catalogue).set_index("code")
    assert found["value"].to_dict() == {"60": 900, "62": 130, "32": 1030}
    assert set(found["status"]) == {"computed"}
    assert set(found["note"]) == {""}


def test_a_population_that_is_not_known_makes_an_estimate_or_nothing(
    catalogue: Catalogue,
) -> None:
    many = [(f"62{k:03d}", 10) for k in range(1, 40)]
    communes = pd.DataFrame([(code, "62", "32") for code, _ in many], columns=COMMUNES.columns)
    places = Places(communes, NAMED, NAMED, NAMED, NAMED)
    rows = published(*many[:-1], ("62039", None))
    found = country_population(rows, places, {}, catalogue).set_index("code")
    assert found.loc["62", ["value", "status", "note"]].tolist() == [380, "estimated", "incomplete"]
    assert country_population(published(*many[:2], ("62003", None)), places, {}, catalogue).empty


def test_the_populations_that_insee_publishes(inputs: Inputs, catalogue: Catalogue) -> None:
    found = country_population(
        inputs.published_populations, inputs.places, inputs.current, catalogue
    )
    france = found[found["level"] == "france"].set_index("year")
    # Insee, populations légales, France without Mayotte.
    assert france.loc[[2019, 2020, 2022, 2023], "value"].tolist() == [
        66_988_403,
        67_162_154,
        67_760_573,
        68_094_280,
    ]
    assert set(france["note"].loc[[2019, 2020, 2022, 2023]]) == {"without:976"}
    assert (france["status"].loc[[2019, 2020, 2022, 2023]] == "computed").all()
    assert 2017 not in france.index  # the census of Mayotte alone
    hauts_de_france = found[(found["level"] == "region") & (found["code"] == "32")]
    assert (hauts_de_france.set_index("year")["status"].loc[[2019, 2020]] == "computed").all()

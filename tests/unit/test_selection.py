from dataclasses import replace

import pandas as pd
import pytest

from indicators.bundle import Bundle
from indicators.catalogue import Catalogue
from indicators.errors import UsageError
from indicators.perimeter import FRANCE
from indicators.selection import (
    Selection,
    of_one_period,
    select,
    territories_in,
    years_inside,
    years_of,
)


def test_years_are_those_that_there_are(bundle: Bundle) -> None:
    assert years_of(bundle, "apl") == [2015, 2016, 2017, 2018, 2019, 2021, 2022, 2023, 2024]
    assert years_of(bundle, "apl62", "commune") == [2022, 2023]
    assert years_of(bundle, "gp_zone", "epci") == []
    assert years_of(bundle, "nothing") == []


@pytest.mark.parametrize(
    ("level", "territory", "count"),
    [
        ("commune", "62", 887),
        ("commune", "FR", 887),
        ("departement", "62", 1),
        ("departement", "FR", 101),
        ("region", "FR", 18),
        ("epci", "200033579", 1),
    ],
)
def test_a_territory_lists_what_it_holds(
    bundle: Bundle, level: str, territory: str, count: int
) -> None:
    assert len(territories_in(bundle, level, territory)) == count


def test_the_communes_of_an_epci_are_its_own(bundle: Bundle) -> None:
    # The communauté urbaine d'Arras has 46 communes.
    rows = territories_in(bundle, "commune", "200033579")
    assert len(rows) == 46
    assert set(rows["epci"]) == {"200033579"}


def test_a_view_has_a_row_for_every_territory(bundle: Bundle, catalogue: Catalogue) -> None:
    frame = select(bundle, catalogue, Selection("apl", "commune", "62", 2023))
    assert len(frame) == 887
    assert frame["code"].is_unique
    assert frame.loc[frame["code"] == "62041", ["name", "value"]].to_numpy().tolist() == [
        ["Arras", 4.327]
    ]


def test_all_years_are_given_unless_one_is_asked(bundle: Bundle, catalogue: Catalogue) -> None:
    frame = select(bundle, catalogue, Selection("apl", "departement", "62"))
    assert frame["year"].tolist() == years_of(bundle, "apl", "departement")


def test_a_territory_without_a_value_is_missing_and_no_number(
    bundle: Bundle, catalogue: Catalogue
) -> None:
    frame = select(bundle, catalogue, Selection("gp_density_liberal", "tvs", "62", 2021))
    kept = bundle.observations["code"].astype(str) != frame["code"].iloc[0]
    smaller = replace(bundle, observations=bundle.observations[kept])
    again = select(smaller, catalogue, Selection("gp_density_liberal", "tvs", "62", 2021))
    assert len(again) == len(frame)
    row = again[again["code"] == frame["code"].iloc[0]].iloc[0]
    assert row["status"] == "missing"
    assert pd.isna(row["value"])
    assert (row["year"], row["period"], row["name"]) == (2021, "2021", frame["name"].iloc[0])


@pytest.mark.parametrize(
    ("selection", "told"),
    [
        (Selection("alp", "commune", "62"), "unknown indicator 'alp'; choose one of: apl"),
        (Selection("apl", "village", "62"), "unknown level 'village'; choose one of: commune"),
        (Selection("apl", "commune", "99"), "unknown territory '99'; the bundle holds the"),
        (Selection("apl", "commune", "62", 2020), "has no year 2020; choose one of: 2015"),
        (Selection("gp_zone", "epci", "62"), "not given at the level epci; choose one of: commune"),
        (
            Selection("apl", "region", "32"),
            "choose one of: commune, epci, tvs, departement, france",
        ),
        (Selection("apl", "commune", ""), "unknown territory ''"),
    ],
)
def test_what_is_not_there_tells_what_is(
    bundle: Bundle, catalogue: Catalogue, selection: Selection, told: str
) -> None:
    with pytest.raises(UsageError) as caught:
        select(bundle, catalogue, selection)
    assert told in str(caught.value)


def test_a_millesime_of_one_departement_is_not_one_of_another(bundle: Bundle) -> None:
    table = bundle.territories
    moved = table["code"] == "62041"
    rows = bundle.observations
    is_moved = (rows["code"] == "62041") & (rows["indicator"] == "apl") & (rows["year"] == 2024)
    changed = replace(
        bundle,
        territories=table.assign(departement=table["departement"].mask(moved, "59")),
        observations=rows[~is_moved],
    )

    assert years_inside(changed, "apl", "commune", "62")[-1] == 2024
    assert years_inside(changed, "apl", "commune", "59")[-1] == 2023
    assert years_inside(changed, "apl", "departement", FRANCE)[-1] == 2024


def test_a_millesime_of_few_departements_is_not_one_of_france(bundle: Bundle) -> None:
    rows = bundle.observations
    is_apl = (rows["indicator"] == "apl") & (rows["level"] == "departement")
    others = is_apl & (rows["year"] == 2024) & (rows["code"] != "62")
    changed = replace(bundle, observations=rows[~others])
    assert years_inside(changed, "apl", "departement", FRANCE)[-1] == 2023


def test_a_map_of_a_year_of_months_keeps_the_last_month_that_most_territories_have() -> None:
    months = {"A": ["2023-06", "2023-12"], "B": ["2023-06", "2023-12"], "C": ["2023-06"]}
    frame = pd.DataFrame(
        [
            {"code": code, "stratum": "", "period": period, "value": 1.0, "status": "official"}
            for code, periods in months.items()
            for period in periods
        ]
    ).assign(numerator=1.0, denominator=1.0, source="s", edition="", note="")
    # Three have June, two December.
    assert of_one_period(frame).set_index("code")["period"].to_dict() == dict.fromkeys(
        "ABC", "2023-06"
    )
    # Two have each month: the last one, where C is missing and says nothing of June.
    fewer = frame[(frame["code"] != "B") | (frame["period"] == "2023-12")]
    found = of_one_period(fewer).set_index("code")
    assert found["period"].to_dict() == dict.fromkeys("ABC", "2023-12")
    assert found.loc["C", "status"] == "missing"
    assert found.loc["C", ["value", "numerator", "denominator"]].isna().all()
    assert found.loc["C", "source"] == ""

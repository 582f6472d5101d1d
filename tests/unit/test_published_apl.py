import csv

import pandas as pd
import pytest

from indicators import ageing, published_apl
from indicators.bundle import Bundle
from indicators.inputs import load_inputs
from indicators.paths import FIGURES
from indicators.published_apl import weighted_communes
from layouts.texts import number

HESDIN = ["62447", "62461", "62549", "62743"]
COLUMNS = ["code", "year", "apl", "apl65", "apl62", "apl60", "pop_std", "pop_total", "pop_year"]


def communes(rows: list[list[object]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=COLUMNS).astype({"pop_year": "Int64"})
    return frame.assign(edition="apl-2022-2024", source="drees-apl")


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    return pd.read_csv(FIGURES / "apl_communes_62.csv", dtype={"code": str})


def of_hesdin(bundle: Bundle, indicator: str, year: int) -> pd.Series:
    table = bundle.observations
    rows = table[
        (table["code"] == "62447")
        & (table["level"] == "commune")
        & (table["indicator"] == indicator)
        & (table["year"] == year)
    ]
    assert len(rows) == 1
    return rows.iloc[0]


@pytest.mark.parametrize("year", [2022, 2023])
@pytest.mark.parametrize("series", ["apl", "apl65", "apl62", "apl60"])
def test_merged_communes_weigh_by_standardised_population(
    bundle: Bundle, published: pd.DataFrame, series: str, year: int
) -> None:
    rows = published[published["code"].isin(HESDIN) & (published["year"] == year)]
    assert len(rows) == 4
    found = of_hesdin(bundle, series, year)
    expected = (rows[series] * rows["pop_std"]).sum() / rows["pop_std"].sum()
    assert found["value"] == pytest.approx(expected)
    assert (found["status"], found["note"]) == ("computed", "merged")


def test_the_apl_of_hesdin_la_foret_by_hand(bundle: Bundle) -> None:
    # 2023: (2.611 x 2437.9 + 2.607 x 988.5 + 2.689 x 1141.4 + 2.829 x 410.5) / 4978.3
    #     = (6365.3569 + 2577.0195 + 3069.2246 + 1161.3045) / 4978.3 = 13172.9055 / 4978.3
    found = of_hesdin(bundle, "apl", 2023)
    assert found["value"] == pytest.approx(2.646065, abs=1e-6)
    assert found["denominator"] == pytest.approx(4978.3)
    # 2222 + 855 + 1061 + 371 inhabitants stand behind 4978.3 standardised ones.
    assert of_hesdin(bundle, "population_standardised", 2023)["value"] == pytest.approx(4978.3)


def test_the_population_of_hesdin_la_foret_sums_its_four_communes(bundle: Bundle) -> None:
    # 2026 is after the merger: the ages of the census of 2023 are those of the commune of today.
    table = bundle.observations
    ages = table[
        (table["code"] == "62447")
        & (table["level"] == "commune")
        & (table["indicator"] == "population_by_age")
    ]
    assert len(ages) == 40
    population = of_hesdin(bundle, "population", 2023)
    assert ages["value"].sum() == pytest.approx(population["value"], abs=1)


def test_the_finer_of_two_published_tables_stands_for_a_departement() -> None:
    fine = pd.DataFrame(
        {"code": ["62", "FR"], "year": [2023, 2022], "apl": [4.186505, 3.788956]}
    ).assign(apl65=3.767585, apl62=3.378837, apl60=3.056413, source="drees-apl")
    blank = {"pop_total": None, "pop_under": None, "under_share": None}
    printed = pd.DataFrame(
        [
            {"code": "62", "year": 2023, "apl": 4.19, **blank},
            {"code": "FR", "year": 2023, "apl": 3.74, **blank},
            {"code": "FR", "year": 2024, "apl": 3.72, **blank},
        ]
    ).assign(source="drees-apl")
    printed.loc[2, ["pop_under", "under_share"]] = [12_341_978, 18.2]
    found = published_apl.departement_apl(fine, printed).set_index(["indicator", "code", "year"])
    apl = found.loc["apl"]
    assert apl["value"].to_dict() == {
        ("62", 2023): 4.186505,
        ("FR", 2022): 3.788956,
        ("FR", 2023): 3.74,
        ("FR", 2024): 3.72,
    }
    assert apl["status"].tolist() == ["computed", "computed", "official", "official"]
    assert apl["level"].tolist() == ["departement", "france", "france", "france"]
    # What is computed for France is so from communes that the DREES gives: none of Mayotte.
    assert apl["note"].tolist() == ["", "without:976", "", ""]
    under = found.loc["population_under_2_5_share"]
    assert under[["value", "numerator"]].to_numpy().tolist() == [[18.2, 12_341_978]]
    assert under["denominator"].isna().all()


def test_a_commune_without_a_weight_keeps_its_official_apl() -> None:
    # Celles (15031), re-established in 2025, is in the series since 2015 and not in the workbook.
    nothing = [None, None, None]
    rows = communes(
        [
            ["15031", 2015, 2.0, *nothing, None, None, None],
            ["15001", 2015, 3.0, *nothing, None, None, None],
            ["15001", 2022, 3.5, *nothing, 100.0, 90.0, 2020],
        ]
    )
    found = weighted_communes(rows, {})
    members = published_apl.apl_members(found).query("indicator == 'apl' and year == 2015")
    celles = members.set_index("code").loc["15031"]
    assert (celles["value"], celles["status"]) == (2.0, "official")
    assert pd.isna(celles["denominator"])
    assert set(members["aggregate_note"]) == {"weights:2020"}
    # Nothing is said of people whose number is not known.
    assert set(published_apl.under_threshold_members(found)["code"]) == {"15001"}
    assert set(published_apl.standardised_population(found)["code"]) == {"15001"}


def test_after_the_merger_the_lent_weight_is_that_of_the_four_communes() -> None:
    # 2024 comes without populations: those of 2023, 2437.9 + 988.5 + 1141.4 + 410.5.
    inputs = load_inputs()
    rows = weighted_communes(inputs.figures.apl_communes, inputs.current)
    hesdin = rows[(rows["code"] == "62447") & (rows["year"] == 2024)]
    assert hesdin["apl"].item() == 2.70
    assert hesdin["pop_std"].item() == pytest.approx(4978.3)
    assert hesdin["borrowed"].item() == 2021


def test_a_commune_does_not_show_the_weight_that_its_year_lacks(bundle: Bundle) -> None:
    found = of_hesdin(bundle, "apl", 2024)
    assert found["value"] == 2.70
    assert pd.isna(found["numerator"])
    assert pd.isna(found["denominator"])


def test_before_the_merger_each_commune_lends_to_itself() -> None:
    frame = communes(
        [
            ["A", 2021, 2, 2, 2, 2, None, None, None],
            ["B", 2021, 4, 4, 4, 4, None, None, None],
            ["A", 2022, 2, 2, 2, 2, 300, 100, 2020],
            ["B", 2022, 4, 4, 4, 4, 100, 300, 2020],
            ["A", 2023, 3, 3, 3, 3, None, None, None],
        ]
    )
    rows = published_apl.weighted_communes(frame, {"B": "A"}).set_index("year")
    # 2021 and 2022: (2 x 300 + 4 x 100) / 400; 2023: published for the merged commune.
    assert rows["apl"].to_dict() == {2021: 2.5, 2022: 2.5, 2023: 3}
    assert rows["pop_std"].to_dict() == {2021: 400, 2022: 400, 2023: 400}
    assert rows["pop_total"].to_dict() == {2021: 400, 2022: 400, 2023: 400}
    assert rows["borrowed"].isna().to_dict() == {2021: False, 2022: True, 2023: False}


def test_the_nearest_edition_lends_its_weights() -> None:
    rows = [["A", year, 2, 2, 2, 2, None, None, None] for year in (2015, 2024)]
    lenders = [["A", 2022, 2, 2, 2, 2, 10, 9, 2020], ["A", 2023, 2, 2, 2, 2, 12, 11, 2021]]
    weighted = published_apl.weighted_communes(communes(rows + lenders), {}).set_index("year")
    assert weighted["pop_std"].to_dict() == {2015: 10, 2022: 10, 2023: 12, 2024: 12}
    assert weighted["borrowed"].dropna().to_dict() == {2015: 2020, 2024: 2021}


def test_a_merged_commune_lacks_an_apl_that_one_of_its_parts_lacks() -> None:
    frame = communes(
        [["A", 2022, 2, None, 2, 2, 300, 100, 2020], ["B", 2022, 4, 4, 4, 4, 100, 300, 2020]]
    )
    row = published_apl.weighted_communes(frame, {"B": "A"}).iloc[0]
    assert row["apl"] == 2.5
    assert pd.isna(row["apl65"])


def test_people_under_the_threshold_are_counted_with_the_total_population() -> None:
    frame = communes(
        [
            ["A", 2022, 2.49, 2, 2, 2, 300, 100, 2020],
            ["B", 2022, 2.5, 2, 2, 2, 100, 300, 2020],
            ["nobody's", 2022, 2.4, 2, 2, 2, 0, 0, 2020],
        ]
    )
    rows = published_apl.weighted_communes(frame, {})
    found = published_apl.under_threshold_members(rows)
    # 2.5 is not under 2.5: 100 of 400 people, whereas 300 of 400 standardised inhabitants.
    assert found["numerator"].tolist() == [100, 0]
    assert found["denominator"].tolist() == [100, 300]


def test_the_share_of_care_by_older_doctors() -> None:
    frame = communes([["A", 2023, 4, 3, 2, 1, 10, 10, 2021], ["B", 2023, 0, 0, 0, 0, 10, 10, 2021]])
    members = ageing.care_share_members(published_apl.weighted_communes(frame, {}))
    # 1 - 3/4, 1 - 2/4, 1 - 1/4; where nobody gives care there is no share.
    assert members.loc[members["code"] == "B", "value"].isna().all()
    found = members[members["code"] == "A"]
    assert found.set_index("indicator")["value"].to_dict() == {
        "care_over_65_share": 25,
        "care_over_62_share": 50,
        "care_over_60_share": 75,
    }


def test_editions_of_the_apl_are_never_mixed(bundle: Bundle) -> None:
    table = bundle.observations
    rows = table[table["indicator"].isin(["apl", "apl65", "apl62", "apl60"])]
    early = set(rows.loc[rows["year"] <= 2021, "edition"])
    late = set(rows.loc[rows["year"] >= 2022, "edition"])
    assert (early, late) == ({"apl-2015-2021"}, {"apl-2022-2024"})


@pytest.mark.parametrize(
    ("code", "year", "value", "status"),
    [
        ("62", 2022, 4.321335, "computed"),
        ("62", 2023, 4.186505, "computed"),
        ("FR", 2023, 3.744573, "computed"),
        ("62", 2024, 4.08, "official"),
        ("FR", 2024, 3.72, "official"),
        ("01", 2023, 2.65, "official"),
    ],
)
def test_the_departements_keep_the_published_apl(
    bundle: Bundle, code: str, year: int, value: float, status: str
) -> None:
    table = bundle.observations
    rows = table[
        (table["code"] == code)
        & table["level"].isin(["departement", "france"])
        & (table["indicator"] == "apl")
        & (table["year"] == year)
    ]
    assert rows["value"].tolist() == [pytest.approx(value, abs=2e-6)]
    assert rows["status"].tolist() == [status]


@pytest.mark.parametrize(
    ("indicator", "decimals", "shown"),
    [("apl", 2, "3,74"), ("apl", 3, "3,745"), ("apl65", 2, "3,29"), ("apl65", 3, "3,295")],
)
def test_france_reads_as_the_drees_prints_it_at_any_number_of_decimals(
    bundle: Bundle, indicator: str, decimals: int, shown: str
) -> None:
    table = bundle.observations
    rows = table[(table["code"] == "FR") & (table["indicator"] == indicator)]
    assert number(rows.loc[rows["year"] == 2023, "value"].item(), decimals, "fr") == shown


def test_stored_means_keep_the_decimals_that_a_second_rounding_needs() -> None:
    with (FIGURES / "apl_departements_by_age.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    lengths = {
        len(row[c].partition(".")[2]) for row in rows for c in ("apl", "apl65", "apl62", "apl60")
    }
    assert lengths == {6}

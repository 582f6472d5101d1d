"""The parsers of the DREES on its originals, against what the DREES and the figures say."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from indicators.sources.drees import FORMS
from indicators.sources.drees.apl_table import join_apl
from indicators.sources.figures import load_figures
from indicators.sources.forms import recognise

NAMES = {
    "workbook": "drees_apl_medecins_generalistes_2022_2023.xlsx",
    "by-age": "drees_apl_2022_2023_par_age_communes.csv",
    "series": "drees_apl_2015_2023_communes_2dec.csv",
    "tvs": "drees_communes_tvs_2019.xlsx",
    "doctors": "drees_medecins_tranche_age_departement.csv",
}


@pytest.fixture(scope="module")
def tables() -> dict[str, dict[str, pd.DataFrame]]:
    folder = os.environ.get("OFFICIAL_DATA")
    if not folder:
        pytest.skip("OFFICIAL_DATA is unset: it must name the folder of the official originals")
    read = {}
    for key, name in NAMES.items():
        path = Path(folder) / name
        form = recognise(path, FORMS)
        assert form is not None
        read[key] = form.read(path)
    return read


@pytest.fixture(scope="module")
def apl(tables: dict[str, dict[str, pd.DataFrame]]) -> pd.DataFrame:
    return join_apl([tables[key]["apl_communes"] for key in ("workbook", "by-age", "series")])


def weighted(rows: pd.DataFrame, column: str) -> float:
    return round(float((rows[column] * rows["pop_std"]).sum() / rows["pop_std"].sum()), 3)


@pytest.mark.parametrize(
    ("year", "place", "every", "under_65"),
    [
        (2022, "", 3.789, 3.342),
        (2023, "", 3.745, 3.295),
        (2022, "62", 4.321, 3.918),
        (2023, "62", 4.187, 3.768),
    ],
)
def test_means_weighted_by_standardised_population(
    apl: pd.DataFrame, year: int, place: str, every: float, under_65: float
) -> None:
    rows = apl[(apl["year"] == year) & apl["code"].str.startswith(place)]
    assert weighted(rows, "apl") == every
    assert weighted(rows, "apl65") == under_65


def test_the_stored_means_are_those_of_the_originals_to_the_last_decimal(
    apl: pd.DataFrame,
) -> None:
    stored = load_figures().apl_departements_by_age.set_index(["code", "year"])
    for code, year in stored.index:
        here = apl["code"].str.startswith("" if code == "FR" else code)
        rows = apl[(apl["year"] == year) & here]
        for column in ("apl", "apl65", "apl62", "apl60"):
            mean = (rows[column] * rows["pop_std"]).sum() / rows["pop_std"].sum()
            assert stored.loc[(code, year), column] == pytest.approx(mean, abs=6e-7)


@pytest.mark.parametrize(
    ("year", "people", "communes"), [(2022, 9_991_878, 34_964), (2023, 11_210_951, 34_954)]
)
def test_people_of_communes_under_2_5(
    apl: pd.DataFrame, year: int, people: int, communes: int
) -> None:
    rows = apl[apl["year"] == year]
    assert len(rows) == communes
    assert rows.loc[rows["apl"] < 2.5, "pop_total"].sum() == people


def test_the_care_given_by_doctors_over_60(apl: pd.DataFrame) -> None:
    rows = apl[(apl["year"] == 2023) & apl["code"].str.startswith("62")]
    assert weighted(rows, "apl60") == 3.056
    assert round(100 * (1 - weighted(rows, "apl60") / weighted(rows, "apl")), 1) == 27.0


def test_every_departement_is_there_but_mayotte(apl: pd.DataFrame) -> None:
    codes = apl.loc[apl["year"] == 2023, "code"]
    departements = set(codes.where(codes.str[:2] != "97", codes.str[:3]).str[:3]) - {""}
    found = {code if code.startswith("97") else code[:2] for code in departements}
    assert len(found) == 100
    assert "976" not in found


def test_the_table_by_age_is_the_workbook_s(tables: dict[str, dict[str, pd.DataFrame]]) -> None:
    book, by_age = (
        tables[key]["apl_communes"].set_index(["code", "year"]).sort_index()
        for key in ("workbook", "by-age")
    )
    assert book.index.equals(by_age.index)
    assert (book[["apl", "apl65"]] - by_age[["apl", "apl65"]]).abs().max(axis=None) < 0.0006


def test_the_series_stops_before_the_current_edition(
    tables: dict[str, dict[str, pd.DataFrame]],
) -> None:
    series = tables["series"]["apl_communes"]
    assert sorted(series["year"].unique()) == [2015, 2016, 2017, 2018, 2019, 2021]
    assert not series["code"].str.startswith(("2A", "2B", "976")).any()


def test_the_figures_carried_over_are_those_of_the_originals(apl: pd.DataFrame) -> None:
    figures = load_figures().apl_communes.set_index(["code", "year"])
    ours = apl.set_index(["code", "year"]).reindex(figures.index)
    compared = ours["apl"].notna()
    assert compared.sum() > 5 * 880 + 2 * 890
    assert (ours["apl"] - figures["apl"])[compared].abs().max() < 0.0051
    assert (ours["edition"] == figures["edition"])[compared].all()


def test_parameters_of_the_workbook(tables: dict[str, dict[str, pd.DataFrame]]) -> None:
    parameters = tables["workbook"]["apl_parameters"]
    weights = parameters[parameters["kind"] == "age_weight"]
    assert len(weights) == 2 * 19
    newest = weights[weights["year"] == 2023].set_index("low", drop=False)
    assert newest.loc[90, "value"] == 2.26
    assert newest["value"].iloc[0] == 1.12
    decay = parameters[parameters["kind"] == "decay"]
    assert decay["value"].tolist() == [1.0, pytest.approx(2 / 3), pytest.approx(1 / 3), 0.0]


def test_territories_of_communes(tables: dict[str, dict[str, pd.DataFrame]]) -> None:
    table = tables["tvs"]["communes_tvs"]
    assert len(table) == 35_012
    assert table["tvs"].nunique() == 2_840
    carried = load_figures().communes_tvs
    ours = table.set_index("code").reindex(carried["code"])
    assert ours["tvs"].tolist() == carried["tvs"].tolist()
    counted = table[~table["code"].str.startswith("62")].groupby("tvs").size()
    elsewhere = carried["tvs"].map(counted).fillna(0).astype(int)
    assert elsewhere.tolist() == carried["communes_elsewhere"].tolist()


def test_all_doctors_of_france_and_of_the_pas_de_calais(
    tables: dict[str, dict[str, pd.DataFrame]],
) -> None:
    doctors = tables["doctors"]["doctors_by_age"]
    totals = doctors.groupby("code")["doctors"].sum()
    assert totals["FR"] == 228_858
    assert totals["62"] == 3_681
    assert totals.drop("FR").sum() == 228_858
    assert len(totals) == 102

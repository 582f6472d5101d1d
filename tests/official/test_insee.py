"""The parsers of Insee on its originals, against the totals that the figures carry."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from indicators.density import counts_everywhere
from indicators.paths import GEOGRAPHY
from indicators.sources.figures import load_figures
from indicators.sources.forms import recognise
from indicators.sources.insee import FORMS
from indicators.territories import ARRONDISSEMENTS_MUNICIPAUX, load_geography, renamed


def read(name: str) -> dict[str, pd.DataFrame]:
    folder = os.environ.get("OFFICIAL_DATA")
    if not folder:
        pytest.skip("OFFICIAL_DATA is unset: it must name the folder of the official originals")
    path = Path(folder) / name
    form = recognise(path, FORMS)
    assert form is not None
    return form.read(path)


@pytest.mark.parametrize(("year", "pas_de_calais"), [(2009, 1421), (2013, 1374)])
def test_gps_of_the_crosstabs(year: int, pas_de_calais: int) -> None:
    tables = read(f"insee_bpe_{year}_communes.xlsx")
    counts = tables["gp_communes"].set_index("code")["gp"]
    assert counts[counts.index.str.startswith("62")].sum() == pas_de_calais
    assert set(tables["gp_communes"]["year"]) == {year}
    carried = load_figures().gp_communes
    carried = carried[carried["year"] == year].set_index("code")["gp"]
    assert counts.reindex(carried.index).equals(carried)
    inside = counts[counts.index.str[:2].isin(["59", "62", "80"])]
    assert inside.sum() == carried.sum()


def test_a_commune_that_was_in_another_has_no_count_of_its_own() -> None:
    geography = load_geography(GEOGRAPHY)
    merged = dict(zip(geography.mergers["old_code"], geography.mergers["code"], strict=True))
    current = merged | ARRONDISSEMENTS_MUNICIPAUX
    everyone = list(geography.communes["code"])
    found = {}
    for year in (2009, 2013):
        table = read(f"insee_bpe_{year}_communes.xlsx")["gp_communes"]
        counts = counts_everywhere(table, "gp", everyone, current, geography.splits)
        found[year] = counts.set_index("code")["count"]
        is_here = renamed(table["code"], current).isin(everyone)
        assert found[year].sum() == table.loc[is_here, "gp"].sum()
    absent = {year: sorted(set(everyone) - set(counts.index)) for year, counts in found.items()}
    assert absent == {2009: ["52033", "52124", "52266", "52465"], 2013: ["76095"]}
    # Bihorel, alone and then in Bois-Guillaume-Bihorel.
    assert (found[2009]["76095"], found[2009]["76108"], found[2013]["76108"]) == (12, 18, 33)
    # Lavilleneuve-au-Roi was in Autreville-sur-la-Renne, where nobody was counted.
    assert found[2009]["52278"] == 0


def test_ages_of_departements_in_strict_ooxml() -> None:
    table = read("insee_estim_pop_dep_sexe_age_1975_2022.xlsx")["ages_departements"]
    assert sorted(table["year"].unique()) == list(range(1975, 2023))
    of_2022 = table[table["year"] == 2022]
    assert of_2022["code"].nunique() == 102
    people = of_2022.groupby("code")["people"].sum()
    assert people["01"] == 665_391
    assert people["FR"] == people.drop("FR").sum()
    older = of_2022[(of_2022["code"] == "976") & (of_2022["low"] == 75)]
    assert len(older) == 2
    assert "971" not in set(table.loc[table["year"] == 1989, "code"])

"""The parsers of Insee on its originals, against the totals that the figures carry."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from indicators.sources.figures import load_figures
from indicators.sources.forms import recognise
from indicators.sources.insee import FORMS


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

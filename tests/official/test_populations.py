"""The census year of the populations, proved against the workbook of the DREES."""

import os
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

FOLDER = Path(__file__).parents[2] / "data" / "geography"
NAME = "drees_apl_medecins_generalistes_2022_2023.xlsx"

pytestmark = pytest.mark.skipif(
    "OFFICIAL_DATA" not in os.environ, reason="OFFICIAL_DATA is not set: no official originals"
)


def _drees(sheet: str) -> pd.Series:
    path = Path(os.environ["OFFICIAL_DATA"]) / NAME
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
    header = next(i for i, row in enumerate(rows) if str(row[0]).startswith("Code commune"))
    column = next(i for i, cell in enumerate(rows[header]) if "Population totale" in str(cell))
    kept = [row for row in rows[header + 2 :] if len(str(row[0])) == 5]
    return pd.Series({str(row[0]): float(row[column]) for row in kept})


# The DREES sheet of 2022 is on COG 2021: 8 communes merged in between differ.
@pytest.mark.parametrize(
    ("sheet", "census", "differing"), [("APL 2022", 2020, 10), ("APL 2023", 2021, 0)]
)
def test_populations_are_those_of_the_census_named(sheet: str, census: int, differing: int) -> None:
    rows = pd.read_parquet(FOLDER / "populations.parquet")
    rows = rows[(rows["census_year"] == census) & rows["population"].notna()]
    ours = rows.set_index("code")["population"].astype(float)
    theirs = _drees(sheet)
    common = ours.index.intersection(theirs.index)
    assert len(common) > 34_800
    assert ((ours[common] - theirs[common]).abs() > 1).sum() <= differing

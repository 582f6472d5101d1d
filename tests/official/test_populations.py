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


# The sheet of 2022 counts the communes merged in 2023 together; Insee published them apart.
@pytest.mark.parametrize(
    ("sheet", "census", "merged_in"), [("APL 2022", 2020, 2023), ("APL 2023", 2021, None)]
)
def test_populations_are_those_of_the_census_named(
    sheet: str, census: int, merged_in: int | None
) -> None:
    rows = pd.read_parquet(FOLDER / "populations.parquet")
    rows = rows[(rows["census_year"] == census) & rows["population"].notna()]
    ours = rows.set_index("code")["population"].astype(float)
    theirs = _drees(sheet)
    common = ours.index.intersection(theirs.index)
    assert len(common) > 34_800
    differing = set(common[(ours[common] - theirs[common]).abs() > 1])
    mergers = pd.read_parquet(FOLDER / "mergers.parquet")
    assert differing == set(mergers.loc[mergers["cog"] == merged_in, "code"]) & differing
    assert len(differing) == (0 if merged_in is None else 8)


def test_the_france_of_2020_sums_to_the_population_of_the_drees() -> None:
    rows = pd.read_parquet(FOLDER / "populations.parquet")
    total = rows.loc[rows["census_year"] == 2020, "population"].sum()
    assert total == _drees("APL 2022").sum() == 67_162_154

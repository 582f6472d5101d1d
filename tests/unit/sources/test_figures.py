import shutil
from pathlib import Path

import pytest

from indicators.errors import DataError
from indicators.paths import FIGURES
from indicators.sources.figures import SCHEMAS, Figures, file_name, load_figures


@pytest.fixture(scope="module")
def figures() -> Figures:
    return load_figures()


def test_every_file_has_a_schema_and_the_reverse() -> None:
    assert {path.name for path in FIGURES.glob("*.csv")} == {file_name(table) for table in SCHEMAS}
    assert set(Figures.__dataclass_fields__) == set(SCHEMAS)


def test_the_totals_are_those_that_the_sources_publish(figures: Figures) -> None:
    # BPE: 1,421 in 2009, 1,374 in 2013 (D201), 1,206 in 2025 (D265).
    gps = figures.gp_communes[figures.gp_communes["code"].str.startswith("62")]
    assert gps.groupby("year")["gp"].sum().to_dict() == {2009: 1421, 2013: 1374, 2025: 1206}
    assert len(figures.communes_tvs) == 890
    assert figures.ages_communes["code"].nunique() == 887
    france = figures.apl_departements.query("code == 'FR'").set_index("year")
    assert france["apl"].to_dict() == {2023: 3.74, 2024: 3.72}


def test_no_apl_of_2020(figures: Figures) -> None:
    years = sorted(figures.apl_communes["year"].unique())
    assert years == [2015, 2016, 2017, 2018, 2019, 2021, 2022, 2023, 2024]


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    shutil.copytree(FIGURES, tmp_path / "figures")
    (tmp_path / "figures" / "facts.csv").unlink()
    with pytest.raises(DataError, match=r"facts\.csv: the file is missing"):
        load_figures(tmp_path / "figures")

"""All of France from the original files, through the command line: the published figures."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
OFFICIAL = os.environ.get("OFFICIAL_DATA")
pytestmark = pytest.mark.skipif(OFFICIAL is None, reason="OFFICIAL_DATA is unset")


def run(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "indicators", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=580,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("national") / "bundle"
    return folder, run("build", "--from", str(OFFICIAL), "--all", "--out", str(folder))


@pytest.fixture(scope="module")
def france(said: tuple[Path, str]) -> Path:
    return said[0]


Exported = Callable[[str, str], pd.DataFrame]


def exported(
    bundle: Path, folder: Path, indicator: str, level: str, territory: str
) -> pd.DataFrame:
    """Export every year of an indicator and read the file back."""
    path = folder / f"{indicator}-{level}.csv"
    view = ["--indicator", indicator, "--level", level, "--territory", territory]
    run("export", "--bundle", str(bundle), *view, "-o", str(path))
    table = pd.read_csv(path, sep=";", decimal=",", dtype={"code": str}, encoding="utf-8-sig")
    return table.set_index(["code", "year"])


@pytest.fixture(scope="module")
def of_france(france: Path, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    folder = tmp_path_factory.mktemp("exports")
    return cache(lambda indicator, level: exported(france, folder, indicator, level, "FR"))


@pytest.mark.parametrize(
    ("indicator", "year", "value"),
    [("apl", 2022, 3.789), ("apl", 2023, 3.745), ("apl65", 2022, 3.342), ("apl65", 2023, 3.295)],
)
def test_the_means_of_france(of_france: Exported, indicator: str, year: int, value: float) -> None:
    row = of_france(indicator, "france").loc[("FR", year)]
    assert round(row["value"], 3) == value
    assert row["status"] == "computed"
    assert "976" in row["note"]


@pytest.mark.parametrize(("year", "people"), [(2022, 9_991_878), (2023, 11_210_951)])
def test_the_people_under_the_threshold(of_france: Exported, year: int, people: int) -> None:
    row = of_france("population_under_2_5_share", "france").loc[("FR", year)]
    assert row["numerator"] == people


def test_every_departement_has_its_apl_and_mayotte_is_missing(of_france: Exported) -> None:
    table = of_france("apl", "departement").xs(2023, level="year")
    assert len(table) == 101
    assert list(table.index[table["value"].isna()]) == ["976"]
    assert table.loc["976", "status"] == "missing"
    # 4.18652, exported as 4.1865: rounded again it would fall to either side.
    assert abs(table.loc["62", "value"] - 4.187) <= 0.00051
    assert {"2A", "75", "974"} <= set(table.index)


def test_communes_without_any_care_leave_their_departement_its_share(of_france: Exported) -> None:
    # 36 of the 163 communes of the Alpes-Maritimes have an APL of 0: they add no care to the sum.
    table = of_france("care_over_65_share", "departement").xs(2023, level="year")
    assert list(table.index[table["value"].isna()]) == ["976"]
    assert table.loc["06", "value"] == pytest.approx(19.0240, abs=1e-4)
    assert set(table.loc[table["value"].notna(), "status"]) == {"computed"}


def test_every_gp_of_the_original_is_in_some_departement(of_france: Exported) -> None:
    # BPE 2009 and 2013, sum of the column "Médecin omnipraticien".
    counts = of_france("gp_count", "departement")["value"].groupby("year").sum()
    assert counts[[2009, 2013]].tolist() == [65_677, 63_482]


def test_a_merged_commune_is_in_the_tvs_whose_code_it_keeps(of_france: Exported) -> None:
    table = of_france("apl65", "tvs")
    # Saint-Denis and Pierrefitte-sur-Seine, weighted by their standardised population.
    assert table.loc[("93066", 2022), "value"] == pytest.approx(3.1287, abs=1e-4)
    assert "93059" not in table.index.get_level_values("code")


def test_a_departement_has_the_estimate_of_its_own_build(france: Path, tmp_path: Path) -> None:
    view = ("apl_open_data", "commune", "62")
    # The official crosstabs of 2009 and 2013 count the GPs of further départements.
    alone = exported(ROOT / "data" / "bundle", tmp_path, *view)["value"].xs(2025, level="year")
    within = exported(france, tmp_path, *view)["value"].xs(2025, level="year")
    assert alone.notna().sum() > 800
    assert (within - alone).abs().max() < 0.001


def test_each_file_is_named_with_what_it_gave(said: tuple[Path, str]) -> None:
    folder, output = said
    assert "drees-apl-workbook, 69918 rows of apl_communes" in output
    assert "README.md: not understood, left out" in output
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["provenance"]
    (workbook,) = [file for file in told if file["form"] == "drees-apl-workbook"]
    assert workbook["years"] == [2022, 2023]
    assert len(workbook["sha256"]) == 64

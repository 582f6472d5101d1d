"""The command ``minutes``: the same communes through the model and a table."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from indicators.__main__ import app
from indicators.errors import DataError, UsageError
from indicators.inputs import Inputs
from indicators.population import latest_populations
from indicators.travel.around import modelled_times

ARRAS, LENS, BEAURAINS = "62041", "62498", "62099"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("D.csv").write_text(f"code,population\n{LENS},1\n{ARRAS},2\n{BEAURAINS},3\n")


def run(*options: str) -> pd.DataFrame:
    words = ["minutes", "--codes", "D.csv", "-o", "T.csv", *options]
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return pd.read_csv("T.csv", dtype={"origin": str, "destination": str})


def test_the_model_gives_the_minutes_that_the_bundle_is_built_with(inputs: Inputs) -> None:
    found = run("--within", "25")
    assert len(found) == 9
    own = found["origin"] == found["destination"]
    assert found.loc[own, "minutes"].tolist() == [0.0] * 3
    people = latest_populations(inputs.populations)
    built = modelled_times(inputs.contours, people, [ARRAS], catchments=1).frame()
    both = found.merge(built, on=["origin", "destination"])
    assert len(both) == 9
    assert both["minutes_x"].to_numpy() == pytest.approx(both["minutes_y"].to_numpy(), abs=0.01)


def test_a_table_holds_both_ways_on_request_only() -> None:
    Path("M.csv").write_text(
        f"origin,destination,minutes\n{ARRAS},{LENS},19.5\n{ARRAS},{BEAURAINS},20\n"
    )
    own = {(code, code, 0.0) for code in (ARRAS, LENS, BEAURAINS)}
    one = run("--table", "M.csv")
    assert set(one.itertuples(index=False, name=None)) == own | {(ARRAS, LENS, 19.5)}
    both = run("--table", "M.csv", "--both-ways")
    expected = own | {(ARRAS, LENS, 19.5), (LENS, ARRAS, 19.5)}
    assert set(both.itertuples(index=False, name=None)) == expected


def test_what_it_refuses() -> None:
    with pytest.raises(UsageError, match="one of --osrm, --valhalla and --table"):
        run("--osrm", "http://127.0.0.1:9", "--table", "D.csv")
    with pytest.raises(UsageError, match=r"D\.csv is an input"):
        run("-o", "D.csv")
    Path("D.csv").write_text("code\n62041\n62999\n")
    with pytest.raises(DataError, match=r"D\.csv, row 3, column .code.: .62999. is no commune"):
        run()

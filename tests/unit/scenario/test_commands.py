import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from indicators.__main__ import app
from indicators.errors import DataError, UsageError

Command = Callable[..., Result]


@pytest.fixture
def command(bundle_folder: Path, tmp_path: Path) -> Command:
    def run(*arguments: str) -> Result:
        out = ["-o", str(tmp_path / "out.csv"), "--bundle", str(bundle_folder)]
        return CliRunner().invoke(app, [*arguments, *out])

    return run


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def number(text: str) -> float:
    return float(text.replace(",", "."))


def test_the_command_of_the_contract(command: Command, tmp_path: Path) -> None:
    done = command("scenario", "--territory", "62", "--add", "62355:2", "--remove", "62041:1")
    assert done.exit_code == 0, done.output
    assert "mean APL 4.187 -> 4.18" in done.output
    rows = read(tmp_path / "out.csv")
    assert len(rows) == 887
    gained = sum(number(row["change"]) * number(row["standardised"]) for row in rows)
    # One doctor more in all; a part serves people of other départements.
    assert 0 < gained < 5400
    about = json.loads((tmp_path / "out.csv.metadata.json").read_text(encoding="utf-8"))
    assert about["scenario"]["moves"] == [["62041", -1.0], ["62355", 2.0]]
    assert about["base"] == {"indicator": "apl", "year": 2023, "sources": ["drees-apl"]}


def test_a_road_and_a_projection(command: Command, tmp_path: Path) -> None:
    times, people = tmp_path / "times.csv", tmp_path / "people.csv"
    times.write_text(
        "origin,destination,minutes\n62024,62038,90\n62038,62024,90\n", encoding="utf-8"
    )
    people.write_text("code,population\n62038,5000\n", encoding="utf-8")
    done = command("scenario", "--times", str(times), "--population", str(people))
    assert done.exit_code == 0, done.output
    rows = {row["code"]: row for row in read(tmp_path / "out.csv")}
    assert number(rows["62038"]["people"]) == pytest.approx(5000)
    assert number(rows["62024"]["change"]) < 0
    people.write_text("code,population\n80001,5000\n", encoding="utf-8")
    wrong = command("scenario", "--population", str(people))
    assert isinstance(wrong.exception, DataError)
    assert "people.csv" in str(wrong.exception)


def test_a_siting(command: Command, tmp_path: Path) -> None:
    done = command("site", "--territory", "62", "--doctors", "2", "--seconds", "60")
    assert done.exit_code == 0, done.output
    assert "proven: nothing better exists" in done.output
    rows = read(tmp_path / "out.csv")
    assert [row["rank"] for row in rows] == ["1", "2"]
    assert {row["aim"] for row in rows} == {"shortfall"}
    told = {(row["year"], row["status"], row["source"]) for row in rows}
    assert told == {("2023", "estimated", "drees-apl")}
    about = json.loads((tmp_path / "out.csv.metadata.json").read_text(encoding="utf-8"))
    assert about["scenario"]["acts"] == 5400
    assert (about["threshold"], about["territory"]) == (2.5, "62")
    assert about["sources"]["drees-apl"]["producer"] == "DREES"


def test_a_siting_without_the_time_to_prove_it(command: Command) -> None:
    done = command("site", "--doctors", "10", "--aim", "people-under", "--seconds", "0.1")
    assert done.exit_code == 0
    assert "not proven the best" in done.output


def test_a_siting_among_candidates(command: Command, tmp_path: Path) -> None:
    options = ["--candidates", "62041, 200069037", "--method", "greedy", "--doctors", "2"]
    assert command("site", *options).exit_code == 0
    assert len(read(tmp_path / "out.csv")) == 2


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["scenario", "--add", "62355:x"], "is not CODE:DOCTORS"),
        (["scenario", "--add", "99999"], "not one of this bundle nor near one"),
        (["scenario", "--remove", "62041:900"], "give a number up to 99"),
        (["scenario", "--territory", "99"], "unknown territory"),
        (["scenario", "--year", "2019"], "choose one of 2022, 2023"),
        (["site", "--aim", "mean"], "unknown aim"),
        (["site", "--candidates", "75056"], "neither a commune nor an EPCI"),
        (["site", "--method", "best"], "choose one of exact, greedy"),
    ],
)
def test_a_wrong_argument_writes_nothing(
    command: Command, tmp_path: Path, arguments: list[str], told: str
) -> None:
    done = command(*arguments)
    assert isinstance(done.exception, UsageError)
    assert told in str(done.exception)
    assert list(tmp_path.iterdir()) == []

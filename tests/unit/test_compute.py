"""``compute apl`` end to end: results, exit codes, and the one line that bad data gets."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from indicators import __main__ as command_line
from indicators.catchment import METHODS
from indicators.decay import ExponentialDecay, GaussianDecay, InversePowerDecay, StepDecay
from indicators.decay_file import read_decay
from indicators.errors import DataError

ROOT = Path(__file__).resolve().parents[2]
DEMAND = "code,population\nA,10000\nB,2000\nC,1500\nD,300\n"
SUPPLY = "code,supply\nA,30000\nB,6000\nC,3600\nD,0\n"
ONE_WAY = "A,B,9\nA,C,12\nB,C,17\nA,D,25\nB,D,22\nC,D,14"


def both_ways() -> str:
    rows = [row.split(",") for row in ONE_WAY.split("\n")]
    pairs = [f"{a},{b},{t}\n{b},{a},{t}\n" for a, b, t in rows]
    return "origin,destination,minutes\n" + "".join(pairs)


NUMBER = "is not a number: write digits with a decimal point"
OWN = "".join(f"{code},{code},0\n" for code in "ABCD")
TIMES = both_ways() + OWN
RESULTS = ("accessibility", "ratio", "crowdedness", "cost", "crowding")
TOY = {"A": 3.053375, "B": 2.920534, "C": 2.096986, "D": 0.265683}


class Workshop:
    """A folder with the three inputs, and the command run in it."""

    indicator = "apl"

    def __init__(
        self,
        folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        self.folder = folder
        self.monkeypatch = monkeypatch
        self.capsys = capsys
        for name, text in (("D.csv", DEMAND), ("S.csv", SUPPLY), ("T.csv", TIMES)):
            self.write(name, text)

    def write(self, name: str, text: str | bytes) -> None:
        content = text if isinstance(text, bytes) else text.encode()
        (self.folder / name).write_bytes(content)

    def arguments(self, *more: str) -> list[str]:
        inputs = ["--demand", "D.csv", "--supply", "S.csv", "--times", "T.csv"]
        return ["compute", self.indicator, *inputs, "-o", "OUT.csv", *more]

    def run(self, *more: str) -> tuple[int, str]:
        """Exit code and standard error, in this process (a new one takes more than a second)."""
        self.monkeypatch.chdir(self.folder)
        self.monkeypatch.setattr(sys, "argv", ["indicators", *self.arguments(*more)])
        with pytest.raises(SystemExit) as stop:
            command_line.main()
        code = stop.value.code
        assert isinstance(code, int)
        return code, self.capsys.readouterr().err

    def result(self, name: str = "OUT.csv") -> dict[str, str]:
        header, *rows = (self.folder / name).read_text(encoding="utf-8").splitlines()
        assert header in {f"code,{name}" for name in RESULTS}
        return dict(row.split(",") for row in rows)

    def files(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()}


@pytest.fixture
def shop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Workshop:
    return Workshop(tmp_path, monkeypatch, capsys)


def as_numbers(result: dict[str, str]) -> dict[str, float]:
    return {code: float(value) for code, value in result.items()}


def test_toy_vector_through_a_real_command(shop: Workshop) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "indicators", *shop.arguments("--ratios", "R.csv")],
        cwd=shop.folder,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert as_numbers(shop.result()) == pytest.approx(TOY, abs=5e-7)
    assert as_numbers(shop.result("R.csv")) == pytest.approx(
        {"A": 2.307692, "B": 0.480000, "C": 0.398524, "D": 0.0}, abs=5e-7
    )
    assert shop.files() == {"D.csv", "S.csv", "T.csv", "OUT.csv", "R.csv"}


def test_bad_data_through_a_real_command(shop: Workshop) -> None:
    shop.write("S.csv", SUPPLY.replace("6000", "-6000"))
    done = subprocess.run(
        [sys.executable, "-m", "indicators", *shop.arguments()],
        cwd=shop.folder,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == ("Error: S.csv, row 3, column 'supply': '-6000' must not be negative\n")
    assert shop.files() == {"D.csv", "S.csv", "T.csv"}


def test_absent_own_pairs_are_zero_minutes(shop: Workshop) -> None:
    shop.write("T.csv", both_ways())
    assert shop.run() == (0, "")
    assert as_numbers(shop.result()) == pytest.approx(TOY, abs=5e-7)


def test_own_pairs_that_are_given_keep_their_minutes(shop: Workshop) -> None:
    shop.write("D.csv", "code,population\nA,100\nB,100\n")
    shop.write("S.csv", "code,supply\nA,100\n")
    shop.write("T.csv", "origin,destination,minutes\nA,A,12\nB,A,3\n")
    assert shop.run() == (0, "")
    # w = 2/3 and 1: R = 100 / (200/3 + 100) = 0.6, so A = 0.4 and B = 0.6.
    assert as_numbers(shop.result()) == pytest.approx({"A": 0.4, "B": 0.6}, abs=1e-12)


def test_the_crowdedness_of_each_supply(shop: Workshop) -> None:
    shop.write("D.csv", "code,population\nA,100\nB,300\n")
    shop.write("S.csv", "code,supply\nA,10\nB,20\nC,0\n")
    shop.write("T.csv", "origin,destination,minutes\nA,B,12\nA,C,3\n")
    assert shop.run("--crowdedness", "C.csv", "--decay", "drees-2012") == (0, "")
    # Out of 10 to 15 minutes, w = 0.1: A reaches 10 + 2, B 20; pressures 100/12 and 300/20.
    found = shop.result("C.csv")
    assert found.pop("C") == ""
    assert as_numbers(found) == pytest.approx({"A": 100 / 12, "B": 10 / 12 + 15})


def test_the_rational_agent_model(shop: Workshop) -> None:
    shop.indicator = "raam"
    shop.write("D.csv", "code,population\nA,30\nB,70\nD,5\n")
    shop.write("S.csv", "code,supply\nA,5\nD,0\n")
    shop.write("T.csv", "origin,destination,minutes\nB,A,12\n")
    assert shop.run("--crowding", "C.csv", "--tau", "30") == (0, "")
    # 105 people over 5 units: 21 each. A meets 100 / (21 x 5), B pays 12 / 30 more, D has no site.
    found = shop.result()
    assert found.pop("D") == ""
    assert as_numbers(found) == pytest.approx({"A": 100 / 105, "B": 100 / 105 + 0.4})
    crowding = shop.result("C.csv")
    assert (float(crowding["A"]), crowding["D"]) == (pytest.approx(100 / 105), "")
    code, error = shop.run("--tau", "0")
    assert (code, "must be positive" in error) == (2, True)


def test_the_order_of_rows_and_columns_and_extra_columns_do_not_matter(
    shop: Workshop,
) -> None:
    rows = TIMES.splitlines()[1:]
    swapped = [f"{m},{d},x,{o}" for o, d, m in (row.split(",") for row in reversed(rows))]
    shop.write("T.csv", "minutes,destination,note,origin\n" + "\r\n".join(swapped) + "\r\n\r\n")
    shop.write("D.csv", b"\xef\xbb\xbf" + DEMAND.encode())
    assert shop.run() == (0, "")
    assert as_numbers(shop.result()) == pytest.approx(TOY, abs=5e-7)


def test_codes_are_text_and_places_of_one_file_only_are_allowed(
    shop: Workshop,
) -> None:
    shop.write("D.csv", "code,population\n01001,100\n2A004,100\n1001,50\n")
    shop.write("S.csv", "code,supply\n01001,30\n97101,10\n")
    shop.write(
        "T.csv",
        "origin,destination,minutes\n2A004,01001,5\n97101,01001,5\n01001,2A004,5\n",
    )
    assert shop.run("--ratios", "R.csv") == (0, "")
    # 01001 serves itself and 2A004: 30/200. 97101 offers without reaching anyone: no ratio.
    assert shop.result("R.csv") == {"01001": "0.15", "97101": ""}
    assert shop.result() == {"01001": "0.15", "2A004": "0.15", "1001": "0.0"}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("decay", ["drees", "drees-2012", "gaussian"])
def test_every_method_and_decay_runs(shop: Workshop, method: str, decay: str) -> None:
    assert shop.run("--method", method, "--decay", decay) == (0, "")
    values = as_numbers(shop.result())
    assert values["A"] > values["D"] >= 0


def test_decay_files(shop: Workshop) -> None:
    shop.write(
        "bands.csv", "minutes_below,weight\n10,1\n15,0.6666666666666666\n20,0.3333333333333333\n"
    )
    assert shop.run("--decay", "bands.csv") == (0, "")
    assert as_numbers(shop.result()) == pytest.approx(TOY, abs=5e-7)
    folder = shop.folder
    assert read_decay(folder / "bands.csv") == StepDecay((10, 15, 20), (1, 2 / 3, 1 / 3))
    for text, expected in (
        ("kind: step\nbounds: [5]\nweights: [1]\n", StepDecay((5.0,), (1.0,))),
        ("kind: gaussian\nsigma: 8\ncutoff: 20\n", GaussianDecay(8.0, 20.0)),
        ("kind: exponential\nscale: 5\ncutoff: 20\n", ExponentialDecay(5.0, 20.0)),
        ("kind: inverse-power\nexponent: 2\ncutoff: 20\n", InversePowerDecay(2.0, 1.0, 20.0)),
    ):
        shop.write("decay.yml", text)
        assert read_decay(folder / "decay.yml") == expected


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("bands.csv", "minutes_below,weight\n10,1\n5,0.5\n",
         "bands.csv: the bounds of a step decay must increase: [10.0, 5.0]"),
        ("bands.csv", "minutes_below,weight\n10,one\n",
         "bands.csv, row 2, column 'weight': 'one' " + NUMBER),
        ("decay.yml", "kind: gaussian\nsigma: 8\n",
         "decay.yml, column 'gaussian.cutoff': Field required"),
        ("decay.yml", "kind: gaussian\nsigma: -8\ncutoff: 20\n",
         "decay.yml: sigma must be a positive number, not -8.0"),
        ("decay.yml", "kind: [\n",
         "decay.yml, row 2: not YAML: expected the node content, but found '<stream end>'"),
    ],
)  # fmt: skip
def test_decay_files_that_are_wrong(shop: Workshop, name: str, text: str, line: str) -> None:
    shop.write(name, text)
    assert shop.run("--decay", name) == (1, f"Error: {line}\n")
    assert "OUT.csv" not in shop.files()


BLANK = "the value is blank: a missing value is not 0, fill it or remove the row"
BAD_DATA = {
    "empty": ("D.csv", "", "row 1: the file is empty"),
    "header only": ("D.csv", "code,population\n",
        "row 2: the file has a header but no row"),
    "missing column": ("D.csv", DEMAND.replace("population", "pop"),
        ("row 1, column 'population': the column is missing: expected the comma-separated header "
        "'code,population', found 'code,pop'")),
    "semicolons": ("S.csv", SUPPLY.replace(",", ";"),
        ("row 1, column 'code': the column is missing: expected the comma-separated header "
        "'code,supply', found 'code;supply'")),
    "column twice": ("D.csv", "code,population,population\nA,1,2\n",
        ("row 1, column 'population': the column appears more than once: expected the "
        "comma-separated header 'code,population', found 'code,population,population'")),
    "duplicate code": ("D.csv", DEMAND + "B,1\n",
        "row 6, column 'code': the code 'B' is already in row 3: keep one row per code"),
    "duplicate supply": ("S.csv", SUPPLY + "A,1\n",
        "row 6, column 'code': the code 'A' is already in row 2: keep one row per code"),
    "negative": ("D.csv", DEMAND.replace("2000", "-1"),
        "row 3, column 'population': '-1' must not be negative"),
    "text": ("S.csv", SUPPLY.replace("3600", "NS"),
        f"row 4, column 'supply': 'NS' {NUMBER}"),
    "decimal comma": ("T.csv", TIMES.replace("A,B,9", 'A,B,"9,5"'),
        f"row 2, column 'minutes': '9,5' {NUMBER}"),
    "blank": ("D.csv", DEMAND.replace("1500", ""),
        f"row 4, column 'population': {BLANK}"),
    "blank row": ("D.csv", DEMAND.replace("C,", "\nC,"),
        "row 4, column 'code': the code is blank: fill it or remove the row"),
    "blank code": ("D.csv", DEMAND.replace("C,", " ,"),
        "row 4, column 'code': the code is blank: fill it or remove the row"),
    "nan": ("T.csv", TIMES.replace("A,B,9", "A,B,nan"),
        f"row 2, column 'minutes': 'nan' {NUMBER}"),
    "infinite": ("T.csv", TIMES.replace("A,B,9", "A,B,inf"),
        "row 2, column 'minutes': 'inf' must be finite"),
    "overflow": ("S.csv", SUPPLY.replace("3600", "1e999"),
        "row 4, column 'supply': '1e999' must be finite"),
    "negative minutes": ("T.csv", TIMES.replace("A,B,9", "A,B,-9"),
        "row 2, column 'minutes': '-9' must not be negative"),
    "seconds": ("T.csv", TIMES.replace("A,B,9", "A,B,5400"),
        "row 2, column 'minutes': '5400' must be at most 1440: check the unit"),
    "unknown origin": ("T.csv", TIMES + "Z,A,3\n",
        ("row 18, column 'origin': the code 'Z' is neither in the demand nor in the supply file: "
        "add it there or remove the pair")),
    "unknown destination": ("T.csv", TIMES + "A,Z,3\n",
        ("row 18, column 'destination': the code 'Z' is neither in the demand nor in the supply "
        "file: add it there or remove the pair")),
    "pair twice": ("T.csv", TIMES + "A,B,9\n",
        ("row 18, column 'destination': the pair 'A' to 'B' is already given above: keep one row "
        "per pair")),
    "Latin-1": ("D.csv", DEMAND.replace("C,", "Cé,").encode("latin-1"),
        "row 4: not UTF-8 (byte 0xe9): save the file as CSV UTF-8"),
    "UTF-16": ("D.csv", DEMAND.encode("utf-16"),
        "row 1: not UTF-8 (byte 0xff): save the file as CSV UTF-8"),
    "truncated in a row": ("T.csv", TIMES + "A",
        "row 18, column 'destination': the code is blank: fill it or remove the row"),
    "truncated before the number": ("T.csv", TIMES + "D,A",
        f"row 18, column 'minutes': {BLANK}"),
    "truncated in a quotation": ("T.csv", TIMES + '"A,B',
        "row 18: a quotation mark is never closed: the file may be truncated"),
    "stray quotation marks": ("D.csv", 'code,population\n"A,1\nB",2\n',
        "row 2, column 'code': the code runs over a line break: a quotation mark is misplaced"),
    "too many fields": ("T.csv", TIMES.replace("A,B,9", "A,B,9,5"),
        "row 2: too many fields: the separator must be a comma, the decimal mark a point"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_DATA)
def test_bad_data_gets_one_line_and_nothing_is_written(shop: Workshop, case: str) -> None:
    name, content, fault = BAD_DATA[case]
    shop.write(name, content)
    shop.write("OUT.csv", "what was there\n")
    assert shop.run("--ratios", "R.csv") == (
        1,
        f"Error: {name}, {fault}\n",
    )
    assert (shop.folder / "OUT.csv").read_text(encoding="utf-8") == "what was there\n"
    assert "R.csv" not in shop.files()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--method", "4sfca"], "'4sfca' is not one of 2sfca, e2sfca, m2sfca"),
        (["--decay", "dress"], "'dress' is neither one of drees, drees-2012, gaussian nor a file"),
        (["--ratios", "OUT.csv"], "two outputs are the same file, OUT.csv"),
        (["--ratios", "D.csv"], "D.csv is an input"),
        (["--ratios", "nowhere/R.csv"], "folder must exist"),
        (["--ratios", "."], "must not be a folder"),
        (["--times", "absent.csv"], "absent.csv"),
        (["--tims", "T.csv"], "--tims"),
    ],
)
def test_bad_arguments_exit_with_2(shop: Workshop, more: list[str], message: str) -> None:
    shop.monkeypatch.setenv("COLUMNS", "300")
    code, error = shop.run(*more)
    assert code == 2
    assert message in error
    assert shop.files() == {"D.csv", "S.csv", "T.csv"}


def test_a_missing_argument_exits_with_2() -> None:
    assert CliRunner().invoke(command_line.app, ["compute", "apl"]).exit_code == 2


def test_a_decay_that_cannot_be_read_names_its_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"absent\.yml: cannot be read"):
        read_decay(tmp_path / "absent.yml")
    with pytest.raises(DataError, match=r"absent\.csv: cannot be read"):
        read_decay(tmp_path / "absent.csv")

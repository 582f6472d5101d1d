import csv
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from typer.testing import CliRunner

from indicators.__main__ import app
from indicators.catalogue import load_catalogue
from indicators.errors import UsageError
from indicators.sources.client import Client
from indicators.sources.remote import find
from tests.unit.sources.producers import serving

Run = Callable[..., subprocess.CompletedProcess[str]]


def export(run: Run, tmp_path: Path, *arguments: str) -> list[dict[str, str]]:
    out = tmp_path / "out.csv"
    done = run("-m", "indicators", "export", *arguments, "-o", str(out))
    assert (done.returncode, done.stderr) == (0, "")
    with out.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def values(rows: list[dict[str, str]], key: str = "code") -> dict[str, float]:
    return {row[key]: float(row["value"].replace(",", ".")) for row in rows}


def test_the_apl_of_the_communes_in_2023(run: Run, tmp_path: Path) -> None:
    options = ["--indicator", "apl", "--level", "commune", "--territory", "62", "--year", "2023"]
    rows = export(run, tmp_path, *options, "--format", "csv")
    assert len(rows) == 887
    found = values(rows)
    published = {"62041": 4.33, "62160": 4.84, "62193": 3.93, "62765": 3.61}
    assert {code: round(found[code], 2) for code in published} == published
    assert {row["year"] for row in rows} == {"2023"}
    about = json.loads((tmp_path / "out.csv.metadata.json").read_text(encoding="utf-8"))
    assert about["rows"] == 887


@pytest.fixture(scope="module")
def departement(
    bundle_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., dict[str, dict[str, str]]]:
    """Export an indicator of the Pas-de-Calais, year by year, by the command in this process."""
    folder = tmp_path_factory.mktemp("export")

    def of(indicator: str) -> dict[str, dict[str, str]]:
        out = folder / f"{indicator}.csv"
        options = ["--indicator", indicator, "--level", "departement", "--territory", "62"]
        done = CliRunner().invoke(
            app, ["export", *options, "-o", str(out), "--bundle", str(bundle_folder)]
        )
        assert done.exit_code == 0, done.output
        with out.open(encoding="utf-8-sig", newline="") as file:
            return {row["year"]: row for row in csv.DictReader(file, delimiter=";")}

    return of


@pytest.mark.parametrize(
    ("indicator", "year", "decimals", "value"),
    [
        ("apl", "2022", 2, 4.32),
        ("apl", "2023", 2, 4.19),
        ("apl", "2024", 2, 4.08),
        ("apl65", "2023", 2, 3.77),
        ("care_over_60_share", "2023", 1, 27.0),
        ("population_under_2_5_share", "2023", 1, 5.9),
        ("population", "2023", 0, 1_457_905),
    ],
)
def test_the_departement_has_the_published_figures(
    departement: Callable[..., dict[str, dict[str, str]]],
    indicator: str,
    year: str,
    decimals: int,
    value: float,
) -> None:
    row = departement(indicator)[year]
    assert round(float(row["value"].replace(",", ".")), decimals) == value
    if (indicator, year) == ("apl", "2024"):
        assert row["status"] == "official"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"--indicator": "alp"}, "unknown indicator 'alp'; choose one of: apl"),
        ({"--level": "village"}, "unknown level 'village'; choose one of: commune"),
        ({"--territory": "99"}, "unknown territory '99'; the bundle holds the départements 62"),
        ({"--year": "2020"}, "apl has no year 2020; choose one of: 2015"),
        ({"--format": "ods"}, "unknown format 'ods'; choose one of: csv, xlsx"),
        ({"--lang": "de"}, "unknown language 'de'; choose one of: fr, en"),
        ({"--level": "france"}, "no territory of the level france lies in 62"),
        ({"--territory": "59"}, "does not hold the territories of 59: run `python -m indicators"),
        ({"--output": ""}, "cannot write '.': give the name of a file with --output"),
        ({"--territory-level": "canton"}, "unknown level 'canton'; choose one of: commune"),
    ],
)
def test_a_wrong_argument_is_told_and_nothing_is_written(
    bundle_folder: Path, tmp_path: Path, change: dict[str, str], told: str
) -> None:
    options = {"--indicator": "apl", "--output": str(tmp_path / "a.csv"), **change}
    arguments = [part for pair in options.items() for part in pair]
    done = CliRunner().invoke(app, ["export", *arguments, "--bundle", str(bundle_folder)])
    assert isinstance(done.exception, UsageError)
    assert told in str(done.exception)
    assert "\n" not in str(done.exception)
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_argument_exits_2_with_one_line(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    done = run("-m", "indicators", "export", "--indicator", "alp", "-o", str(out))
    assert done.returncode == 2
    assert done.stderr.startswith("Error: unknown indicator 'alp'; choose one of: apl, ")
    assert done.stderr.count("\n") == 1
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["export", "-o", "a.csv"], "Missing option '--indicator'; see `python -m indicators exp"),
        (["export", "--indicator", "apl", "-o", "a.csv", "--year", "last"], "'--year': "),
        (["exports"], "No such command 'exports'"),
        (["compute", "apl", "--demand", "absent.csv"], "'absent.csv' does not exist"),
    ],
)
def test_an_option_that_is_not_taken_exits_2_with_one_line(
    run: Run, arguments: list[str], told: str
) -> None:
    done = run("-m", "indicators", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: ")
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_help_is_shown_without_a_command_or_when_asked(run: Run) -> None:
    for arguments, code in (([], 2), (["--help"], 0), (["export", "--help"], 0)):
        done = run("-m", "indicators", *arguments)
        assert (done.returncode, done.stderr) == (code, "")
        assert "Usage" in done.stdout


def test_a_mirror_that_is_no_address_is_refused() -> None:
    done = CliRunner().invoke(app, ["update", "--mirror", "mirror.example"])
    assert isinstance(done.exception, UsageError)
    assert "'mirror.example' is no address" in str(done.exception)


def test_a_folder_that_is_missing_exits_2(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "absent" / "a.csv"
    done = run("-m", "indicators", "export", "--indicator", "apl", "-o", str(out))
    assert done.returncode == 2
    assert done.stderr.startswith("Error: cannot write ")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_bundle_exits_1_with_the_command(
    run: Run, bundle_copy: Path, tmp_path: Path
) -> None:
    (bundle_copy / "observations.parquet").write_bytes(b"")
    out = tmp_path / "a.csv"
    done = run(
        "-m", "indicators", "export", "--indicator", "apl", "-o", str(out), BUNDLE=str(bundle_copy)
    )
    assert done.returncode == 1
    assert "observations.parquet" in done.stderr
    assert "python -m indicators build" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not out.exists()


def test_a_full_disk_under_an_update_exits_1_and_leaves_the_bundle(
    run: Run, bundle_copy: Path, tmp_path: Path
) -> None:
    before = {path.name: path.read_bytes() for path in bundle_copy.iterdir()}
    full = "import resource as r; r.setrlimit(r.RLIMIT_FSIZE, (8, 8)); "
    main = "from indicators.__main__ import main; main()"
    with serving() as site:
        found = find(load_catalogue().sources["cnam-demographie"].files[0], Client())
        address = urlsplit(found[0].address)
        site.files[f"/{address.netloc}{address.path}?{address.query}"] = b"x" * 1_000
        options = ("--source", "cnam-demographie", "--mirror", site.address)
        folders = ("--cache", str(tmp_path / "cache"), "--out", str(bundle_copy))
        done = run("-c", full + main, "update", *options, *folders)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: {tmp_path / 'cache'}: cannot be written (File too large")
    assert done.stderr.count("\n") == 1
    assert {path.name: path.read_bytes() for path in bundle_copy.iterdir()} == before


def test_an_unknown_departement_leaves_the_old_bundle(bundle_copy: Path) -> None:
    before = {path.name: path.read_bytes() for path in bundle_copy.iterdir()}
    done = CliRunner().invoke(app, ["build", "--departement", "99", "--out", str(bundle_copy)])
    assert isinstance(done.exception, UsageError)
    assert "unknown département '99'" in str(done.exception)
    assert {path.name: path.read_bytes() for path in bundle_copy.iterdir()} == before


def test_the_working_folder_is_no_bundle_to_replace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "thesis.txt").write_text("kept", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["build", "--out", "."])
    assert isinstance(done.exception, UsageError)
    assert "is not a bundle and would be replaced" in str(done.exception)
    assert (tmp_path / "thesis.txt").read_text(encoding="utf-8") == "kept"


def test_status_names_every_source_and_what_is_missing(bundle_folder: Path) -> None:
    done = CliRunner().invoke(app, ["status", "--bundle", str(bundle_folder)])
    assert done.exit_code == 0
    assert "départements 62" in done.output
    for name in ("drees-apl", "insee-bpe", "sdaasp-62"):
        assert name in done.output
    assert "etalab-contours (" not in done.output

"""A bundle is built again where anything that it is made from changed, and only there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from indicators import commands
from indicators import fingerprint as making
from indicators.__main__ import app
from indicators.bundle import Bundle
from indicators.bundle_files import read_bundle, write_bundle
from indicators.fingerprint import fingerprint
from indicators.sources import cache
from indicators.sources.cache import Record
from tests.unit.test_bundle_files import tables_of

RECORD = Record("finess", "https://one.example/a", "2026-11-20T08:00:00+00:00", 3, "0" * 64)


@dataclass(frozen=True)
class Made:
    """A program, its data and official files, all small."""

    package: Path
    data: Path
    official: Path

    def word(self, *departements: str) -> str:
        return fingerprint(departements, self.official)


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    made = Made(*(tmp_path / name for name in ("package", "data", "official")))
    for folder in (made.package, made.data, made.official):
        (folder / "sub").mkdir(parents=True)
        (folder / "sub" / "one.py").write_text("one")
    monkeypatch.setattr(making, "PACKAGE", made.package)
    monkeypatch.setattr(making, "DATA", made.data)
    monkeypatch.setattr(making, "BUNDLE", made.data / "bundle")
    return made


CHANGES: dict[str, Callable[[Made], object]] = {
    "program": lambda made: (made.package / "sub" / "one.py").write_text("two"),
    "data": lambda made: (made.data / "sub" / "two.csv").write_text(""),
    "official": lambda made: (made.official / "sub" / "one.py").write_text("two"),
    "its name": lambda made: (made.official / "sub").rename(made.official / "other"),
    "its download": lambda made: cache.write_record(made.official / "sub" / "one.py", RECORD),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_is_seen(made: Made, change: str) -> None:
    before = made.word("62")
    assert made.word("62") == before
    CHANGES[change](made)
    assert made.word("62") != before


def test_so_are_the_departements_and_the_libraries(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = made.word("62")
    assert made.word("62", "59") != before
    monkeypatch.setattr(making, "distributions", list)
    assert made.word("62") != before


def test_what_a_build_writes_is_no_change(made: Made) -> None:
    before = made.word("62")
    (made.data / "bundle").mkdir()
    (made.data / "bundle" / "manifest.json").write_text("{}")
    (made.data / ".bundle.lock").write_text("")
    (made.official / ".update.lock").write_text("")
    assert made.word("62") == before


@dataclass(frozen=True)
class Updating:
    """The command, and what it would build."""

    cache: Path
    out: Path
    asked: list[str]

    def run(self, *options: str) -> str:
        folders = ("--cache", str(self.cache), "--out", str(self.out))
        done = CliRunner().invoke(app, ["update", "--offline", *folders, *options])
        assert done.exit_code == 0, done.output
        return done.output


@pytest.fixture
def updating(bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Updating:
    updating = Updating(tmp_path / "cache", tmp_path / "out", [])

    def make(*_: object, made_from: str, **__: object) -> None:
        updating.asked.append(made_from)
        write_bundle(tables_of(bundle), ["62"], updating.out, made_from=made_from)  # type: ignore[arg-type]

    monkeypatch.setattr(commands, "make_bundle", make)
    updating.cache.mkdir()
    (updating.cache / "a.csv").write_text("a")
    updating.run()
    assert len(updating.asked) == 1
    return updating


def test_an_update_that_brings_nothing_leaves_the_bundle(updating: Updating) -> None:
    before = updating.out.stat().st_ino
    assert "nothing new" in updating.run()
    assert updating.out.stat().st_ino == before
    assert read_bundle(updating.out).manifest["made_from"] == updating.asked[0]
    assert updating.run("--force") == ""
    assert updating.asked[1:] == updating.asked[:1]


def test_another_demand_another_file_or_a_damaged_bundle_is_built(updating: Updating) -> None:
    updating.run("--departement", "59")
    updating.run("--all")
    (updating.cache / "b.csv").write_text("b")
    updating.run("--all")
    assert len(set(updating.asked)) == 4
    (updating.out / "facts.parquet").write_bytes(b"")
    updating.run("--all")
    assert updating.asked[4:] == updating.asked[3:4]

"""The commands that the documents give exist, with the options and the files that they name."""

from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from indicators.__main__ import app

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "indicators/README.md")
COMMAND = re.compile(r"python -m [a-z][^`\n#]*")
FOUND = sorted(
    {
        found.strip()
        for name in DOCUMENTS
        for found in COMMAND.findall((ROOT / name).read_text(encoding="utf-8"))
    }
)


def understood(arguments: list[str]) -> None:
    """Parse the arguments of the command line as it does, without running it."""
    command = get_command(app)
    while hasattr(command, "commands") and arguments:
        name, *arguments = arguments
        command = command.commands[name]
    command.make_context("documented", arguments)


@pytest.mark.parametrize("line", FOUND)
def test_a_documented_command_exists(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, *arguments = shlex.split(line.split("&&", maxsplit=1)[0])[2:]
    monkeypatch.chdir(tmp_path)
    for name in (one for one in arguments if one.endswith(".csv")):
        (tmp_path / name).touch()
    assert importlib.util.find_spec(module), module
    if module == "indicators":
        understood(arguments)
    for path in (one for one in arguments if one.startswith("tests/")):
        assert (ROOT / path).exists(), path


def test_the_documents_hold_commands() -> None:
    assert len(FOUND) > 15


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_files_that_a_document_names_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    tops = "indicators|layouts|callbacks|assets|data|tests|benchmarks"
    named = set(re.findall(rf"`((?:{tops})/[\w/.]+)`", text))
    missing = {one for one in named if not (ROOT / one).exists()}
    assert not missing

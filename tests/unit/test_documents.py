"""The documents say what is: commands parse or run, paths and names exist, figures are real."""

import csv
import pkgutil
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from callbacks.serving.settings import Settings
from callbacks.shell import PAGES
from indicators.__main__ import app as command_line
from indicators.bundle_files import read_bundle
from layouts.shell import VERSION

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "indicators/README.md")
BENCHMARKS = {path.stem for path in (ROOT / "benchmarks").glob("*.py")}
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
ANY_BLOCK = re.compile(r"```.*?```", re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#]+)\)")
PATH = re.compile(r"[\w.-]+(/[\w.-]+)+/?|[\w-]+\.(py|yml|toml|txt|md)")
NAME = re.compile(r"(indicators|layouts|callbacks)(\.\w+)+")
VARIABLE = re.compile(r"[A-Z]+(_[A-Z]+)+")
ASSIGNMENT = re.compile(r"([A-Z_]+)=\S+")
RUN = re.compile(r"(python3?|bash|ruff|mypy|gunicorn|git|curl|systemctl|kill) .+")
PYTHON = {"python", "python3", ".venv/bin/python"}
TOOLS = {"ruff", "mypy", "pip", "gunicorn", "git", "curl", "systemctl", "kill"}
"""Programs of others: of their arguments, the files are checked."""
NOT_PARSED = typer.BadParameter.__mro__[1]
"""Any error of parsing, wherever Typer keeps its class."""


def read(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def spans(document: str) -> Iterator[str]:
    yield from SPAN.findall(ANY_BLOCK.sub("", read(document)))


def commands(document: str) -> Iterator[list[str]]:
    """Give the words of each command of a document, without the variables before it."""
    lines = [line for block in BLOCK.findall(read(document)) for line in block.splitlines()]
    lines += [span for span in spans(document) if RUN.fullmatch(ASSIGNMENT.sub("", span).strip())]
    for line in lines:
        for part in line.split("&&"):
            words = shlex.split(part, comments=True)
            while words and ASSIGNMENT.fullmatch(words[0]):
                assert words[0].split("=")[0].lower() in Settings.model_fields, part
                words = words[1:]
            if words:
                yield words


COMMANDS = sorted({tuple(words) for document in DOCUMENTS for words in commands(document)})
OURS = [words for words in COMMANDS if words[1:3] == ("-m", "indicators")]


def in_the_command_line(arguments: list[str]) -> None:
    """Parse a command as the command line would, and do nothing."""
    command = typer.main.get_command(command_line)
    context = command.make_context("indicators", list(arguments))
    while hasattr(command, "resolve_command"):
        left = [*context._protected_args, *context.args]  # noqa: SLF001 - where click keeps them
        name, command, left = command.resolve_command(context, left)
        context = command.make_context(name, left, parent=context)


def takes(module: str, option: str) -> bool:
    """Tell whether a script has an option, written as it is or as a parameter of Typer."""
    source = (ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")
    return f'"{option}"' in source or f"{option.strip('-').replace('-', '_')}: " in source


def check_tests(words: list[str]) -> None:
    """Check that the files of tests are there, and that each word of ``-k`` names some test."""
    files = [ROOT / word for word in words if word.startswith("tests")]
    assert all(path.exists() for path in files), words
    if "-k" in words:
        names = " ".join(re.findall(r"def (test_\w+)", "".join(p.read_text() for p in files)))
        wanted = set(re.findall(r"\w+", words[words.index("-k") + 1])) - {"or", "and", "not"}
        assert wanted, words
        assert [word for word in wanted if word not in names] == []


def check(words: tuple[str, ...]) -> None:
    """Check a command: fails for a program, a module, an option or a file that is not there."""
    program, rest = words[0], list(words[1:])
    if program in PYTHON and rest[0] == "-m":
        module, arguments = rest[1], rest[2:]
        if module == "indicators":
            in_the_command_line(arguments)
        elif module == "pytest":
            check_tests(arguments)
        elif module != "venv":
            assert "__main__" in (ROOT / f"{module.replace('.', '/')}.py").read_text("utf-8")
            options = [word for word in arguments if word.startswith("--")]
            assert [option for option in options if not takes(module, option)] == []
        return
    assert program in PYTHON | {"bash"} or Path(program).name in TOOLS, f"{program} is not known"
    files = [word for word in rest if PATH.fullmatch(word)]
    assert [word for word in files if not (ROOT / word).exists()] == []


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in a folder that holds the tables of the README's example."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BUNDLE", raising=False)
    Path("D.csv").write_text("code,population\nA,1000\nB,500\n")
    Path("S.csv").write_text("code,supply\nA,3600\n")
    Path("T.csv").write_text("origin,destination,minutes\nA,A,0\nB,A,12\n")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_is_one(words: tuple[str, ...]) -> None:
    check(words)


@pytest.mark.parametrize(
    "wrong",
    [
        "python -m indicators biuld",
        "python -m indicators build --form DIR",
        "python -m indicators site --doctors two",
        "python -m benchmarks.grid_partition",
        "python -m benchmarks.load --visitors 3",
        "python -m pytest tests/unit/test_nothing.py",
        "python -m pytest tests/unit/test_compute.py -k no_such_test",
        "pip install -r requirements-prod.txt",
        "bash .ci/walk",
        "conda install dash",
    ],
)
def test_a_wrong_command_is_found(wrong: str) -> None:
    with pytest.raises((AssertionError, FileNotFoundError, NOT_PARSED)):
        check(tuple(shlex.split(wrong)))


@pytest.mark.parametrize(
    "words",
    [words for words in OURS if words[3] in {"status", "export", "scenario", "site", "compute"}],
    ids=" ".join,
)
@pytest.mark.usefixtures("folder")
def test_a_command_that_reads_gives_what_it_says(words: tuple[str, ...]) -> None:
    result = CliRunner().invoke(command_line, list(words[3:]))
    assert result.exit_code == 0, result.output
    outputs = [words[at + 1] for at, word in enumerate(words) if word == "-o"]
    assert [name for name in outputs if not Path(name).stat().st_size] == []
    assert outputs or result.stdout


def test_the_addresses_of_the_readme_answer() -> None:
    from app import server  # noqa: PLC0415 - importing it reads the committed bundle

    asked = [words[1] for words in COMMANDS if words[0] == "curl"]
    assert asked
    client = server.test_client()
    for address in asked:
        answer = client.get(address.removeprefix("http://127.0.0.1:8050"))
        assert answer.status_code == 200, address
        assert "Arras" in answer.text


@pytest.mark.parametrize("document", DOCUMENTS)
def test_paths_and_links_lead_somewhere(document: str) -> None:
    names = {path.name for path in ROOT.rglob("*.*") if ".venv" not in path.parts}
    top = {path.name for path in ROOT.iterdir()}
    wrong = []
    for span in spans(document):
        if not PATH.fullmatch(span):
            continue
        known = span in names if "/" not in span else (ROOT / span).exists()
        if not known and ("/" not in span or span.split("/")[0] in top):
            wrong.append(span)
    here = (ROOT / document).parent
    links = [link for link in LINK.findall(read(document)) if "://" not in link]
    assert [*wrong, *[link for link in links if not (here / link).exists()]] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_names_of_the_code_are_there(document: str) -> None:
    for span in spans(document):
        if NAME.fullmatch(span):
            pkgutil.resolve_name(span)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_variables_are_read_by_the_program(document: str) -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("conftest.py"))
    code += read("indicators/commands.py") + read("gunicorn.conf.py") + read(".ci/run")
    code += "".join(path.read_text("utf-8") for path in (ROOT / ".ci/online").iterdir())
    code += "".join(path.read_text("utf-8") for path in (ROOT / "tests/official").glob("*.py"))
    told = {span for span in spans(document) if VARIABLE.fullmatch(span)}
    assert sorted(v for v in told if v.lower() not in Settings.model_fields and v not in code) == []


def test_the_settings_of_the_readme_are_all_settings() -> None:
    table = read("README.md").split("| variable |")[1].split("\n\n")[0]
    told = re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)
    assert told == [name.upper() for name in Settings.model_fields]


def test_the_readme_lists_every_page_and_each_benchmark_once() -> None:
    readme = read("README.md")
    assert set(re.findall(r"^\| \S.* \| `(/\w*)` \|", readme, re.MULTILINE)) == set(PAGES)
    told = re.findall(r"^\| `python -m benchmarks\.(\w+)", readme, re.MULTILINE)
    run = {name for name in BENCHMARKS if "__main__" in read(f"benchmarks/{name}.py")}
    # A stage of another benchmark, which starts it.
    assert sorted(told) == sorted(run - {"catchment_sides"})


def test_the_checks_to_run_by_hand_are_those_of_a_submission() -> None:
    own = re.findall(r"^\.venv/bin/.*$", read(".ci/run"), re.MULTILINE)
    assert own
    assert [line for line in own if f"\n{line}\n" not in read("CONTRIBUTING.md")] == []


def test_the_changelog_knows_the_version() -> None:
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert re.findall(r"^## \[(\d[^]]*)\]", read("CHANGELOG.md"), re.MULTILINE)[0] == version
    assert version == VERSION


def test_the_number_that_is_followed_is_that_of_the_data() -> None:
    told = read("indicators/README.md")
    with (ROOT / "data/figures/apl_communes_62.csv").open(encoding="utf-8") as file:
        row = next(r for r in csv.reader(file) if r[:2] == ["62041", "2023"])
    assert f"`{','.join(row)}`" in told
    apl, weight = float(row[2]), float(row[6])
    assert f"{apl} x {weight} = {apl * weight:.1f}" in told
    table = read_bundle().observations
    apls = table[(table["indicator"] == "apl") & (table["year"] == 2023)]
    arras = apls[(apls["code"] == "62041") & (apls["level"] == "commune")].iloc[0]
    epci = apls[apls["code"] == "200033579"].iloc[0]
    assert (arras["value"], arras["status"], epci["status"]) == (apl, "official", "computed")
    sums = f"{epci['numerator']:.1f} / {epci['denominator']:.1f} = {epci['value']:.3f}"
    assert sums in told

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FORBIDDEN = {
    "indicators": {"dash", "plotly", "flask", "dash_mantine_components", "layouts", "callbacks"},
    "layouts": {"callbacks", "flask", "app"},
    "callbacks": {"app"},
}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("package", list(FORBIDDEN))
def test_arrows_go_one_way(package: str) -> None:
    files = sorted((ROOT / package).rglob("*.py"))
    assert files
    wrong = [
        f"{file.relative_to(ROOT)} imports {name}"
        for file in files
        for name in imported(file)
        if name.split(".")[0] in FORBIDDEN[package]
    ]
    assert wrong == []


def test_only_one_module_knows_the_files_of_a_bundle() -> None:
    knows = [
        str(file.relative_to(ROOT))
        for package in ("indicators", "layouts", "callbacks")
        for file in sorted((ROOT / package).rglob("*.py"))
        if "manifest.json" in file.read_text(encoding="utf-8")
    ]
    assert knows == ["indicators/bundle_files.py"]

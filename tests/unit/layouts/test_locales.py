import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from callbacks import carte, donnees, evolutions, fiche, recit
from callbacks.state import Data
from indicators.catalogue import load_catalogue
from layouts import texts
from layouts.context import Context
from layouts.notices import not_understood
from layouts.shell import shell

ROOT = Path(__file__).parents[3]
FIELD = re.compile(r"\{(\w*)\}")


def literals(node: ast.expr) -> Iterator[str]:
    """Give the texts that an argument can be: a literal, or one of several."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)


def translated(path: Path) -> Iterator[str]:
    """Give the literals of ``t("…")``, ``context.t("…")`` and their like in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args:
            inner = node.func.func if isinstance(node.func, ast.Call) else node.func
            name = getattr(inner, "id", getattr(inner, "attr", ""))
            if name in {"t", "translate", "translator"}:
                yield from literals(node.args[0])


def sources() -> list[Path]:
    return sorted([*(ROOT / "layouts").rglob("*.py"), *(ROOT / "callbacks").rglob("*.py")])


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    return texts.read_catalogues(texts.LOCALES / "en")


def test_the_helper_finds_texts() -> None:
    found = {text for path in sources() for text in translated(path)}
    assert {"Niveau", "plus de {low}", "En baisse"} <= found


@pytest.mark.parametrize("path", sources(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_text_has_an_english_one(path: Path, english: dict[str, str]) -> None:
    lacking = sorted({text for text in translated(path) if not english.get(text)})
    assert lacking == [], "add them to a catalogue of layouts/locales/en"


def test_what_the_project_says_of_sources_has_an_english_one(english: dict[str, str]) -> None:
    sources = load_catalogue().sources.values()
    told = {source.refresh for source in sources} | {source.licence for source in sources}
    assert told - english.keys() == {"Licence Ouverte 2.0"}


def test_the_fields_agree(english: dict[str, str]) -> None:
    for french, other in english.items():
        assert Counter(FIELD.findall(french)) == Counter(FIELD.findall(other)), french


def test_no_text_is_given_twice() -> None:
    paths = sorted((texts.LOCALES / "en").glob("*.po"))
    content = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    ids = re.findall(r'^msgid (".+")$', content, flags=re.MULTILINE)
    repeated = [text for text, count in Counter(ids).items() if count > 1]
    assert [text for text in repeated if text != '""'] == []


def test_the_english_has_no_french_punctuation(english: dict[str, str]) -> None:
    for text in english.values():
        assert not re.search(r"\s[:;?!%]|[«»\N{NO-BREAK SPACE}]", text), text


class Noting(dict[str, str]):
    """An English catalogue that notes what it lacks."""

    def __init__(self, known: dict[str, str]) -> None:
        super().__init__(known)
        self.lacking: set[str] = set()

    def get(self, key: str, default: str = "") -> str:  # type: ignore[override]
        if key not in self:
            self.lacking.add(key)
        return super().get(key, default)


@pytest.mark.parametrize("place", [{}, {"territory": "62447"}, {"level": "epci"}])
def test_pages_in_english_lack_no_text(
    data: Data,
    context_of: Callable[..., Context],
    english: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    place: dict[str, str],
) -> None:
    noting = Noting(english)
    monkeypatch.setattr(texts, "_english", lambda: noting)
    for indicator in ("apl", "gp_zone", "gp_density", "population"):
        context = context_of(indicator=indicator, lang="en", **place)
        shell(
            context,
            "/",
            carte.page(data, context.view),
            tuple(not_understood(context, ("x=1",))),
        )
        shell(context, "/evolutions", evolutions.page(data, context.view))
        donnees.page(data, context.view)
        fiche.page(data, context.view)
        recit.page(data, context.view)
    assert noting.lacking == set()

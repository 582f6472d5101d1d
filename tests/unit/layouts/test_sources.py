from collections.abc import Callable
from dataclasses import replace
from datetime import date

from callbacks.state import Data
from layouts import sources
from layouts.context import Context
from layouts.view import View

TODAY = date(2026, 11, 25)


def test_the_page_names_what_is_held_and_what_brings_the_rest(
    context_of: Callable[..., Context],
) -> None:
    told = str(sources.page(context_of(), TODAY))

    assert "accessibilité potentielle localisée" in told
    assert "2 ans" in told
    assert "ces données viennent des petites tables" in told
    assert "python -m indicators build --departement CODE" in told
    assert "python -m indicators update --source ans-rpps" in told
    assert "etalab-contours" not in told


def test_sources_are_told_in_the_language_of_the_reader(context_of: Callable[..., Context]) -> None:
    french, english = (context_of(lang=lang).source("ars-hdf-zoning-2025") for lang in ("fr", "en"))
    assert french.refresh.startswith("à chaque arrêté\N{NO-BREAK SPACE}; remplacé")
    assert english.refresh.startswith("at each decree; replaced")
    assert english.title == french.title  # the official title of a data set stays as it is


def test_the_official_files_are_listed_with_their_hash(data: Data) -> None:
    read = {
        "source": "drees-apl",
        "file": "apl.xlsx",
        "form": "drees-apl-workbook",
        "sha256": "ab" * 32,
        "size": 3_803_291,
        "rows": {"apl_communes": 69_918},
        "years": [2022, 2023],
    }
    manifest = {**data.bundle.manifest, "provenance": [read]}
    built = Data(replace(data.bundle, manifest=manifest), data.catalogue)

    told = str(sources.page(built.context(View(lang="en")), TODAY))

    assert "apl.xlsx" in told
    assert "ab" * 32 in told
    assert "3,803 kB" in told
    assert "these data come from" not in told

"""The story of a département: its schema, and that all it names is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from indicators import story as stories
from indicators.bundle import Bundle
from indicators.catalogue import Catalogue
from indicators.errors import CatalogueError
from indicators.paths import STORIES

SEEDS = [
    "gp_count_sdaasp",
    "gp_change_sdaasp",
    "gp_density_sdaasp",
    "gp_60plus_share",
    "gp_locums",
    "gp_trainers",
    "no_attending_count",
    "no_attending_share",
    "eligible_zone_share_sdaasp",
    "msp_count_sdaasp",
    "cpts_count",
    "cpts_population_share",
]
"""Every indicator of the two documents."""


def test_the_story_has_every_indicator_of_its_documents(bundle: Bundle) -> None:
    story = stories.load_story("62")
    assert story is not None
    assert set(SEEDS) <= set(story.indicators)
    assert set(story.indicators) <= bundle.indicators


@pytest.mark.parametrize("path", sorted(STORIES.glob("*.yml")), ids=lambda path: path.stem)
def test_a_story_names_what_the_catalogue_has(path: Path, catalogue: Catalogue) -> None:
    story = stories.load_story(path.stem)
    assert story is not None
    sources = {fact.source for chapter in story.chapters for fact in chapter.facts}
    assert set(story.indicators) <= set(catalogue.indicators)
    assert sources <= set(catalogue.sources)


def test_a_departement_without_a_story_has_none() -> None:
    assert stories.load_story("59") is None


def test_a_broken_story_names_its_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "99.yml").write_text("title: {fr: a, en: b}\n", encoding="utf-8")
    monkeypatch.setattr(stories, "STORIES", tmp_path)
    with pytest.raises(CatalogueError, match="intro"):
        stories.load_story("99")

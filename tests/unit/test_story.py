"""The story of a département: its schema, and that all it names is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from indicators import story as stories
from indicators.bundle import Bundle
from indicators.catalogue import Catalogue
from indicators.errors import CatalogueError

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


def test_the_story_has_every_indicator_of_its_documents(
    bundle: Bundle, catalogue: Catalogue
) -> None:
    story = stories.load_story("62")
    assert story is not None
    stories.check_story(story, catalogue)
    assert set(SEEDS) <= set(story.indicators)
    assert set(story.indicators) <= bundle.indicators


def test_a_departement_without_a_story_has_none() -> None:
    assert stories.load_story("59") is None


def test_what_the_catalogue_does_not_have_is_refused(catalogue: Catalogue) -> None:
    story = stories.load_story("62")
    assert story is not None
    chapter = story.chapters[0].model_copy(update={"figures": ["no_such_indicator"]})
    with pytest.raises(CatalogueError, match="no_such_indicator"):
        stories.check_story(story.model_copy(update={"chapters": [chapter]}), catalogue)


def test_a_broken_story_names_its_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "99.yml").write_text("title: {fr: a, en: b}\n", encoding="utf-8")
    monkeypatch.setattr(stories, "STORIES", tmp_path)
    with pytest.raises(CatalogueError, match="intro"):
        stories.load_story("99")

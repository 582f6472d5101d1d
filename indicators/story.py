"""The story that a département tells of its general practice: chapters of data/stories.

A story names indicators and dated facts; the figures themselves are those of the bundle.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from indicators.catalogue import Text
from indicators.errors import CatalogueError
from indicators.paths import STORIES


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Fact(_Entry):
    """A dated statement and the source that makes it."""

    date: str = Field(pattern=r"^\d{4}(-\d{2}){0,2}$")
    text: Text
    source: str


class Chapter(_Entry):
    """A chapter: the figures it shows, the facts it tells, the list it opens."""

    title: Text
    figures: list[str]
    facts: list[Fact]
    lists: Literal["centres", "contracts"] | None = None


class Story(_Entry):
    """The story of one département."""

    title: Text
    intro: Text
    chapters: list[Chapter] = Field(min_length=1)

    @property
    def indicators(self) -> list[str]:
        """The indicators that the chapters show, in order."""
        return [name for chapter in self.chapters for name in chapter.figures]


@lru_cache(maxsize=128)
def load_story(departement: str) -> Story | None:
    """Read the story of a département; nothing where the repository has none.

    Raises
    ------
    CatalogueError
        When the file breaks its schema; the message names the entry.
    """
    path = STORIES / f"{departement}.yml"
    if not path.exists():
        return None
    content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        return Story.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        msg = f"{where}: {first['msg']}"
        raise CatalogueError(msg, file=path.name) from None

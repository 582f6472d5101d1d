"""The columns of a scenario's rows, read from data/scenario.yml and checked."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from indicators.catalogue import Text
from indicators.errors import DataError
from indicators.paths import DATA

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS_FILE = DATA / "scenario.yml"


class _Columns(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: dict[str, Text]
    fragility: dict[str, Text]


def load_columns(path: Path = COLUMNS_FILE) -> dict[str, Text]:
    """Read the columns of a scenario's rows, in order, with their meaning in both languages.

    Raises
    ------
    DataError
        A file absent or that breaks the schema; the message names the entry.
    """
    return _read(path).columns


def fragility_columns(path: Path = COLUMNS_FILE) -> dict[str, Text]:
    """Read the columns of the fragility, as `load_columns` does."""
    return _read(path).fragility


@lru_cache(maxsize=2)
def _read(path: Path) -> _Columns:
    try:
        return _Columns.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        message = f"restore the file from the repository: {' '.join(str(error).split())}"
        raise DataError(message, file=path.name) from error

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


@lru_cache(maxsize=2)
def load_columns(path: Path = COLUMNS_FILE) -> dict[str, Text]:
    """Read the columns, in order, with their meaning in both languages.

    Raises
    ------
    DataError
        A file absent or that breaks the schema; the message names the entry.
    """
    try:
        return _Columns.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))).columns
    except (OSError, yaml.YAMLError, ValidationError) as error:
        message = f"restore the file from the repository: {' '.join(str(error).split())}"
        raise DataError(message, file=path.name) from error

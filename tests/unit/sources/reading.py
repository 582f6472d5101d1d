"""Reading a sample as the build does: its form is told from its content, among all forms."""

from pathlib import Path

import pandas as pd

from indicators.sources.forms import recognise
from indicators.sources.registry import FORMS


def read_as(name: str, path: Path) -> dict[str, pd.DataFrame]:
    """Read a file that must be of the form of this name, and of no other."""
    form = recognise(path, FORMS)
    assert form is not None, f"{path.name} is of no form"
    assert form.name == name
    return form.read(path)


def put(folder: Path, name: str, content: bytes) -> Path:
    """Write a sample's bytes to a folder."""
    path = folder / name
    path.write_bytes(content)
    return path

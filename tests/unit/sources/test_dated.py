"""The date of a file: in its name, else its own."""

import os
from pathlib import Path

import pytest

from indicators.sources.dated import date_of


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("PS_LibreAcces_Personne_activite_202605120823.txt", "2026-05-12"),
        ("liste-ps-20260615-023046.csv", "2026-06-15"),
        ("liste 2026-06-15.csv", "2026-06-15"),
        ("ps-libreacces.txt", "2024-02-29"),
        ("liste-20261399.csv", "2024-02-29"),
        ("liste-20260231.csv", "2024-02-29"),
    ],
)
def test_dates(tmp_path: Path, name: str, date: str) -> None:
    path = tmp_path / name
    path.write_text("x")
    os.utime(path, (1_709_200_000, 1_709_200_000))  # 29 February 2024, 09:46 UTC
    assert date_of(path) == date

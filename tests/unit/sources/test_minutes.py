"""A table of minutes has a form of its own, and a damaged one is refused with its place."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.sources.forms import recognise
from indicators.sources.minutes import FORMS, read
from tests.unit.sources.reading import read_as
from tests.unit.sources.text_damage import Damage, Sample, damages, read_or_refused, refused

SAMPLE = Sample(
    rows=(
        ("origin", "destination", "minutes"),
        ("62041", "62160", "52.5"),
        ("62160", "62041", "53"),
        ("62041", "62041", "0"),
    ),
    separator=",",
    needed=("origin", "destination", "minutes"),
    numbers=("minutes",),
)


def test_a_table_of_minutes(tmp_path: Path) -> None:
    path = tmp_path / "times.csv"
    path.write_bytes(SAMPLE.written())
    assert read_as("minutes", path)["minutes"]["minutes"].tolist() == [52.5, 53, 0]


def test_a_parquet_table_of_minutes(tmp_path: Path) -> None:
    path = tmp_path / "times.parquet"
    pd.DataFrame({"origin": ["62041"], "destination": ["62160"], "minutes": [52.5]}).to_parquet(
        path
    )
    form = recognise(path, FORMS)
    assert form is not None
    assert form.read(path)["minutes"]["origin"].tolist() == ["62041"]


def test_another_parquet_is_not_recognised(tmp_path: Path) -> None:
    path = tmp_path / "times.parquet"
    pd.DataFrame({"a": [1]}).to_parquet(path)
    assert recognise(path, FORMS) is None
    path.write_bytes(b"PAR1 and nothing else")
    assert recognise(path, FORMS) is None


@pytest.mark.parametrize(
    "damage",
    damages(SAMPLE),
    ids=lambda damage: damage.name,
)
def test_a_damaged_table_is_refused_with_its_place(tmp_path: Path, damage: Damage) -> None:
    refused(read, tmp_path, damage)


@given(st.lists(st.text(max_size=6), min_size=1, max_size=4))
@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_row_is_read_or_refused(tmp_path: Path, cells: list[str]) -> None:
    path = tmp_path / "times.csv"
    path.write_bytes(SAMPLE.written() + ",".join(cells).encode("utf-8", "surrogatepass"))
    tables = read_or_refused(read, path)
    if tables is not None:
        assert len(tables["minutes"]) in {3, 4}

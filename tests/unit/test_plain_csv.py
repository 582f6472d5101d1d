"""Strict CSV: whatever the bytes, a checked frame or one located error; all tables or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from indicators.errors import DataError, UsageError
from indicators.plain_csv import Code, Quantity, line_of, read_plain_csv, write_together

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = {"code": Code(unique=True), "value": Quantity(1e6)}
FUZZ = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def read_or_fault(path: Path) -> pd.DataFrame | DataError:
    try:
        return read_plain_csv(path, COLUMNS)
    except DataError as error:
        return error


@FUZZ
@given(body=st.binary(max_size=60), header=st.booleans())
@example(body=b"\x00,1\n", header=True)
@example(body=b"a\x00b,1\n", header=True)
@example(body=b"\r\r\n", header=True)
@example(body=b'"', header=False)
def test_any_bytes_give_a_checked_frame_or_one_located_line(
    tmp_path: Path, body: bytes, *, header: bool
) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes((b"code,value\n" if header else b"") + body)
    result = read_or_fault(path)
    if isinstance(result, DataError):
        assert str(result).startswith(str(path))
        assert "\n" not in str(result)
        assert result.row is not None
    else:
        assert result["code"].is_unique
        assert (result["code"].str.len() > 0).all()
        assert result["value"].between(0, 1e6).all()


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8)


@FUZZ
@given(rows=st.dictionaries(TEXT, st.floats(0, 1e6), min_size=1, max_size=20))
def test_what_is_written_is_read_back(tmp_path: Path, rows: dict[str, float]) -> None:
    path = tmp_path / "table.csv"
    written = pd.DataFrame({"code": list(rows), "value": list(rows.values())})
    write_together({path: written})
    read = read_plain_csv(path, COLUMNS)
    assert read["code"].tolist() == list(rows)
    assert read["value"].tolist() == list(rows.values())


def test_line_of_is_the_row_in_the_file() -> None:
    assert line_of(0) == 2


def test_a_missing_value_is_written_blank_and_never_read_as_zero(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    write_together({path: pd.DataFrame({"code": ["A"], "value": [np.nan]})})
    assert path.read_text(encoding="utf-8") == "code,value\nA,\n"
    with pytest.raises(DataError, match=r"row 2, column 'value': the value is blank"):
        read_plain_csv(path, COLUMNS)


def test_a_failure_on_the_second_table_leaves_the_first_as_it_was(tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "absent" / "second.csv"
    first.write_text("before\n", encoding="utf-8")
    table = pd.DataFrame({"code": ["A"]})
    with pytest.raises(UsageError, match="cannot write"):
        write_together({first: table, second: table})
    assert first.read_text(encoding="utf-8") == "before\n"
    assert [path.name for path in tmp_path.iterdir()] == ["first.csv"]


def test_the_result_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    write_together({tmp_path / "table.csv": pd.DataFrame({"code": ["A"]})})
    modes = {path.stat().st_mode for path in tmp_path.iterdir()}
    assert len(modes) == 1

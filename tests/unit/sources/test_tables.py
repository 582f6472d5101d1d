from pathlib import Path

import pandera.pandas as pa
import pytest

from indicators.errors import DataError
from indicators.sources.figures import SCHEMAS
from indicators.sources.tables import read_csv, validate

HEADER = "code,year,gp,source\n"
GOOD = "62041,2025,3,insee-bpe\n"
SCHEMA = SCHEMAS["gp_communes"]


def fault(tmp_path: Path, content: str | bytes) -> DataError:
    path = tmp_path / "gp_communes.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(DataError) as caught:
        read_csv(path, SCHEMA)
    message = str(caught.value)
    assert "gp_communes.csv" in message
    assert "\n" not in message
    assert len(message) < 300
    return caught.value


def test_a_good_table_keeps_its_codes_as_text(tmp_path: Path) -> None:
    path = tmp_path / "gp_communes.csv"
    path.write_text(HEADER + "01004,2025,3,insee-bpe\n2A004,2025,0,insee-bpe\n")
    table = read_csv(path, SCHEMA)
    assert table["code"].tolist() == ["01004", "2A004"]
    assert table["gp"].tolist() == [3, 0]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("62160,2025,-1,insee-bpe", "gp"),
        ("62160,2025,trois,insee-bpe", "gp"),
        ("62160,2025,,insee-bpe", "gp"),
        ("62160,2025,inf,insee-bpe", "gp"),
        ("6216,2025,1,insee-bpe", "code"),
        ("2C004,2025,1,insee-bpe", "code"),
        ("62160,deux mille,1,insee-bpe", "year"),
        ("62160,2025.5,1,insee-bpe", "year"),
        ("62160,1066,1,insee-bpe", "year"),
        ("62160,,1,insee-bpe", "year"),
        ("62160,2025,1,", "source"),
    ],
)
def test_a_bad_value_is_told_by_row_and_column(tmp_path: Path, line: str, column: str) -> None:
    error = fault(tmp_path, HEADER + GOOD + line + "\n")
    assert (error.row, error.column) == (3, column)


def test_a_repeated_key_is_refused(tmp_path: Path) -> None:
    error = fault(tmp_path, HEADER + GOOD + "62160,2025,1,insee-bpe\n" + GOOD)
    assert error.column == "code"
    assert error.row in {2, 4}
    assert "62041" in str(error)


@pytest.mark.parametrize("column", ["code", "year", "gp", "source"])
def test_a_missing_column_is_named(tmp_path: Path, column: str) -> None:
    error = fault(tmp_path, HEADER.replace(column, "other") + GOOD)
    assert column in str(error)


def test_a_column_too_many_is_named(tmp_path: Path) -> None:
    assert "'extra'" in str(fault(tmp_path, "extra," + HEADER + "1," + GOOD))


def test_rows_longer_than_the_header_are_refused(tmp_path: Path) -> None:
    longer = GOOD.replace("\n", ",9\n")
    assert fault(tmp_path, HEADER + longer).row == 2
    assert "line 3" in str(fault(tmp_path, HEADER + GOOD + longer))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        HEADER.encode(),
        b"<!DOCTYPE html>\n<html><body><p>Error 404, not found</p></body></html>\n",
        (HEADER + "62041,2025,1,m\u00e9decins\n").encode("latin-1"),
        (HEADER + GOOD).encode("utf-16"),
        b"\x00\x00\x00\x00",
        b"PK\x03\x04\x14\x00\x08\x08\x08",
        (HEADER + '"62041,2025,1,x\n').encode(),
    ],
    ids=["empty", "blank", "header", "html", "latin-1", "utf-16", "nul", "zip", "quote"],
)
def test_a_file_that_is_no_such_table_is_refused(tmp_path: Path, content: bytes) -> None:
    fault(tmp_path, content)


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"absent\.csv: the file is missing; restore it"):
        read_csv(tmp_path / "absent.csv", SCHEMA)


def test_rows_are_counted_from_the_first_one_given(tmp_path: Path) -> None:
    path = tmp_path / "gp_communes.csv"
    path.write_text(HEADER + GOOD)
    frame = read_csv(path, SCHEMA).assign(gp=-1.0)
    with pytest.raises(DataError, match="sheet, row 12, column 'gp'"):
        validate(frame, SCHEMA, file="sheet", first_row=12)


def test_another_separator(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("code;value\n62041;1\n")
    table = read_csv(path, pa.DataFrameSchema({"code": pa.Column(str)}), sep=";")
    assert list(table.columns) == ["code", "value"]

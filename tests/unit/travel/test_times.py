"""The interface of minutes: expected weights, tables, the sparse matrix."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from indicators.decay import StepDecay
from indicators.errors import DataError
from indicators.travel.table import TableColumns, TableTimes, completed, read_times
from indicators.travel.times import expected_weights

if TYPE_CHECKING:
    from pathlib import Path

DREES = StepDecay((10.0, 15.0, 20.0), (1.0, 2 / 3, 1 / 3))


def integral(minutes: float, sigma: float) -> float:
    def density(error: float) -> float:
        return float(DREES(np.array(minutes + error))) * float(norm.pdf(error, scale=sigma))

    breaks = [bound - minutes for bound in DREES.bounds]
    low, high = -12 * sigma, 12 * sigma
    inside = sorted(point for point in breaks if low < point < high)
    edges = [low, *inside, high]
    return sum(quad(density, a, b)[0] for a, b in pairwise(edges))


@pytest.mark.parametrize("minutes", [0.5, 9.0, 10.0, 12.3, 14.9, 19.0, 25.0])
@pytest.mark.parametrize("sigma", [0.3, 2.0, 3.0])
def test_expected_weight_is_the_integral_under_a_normal_error(minutes: float, sigma: float) -> None:
    found = float(expected_weights(minutes, sigma, DREES))
    assert found == pytest.approx(integral(minutes, sigma), abs=1e-8)


def test_expected_weight_by_hand_on_a_threshold() -> None:
    # At 15 minutes the error is as often under as over: half-way between 2/3 and 1/3, less the
    # little that falls under 10 or over 20 (symmetric drops of 1/3, so they cancel out).
    assert expected_weights(15.0, 2.0, DREES) == pytest.approx(0.5)


@given(st.floats(0, 60), st.floats(0, 60))
def test_expected_weight_without_error_is_the_hard_band(one: float, other: float) -> None:
    minutes = np.array([one, other])
    assert expected_weights(minutes, 0.0, DREES) == pytest.approx(DREES(minutes))


@given(st.floats(0, 40), st.floats(1e-12, 1e-9))
def test_a_vanishing_error_tends_to_the_hard_band(minutes: float, sigma: float) -> None:
    if min(abs(minutes - bound) for bound in DREES.bounds) > 1e-6:
        assert expected_weights(minutes, sigma, DREES) == pytest.approx(DREES(np.array(minutes)))


@given(st.floats(0, 60), st.floats(0, 20), st.floats(0.01, 10))
def test_expected_weight_never_rises_with_time(minutes: float, more: float, sigma: float) -> None:
    near, far = expected_weights([minutes, minutes + more], sigma, DREES)
    assert 0 <= far <= near <= 1 + 1e-12


@pytest.mark.parametrize(("minutes", "sigma"), [(-1, 1), (math.nan, 1), (1, -1), (1, math.inf)])
def test_expected_weights_refuse_what_is_no_time(minutes: float, sigma: float) -> None:
    with pytest.raises(DataError, match="at least 0"):
        expected_weights(minutes, sigma, DREES)


TABLE = "origin,destination,minutes\n01001,01002,9\n01002,01001,8\n01001,01004,12.5\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "times.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_gives_its_minutes_and_own_pairs_at_0(tmp_path: Path) -> None:
    times = TableTimes.from_file(write(tmp_path, TABLE))
    frame = times.pairs_within(["01001", "01002", "01004"], 20).frame()
    assert frame.to_numpy().tolist() == [
        ["01001", "01001", 0.0, 0.0],
        ["01001", "01002", 9.0, 0.0],
        ["01001", "01004", 12.5, 0.0],
        ["01002", "01001", 8.0, 0.0],
        ["01002", "01002", 0.0, 0.0],
        ["01004", "01004", 0.0, 0.0],
    ]


def test_the_way_back_is_added_only_on_request_and_only_where_absent(tmp_path: Path) -> None:
    path = write(tmp_path, TABLE)
    assert len(TableTimes.from_file(path).minutes(["01004"], ["01001"])) == 0
    times = TableTimes.from_file(path, symmetric=True)
    found = times.minutes(["01004", "01001", "01002"], ["01001", "01002", "01001"])
    assert found.minutes.tolist() == [12.5, 9.0, 8.0]
    assert len(completed(read_times(path))) == 4


def test_a_limit_is_excluded_as_in_the_bands(tmp_path: Path) -> None:
    times = TableTimes.from_file(write(tmp_path, TABLE))
    assert times.pairs_within(["01001", "01002"], 9.0).minutes.tolist() == [0.0, 8.0, 0.0]


def test_the_matrix_keeps_zero_minutes_and_drops_nothing(tmp_path: Path) -> None:
    times = TableTimes.from_file(write(tmp_path, TABLE))
    costs = times.pairs_within(["01001", "01002", "01004"], 60).costs()
    assert costs.minutes.nnz == 6
    assert costs.minutes[0, 1] == 9.0


def test_a_commune_that_the_table_lacks_is_an_error_unless_announced(tmp_path: Path) -> None:
    path = write(tmp_path, TABLE)
    with pytest.raises(DataError, match="'85113' first"):
        TableTimes.from_file(path).pairs_within(["01001", "85113"], 20)
    times = TableTimes.from_file(path, communes=["85113"])
    assert times.pairs_within(["01001", "85113"], 20).minutes.tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("text", "row", "column"),
    [
        ("", 1, None),
        ("origin,destination\n1,2\n", 1, "minutes"),
        ("origin,destination,minutes\n", 2, None),
        ("origin,destination,minutes\n01001,01002,9\n,01002,9\n", 3, "origin"),
        ("origin,destination,minutes\n01001,01002,\n", 2, "minutes"),
        ("origin,destination,minutes\n01001,01002,nine\n", 2, "minutes"),
        ("origin,destination,minutes\n01001,01002,-9\n", 2, "minutes"),
        ("origin,destination,minutes\n01001,01002,5400\n", 2, "minutes"),
        ("origin,destination,minutes\n01001,01002,9\n01001,01002,9\n", 3, "destination"),
    ],
)
def test_a_bad_csv_names_its_row_and_column(
    tmp_path: Path, text: str, row: int, column: str | None
) -> None:
    path = write(tmp_path, text)
    with pytest.raises(DataError) as caught:
        read_times(path)
    assert (caught.value.file, caught.value.row, caught.value.column) == (str(path), row, column)


def test_columns_may_have_other_names(tmp_path: Path) -> None:
    path = write(tmp_path, "from,to,km,t\n01001,01002,3,9\n")
    names = TableColumns("from", "to", "t")
    assert read_times(path, names).to_numpy().tolist() == [["01001", "01002", 9.0]]


PARQUET = {"origin": ["01001", "01001"], "destination": ["01002", "01004"], "minutes": [9.0, 12.5]}


def test_a_parquet_table_reads_as_the_csv(tmp_path: Path) -> None:
    path = tmp_path / "times.parquet"
    pd.DataFrame(PARQUET).to_parquet(path)
    assert TableTimes.from_file(path).minutes(["01001"], ["01004"]).minutes.tolist() == [12.5]


@pytest.mark.parametrize(
    ("column", "values", "row"),
    [
        ("origin", [1001, 1001], 1),
        ("origin", ["01001", None], 2),
        ("minutes", ["9", "12"], 1),
        ("minutes", [9.0, math.nan], 2),
        ("minutes", [9.0, -1.0], 2),
        ("minutes", [9.0, 1e5], 2),
        ("destination", ["01002", "01002"], 2),
    ],
)
def test_a_bad_parquet_names_its_row_and_column(
    tmp_path: Path, column: str, values: list[object], row: int
) -> None:
    path = tmp_path / "times.parquet"
    pd.DataFrame({**PARQUET, column: values}).to_parquet(path)
    with pytest.raises(DataError) as caught:
        read_times(path)
    assert (caught.value.row, caught.value.column) == (row, column)


def test_a_parquet_that_is_none_and_one_without_minutes(tmp_path: Path) -> None:
    path = tmp_path / "times.parquet"
    path.write_bytes(b"not parquet")
    with pytest.raises(DataError, match="not a readable Parquet"):
        read_times(path)
    pd.DataFrame(PARQUET).drop(columns="minutes").to_parquet(path)
    with pytest.raises(DataError, match="column 'minutes'"):
        read_times(path)


@pytest.mark.parametrize("limit", [0.0, -1.0, math.inf, math.nan])
def test_a_range_must_bound_something(tmp_path: Path, limit: float) -> None:
    times = TableTimes.from_file(write(tmp_path, TABLE))
    with pytest.raises(DataError, match="positive and finite"):
        times.pairs_within(["01001"], limit)


def test_origins_and_destinations_go_by_pairs(tmp_path: Path) -> None:
    times = TableTimes.from_file(write(tmp_path, TABLE))
    with pytest.raises(DataError, match="2 origins for 1 destinations"):
        times.minutes(["01001", "01002"], ["01001"])

from pathlib import Path

import pytest

from indicators.errors import DataError
from indicators.measured import open_apl_comparisons, travel_time_errors


def test_the_open_apl_is_at_least_as_near_as_the_first_trial() -> None:
    # A first trial with open data alone: r = 0.78, 0.58 and 83 % against the APL of 2024.
    against_2024 = next(c for c in open_apl_comparisons() if (c.counts, c.apl) == (2025, 2024))
    found = against_2024.measures["open"]
    assert found.communes == 887
    assert found.correlation >= 0.78
    assert found.error <= 0.58
    assert found.same_side >= 83


def test_the_minutes_are_better_than_the_figures_to_beat() -> None:
    # Boosted trees on the pairs under 20 minutes: 2.01 minutes and 65 % in the right band.
    found = travel_time_errors()["under 20 min"]
    assert found.mean_absolute_error < 2.01
    assert found.right_band > 0.65


@pytest.mark.parametrize("content", ["", "comparisons: 3", "comparisons: [{counts: x}]", "{]"])
def test_a_damaged_file_says_what_to_run(tmp_path: Path, content: str) -> None:
    path = tmp_path / "distance.yml"
    path.write_text(content)
    with pytest.raises(DataError, match=r"distance.yml: .*benchmarks.open_apl"):
        open_apl_comparisons(path)
    with pytest.raises(DataError, match=r"distance.yml: .*travel.fit"):
        travel_time_errors(path)

"""The committed model of minutes against the real Metric minutes (DREES workbook).

No refit: the committed model has seen these pairs, so its error here is a little under the one
held out that data/travel_time_model.json states.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from indicators.errors import DataError
from indicators.population import latest_populations
from indicators.territories import load_geography
from indicators.travel.fit import BANDS, TO_BEAT
from indicators.travel.formula import MODEL_FILE, Formula
from indicators.travel.metric import WORKBOOK, Measured, read_measured
from indicators.travel.model import ModelTimes
from indicators.travel.terrain import Terrain

OFFICIAL = os.environ.get("OFFICIAL_DATA", "")
pytestmark = pytest.mark.skipif(not OFFICIAL, reason="OFFICIAL_DATA is not set")
GEOGRAPHY = Path(__file__).parents[2] / "data" / "geography"


@pytest.fixture(scope="module")
def terrain() -> Terrain:
    geography = load_geography(GEOGRAPHY)
    return Terrain.survey(geography.communes, latest_populations(geography.current_populations()))


@pytest.fixture(scope="module")
def times(terrain: Terrain) -> ModelTimes:
    return ModelTimes(terrain, Formula.load())


@pytest.fixture(scope="module")
def measured(terrain: Terrain) -> Measured:
    return read_measured(Path(OFFICIAL) / WORKBOOK, terrain)


@pytest.fixture(scope="module")
def compared(terrain: Terrain, times: ModelTimes, measured: Measured) -> pd.DataFrame:
    zones = np.array([zone.places for zone in terrain.zones], dtype=object)
    ends = [
        [terrain.codes[zones[zone][rank]] for zone, rank in zip(measured.zone, ranks, strict=True)]
        for ranks in (measured.origin, measured.destination)
    ]
    found = times.minutes(*ends).frame()
    real = pd.DataFrame(
        {
            "origin": ends[0],
            "destination": ends[1],
            "real": measured.minutes,
            "hospital": measured.hospital,
        }
    )
    return real.merge(found, on=["origin", "destination"], validate="1:1")


def test_the_pairs_are_those_of_the_figures_to_beat(
    measured: Measured, compared: pd.DataFrame
) -> None:
    # 25 190 usable pairs where the figures were measured, with other town halls and mergers.
    assert measured.hospital.sum() == pytest.approx(25190, rel=0.005)
    assert len(compared) == len(measured.minutes)


def test_the_committed_model_beats_the_figures_in_sample(compared: pd.DataFrame) -> None:
    near = compared[compared["hospital"] & (compared["real"] < BANDS[-1])]
    error = (near["minutes"] - near["real"]).abs().mean()
    right = (np.digitize(near["minutes"], BANDS) == np.digitize(near["real"], BANDS)).mean()
    best_error, best_share = TO_BEAT["boosted trees"]
    assert 1.6 < error < 1.85 < best_error
    assert 0.67 < right < 0.72
    assert right > best_share


def test_the_stated_error_was_held_out_and_is_not_better_than_in_sample(
    compared: pd.DataFrame,
) -> None:
    stated = json.loads(MODEL_FILE.read_text(encoding="utf-8"))["held_out_error"]["under 20 min"]
    near = compared[compared["hospital"] & (compared["real"] < BANDS[-1])]
    in_sample = (near["minutes"] - near["real"]).abs().mean()
    assert in_sample < stated["mean_absolute_error"] < in_sample + 0.15


def test_sigma_covers_as_a_normal_error_would(compared: pd.DataFrame) -> None:
    near = compared[compared["minutes"] < BANDS[-1]]
    within = ((near["minutes"] - near["real"]).abs() < near["sigma"]).mean()
    # 68 % for a normal error; the tails are heavier, so more lie in the middle.
    assert 0.66 < within < 0.80


def test_islands_without_a_road_and_islands_with_a_bridge(times: ModelTimes) -> None:
    alone = times.pairs_within(["85113", "56152", "29155", "2A004", "44109", "17300", "17297"], 60)
    frame = alone.frame()
    joined = frame[frame["origin"] != frame["destination"]]
    assert set(joined["origin"]) == {"17300", "17297"}


def test_the_islands_of_france(terrain: Terrain) -> None:
    mainland = terrain.zones[0]
    sizes = np.sort(np.bincount(mainland.land.landmass))[::-1]
    # The mainland, Corsica (360 communes), Belle-Île (4), and 12 islands of one commune.
    assert sizes[1:].tolist() == [360, 4, *[1] * 12]


def test_another_workbook_is_refused(terrain: Terrain) -> None:
    other = Path(OFFICIAL) / "insee_bpe_2013_communes.xlsx"
    with pytest.raises(DataError, match="not the DREES workbook"):
        read_measured(other, terrain)

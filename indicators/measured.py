"""How far what is modelled lies from what is official: measured once, stored, shown with it."""

from __future__ import annotations

import json
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from indicators.errors import DataError
from indicators.paths import DATA

OPEN_APL_DISTANCE = DATA / "open_apl_distance.yml"
TRAVEL_TIME_MODEL = DATA / "travel_time_model.json"


class _Measure(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Agreement(_Measure):
    """The distance of the computed APL to the official one, over some communes.

    Parameters
    ----------
    communes : int
        How many communes are compared.
    correlation : float
        Pearson's r.
    error : float
        Mean absolute difference, in consultations a year per standardised inhabitant.
    same_side : float
        Per cent of the communes that both put on the same side of 2.5.
    """

    communes: int
    correlation: float
    error: float
    same_side: float


class Comparison(_Measure):
    """One millésime of counts against one of the official APL, overall and by density class.

    Parameters
    ----------
    counts, apl : int
        The two millésimes.
    where : str
        A département's code, or ``even``: the départements of even number of metropolitan France,
        which had no part in any choice.
    measures : dict of str to Agreement
    """

    counts: int
    apl: int
    where: str
    measures: dict[str, Agreement]


class TimeError(_Measure):
    """The error of the modelled minutes, on départements held out, over some pairs.

    Parameters
    ----------
    pairs : int
        How many pairs of communes are compared.
    mean_absolute_error : float
        Minutes.
    right_band : float
        Share of the pairs put in the right band of the APL's decay, from 0 to 1.
    """

    pairs: int
    mean_absolute_error: float
    right_band: float


def open_apl_comparisons(path: Path = OPEN_APL_DISTANCE) -> list[Comparison]:
    """Read the distance of the APL from open data to the official one.

    Raises
    ------
    DataError
        When the file is absent or does not follow its schema.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        return [Comparison.model_validate(entry) for entry in content["comparisons"]]
    except (OSError, KeyError, TypeError, ValueError, yaml.YAMLError):
        msg = "absent or damaged; run `python -m benchmarks.open_apl --write`"
        raise DataError(msg, file=path.name) from None


def travel_time_errors(path: Path = TRAVEL_TIME_MODEL) -> dict[str, TimeError]:
    """Read the measured error of the model of minutes, by kind of pair.

    Raises
    ------
    DataError
        When the file is absent or does not follow its schema.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        found = content["held_out_error"].items()
        return {kind: TimeError.model_validate(entry) for kind, entry in found}
    except (OSError, KeyError, TypeError, AttributeError, ValueError):
        msg = "absent or damaged; run `python -m indicators.travel.fit`"
        raise DataError(msg, file=path.name) from None

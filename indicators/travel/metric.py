"""The real minutes that the model of travel times is fitted on, and checked against.

Read from the DREES workbook « Accès aux soins urgents au 31/12/2019 » (sheet BASECOM_URGENCES_2019;
times of Insee's distancier Metric, chef-lieu to chef-lieu). For each commune it gives the nearest
commune with an urgent care service and the minutes to it:

- ``typ_equip`` SU_SMUR: ``tps_SU_SMUR``, off-peak to a SMUR, the mean of off-peak and peak to a
  service d'urgences alone;
- ``typ_equip`` MCS: ``tps_SU_SMUR_MCS`` to a médecin correspondant du SAMU, mean of the two;
- the others are flights or have no destination, and are left out.

The destination is the *nearest* one, so a pair is measured where the road is rather good.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from indicators.errors import DataError
from indicators.territories import departement_of

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from indicators.travel.terrain import Terrain

    FloatArray = npt.NDArray[np.float64]
    IntArray = npt.NDArray[np.intp]
    BoolArray = npt.NDArray[np.bool_]
    TextArray = npt.NDArray[np.object_]

WORKBOOK = "drees_acces_soins_urgents_2019_temps_metric.xlsx"
SHEET = "BASECOM_URGENCES_2019"
HEADER_ROW = 6
_COLUMNS = {
    "Code commune Insee": "origin",
    "com_equipee": "destination",
    "typ_equip": "kind",
    "tps_SU_SMUR": "to_hospital",
    "tps_SU_SMUR_MCS": "to_any",
    "SMUR": "smur",
}


@dataclass(frozen=True)
class Measured:
    """Measured pairs that the terrain knows, each between two communes of one landmass.

    Parameters
    ----------
    zone, origin, destination : array of int, shape (pairs,)
        Position of the zone in the terrain, of the two communes in the zone.
    minutes : array of float, shape (pairs,)
        Positive.
    hospital : array of bool, shape (pairs,)
        Whether the pair is a SU_SMUR one, of those that the figures to beat are about.
    off_peak : array of bool, shape (pairs,)
        Whether the time is off-peak only, not a mean of off-peak and peak.
    departements : array of str, shape (pairs, 2)
        Of the two ends.
    dropped : int
        Measured pairs left out: a commune that has merged or is an arrondissement municipal.
    """

    zone: IntArray
    origin: IntArray
    destination: IntArray
    minutes: FloatArray
    hospital: BoolArray
    off_peak: BoolArray
    departements: TextArray
    dropped: int


def _read(path: Path) -> pd.DataFrame:
    try:
        table = pd.read_excel(
            path,
            sheet_name=SHEET,
            header=HEADER_ROW - 1,
            engine="calamine",
            dtype={"Code commune Insee": str, "com_equipee": str},
        )
    except (OSError, ValueError) as error:
        message = f"not the DREES workbook with the sheet {SHEET}: {error}"
        raise DataError(message, file=str(path)) from error
    for column in _COLUMNS:
        if column not in table.columns:
            message = f"the column is missing from the sheet {SHEET}"
            raise DataError(message, file=str(path), row=HEADER_ROW, column=column)
    return table[list(_COLUMNS)].rename(columns=_COLUMNS)


def read_measured(path: Path, terrain: Terrain) -> Measured:
    """Read the measured pairs and place them on the terrain.

    A commune that no longer exists is left out rather than moved: the chef-lieu of the commune
    that took it in is another place, with other minutes.

    Raises
    ------
    DataError
        A file that is not the workbook.
    """
    table = _read(path)
    with_smur = set(table.loc[table["smur"] == 1, "origin"])
    hospital = (table["kind"] == "SU_SMUR") & (table["to_hospital"] > 0)
    relay = (table["kind"] == "MCS") & (table["to_any"] > 0)
    pairs = table[hospital | relay].copy()
    pairs["hospital"] = hospital[hospital | relay]
    pairs["minutes"] = pairs["to_hospital"].where(pairs["hospital"], pairs["to_any"])
    pairs["off_peak"] = pairs["hospital"] & pairs["destination"].isin(with_smur)
    return _placed(pairs, terrain)


def _placed(pairs: pd.DataFrame, terrain: Terrain) -> Measured:
    codes = pd.Index(terrain.codes)
    origin = codes.get_indexer(pd.Index(pairs["origin"]))
    destination = codes.get_indexer(pd.Index(pairs["destination"]))
    kept = (origin >= 0) & (destination >= 0) & (origin != destination)
    kept &= terrain.zone_of[origin] == terrain.zone_of[destination]
    zone, one, other = terrain.zone_of[origin], terrain.rank[origin], terrain.rank[destination]
    for number, place in enumerate(terrain.zones):
        here = np.flatnonzero(kept & (zone == number))
        landmass = place.land.landmass
        kept[here] = landmass[one[here]] == landmass[other[here]]
    ends = np.column_stack(
        [[departement_of(code) for code in pairs[column]] for column in ("origin", "destination")]
    ).astype(object)
    return Measured(
        zone[kept],
        one[kept],
        other[kept],
        pairs["minutes"].to_numpy(dtype=np.float64)[kept],
        pairs["hospital"].to_numpy(dtype=bool)[kept],
        pairs["off_peak"].to_numpy(dtype=bool)[kept],
        ends[kept],
        int((~kept).sum()),
    )

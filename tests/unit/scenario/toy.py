"""The toy of four communes whose every figure can be recomputed by hand."""

import numpy as np
import pandas as pd

from indicators.scenario.base import Base
from indicators.scenario.setting import Setting, setting_of

NAMES = list("ABCD")
PEOPLE = pd.Series([10_000.0, 2_000.0, 1_500.0, 300.0], index=NAMES)
SUPPLY = np.array([30_000.0, 6_000.0, 3_600.0, 0.0])
APL = np.array([3.053375, 2.920534, 2.096986, 0.265683])
TRAVEL = pd.DataFrame(
    [("A", "B", 9), ("A", "C", 12), ("B", "C", 17), ("A", "D", 25), ("B", "D", 22), ("C", "D", 14)],
    columns=["origin", "destination", "minutes"],
)


def toy_setting() -> Setting:
    return setting_of(PEOPLE, pd.Index(NAMES), TRAVEL)


def toy_base() -> Base:
    """Give the toy as a base; its 65 column takes a tenth off."""
    gps = pd.Series([6.0, 1.0, 1.0, 0.0], index=NAMES)
    communes = pd.DataFrame(
        {
            "name": [f"Commune {name}" for name in NAMES],
            "epci": ["E1", "E1", "E2", "E2"],
            "departement": "62",
            "status": "official",
            "source": "drees-apl",
            "apl": APL,
            "apl65": 0.9 * APL,
            "standardised": PEOPLE,
            "people": PEOPLE,
            "gps": gps,
        },
        index=pd.Index(NAMES, name="code"),
    )
    return Base(2023, communes, toy_setting(), pd.Index([]), gps)


EVERYONE = np.ones(4, dtype=bool)

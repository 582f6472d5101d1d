"""What a scenario starts from: the official APL of a millésime, and the people around."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from indicators.errors import UsageError
from indicators.perimeter import FRANCE
from indicators.published_apl import POPULATION_LAG
from indicators.scenario.neighbourhood import around
from indicators.scenario.setting import Setting, setting_of
from indicators.selection import territories_in

if TYPE_CHECKING:
    import numpy.typing as npt

    from indicators.bundle import Bundle
    from indicators.catchment import CsrFloat

    FloatArray = npt.NDArray[np.float64]
    IntArray = npt.NDArray[np.intp]

RETIREMENT_AGES = (65, 62, 60)
"""Ages over which GPs retire at once: the DREES publishes the APL without them."""


@dataclass(frozen=True, eq=False)
class Base:
    """The official APL of one millésime and edition, and all that a change needs.

    Parameters
    ----------
    year : int
        Millésime of the supply.
    communes : DataFrame, shape (communes,)
        Indexed by code: ``name, epci, departement``, ``status`` and ``source`` of the APL, ``apl``
        and, where published, ``apl65, apl62, apl60`` (consultations a year per standardised
        inhabitant),
        ``standardised`` and ``people`` (standardised and total inhabitants), ``gps`` (missing
        where no count covers the commune).
    setting : Setting
        The communes and those around.
    estimated : Index of str
        Places whose standardised inhabitants are not in the edition: their legal population times
        the mean ratio of standardised to total inhabitants of `communes` stands in.
    gps : Series of float
        GPs by code of place; missing where no count covers it.
    """

    year: int
    communes: pd.DataFrame
    setting: Setting
    estimated: pd.Index
    gps: pd.Series[float]

    @property
    def apl(self) -> FloatArray:
        """Official APL of the communes."""
        return self.communes["apl"].to_numpy(dtype=np.float64)

    @cached_property
    def minutes(self) -> CsrFloat:
        """Minutes of the communes to the sites; absent pairs are out of range."""
        return self.minutes_of(self.setting)

    def minutes_of(self, setting: Setting) -> CsrFloat:
        """Minutes of the communes to the sites in another setting of the same places."""
        return setting.minutes[self.positions]

    @cached_property
    def positions(self) -> IntArray:
        """Positions of the communes among the places of the setting."""
        return np.asarray(self.setting.places.get_indexer(self.communes.index), dtype=np.intp)

    def name_of(self, code: str) -> str:
        """Name a commune, or give back its code where it is not one of the communes."""
        return str(self.communes["name"].get(code, code))


def base_years(bundle: Bundle) -> list[int]:
    """Years whose communes have their APL and the populations of the same edition."""
    with_populations = {
        int(name.rsplit("_", maxsplit=1)[-1])
        for name in bundle.neighbours.columns
        if name.startswith("standardised_")
    }
    return sorted(with_populations & set(bundle.years.get(("apl", "commune"), [])))


def is_covered(bundle: Bundle, year: int, departement: str) -> bool:
    """Tell whether a commune of a département has its APL of a year of `base_years`."""
    table = bundle.territories
    inside = (table["level"] == "commune") & (table["departement"] == departement)
    rows = bundle.rows("apl", "commune", codes=table.loc[inside, "code"], years=[year])
    return bool(rows["value"].notna().any())


def read_base(bundle: Bundle, year: int | None = None, departement: str | None = None) -> Base:
    """Read what a scenario starts from.

    Parameters
    ----------
    bundle : Bundle
    year : int, optional
        The last millésime that comes with its populations, unless given.
    departement : str, optional
        Keep its communes only, and those around: all that a change of theirs needs. A bundle of
        France is a hundred times as large.

    Raises
    ------
    UsageError
        No such millésime in the bundle, or none for the département; the message says what to do.
    """
    years = base_years(bundle)
    if not years:
        held = ", ".join(bundle.departements)
        message = (
            f"the bundle ({held}) has no communal APL with its populations: build it from the "
            "DREES's workbook, `python -m indicators build --from DIR`"
        )
        raise UsageError(message)
    chosen = years[-1] if year is None else year
    if chosen not in years:
        known = ", ".join(str(one) for one in years)
        message = f"no APL with its populations for {chosen}: choose one of {known}"
        raise UsageError(message)
    neighbours = bundle.neighbours.set_index("code")
    communes, travel = _communes(bundle, neighbours, chosen, departement), bundle.travel
    if departement is not None:
        if communes.empty:
            message = f"no commune of {departement} has its APL of {chosen}: choose a département "
            raise UsageError(message + f"of the bundle ({', '.join(bundle.departements)})")
        own = neighbours.index[neighbours["departement"] == departement]
        neighbours, travel = around(neighbours, travel, own)
    demand, estimated = _demand(neighbours, communes, chosen)
    sites = neighbours.index[neighbours["is_site"].to_numpy(dtype=np.bool)]
    setting = setting_of(demand, sites, travel)
    gps = neighbours["gps"].astype("float64").reindex(setting.places)
    return Base(chosen, communes, setting, estimated, gps)


def _communes(
    bundle: Bundle, neighbours: pd.DataFrame, year: int, departement: str | None
) -> pd.DataFrame:
    inside = FRANCE if departement is None else departement
    # At its level: a région may have the code of a département.
    names = territories_in(bundle, "commune", inside, "departement").set_index("code")
    values = _values(bundle, year, names.index)
    apl = values["apl"].dropna(subset=["value"])
    frame = names.loc[names.index.isin(apl.index), ["name", "epci", "departement"]]
    # An empty frame takes the index of what is put in it.
    counted = neighbours.reindex(frame.index)
    frame = frame.assign(
        **apl[["status", "source"]].reindex(frame.index),
        apl=apl["value"].reindex(frame.index),
        standardised=counted[f"standardised_{year}"],
        people=counted[f"people_{year}"],
        gps=counted["gps"].astype("float64"),
    )
    ages = [name for name in values if name != "apl" and len(values[name])]
    later = {name: values[name]["value"].reindex(frame.index) for name in ages}
    return frame.assign(**later).sort_index()


def _values(bundle: Bundle, year: int, codes: pd.Index) -> dict[str, pd.DataFrame]:
    wanted = ["apl", *(f"apl{age}" for age in RETIREMENT_AGES)]
    return {
        name: bundle.rows(name, "commune", codes=codes, years=[year]).set_index("code")
        for name in wanted
    }


def _demand(
    neighbours: pd.DataFrame, communes: pd.DataFrame, year: int
) -> tuple[pd.Series[float], pd.Index]:
    """Give the standardised inhabitants of every place, and the places where they are estimated."""
    known = neighbours[f"standardised_{year}"]
    ratio = communes["standardised"].sum() / communes["people"].sum()
    stand_in = ratio * _nearest_census(neighbours, year - POPULATION_LAG)
    demand = known.fillna(stand_in).dropna().astype("float64")
    return demand, demand.index[known.reindex(demand.index).isna()]


def _nearest_census(neighbours: pd.DataFrame, year: int) -> pd.Series[float]:
    censuses = [name for name in neighbours.columns if name.startswith("population_")]
    ordered = sorted(censuses, key=lambda name: abs(int(name.rsplit("_", maxsplit=1)[-1]) - year))
    nearest: pd.Series[float] = neighbours[ordered].bfill(axis=1).iloc[:, 0]
    return nearest

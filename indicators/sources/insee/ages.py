"""Population of communes by sex and age: two forms of one census table, in five-year bands.

Producer: Insee, recensement de la population.

- ``TD_POP1B``: ``CODGEO;SEXE;AGED100;NB``, single years of age to 100 and more, sex 1 (men) and
  2 (women), the arrondissements of Paris, Lyon and Marseille in place of the three communes;
- the catalogue's ``DS_RP_TD_POPULATION_AGESEX_PRINC`` (Melodi): ``GEO``, ``GEO_OBJECT``, ``SEX``
  (``F``, ``M`` and their total), ``AGE`` (``Y0`` to ``Y99``, ``Y_GE100`` and their total).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from indicators.errors import DataError
from indicators.sources.age_bands import AGE_BANDS
from indicators.sources.columns import COMMUNE, fault, numbers
from indicators.sources.figures import SCHEMAS
from indicators.sources.forms import Opening
from indicators.sources.tables import validate
from indicators.sources.zipped_csv import (
    CATALOGUE_DATA,
    ONLY_TABLE,
    Block,
    header_of,
    stream_blocks,
)

SOURCE = "insee-rp-ages"
AGES_SCHEMA = SCHEMAS["ages_communes"]
HIGHEST_COUNT = 200_000.0
"""People of one sex and one age in a commune: Paris has about 25 000."""
_BANDS = [f"age_{band}" for band in AGE_BANDS]
_OLDEST = len(AGE_BANDS) - 1
_BAND_YEARS = 5
_SINGLE_YEARS = range(101)
_KEY = ["code", "census_year", "sex", "band"]


@dataclass(frozen=True)
class _Form:
    """How one of the two forms names what both hold."""

    code: str
    sex: str
    age: str
    value: str
    sexes: Mapping[str, str]
    age_of: Mapping[str, int]
    named: re.Pattern[str]
    filters: Mapping[str, str]
    ignored: frozenset[str] = frozenset()
    year: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        year = (self.year,) if self.year else ()
        return (self.code, self.sex, self.age, *self.filters, *year)


POP1B = _Form(
    code="CODGEO",
    sex="SEXE",
    age="AGED100",
    value="NB",
    sexes={"1": "M", "2": "F"},
    age_of={f"{age:03d}": age for age in _SINGLE_YEARS},
    named=ONLY_TABLE,
    filters={},
)
MELODI = _Form(
    code="GEO",
    sex="SEX",
    age="AGE",
    value="OBS_VALUE",
    sexes={"F": "F", "M": "M"},
    age_of={f"Y{age}": age for age in _SINGLE_YEARS[:-1]} | {"Y_GE100": 100},
    named=CATALOGUE_DATA,
    filters={"GEO_OBJECT": "COM", "RP_MEASURE": "POP"},
    ignored=frozenset({"_T"}),
    year="TIME_PERIOD",
)


def recognises_pop1b(opening: Opening) -> bool:
    """Whether a file is a ``TD_POP1B``."""
    return {"CODGEO", "SEXE", "AGED100", "NB"} <= set(header_of(opening, ONLY_TABLE))


def recognises_melodi(opening: Opening) -> bool:
    """Whether a file is the catalogue's population by sex and single year of age."""
    return {"GEO", "GEO_OBJECT", "SEX", "AGE", "RP_MEASURE"} <= set(header_of(opening))


def read_pop1b(path: Path) -> dict[str, pd.DataFrame]:
    """Read a ``TD_POP1B``; the census year is that of its member's name.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``ages_communes``: ``code, census_year, sex`` and people by five-year band, ``source``.

    Raises
    ------
    DataError
        When the archive is damaged, or a row is not of the form.
    """
    return {"ages_communes": _read(path, POP1B)}


def read_melodi(path: Path) -> dict[str, pd.DataFrame]:
    """Read the catalogue's table; see ``read_pop1b``. Totals and other territories are left out."""
    return {"ages_communes": _read(path, MELODI)}


def _read(path: Path, form: _Form) -> pd.DataFrame:
    file, found = path.name, []
    for block in stream_blocks(path, form.labels, {form.value: float}, form.named):
        file = block.file
        found.append(_banded(block, form))
    cells = pd.concat(found).groupby(_KEY).sum()
    if cells.empty:
        msg = f"no row gives the population of a commune by {form.sex} and {form.age}"
        raise DataError(msg, file=file, column=form.code)
    _check_once(cells, file, form)
    wide = cells["people"].reset_index().pivot_table("people", _KEY[:3], "band", fill_value=0.0)
    wide = wide.reindex(columns=range(len(_BANDS)), fill_value=0.0)
    frame = wide.set_axis(_BANDS, axis=1).reset_index().assign(source=SOURCE)
    return validate(frame[list(AGES_SCHEMA.columns)], AGES_SCHEMA, file=file)


def _banded(block: Block, form: _Form) -> pd.DataFrame:
    """Sum the people of a block by commune, census, sex and five-year band.

    Returns
    -------
    pandas.DataFrame
        ``people``, ``rows`` and ``ages`` (the sum of a bit for each age of the band), indexed by
        ``code, census_year, sex, band``.
    """
    rows, file = _kept(block.rows, form), block.file
    people = numbers(rows[form.value], file=file, column=form.value, high=HIGHEST_COUNT)
    age = _mapped(rows[form.age], form.age_of, file, f"an age such as {next(iter(form.age_of))}")
    sexes = f"one of {', '.join(form.sexes)}"
    labels = [
        _mapped(rows[form.code], _communes(rows[form.code]), file, "a commune's code"),
        _years(rows, file, form),
        _mapped(rows[form.sex], form.sexes, file, sexes),
    ]
    ages = age.categories.to_numpy(dtype=int)[age.codes] if len(rows) else np.zeros(0, dtype=int)
    bands = np.minimum(ages // _BAND_YEARS, _OLDEST)
    sizes = [len(label.categories) for label in labels] + [len(_BANDS)]
    flat = np.ravel_multi_index([*(label.codes for label in labels), bands], sizes)
    count, cells = int(np.prod(sizes)), np.unique(flat)
    place = np.unravel_index(cells, sizes)
    keys = [label.categories[at] for label, at in zip(labels, place[:-1], strict=True)]
    return pd.DataFrame(
        {
            "people": np.bincount(flat, people.to_numpy(), count)[cells],
            "rows": np.bincount(flat, minlength=count)[cells],
            "ages": np.bincount(flat, 1 << (ages - bands * _BAND_YEARS), count)[cells].astype(int),
        },
        index=pd.MultiIndex.from_arrays([*keys, place[-1]], names=_KEY),
    )


def _kept(rows: pd.DataFrame, form: _Form) -> pd.DataFrame:
    kept = np.ones(len(rows), dtype=bool)
    for column, value in form.filters.items():
        kept &= (rows[column] == value).to_numpy()
    kept &= ~rows[form.sex].isin(form.ignored).to_numpy()
    kept &= ~rows[form.age].isin(form.ignored).to_numpy()
    return rows[kept]


def _communes(labels: pd.Series[str]) -> dict[str, str]:
    return {code: code for code in labels.cat.categories if re.fullmatch(COMMUNE, code)}


def _mapped(
    labels: pd.Series[str], meaning: Mapping[str, Any], file: str, expected: str
) -> pd.Categorical[Any]:
    """Give the meaning of each label, found once for each category."""
    used = labels.cat.remove_unused_categories().cat
    unknown = [label for label in used.categories if label not in meaning]
    if unknown:
        at = labels.index[labels.isin(unknown).to_numpy()][0]
        raise fault(file, at, str(labels.name), labels.loc[at], expected)
    known = pd.Index([meaning[label] for label in used.categories])
    return pd.Categorical.from_codes(used.codes.to_numpy(), known)


def _years(rows: pd.DataFrame, file: str, form: _Form) -> pd.Categorical[Any]:
    if form.year:
        years = {str(year): year for year in range(1990, 2100)}
        return _mapped(rows[form.year], years, file, "a census year")
    named = re.search(r"(?<!\d)(?:19|20)\d{2}(?!\d)", file.partition(" of ")[0])
    if named is None:
        msg = "the archive's member does not name the census year, as TD_POP1B_2022.csv does"
        raise DataError(msg, file=file)
    return pd.Categorical.from_codes([0] * len(rows), pd.Index([int(named[0])]))


def _check_once(cells: pd.DataFrame, file: str, form: _Form) -> None:
    """Check that no age comes twice: distinct powers of 2 alone sum to as many bits as terms."""
    bits = np.bitwise_count(cells["ages"].to_numpy())
    twice = cells[bits != cells["rows"].to_numpy()]
    if len(twice):
        code, year, sex, band = twice.index[0]
        msg = f"{code} in {year}, sex {sex}, gives an age of {_BANDS[band]} twice; keep one row"
        raise DataError(msg, file=file, column=form.code)

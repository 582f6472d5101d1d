"""Population of communes by large bands of ages, at three censuses: Insee's comparison base.

Producer: Insee, ``base-cc-evol-struct-pop``: ``CODGEO``, then for each census ``P22_POP`` (all),
``P22_POP0014``… ``P22_POP90P`` (ages). Too coarse for the standardised population of the APL;
for display.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from indicators.errors import DataError
from indicators.sources.columns import COMMUNE, codes, fault, numbers, once
from indicators.sources.forms import Opening
from indicators.sources.tables import validate
from indicators.sources.zipped_csv import ONLY_TABLE, header_of, read_header, stream_blocks

SOURCE = "insee-rp-structure"
_CODE = "CODGEO"
_FIRST_BAND = re.compile(r"P(\d{2})_POP0014")
_BANDS = {"0014": (0, 14), "1529": (15, 29), "3044": (30, 44), "4559": (45, 59), "6074": (60, 74)}
"""The bands before 75 that cut the population whole: the base has others, which overlap."""
_OLDEST = ({"7589": (75, 89), "90P": (90, None)}, {"75P": (75, None)})
_HIGHEST = 3_000_000.0
_ROUNDING = 1.0
STRUCTURE_SCHEMA = pa.DataFrameSchema(
    {
        "code": pa.Column(str, pa.Check.str_matches(f"^{COMMUNE}$")),
        "census_year": pa.Column(int, pa.Check.in_range(1999, 2100)),
        "low": pa.Column(int, pa.Check.in_range(0, 120)),
        "high": pa.Column("Int64", pa.Check.in_range(0, 120), nullable=True),
        "people": pa.Column(float, pa.Check.in_range(0, _HIGHEST)),
        "source": pa.Column(str),
    },
    strict=True,
    coerce=True,
)
"""``low`` and ``high``: ages, both included; no ``high`` for the oldest."""


def recognises(opening: Opening) -> bool:
    """Whether a file is the base of the structure of the population."""
    header = header_of(opening, ONLY_TABLE)
    return _CODE in header and any(_FIRST_BAND.fullmatch(name) for name in header)


def read_structure(path: Path) -> dict[str, pd.DataFrame]:
    """Read the population by large bands of ages, at every census of the base.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``age_structure_communes``: ``code, census_year, low, high, people, source``.

    Raises
    ------
    DataError
        When the archive is damaged, a column is missing, or bands do not sum to the population.
    """
    header = read_header(path, ONLY_TABLE)
    censuses = _censuses(path, header)
    asked = [f"P{year}_POP{band}" for year, bands in censuses.items() for band in ("", *bands)]
    blocks = list(stream_blocks(path, (), {_CODE: str} | dict.fromkeys(asked, float), ONLY_TABLE))
    file, rows = blocks[0].file, pd.concat([block.rows for block in blocks])
    expected = "a commune's code"
    code = codes(rows[_CODE], COMMUNE, file=file, column=_CODE, expected=expected)
    once(rows, [_CODE], file=file, column=_CODE)
    people = pd.DataFrame(
        {name: numbers(rows[name], file=file, column=name, high=_HIGHEST) for name in asked}
    )
    frames = []
    for year, bands in censuses.items():
        _check_sum(people, f"P{year}_POP", list(bands), file)
        place = {"code": code, "census_year": 2000 + int(year)}
        for band, (low, high) in bands.items():
            people_of = people[f"P{year}_POP{band}"]
            frames.append(pd.DataFrame({**place, "low": low, "high": high, "people": people_of}))
    table = pd.concat([frame.astype({"high": "Int64"}) for frame in frames]).assign(source=SOURCE)
    checked = validate(table, STRUCTURE_SCHEMA, file=file, first_row=0)
    return {"age_structure_communes": checked.reset_index(drop=True)}


def _censuses(path: Path, header: list[str]) -> dict[str, dict[str, tuple[int, int | None]]]:
    """Give the censuses of the base, by two digits, and the bands that cut each one whole."""
    years = [found[1] for name in header if (found := _FIRST_BAND.fullmatch(name))]
    if not years:
        msg = "a column P<yy>_POP0014 is expected, the first band of ages of a census"
        raise DataError(msg, file=path.name, row=1, column="P22_POP0014")
    oldest = {
        year: next(
            (ends for ends in _OLDEST if {f"P{year}_POP{end}" for end in ends} <= set(header)),
            _OLDEST[0],
        )
        for year in years
    }
    return {year: {**_BANDS, **oldest[year]} for year in years}


def _check_sum(people: pd.DataFrame, total: str, bands: list[str], file: str) -> None:
    summed = people[[f"{total}{band}" for band in bands]].sum(axis=1)
    apart = (summed - people[total]).abs() > _ROUNDING
    if apart.any():
        row = people.index[apart.to_numpy()][0]
        expected = f"{summed.loc[row]:g}, the sum of its bands of ages,"
        raise fault(file, row, total, float(people.loc[row, total]), expected)

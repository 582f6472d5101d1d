"""CartoSanté: its exports of numbers, the density of GPs among them, and of zones.

An export holds one indicator of one year for one kind of territory, and its heading says both
(``Densité de généralistes lib. 2021``). A number becomes a row of the table ``geoclip`` like any
table in that form, so that an entry of the catalogue can be fed from it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from indicators.errors import DataError
from indicators.sources.forms import Form, Opening
from indicators.sources.geoclip import (
    CARTOSANTE_HEADER,
    CARTOSANTE_TITLE,
    SEPARATOR,
    read_cartosante,
)
from indicators.sources.tables import validate

DENSITY_SOURCE = "cartosante-density"
ZONING_SOURCE = "cartosante-zoning"
_TITLE_LINES = 2
_ZONING = "zonage"
_DENSITY = re.compile(r"Densité de généralistes lib\. [0-9]{4}")
_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")
_TVS = "territoire de vie-santé"

DENSITY_SCHEMA = pa.DataFrameSchema(
    {
        "tvs": pa.Column(str, pa.Check.str_matches(r"^([0-9]{5}|2[AB][0-9]{2,3})$")),
        "name": pa.Column(str),
        "year": pa.Column(int, pa.Check.in_range(1975, 2100)),
        "density": pa.Column(float, pa.Check.in_range(0, 1000)),
        "source": pa.Column(str),
    },
    strict=True,
    unique=["tvs", "year"],
)
"""``gp_density_tvs``: the columns of data/figures/gp_density_tvs_62.csv, TVS of all France, those
of Corsica (``2A01``) included; liberal GPs per 10,000 inhabitants."""
ZONES_SCHEMA = pa.DataFrameSchema(
    {
        "code": pa.Column(str),
        "name": pa.Column(str),
        "label": pa.Column(str),
        "zone": pa.Column(str, nullable=True),
        "status": pa.Column(str, pa.Check.isin(["official", "suppressed", "missing"])),
        "territories": pa.Column(str),
        "source": pa.Column(str),
    },
    strict=True,
    unique=["code", "label"],
)
"""``zones``: the class of each territory, by the heading of its zoning."""


def recognises_zones(opening: Opening) -> bool:
    """Tell whether a file is an export of a zoning."""
    return any(_ZONING in heading.casefold() for heading in _headings(opening))


def recognises_numbers(opening: Opening) -> bool:
    """Tell whether a file is an export of numbers."""
    headings = _headings(opening)
    return bool(headings) and not recognises_zones(opening)


def read_zones(path: Path) -> dict[str, pd.DataFrame]:
    """Read a zoning: ``zones``. The date of its decree is not in the file.

    Raises
    ------
    DataError
        For the first fault, with file, row and column.
    """
    export = read_cartosante(path, categories=True)
    table = export.rows.rename(columns={"category": "zone"}).drop(columns="row")
    table = table.assign(territories=export.territories, source=ZONING_SOURCE)
    return {"zones": validate(table, ZONES_SCHEMA, file=path.name)}


def read_numbers(path: Path) -> dict[str, pd.DataFrame]:
    """Read numbers: ``geoclip`` and, for the density of GPs per TVS, ``gp_density_tvs`` too.

    Raises
    ------
    DataError
        For the first fault, with file, row and column; a heading without a year is one.
    """
    export = read_cartosante(path)
    years = {label: _year(path, label) for label in export.rows["label"].unique()}
    table = export.rows.assign(year=export.rows["label"].map(years), file=path.name)
    tables = {"geoclip": table}
    densities = table["label"].map(lambda label: _DENSITY.fullmatch(label) is not None)
    if densities.all() and _TVS in export.territories:
        tables["gp_density_tvs"] = _densities(path, table)
    return tables


def _densities(path: Path, table: pd.DataFrame) -> pd.DataFrame:
    known = table[table["status"] == "official"].set_index("row")
    renamed = known.rename(columns={"code": "tvs", "value": "density"})
    columns = ["tvs", "name", "year", "density"]
    return validate(
        renamed[columns].assign(source=DENSITY_SOURCE),
        DENSITY_SCHEMA,
        file=path.name,
        first_row=0,
    )


def _year(path: Path, label: str) -> int:
    years = _YEAR.findall(label)
    if len(years) != 1:
        msg = "the heading must say the year of the numbers, once; export one year at a time"
        raise DataError(msg, file=path.name, row=_TITLE_LINES + 1, column=label)
    return int(years[0])


def _headings(opening: Opening) -> list[str]:
    """Give the headings of an export of CartoSanté, none where the file is another."""
    lines = opening.lines
    if len(lines) <= _TITLE_LINES or not lines[0].startswith(CARTOSANTE_TITLE):
        return []
    cells = [cell.strip() for cell in lines[_TITLE_LINES].split(SEPARATOR)]
    return (
        cells[len(CARTOSANTE_HEADER) :]
        if cells[: len(CARTOSANTE_HEADER)] == (CARTOSANTE_HEADER)
        else []
    )


FORMS = (
    Form("cartosante-zones", ZONING_SOURCE, recognises_zones, read_zones),
    Form("cartosante-numbers", DENSITY_SOURCE, recognises_numbers, read_numbers),
)

"""The published figures carried over into data/figures, each row with its source."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from indicators.paths import FIGURES
from indicators.sources.age_bands import AGE_BANDS
from indicators.sources.tables import read_csv

_CODE = pa.Column(str, pa.Check.str_matches(r"^(\d{5}|2[AB]\d{3})$"), name="code")
_AREA = pa.Column(str, pa.Check.str_matches(r"^(FR|\d{2,3}|2[AB]|\d{9})$"))
_YEAR = pa.Column(int, pa.Check.in_range(1975, 2100))
_DATE = pa.Column(str, pa.Check.str_matches(r"^\d{4}-\d{2}$"))
_SOURCE = pa.Column(str, pa.Check.str_length(min_value=1))
_LEVEL = pa.Column(str, pa.Check.isin(["departement", "region", "france"]))
_POSITIVE = pa.Check.ge(0)
_FINITE = pa.Check.lt(float("inf"))
_OF_PAS_DE_CALAIS = {
    "apl_communes",
    "ages_communes",
    "communes_tvs",
    "gp_density_tvs",
    "gp_zoning",
    "health_equipment",
    "cpts",
}
"""Tables whose file of figures holds the Pas-de-Calais alone, and says so in its name; official
files complete them for all of France."""


def _amount(*, nullable: bool = False) -> pa.Column:
    return pa.Column(float, [_POSITIVE, _FINITE], nullable=nullable)


def _text(*, nullable: bool = False) -> pa.Column:
    return pa.Column(str, nullable=nullable)


def _schema(unique: list[str], **columns: pa.Column) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(
        {**columns, "source": _SOURCE}, strict=True, coerce=True, unique=unique, ordered=False
    )


_APL = {name: _amount(nullable=True) for name in ("apl65", "apl62", "apl60")}

SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "apl_communes": _schema(
        ["code", "year"],
        code=_CODE,
        year=_YEAR,
        apl=_amount(),
        **_APL,
        pop_std=_amount(nullable=True),
        pop_total=_amount(nullable=True),
        pop_year=pa.Column("Int64", nullable=True),
        edition=_text(),
    ),
    # As the DREES prints them, to two decimals; pop_under of pop_total people, those of the census
    # pop_year, live in a commune with an APL under 2.5, which is under_share per cent.
    "apl_departements": _schema(
        ["code", "year"],
        code=_AREA,
        year=_YEAR,
        apl=_amount(),
        pop_total=_amount(nullable=True),
        pop_year=pa.Column("Int64", nullable=True),
        pop_under=_amount(nullable=True),
        under_share=_amount(nullable=True),
    ),
    # Means of the DREES's communes, to six decimals on purpose: at three they would be rounded
    # twice on screen (3.744573, then 3.745, then 3.75 where the DREES prints 3.74).
    "apl_departements_by_age": _schema(
        ["code", "year"], code=_AREA, year=_YEAR, apl=_amount(), **_APL
    ),
    "ages_communes": _schema(
        ["code", "sex"],
        code=_CODE,
        census_year=_YEAR,
        sex=pa.Column(str, pa.Check.isin(["F", "M"])),
        **{f"age_{band}": _amount() for band in AGE_BANDS},
    ),
    "attending_ald": _schema(
        ["code", "date", "edition", "kind"],
        level=_LEVEL,
        code=_AREA,
        name=_text(),
        date=_DATE,
        value=pa.Column(float, pa.Check.in_range(0, 100)),
        edition=pa.Column(str, pa.Check.isin(["revised", "published"])),
        kind=pa.Column(str, pa.Check.isin(["observed", "target"])),
    ),
    "communes_tvs": _schema(
        ["code"],
        code=_CODE,
        tvs=_CODE,
        tvs_name=_text(),
        communes_elsewhere=pa.Column(int, _POSITIVE),
    ),
    "gp_communes": _schema(["code", "year"], code=_CODE, year=_YEAR, gp=_amount()),
    # Which type of the BPE counts the GPs of a millésime: two types do not make one series.
    "gp_types": _schema(
        ["year"], year=_YEAR, facility_type=pa.Column(str, pa.Check.str_matches(r"^[A-Z]\d{3}$"))
    ),
    "gp_density_tvs": _schema(
        ["tvs", "year"], tvs=_CODE, name=_text(), year=_YEAR, density=_amount()
    ),
    "gp_totals": _schema(
        ["code", "year", "scope"], code=_AREA, year=_YEAR, gp=_amount(), scope=_text()
    ),
    "gp_zoning": _schema(
        ["code"],
        code=_CODE,
        zone=pa.Column(str, pa.Check.isin(["ZIP", "ZAC", "ZAR", "HZ"])),
        in_force=pa.Column(str, pa.Check.str_matches(r"^\d{4}-\d{2}-\d{2}$")),
    ),
    "health_equipment": _schema(
        ["code"],
        code=_CODE,
        gp=_amount(),
        pharmacy=_amount(),
        nurse=_amount(),
        msp=_amount(),
        year=_YEAR,
    ),
    "msp_counts": _schema(
        ["code", "kind", "date"],
        level=_LEVEL,
        code=_AREA,
        name=_text(),
        kind=pa.Column(str, pa.Check.isin(["msp", "cds"])),
        date=_DATE,
        value=_amount(),
        status=pa.Column(str, pa.Check.isin(["observed", "target"])),
    ),
    "territory_series": _schema(
        ["code", "indicator", "year"],
        level=_LEVEL,
        code=_AREA,
        name=_text(),
        indicator=_text(),
        year=_YEAR,
        value=pa.Column(float),
        unit=_text(),
        note=_text(nullable=True),
    ),
    "initiatives": _schema(
        ["name"],
        kind=_text(),
        name=_text(),
        commune_code=_text(nullable=True),
        epci_code=_text(nullable=True),
        status=_text(),
        since=_text(nullable=True),
        address=_text(nullable=True),
        phone=_text(nullable=True),
        hours=_text(nullable=True),
        note=_text(nullable=True),
    ),
    "cpts": _schema(
        ["name"],
        name=_text(),
        commune_code=_text(nullable=True),
        epci_code=_text(nullable=True),
        perimeter=_text(nullable=True),
        communes=pa.Column("Int64", nullable=True),
        population=pa.Column("Int64", nullable=True),
        created=_text(nullable=True),
        contract=_text(nullable=True),
        page=_text(),
    ),
    "facts": _schema(
        ["code", "date"],
        level=_text(),
        code=_text(),
        name=_text(),
        date=_text(),
        fact=_text(),
        page=_text(),
    ),
}


@dataclass(frozen=True)
class Figures:
    """The tables of data/figures, one frame each, checked against ``SCHEMAS``."""

    apl_communes: pd.DataFrame
    apl_departements: pd.DataFrame
    apl_departements_by_age: pd.DataFrame
    ages_communes: pd.DataFrame
    attending_ald: pd.DataFrame
    communes_tvs: pd.DataFrame
    gp_communes: pd.DataFrame
    gp_types: pd.DataFrame
    gp_density_tvs: pd.DataFrame
    gp_totals: pd.DataFrame
    gp_zoning: pd.DataFrame
    health_equipment: pd.DataFrame
    msp_counts: pd.DataFrame
    territory_series: pd.DataFrame
    initiatives: pd.DataFrame
    cpts: pd.DataFrame
    facts: pd.DataFrame


def load_figures(folder: Path = FIGURES) -> Figures:
    """Read every table of ``folder``.

    Raises
    ------
    DataError
        When a table is absent or breaks its schema.
    """
    names = [field.name for field in fields(Figures)]
    return Figures(**{n: read_csv(folder / file_name(n), SCHEMAS[n]) for n in names})


def file_name(table: str) -> str:
    """Name the file of data/figures that holds a table."""
    return f"{table}_62.csv" if table in _OF_PAS_DE_CALAIS else f"{table}.csv"

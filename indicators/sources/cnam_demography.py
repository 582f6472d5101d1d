"""CNAM, démographie: GPs in private practice by département and by age.

The dataset ``demographie-effectifs-et-les-densites`` of data.ameli.fr, exported as CSV. It holds
every profession, territory, age and sex crossed with their own totals: ``999`` is every
département of a region (region ``99``: France), ``tout_age`` every age, ``tout sexe`` both. A total
is read as a total and never summed with its parts. ``NS`` stands for fewer than 5.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from indicators.errors import DataError
from indicators.sources import delimited
from indicators.sources.delimited import Layout
from indicators.sources.figures import SCHEMAS
from indicators.sources.forms import Form, Opening
from indicators.sources.tables import validate

SOURCE = "cnam-demographie"
LAYOUT = Layout(
    columns=(
        "annee",
        "profession_sante",
        "region",
        "departement",
        "libelle_departement",
        "classe_age",
        "libelle_classe_age",
        "libelle_sexe",
        "effectif",
        "densite",
    ),
    separators=";,",
)
SCOPES = {
    "Ensemble des médecins généralistes": "liberal_cnam",
    "Médecins généralistes (hors médecins à expertise particulière - MEP)": (
        "liberal_cnam_excluding_mep"
    ),
}
"""Profession of the CNAM to the scope of ``gp_totals``."""
EVERY_DEPARTEMENT = "999"
FRANCE = "99"
EVERY_AGE = "tout_age"
BOTH_SEXES = "tout sexe"
PER_100_000 = 10
"""What divides a density per 100,000 to give one per 10,000."""
MOST_GPS = 200_000
MOST_PER_100_000 = 10_000
_DEPARTEMENT = r"(?:[0-9]{2,3}|2[AB])"
_DATE = r"[0-9]{4}(?:-[0-9]{2}-[0-9]{2})?"
_UNIT = "pour 10 000 habitants"

AGES_SCHEMA = pa.DataFrameSchema(
    {
        "code": pa.Column(str, pa.Check.str_matches(rf"^(FR|{_DEPARTEMENT})$")),
        "year": pa.Column(int, pa.Check.in_range(1975, 2100)),
        "scope": pa.Column(str, pa.Check.isin(list(SCOPES.values()))),
        "age_from": pa.Column(int, pa.Check.in_range(0, 120)),
        "age_to": pa.Column("Int64", pa.Check.in_range(0, 120), nullable=True),
        "gp": pa.Column(float, pa.Check.ge(0), nullable=True),
        "status": pa.Column(str, pa.Check.isin(["official", "suppressed", "missing"])),
        "source": pa.Column(str),
    },
    strict=True,
    unique=["code", "year", "scope", "age_from"],
)
"""``gp_ages``: GPs by age in years, bounds included; no upper bound for the oldest."""


def recognises(opening: Opening) -> bool:
    """Tell whether a file is an export of this dataset."""
    return LAYOUT.separator_of(opening) is not None


def read(path: Path) -> dict[str, pd.DataFrame]:
    """Read an export, of one year or of all.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``gp_totals`` (both scopes, départements and France), ``territory_series``
        (``gp_density_liberal``) and, where the export has ages, ``gp_ages``.

    Raises
    ------
    DataError
        For the first fault, with file, row and column.
    """
    blocks = delimited.stream_rows(path, LAYOUT)
    rows = pd.concat([block[_concerns_gps(block)] for block in blocks])
    if rows.empty:
        msg = f"no row of {next(iter(SCOPES))!r}; export every profession, or that one"
        raise DataError(msg, file=path.name, column="profession_sante")
    rows = _checked(path, rows)
    every_age = rows["classe_age"] == EVERY_AGE
    if not every_age.any():
        msg = f"no row of every age ({EVERY_AGE}); export the classes of age with their total"
        raise DataError(msg, file=path.name, column="classe_age")
    tables = {
        "gp_totals": _totals(path, rows[every_age]),
        "territory_series": _densities(path, rows[every_age]),
    }
    if not every_age.all():
        tables["gp_ages"] = _ages(path, rows[~every_age])
    return tables


def _concerns_gps(rows: pd.DataFrame) -> pd.Series[bool]:
    national_or_departement = (rows["departement"] != EVERY_DEPARTEMENT) | (
        rows["region"] == FRANCE
    )
    return (
        rows["profession_sante"].isin(list(SCOPES))
        & (rows["libelle_sexe"] == BOTH_SEXES)
        & national_or_departement
    )


def _checked(path: Path, rows: pd.DataFrame) -> pd.DataFrame:
    delimited.refuse_codes(path, rows, "departement", _DEPARTEMENT, "the code of a département")
    delimited.refuse_codes(path, rows, "annee", _DATE, "a year")
    delimited.refuse_repeated(
        path, rows, ["departement", "annee", "profession_sante", "classe_age"]
    )
    counts = delimited.amounts(path, rows, "effectif", highest=MOST_GPS)
    densities = delimited.amounts(path, rows, "densite", highest=MOST_PER_100_000)
    return rows.assign(
        code=rows["departement"].replace(EVERY_DEPARTEMENT, "FR"),
        year=rows["annee"].str[:4].astype(int),
        scope=rows["profession_sante"].map(SCOPES),
        gp=counts["value"],
        status=counts["status"],
        density=densities["value"],
        source=SOURCE,
    )


def _totals(path: Path, rows: pd.DataFrame) -> pd.DataFrame:
    known = rows[rows["status"] == "official"]
    table = known[["code", "year", "gp", "scope", "source"]]
    return validate(table, SCHEMAS["gp_totals"], file=path.name, first_row=0)


def _densities(path: Path, rows: pd.DataFrame) -> pd.DataFrame:
    known = rows[(rows["scope"] == "liberal_cnam") & rows["density"].notna()]
    table = pd.DataFrame(
        {
            "level": (known["code"] == "FR").map({True: "france", False: "departement"}),
            "code": known["code"],
            "name": known["libelle_departement"],
            "indicator": "gp_density_liberal",
            "year": known["year"],
            "value": known["density"] / PER_100_000,
            "unit": _UNIT,
            "source": SOURCE,
            "note": None,
        },
        index=known.index,
    )
    return validate(table, SCHEMAS["territory_series"], file=path.name, first_row=0)


def _ages(path: Path, rows: pd.DataFrame) -> pd.DataFrame:
    bounds = {label: _bounds(label) for label in rows["libelle_classe_age"].unique()}
    unknown = rows["libelle_classe_age"].map(lambda label: bounds[label] is None)
    delimited.refuse(path, rows, unknown, "libelle_classe_age", "a class of age in years")
    known = {label: ages for label, ages in bounds.items() if ages is not None}
    table = rows.assign(
        age_from=[known[label][0] for label in rows["libelle_classe_age"]],
        age_to=pd.array([known[label][1] for label in rows["libelle_classe_age"]], dtype="Int64"),
    )
    return validate(table[list(AGES_SCHEMA.columns)], AGES_SCHEMA, file=path.name, first_row=0)


def _bounds(label: str) -> tuple[int, int | None] | None:
    """Read ``de 60 à 64 ans``, ``moins de 30 ans``, ``70 ans et plus``: bounds included."""
    ages = [int(text) for text in re.findall(r"\d{1,3}", label)]
    words = label.casefold()
    if len(ages) == 2 and ages[0] <= ages[1]:  # noqa: PLR2004 - a class has two bounds
        return ages[0], ages[1]
    if len(ages) == 1 and ("moins" in words or "<" in words):
        return 0, ages[0] - ("ou moins" not in words)
    if len(ages) == 1 and ("plus" in words or ">" in words):
        # "plus de 70 ans" starts the year after; "70 ans et plus" at 70.
        return ages[0] + words.lstrip().startswith("plus de"), None
    return None


FORMS = (Form("cnam-demographie", SOURCE, recognises, read),)

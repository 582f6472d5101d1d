"""CNAM, Annuaire santé ameli: where GPs in private practice see patients.

The weekly file ``liste-ps-<date>.csv`` of data.gouv.fr (dataset ``annuaire-sante-ameli``): one row
per professional and place of practice, ``;``, a byte order mark. It has names and no identifier:
only the columns of the specialty and of the place are read, so that no name enters the memory of
the program. What is counted is therefore places of practice, and a doctor with two counts twice.
The place is a postcode and the name of a town, often of a CEDEX; `indicators.postal_places` finds
the commune.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from indicators.errors import DataError
from indicators.sources import delimited
from indicators.sources.dated import date_of
from indicators.sources.delimited import Layout
from indicators.sources.forms import Form, Opening
from indicators.sources.tables import validate

SOURCE = "cnam-directory"
SPECIALTY = "specialite_code"
POSTCODE = "coordonnees_code_postal"
TOWN = "coordonnees_ville"
LAYOUT = Layout(("type_ps_code", SPECIALTY, POSTCODE, TOWN))
GP_SPECIALTIES = ("01", "22", "23")
"""Médecine générale (01) and spécialiste en médecine générale (22, 23) of the CNAM."""
_POSTCODE = r"(?:[0-9]{5})?"

SCHEMA = pa.DataFrameSchema(
    {
        "postcode": pa.Column(str, pa.Check.str_matches(rf"^{_POSTCODE}$")),
        "town": pa.Column(str),
        "gp_sites": pa.Column(int, pa.Check.ge(1)),
        "date": pa.Column(str, pa.Check.str_matches(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")),
        "source": pa.Column(str),
    },
    strict=True,
    unique=["postcode", "town"],
)
"""``gp_sites_by_postcode``: places of practice of GPs, one row per postcode and town."""


def recognises(opening: Opening) -> bool:
    """Tell whether a file is the list of professionals, and not that of health centres."""
    return LAYOUT.separator_of(opening) is not None


def read(path: Path) -> dict[str, pd.DataFrame]:
    """Read the list: ``gp_sites_by_postcode``.

    Raises
    ------
    DataError
        For the first fault, with file, row and column; it never quotes a row.
    """
    counts = [_counted(path, block) for block in delimited.stream_rows(path, LAYOUT)]
    summed = pd.concat(counts).groupby(["postcode", "town"], as_index=False)["gp_sites"].sum()
    if summed.empty:
        msg = f"no row of the specialties {', '.join(GP_SPECIALTIES)}; download the file again"
        raise DataError(msg, file=path.name, column=SPECIALTY)
    table = summed.assign(date=date_of(path), source=SOURCE)
    return {"gp_sites_by_postcode": validate(table, SCHEMA, file=path.name)}


def _counted(path: Path, block: pd.DataFrame) -> pd.DataFrame:
    known = r"(?:[0-9A-Z]{1,3})?"
    delimited.refuse_codes(path, block, SPECIALTY, known, "the code of a specialty")
    gps = block[block[SPECIALTY].isin(GP_SPECIALTIES)]
    delimited.refuse_codes(path, gps, POSTCODE, _POSTCODE, "a postcode of five digits")
    places = gps.rename(columns={POSTCODE: "postcode", TOWN: "town"})
    return places.groupby(["postcode", "town"]).size().rename("gp_sites").reset_index()


FORMS = (Form("cnam-directory", SOURCE, recognises, read),)

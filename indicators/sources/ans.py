"""ANS, RPPS: GPs per commune from the open extraction of the directory of professionals.

The file ``PS_LibreAcces_Personne_activite_<date>.txt``, or the archive ``PS_LibreAcces_<date>.zip``
that holds it: one row per professional, qualification and place of activity, ``|`` between cells
and after the last one, about 817 MB. It is read in a stream, and only the columns named here: no
name becomes a value.

Who is counted: doctors (``Code profession`` 10) qualified in general practice (``SM26``, ``SM53``,
``SM54``), students left out. A doctor is shared equally between the places that are kept, so that
each one counts 1 in all. The places of a hospital and of a teleconsultation company are left out:
neither is a practice that one goes to for a GP. What is salaried stays apart from what is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from indicators.errors import DataError
from indicators.sources import delimited
from indicators.sources.dated import date_of
from indicators.sources.delimited import Layout
from indicators.sources.forms import Form, Opening
from indicators.sources.tables import validate

SOURCE = "ans-rpps"
DOCTOR = "Identification nationale PP"
PROFESSION = "Code profession"
CATEGORY = "Code catégorie professionnelle"
QUALIFICATION = "Code savoir-faire"
MODE = "Code mode exercice"
STRUCTURE = "Identifiant technique de la structure"
COMMUNE = "Code commune (coord. structure)"
SECTOR = "Code secteur d'activité"
LAYOUT = Layout(
    (DOCTOR, PROFESSION, CATEGORY, QUALIFICATION, MODE, STRUCTURE, COMMUNE, SECTOR),
    separators="|",
    quoted=False,
)
DOCTORS = "10"
STUDENTS = "E"
GENERAL_PRACTICE = ("SM26", "SM53", "SM54")
"""Qualifiés et spécialistes en médecine générale (nomenclature TRE_R38 of the ANS)."""
HOSPITALS = (
    *("SA01", "SA02", "SA03", "SA04"),  # public, military, private of public interest or not
    *("SA06", "SA30"),  # other military and other health establishments
    *("SA34", "SA36", "SA37"),  # dialysis, cancer, blood
    *("SA40", "SA53"),  # private sector inside a hospital, its head office
)
TELECONSULTATION = ("SA64",)
"""Sectors of activity (nomenclature TRE_R02 of the ANS)."""
SETTINGS = {
    **dict.fromkeys(("SA07", "SA08", "SA09", "SA52", "SA56"), "practice"),
    **dict.fromkeys(("SA05", "SA60"), "health_centre"),
}
"""Sector to the kind of place; any other that is kept (EHPAD, PMI, work…) is ``other``."""
_MODES = {"L": "liberal", "S": "salaried", "B": "volunteer", "": "unknown"}
_MEMBER = re.compile(r"(?:.*/)?PS_LibreAcces_Personne_activite_[0-9]+\.txt", re.IGNORECASE)
_COMMUNE = r"(?:[0-9]{5}|2[AB][0-9]{3})?"
_SITE = [DOCTOR, STRUCTURE, COMMUNE, MODE, SECTOR]

SCHEMA = pa.DataFrameSchema(
    {
        "code": pa.Column(str, pa.Check.str_matches(r"^([0-9]{5}|2[AB][0-9]{3}|)$")),
        "mode": pa.Column(str, pa.Check.isin(list(_MODES.values()))),
        "setting": pa.Column(str, pa.Check.isin(["practice", "health_centre", "other"])),
        "gp": pa.Column(float, pa.Check.gt(0)),
        "date": pa.Column(str, pa.Check.str_matches(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")),
        "source": pa.Column(str),
    },
    strict=True,
    unique=["code", "mode", "setting"],
)
"""``gp_practices``: GPs, each counting 1 over all his places; ``code`` is empty where the file has
no commune for any of them."""


def recognises(opening: Opening) -> bool:
    """Tell whether a file is the extraction by person and activity, or the archive of it."""
    return LAYOUT.separator_of(opening) is not None or _is_archive(opening)


def _is_archive(opening: Opening) -> bool:
    return sum(_MEMBER.fullmatch(name) is not None for name in opening.members) == 1


def read(path: Path) -> dict[str, pd.DataFrame]:
    """Read the extraction: ``gp_practices``.

    Raises
    ------
    DataError
        For the first fault, with file, row and column; it never quotes a row.
    """
    kept = [_sites(path, block) for block in _blocks(path)]
    sites = pd.concat(kept).drop_duplicates(_SITE)
    if sites.empty:
        msg = f"no GP ({', '.join(GENERAL_PRACTICE)}) outside hospitals; download the file again"
        raise DataError(msg, file=path.name, column=QUALIFICATION)
    table = _counted(sites).assign(date=date_of(path), source=SOURCE)
    return {"gp_practices": validate(table, SCHEMA, file=path.name)}


def _blocks(path: Path) -> Iterator[pd.DataFrame]:
    opening = Opening(path)
    names = [name for name in opening.members if _MEMBER.fullmatch(name)]
    if names:
        return delimited.stream_member(path, LAYOUT, names[0].lower())
    return delimited.stream_rows(path, LAYOUT)


def _sites(path: Path, block: pd.DataFrame) -> pd.DataFrame:
    delimited.refuse_codes(path, block, PROFESSION, r"[0-9]{2}", "the code of a profession")
    gps = block[
        (block[PROFESSION] == DOCTORS)
        & (block[CATEGORY] != STUDENTS)
        & block[QUALIFICATION].isin(GENERAL_PRACTICE)
    ]
    delimited.refuse_codes(path, gps, DOCTOR, r"[0-9]{9,13}", "the number of a professional")
    delimited.refuse_codes(path, gps, COMMUNE, _COMMUNE, "the code of a commune")
    delimited.refuse_codes(path, gps, MODE, "[LSB]?", "a mode of practice (L, S or B)")
    delimited.refuse_codes(path, gps, SECTOR, r"(?:SA[0-9]{2})?", "a sector of activity (SA…)")
    return gps.loc[~gps[SECTOR].isin([*HOSPITALS, *TELECONSULTATION]), _SITE]


def _counted(sites: pd.DataFrame) -> pd.DataFrame:
    placed = _without_placeless_beside_placed(sites)
    weight = 1 / placed.groupby(DOCTOR)[DOCTOR].transform("size")
    return (
        pd.DataFrame(
            {
                "code": placed[COMMUNE],
                "mode": placed[MODE].map(_MODES),
                "setting": placed[SECTOR].map(SETTINGS).fillna("other"),
                "gp": weight.astype("float64"),
            }
        )
        .groupby(["code", "mode", "setting"])["gp"]
        .sum()
        .reset_index()
    )


def _without_placeless_beside_placed(sites: pd.DataFrame) -> pd.DataFrame:
    """Drop the places without a commune of the doctors who have one with."""
    has = sites[COMMUNE] != ""
    somewhere = has.groupby(sites[DOCTOR]).transform("any")
    return sites[has | ~somewhere]


FORMS = (Form("ans-rpps", SOURCE, recognises, read),)

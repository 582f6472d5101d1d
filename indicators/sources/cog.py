"""The Code officiel géographique (COG) of several years: communes, mergers, re-establishments.

Producer: Insee, COG, as carried by ``@etalab/decoupage-administratif`` (one version a year). A
commune that disappears is found again in the next COG as a commune déléguée or associée, or in
the former codes (``anciensCodes``) of the commune that took it in.
"""

from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING, Any

import pandas as pd

from indicators.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

DROM = ("971", "972", "973", "974", "976")
"""The départements et régions d'outre-mer; the other collectivités have no contour here."""

_OUTSIDE_METROPOLE = "97"
_COMMUNE, _PARTS = "commune-actuelle", ("commune-deleguee", "commune-associee")


@dataclasses.dataclass(frozen=True)
class Cog:
    """One COG: its communes, and the commune to which each former code belongs.

    Parameters
    ----------
    year : int
        The COG as of 1 January of that year.
    communes : frozenset of str
        Codes of the communes of metropolitan France and the five DROM.
    parents : mapping of str to str
        Former code -> code of a commune, or of a former commune that has itself a parent.
    """

    year: int
    communes: frozenset[str]
    parents: Mapping[str, str]


@dataclasses.dataclass(frozen=True)
class Step:
    """What changed from one COG to the next.

    Parameters
    ----------
    year : int
        The later COG.
    successors : mapping of str to str
        Code that disappeared -> commune of the later COG that holds its territory.
    origins : mapping of str to str
        Re-established commune -> commune that lost that territory and still exists.
    appeared : frozenset of str
        Codes of the later COG that were absent from the earlier one.
    """

    year: int
    successors: Mapping[str, str]
    origins: Mapping[str, str]
    appeared: frozenset[str]


def in_scope(code: str) -> bool:
    """Whether a commune code belongs to metropolitan France or to a DROM."""
    return not code.startswith(_OUTSIDE_METROPOLE) or code.startswith(DROM)


def read_cog(records: Iterable[Mapping[str, Any]], year: int) -> Cog:
    """Build a COG from the records of ``communes.json``."""
    records = [record for record in records if in_scope(record["code"]) and record["code"] < "98"]
    communes = [record for record in records if record["type"] == _COMMUNE]
    parents = {
        former: record["code"] for record in communes for former in record.get("anciensCodes", [])
    }
    for record in records:
        if record["type"] in _PARTS:
            parents[record["code"]] = record["chefLieu"]
    return Cog(year, frozenset(record["code"] for record in communes), _without_loops(parents))


def read_history(records: Sequence[Mapping[str, Any]], year: int) -> Cog:
    """Build the COG of a year from the records of ``historique-communes.json``.

    A record is a state of a commune (``COM``) or of a part of one, with the dates between which
    it held; ``pole`` and ``successeur`` are identifiers such as ``COM-62447@2025-01-01``.
    """
    day = f"{year}-01-01"
    records = [record for record in records if in_scope(record["code"])]
    held = [record for record in records if record.get("dateDebut", "") <= day]
    living = [record for record in held if record.get("dateFin", "9999") > day]
    # A change of code, with the département or the chef-lieu, shows in the successor alone.
    parents = {
        record["code"]: _code_of(record["successeur"])
        for record in held
        if record.get("dateFin", "9999") <= day
        and "successeur" in record
        and _code_of(record["successeur"]) != record["code"]
    }
    parents |= {record["code"]: _code_of(record["pole"]) for record in living if "pole" in record}
    communes = frozenset(record["code"] for record in living if record["type"] == "COM")
    return Cog(year, communes, _without_loops(parents))


def _code_of(identifier: str) -> str:
    return identifier.split("-", 1)[1].split("@", 1)[0]


def _without_loops(parents: Mapping[str, str]) -> dict[str, str]:
    # A commune nouvelle has a commune déléguée of its own code.
    return {code: parent for code, parent in parents.items() if code != parent}


def _current_parent(cog: Cog, code: str) -> str:
    seen = {code}
    parent = cog.parents.get(code)
    while parent is not None and parent not in cog.communes and parent not in seen:
        seen.add(parent)
        parent = cog.parents.get(parent)
    if parent is None or parent not in cog.communes:
        message = f"commune {code} disappeared before COG {cog.year} and no commune took it in"
        raise DataError(message, file=f"COG {cog.year}")
    return parent


def step(before: Cog, after: Cog) -> Step:
    """Compare two successive COGs.

    Raises
    ------
    DataError
        If a commune disappears without a successor, or appears from nowhere.
    """
    gone = before.communes - after.communes
    appeared = after.communes - before.communes
    successors = {code: _current_parent(after, code) for code in sorted(gone)}
    origins = {}
    for code in sorted(appeared):
        origin = before.parents.get(code)
        if origin in after.communes:
            origins[code] = origin
        elif code not in successors.values():
            message = f"commune {code} appears in COG {after.year} and no commune gave it territory"
            raise DataError(message, file=f"COG {after.year}")
    return Step(after.year, successors, origins, appeared)


def steps_between(cogs: Sequence[Cog]) -> list[Step]:
    """Compare each COG with the one before it, oldest first."""
    return [step(before, after) for before, after in itertools.pairwise(cogs)]


def merger_table(steps: Sequence[Step]) -> pd.DataFrame:
    """List every code that no longer exists with the commune that holds its territory today.

    Returns
    -------
    pandas.DataFrame
        Columns ``old_code``, ``code`` (of the last COG) and ``cog``, the first COG read from
        which `old_code` no longer exists.
    """
    current: dict[str, tuple[str, int]] = {}
    for one in steps:
        current = {
            old: (one.successors.get(code, code), cog)
            for old, (code, cog) in current.items()
            if old not in one.appeared
        }
        current |= {old: (code, one.year) for old, code in one.successors.items()}
    rows = [(old, code, cog) for old, (code, cog) in sorted(current.items())]
    return pd.DataFrame(rows, columns=["old_code", "code", "cog"])


def split_table(steps: Sequence[Step], mergers: pd.DataFrame) -> pd.DataFrame:
    """List the communes that were re-established and still exist.

    Returns
    -------
    pandas.DataFrame
        Columns ``origin`` (the commune, in the last COG, that lost the territory), ``code`` (the
        re-established commune), ``since`` (the first COG read without it; 0 where it is in none of
        the earlier ones) and ``cog``. Figures of the COG from ``since`` to the one before ``cog``
        describe both together, under the code `origin`.
    """
    today = dict(zip(mergers["old_code"], mergers["code"], strict=True))
    rows = [
        (today.get(origin, origin), code, _gone_since(steps, code, one.year), one.year)
        for one in steps
        for code, origin in one.origins.items()
        if code not in today
    ]
    frame = pd.DataFrame(rows, columns=["origin", "code", "since", "cog"])
    return frame.sort_values(["cog", "code"], ignore_index=True)


def _gone_since(steps: Sequence[Step], code: str, until: int) -> int:
    gone = (one.year for one in steps if one.year < until and code in one.successors)
    return max(gone, default=0)


def changed_between(steps: Iterable[Step], first: int, last: int) -> AbstractSet[str]:
    """Return communes of COG `last` whose perimeter is not that of COG `first`."""
    changed: set[str] = set()
    for one in steps:
        if first < one.year <= last:
            changed = {one.successors.get(code, code) for code in changed}
            changed |= {*one.successors.values(), *one.origins, *one.origins.values()}
    return changed

"""The Code officiel géographique as Insee publishes it: communes of a year, and their events.

Producer: Insee, COG: ``v_commune_<year>.csv`` (communes, arrondissements municipaux, communes
déléguées and associées) and ``v_mvt_commune_<year>.csv`` (every event since 1943). Both carry no
year in their rows but the dates of the events.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from indicators.sources.cog import Step, merger_table, split_table
from indicators.sources.columns import COMMUNE, fault
from indicators.sources.delimited import (
    Layout,
    read_rows,
    refuse_codes,
    refuse_cut_end,
    refuse_repeated,
)
from indicators.sources.forms import Opening
from indicators.sources.tables import validate

SOURCE = "insee-cog"
COMMUNE_TYPE = "COM"
TYPES = (COMMUNE_TYPE, "ARM", "COMA", "COMD")
"""Commune, arrondissement municipal, commune associée, commune déléguée."""
_COMMUNE_COLUMNS = {
    "TYPECOM": "type",
    "COM": "code",
    "REG": "region",
    "DEP": "departement",
    "LIBELLE": "name",
    "COMPARENT": "parent",
}
_MOVE_COLUMNS = ("MOD", "DATE_EFF", "TYPECOM_AV", "COM_AV", "TYPECOM_AP", "COM_AP")
_MERGERS = frozenset({"31", "32", "33", "34", "41", "50"})
"""Events that move a whole territory under another code: mergers (31 to 34), changes of
département (41) and of chef-lieu (50)."""
_REESTABLISHED = "21"
COMMUNES_SCHEMA = pa.DataFrameSchema(
    {
        "type": pa.Column(str, pa.Check.isin(TYPES)),
        "code": pa.Column(str, pa.Check.str_matches(f"^{COMMUNE}$")),
        "name": pa.Column(str, pa.Check.str_length(min_value=1)),
        "departement": pa.Column(str),
        "region": pa.Column(str),
        "parent": pa.Column(str),
        "source": pa.Column(str),
    },
    strict=True,
    unique=["type", "code"],
)
"""``departement`` and ``region`` are "" for the parts of a commune, whose ``parent`` has them."""
_CODE = pa.Column(str, pa.Check.str_matches(f"^{COMMUNE}$"))
_YEAR = pa.Column(int, pa.Check.in_range(1943, 2100))
MERGERS_SCHEMA = pa.DataFrameSchema(
    {"old_code": _CODE, "code": _CODE, "cog": _YEAR}, strict=True, unique=["old_code"]
)
SPLITS_SCHEMA = pa.DataFrameSchema(
    {"origin": _CODE, "code": _CODE, "since": pa.Column(int, pa.Check.ge(0)), "cog": _YEAR},
    strict=True,
    unique=["code"],
)


def recognises_communes(opening: Opening) -> bool:
    """Whether a file is the list of communes."""
    return _layout(opening, tuple(_COMMUNE_COLUMNS)).separator_of(opening) is not None


def recognises_moves(opening: Opening) -> bool:
    """Whether a file is the list of events."""
    return _layout(opening, _MOVE_COLUMNS).separator_of(opening) is not None


def read_communes(path: Path) -> dict[str, pd.DataFrame]:
    """Read the communes of a COG and their parts.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``cog_communes``: ``type, code, name, departement, region, parent, source``.

    Raises
    ------
    DataError
        When the file is not this list, or a code is not one.
    """
    rows = _rows(path, tuple(_COMMUNE_COLUMNS))
    refuse_codes(path, rows, "TYPECOM", "|".join(TYPES), f"one of {', '.join(TYPES)}")
    refuse_codes(path, rows, "COM", COMMUNE, "a commune's code")
    refuse_repeated(path, rows, ["TYPECOM", "COM"])
    whole = rows["TYPECOM"] == COMMUNE_TYPE
    refuse_codes(path, rows[whole], "DEP", r"[0-9]{2,3}|2[AB]", "a département's code")
    refuse_codes(path, rows[~whole], "COMPARENT", COMMUNE, "the code of the commune it is part of")
    table = rows.rename(columns=_COMMUNE_COLUMNS).assign(source=SOURCE)
    table = table[list(COMMUNES_SCHEMA.columns)]
    checked = validate(table.astype(str), COMMUNES_SCHEMA, file=path.name, first_row=0)
    return {"cog_communes": checked.reset_index(drop=True)}


def read_moves(path: Path) -> dict[str, pd.DataFrame]:
    """Read what became of the communes that merged, changed code or were re-established.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``mergers`` (``old_code, code, cog``: the commune of today that holds the territory of a
        former code, and the first COG without it) and ``splits`` (``origin, code, since,
        cog``: see ``indicators.sources.cog.split_table``).

    Raises
    ------
    DataError
        When the file is not this list, a code or a date is not one, or one code has two successors.
    """
    rows = _rows(path, _MOVE_COLUMNS)
    refuse_codes(path, rows, "MOD", r"[0-9]{2}", "a type of event of two digits")
    whole = (rows["TYPECOM_AV"] == COMMUNE_TYPE) & (rows["TYPECOM_AP"] == COMMUNE_TYPE)
    rows = rows[whole]
    for column in ("COM_AV", "COM_AP"):
        refuse_codes(path, rows, column, COMMUNE, "a commune's code")
    dates = rows["DATE_EFF"].map(lambda text: _cog_of(path, rows, text))
    rows = rows.assign(cog=dates)
    steps = [_step(path, group) for _, group in rows.groupby("DATE_EFF", sort=True)]
    mergers = merger_table(steps)
    splits = split_table(steps, mergers)
    return {
        "mergers": validate(_typed(mergers), MERGERS_SCHEMA, file=path.name),
        "splits": validate(_typed(splits), SPLITS_SCHEMA, file=path.name),
    }


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    years = {"since", "cog"}
    return table.astype({name: int if name in years else str for name in table.columns})


def _cog_of(path: Path, rows: pd.DataFrame, text: str) -> int:
    """Give the first COG, on a 1 January, that an event of that date is in."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or text != day.isoformat():
        row = rows.index[(rows["DATE_EFF"] == text).to_numpy()][0]
        raise fault(path.name, row, "DATE_EFF", text, "a date such as 2025-01-01")
    return day.year if (day.month, day.day) == (1, 1) else day.year + 1


def _step(path: Path, events: pd.DataFrame) -> Step:
    """Give what changed on one date."""
    before, after = set(events["COM_AV"]), set(events["COM_AP"])
    merged = events[events["MOD"].isin(_MERGERS) & ~events["COM_AV"].isin(after)]
    successors = merged.drop_duplicates(["COM_AV", "COM_AP"])
    twice = successors[successors.duplicated("COM_AV")]
    if len(twice):
        row = twice.index[0]
        expected = "one commune to hold the territory of that code"
        raise fault(path.name, row, "COM_AV", twice.loc[row, "COM_AV"], expected)
    again = events[(events["MOD"] == _REESTABLISHED) & ~events["COM_AP"].isin(before)]
    return Step(
        year=int(events["cog"].iloc[0]),
        successors=dict(zip(successors["COM_AV"], successors["COM_AP"], strict=True)),
        origins=dict(zip(again["COM_AP"], again["COM_AV"], strict=True)),
        appeared=frozenset(after - before),
    )


def _rows(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    layout = _layout(Opening(path), columns)
    rows = read_rows(path, layout)
    refuse_cut_end(path)
    return rows.rename(columns=dict(zip(layout.columns, columns, strict=True)))


def _layout(opening: Opening, columns: tuple[str, ...]) -> Layout:
    """Give the layout of the list: its headings were in lower case until 2020."""
    lower = Layout(tuple(name.lower() for name in columns), separators=",")
    return lower if lower.separator_of(opening) else Layout(columns, separators=",")

"""Doctors by age band and département: all doctors, general practitioners and specialists.

Producer: DREES, from the RPPS (ASIP-Santé), on 1 January of the year that the last lines name.
These are not GPs and must never be shown as GPs: the columns say ``all_doctors``.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from indicators.errors import DataError
from indicators.sources.columns import DEPARTEMENT, fault, once, parsed
from indicators.sources.delimited import refuse_what_is_not_text
from indicators.sources.forms import Opening
from indicators.sources.tables import validate

SOURCE = "drees-doctors-by-age"
FRANCE = "FR"
SCOPE = "all_doctors"
_PLACE, _ALL = "dep_insc", "Ensemble"
_NOTE = '"Champ'
_BAND = re.compile(
    r"\d+ - (?:Entre )?(?:Moins de (?P<under>\d+)|(?P<low>\d+)(?: et (?P<high>\d+))?)"
    r" ans(?: et plus)?"
)
_PLACE_CODE = re.compile(r"0?(?P<code>\S{2,3}) - .+")
_DATE = re.compile(r"donn[ée]es au 1er janvier (\d{4})", re.IGNORECASE)
_SPACES = re.compile(r"[ \u00a0\u202f]")
_HIGHEST = 1_000_000.0
DOCTORS_SCHEMA = pa.DataFrameSchema(
    {
        "code": pa.Column(str, pa.Check.str_matches(f"^(?:{FRANCE}|{DEPARTEMENT})$")),
        "year": pa.Column(int, pa.Check.in_range(2010, 2100)),
        "low": pa.Column(int, pa.Check.in_range(0, 100)),
        "high": pa.Column("Int64", pa.Check.in_range(0, 100), nullable=True),
        "doctors": pa.Column(float, pa.Check.in_range(0, _HIGHEST)),
        "scope": pa.Column(str, pa.Check.eq(SCOPE)),
        "source": pa.Column(str),
    },
    strict=True,
    coerce=True,
    unique=["code", "year", "low"],
)
"""``low`` and ``high``: ages, both included; no ``high`` for the oldest."""


def recognises(opening: Opening) -> bool:
    """Whether a file is the table of doctors by age band."""
    return opening.text.lstrip("\ufeff").startswith(f"{_PLACE},")


def read_doctors(path: Path) -> dict[str, pd.DataFrame]:
    """Read the headcounts of all doctors.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``doctors_by_age``: ``code`` (département, ``FR``), ``year``, ``low, high`` (ages),
        ``doctors``, ``scope`` and ``source``. The label of a row is left aside: that of 062 says
        Nord-Pas-de-Calais, and its figures are the Pas-de-Calais's.

    Raises
    ------
    DataError
        When the file is not this table, a count is not one, or the bands of a row do not sum to
        its total.
    """
    lines, year = _split(path)
    cells = _cells(path.name, lines)
    bands = _bands(path.name, list(cells.columns))
    counts = pd.DataFrame(
        {column: _counts(cells[column], path.name, column) for column in [_ALL, *bands]}
    )
    _check_totals(counts, list(bands), path.name)
    codes = [_code(path.name, row, label) for row, label in cells[_PLACE].items()]
    frames = [
        pd.DataFrame(
            {"code": codes, "low": low, "high": high, "doctors": counts[column]}, index=cells.index
        )
        for column, (low, high) in bands.items()
    ]
    frame = pd.concat(frames).assign(year=year, scope=SCOPE, source=SOURCE)
    once(frame, ["code", "low"], file=path.name, column=_PLACE)
    ordered = frame[list(DOCTORS_SCHEMA.columns)]
    checked = validate(ordered, DOCTORS_SCHEMA, file=path.name, first_row=0)
    return {"doctors_by_age": checked.reset_index(drop=True)}


def _split(path: Path) -> tuple[list[str], int]:
    """Part the lines of the table from the note under it, which names the year."""
    lines = _text(path).splitlines()
    end = next((at for at, line in enumerate(lines) if line.startswith(_NOTE)), len(lines))
    date = _DATE.search(" ".join(lines[end:]))
    if date is None:
        msg = (
            f"a last line that begins with {_NOTE!r} and names the date is expected; the file may "
            "be truncated, download it again"
        )
        raise DataError(msg, file=path.name, row=max(len(lines), 1))
    return lines[:end], int(date[1])


def _text(path: Path) -> str:
    """Read the file: published in Windows-1252, and read too where it was saved in UTF-8."""
    refuse_what_is_not_text(Opening(path))
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # A byte that Windows-1252 does not know becomes a mark that no label of the table has.
        return content.decode("cp1252", errors="replace")


def _cells(file: str, lines: list[str]) -> pd.DataFrame:
    """Cut the lines: no cell is quoted, and none holds a comma."""
    header = [cell.strip() for cell in lines[0].split(",")] if lines else []
    for name in (_PLACE, _ALL):
        if header.count(name) != 1:
            msg = f"the column is expected once; the header is {', '.join(header)[:200]!r}"
            raise DataError(msg, file=file, row=1, column=name)
    rows = [line.split(",") for line in lines[1:]]
    for number, cells in enumerate(rows, start=2):
        if len(cells) != len(header):
            msg = f"{len(cells)} cells where {len(header)} are expected; the file may be truncated"
            raise DataError(msg, file=file, row=number)
    if not rows:
        msg = "the file has a header and no row; download it again"
        raise DataError(msg, file=file, row=2)
    return pd.DataFrame(rows, columns=header, index=pd.RangeIndex(2, len(rows) + 2))


def _bands(file: str, header: list[str]) -> dict[str, tuple[int, int | None]]:
    bands: dict[str, tuple[int, int | None]] = {}
    for name in header:
        if name in {_PLACE, _ALL}:
            continue
        band = _BAND.fullmatch(name)
        if band is None:
            raise fault(file, 1, name, name, "a band of ages such as '2 - Entre 30 et 34 ans'")
        under, low, high = (band[key] for key in ("under", "low", "high"))
        if name in bands:
            msg = "the column appears more than once; download the file again"
            raise DataError(msg, file=file, row=1, column=name)
        bands[name] = (0, int(under) - 1) if under else (int(low), int(high) if high else None)
    if not bands:
        msg = "no column is a band of ages"
        raise DataError(msg, file=file, row=1)
    return bands


def _counts(cells: pd.Series[str], file: str, column: str) -> pd.Series[float]:
    plain = cells.str.replace(_SPACES, "", regex=True)
    return parsed(plain, file=file, column=column, high=_HIGHEST)


def _check_totals(counts: pd.DataFrame, bands: list[str], file: str) -> None:
    summed = counts[bands].sum(axis=1)
    wrong = counts[summed != counts[_ALL]]
    if len(wrong):
        row = wrong.index[0]
        expected = f"{summed.loc[row]:g}, the sum of the bands,"
        raise fault(file, row, _ALL, float(counts.loc[row, _ALL]), expected)


def _code(file: str, row: object, label: str) -> str:
    if label.strip() == _ALL:
        return FRANCE
    place = _PLACE_CODE.fullmatch(label.strip())
    if place is None or not re.fullmatch(DEPARTEMENT, place["code"]):
        raise fault(file, row, _PLACE, label, "a département such as '001 - Ain'")
    return place["code"]

"""Exports of the Observatoire des territoires (Géoclip) and of CartoSanté, per commune or other.

Two forms of one table, both UTF-8 and separated by semicolons:

- Géoclip: ``codgeo;libgeo;an;<indicator>…`` from the first line, decimal comma, several
  indicators side by side;
- CartoSanté: a byte order mark, two title lines (``CartoSanté``, then the territories), then
  ``Code;Libellé;<indicator>``, decimal point.

A value that is not given says why: a secret (``N/A - secret statistique``, ``NS``, ``NC``, ``s``)
is suppressed, ``N/A`` alone, a blank or an unavailable result is missing. Neither is ever 0.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from indicators.errors import DataError
from indicators.sources.forms import Form, Opening

SOURCE = "geoclip"
SEPARATOR = ";"
GEOCLIP_HEADER = ["codgeo", "libgeo", "an"]
CARTOSANTE_HEADER = ["Code", "Libellé"]
CARTOSANTE_TITLE = "CartoSanté"
_REFERENCE = "Référentiel géographique"
_TITLE_LINES = 2
_SHOWN = 80
"""Characters of a wrong header that an error quotes."""
_CODE = r"(?:[0-9]{5}|2[AB][0-9]{2,3}|[0-9]{9}|[0-9]{2,3}|2[AB])"
"""Commune, TVS (also ``2A01`` in Corsica), EPCI (SIREN), département or région."""
_NUMBER = re.compile(r"-?(?:[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+|[0-9]+)(?:[.,][0-9]+)?")
_SECRET = re.compile(r"(?:ns|nc|s|n/a\s*-.*)", re.IGNORECASE)
_MISSING = re.compile(r"(?:|n/a|n/a\s*-\s*(?:.*non disponible|.*division par.*))", re.IGNORECASE)

_COMMON = {
    "code": pa.Column(str, pa.Check.str_matches(rf"^{_CODE}$")),
    "name": pa.Column(str),
    "label": pa.Column(str, pa.Check.str_length(min_value=1)),
    "status": pa.Column(str, pa.Check.isin(["official", "suppressed", "missing"])),
    "row": pa.Column(int),
}
HIGHEST = 1e12
"""No number of France, people nor euros, is larger: it is one of another column or unit."""
_VALUE = pa.Column(float, pa.Check.in_range(0, HIGHEST), nullable=True)
GEOCLIP_SCHEMA = pa.DataFrameSchema(
    {**_COMMON, "year": pa.Column(int, pa.Check.in_range(1960, 2100)), "value": _VALUE},
    strict=True,
)
CARTOSANTE_SCHEMA = pa.DataFrameSchema({**_COMMON, "value": _VALUE}, strict=True)
CATEGORY_SCHEMA = pa.DataFrameSchema(
    {**_COMMON, "category": pa.Column(str, nullable=True)}, strict=True
)


@dataclass(frozen=True)
class CartoSante:
    """An export of CartoSanté.

    Parameters
    ----------
    territories : str
        Which territories its second line announces, their vintage included.
    rows : pandas.DataFrame
        ``code, name, label, value, status, row`` (or ``category`` for ``value``).
    """

    territories: str
    rows: pd.DataFrame


@dataclass(frozen=True)
class _Line:
    """One line of a file, with its number."""

    number: int
    cells: list[str]


def read_geoclip(path: Path) -> pd.DataFrame:
    """Read an export in the Géoclip form.

    Parameters
    ----------
    path : pathlib.Path
        The file, as downloaded.

    Returns
    -------
    pandas.DataFrame
        ``code, name, year, label, value, status, row``: a row for each territory, year and
        indicator; ``label`` is the indicator's heading, ``value`` missing unless ``official``,
        ``row`` the line of the file.

    Raises
    ------
    DataError
        When the file is absent, empty, truncated, not UTF-8, of another form, or holds an unknown
        code, a value that is neither a number nor a reason, or a territory twice.
    """
    lines = _lines(path)
    header = _header(path, lines[0], GEOCLIP_HEADER)
    records = []
    for line in lines[1:]:
        _check_width(path, line, len(header))
        code, name, year = line.cells[:3]
        if not re.fullmatch(r"[0-9]{4}", year):
            raise _fault(path, line, "an", f"{year!r} is not a year of four digits")
        for label, text in zip(header[3:], line.cells[3:], strict=True):
            value, status = _value(path, line, label, text)
            place = {"code": code, "name": name, "year": int(year), "label": label}
            records.append({**place, "value": value, "status": status, "row": line.number})
    _refuse_no_territory(path, records, lines[0])
    return _checked(path, records, GEOCLIP_SCHEMA, ["code", "year", "label"])


def read_cartosante(path: Path, *, categories: bool = False) -> CartoSante:
    """Read an export in the CartoSanté form.

    Parameters
    ----------
    path : pathlib.Path
        The file, as downloaded.
    categories : bool
        Whether its values are names of classes (a zoning) rather than numbers.

    Raises
    ------
    DataError
        As ``read_geoclip``.
    """
    lines = _lines(path)
    territories = _titles(path, lines)
    if len(lines) <= _TITLE_LINES:
        msg = "the file ends after its titles; download it again"
        raise DataError(msg, file=path.name)
    header = _header(path, lines[_TITLE_LINES], CARTOSANTE_HEADER)
    records = []
    for line in lines[_TITLE_LINES + 1 :]:
        _check_width(path, line, len(header))
        code, name = line.cells[:2]
        for label, text in zip(header[2:], line.cells[2:], strict=True):
            content = _category(text) if categories else _numeric(path, line, label, text)
            place = {"code": code, "name": name, "label": label}
            records.append({**place, **content, "row": line.number})
    _refuse_no_territory(path, records, lines[_TITLE_LINES])
    schema = CATEGORY_SCHEMA if categories else CARTOSANTE_SCHEMA
    return CartoSante(territories, _checked(path, records, schema, ["code", "label"]))


def recognises(opening: Opening) -> bool:
    """Tell whether a file is a table in the Géoclip form."""
    header = opening.lines[0].split(SEPARATOR) if opening.lines else []
    return [cell.strip() for cell in header[: len(GEOCLIP_HEADER)]] == GEOCLIP_HEADER


def read_form(path: Path) -> dict[str, pd.DataFrame]:
    """Read an export as ``geoclip``: what `read_geoclip` gives, and the name of its ``file``."""
    return {"geoclip": read_geoclip(path).assign(file=path.name)}


def status_of(text: str) -> str:
    """Say what a cell without a number means: ``suppressed``, ``missing``, or ``official``."""
    stripped = text.strip()
    if _MISSING.fullmatch(stripped):
        return "missing"
    return "suppressed" if _SECRET.fullmatch(stripped) else "official"


def number(text: str) -> float:
    """Read a French or an English number, with or without spaces between thousands.

    Raises
    ------
    ValueError
        When the text is not one.
    """
    stripped = text.strip()
    plain = re.sub(r"[ \u00a0\u202f]", "", stripped).replace(",", ".")
    if not _NUMBER.fullmatch(stripped) or not math.isfinite(float(plain)):
        msg = f"{text!r} is neither a number nor a reason such as N/A"
        raise ValueError(msg)
    return float(plain)


def _value(path: Path, line: _Line, label: str, text: str) -> tuple[float, str]:
    status = status_of(text)
    if status != "official":
        return float("nan"), status
    try:
        return number(text), status
    except ValueError as error:
        raise _fault(path, line, label, str(error)) from None


def _numeric(path: Path, line: _Line, label: str, text: str) -> dict[str, object]:
    value, status = _value(path, line, label, text)
    return {"value": value, "status": status}


def _category(text: str) -> dict[str, object]:
    status = status_of(text)
    return {"category": text.strip() if status == "official" else None, "status": status}


def _lines(path: Path) -> list[_Line]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        msg = f"cannot be read: {error.strerror or error}"
        raise DataError(msg, file=str(path)) from None
    except UnicodeDecodeError as error:
        row = path.read_bytes().count(b"\n", 0, error.start) + 1
        msg = f"not UTF-8 (byte {error.start}); download the file again, do not save it elsewhere"
        raise DataError(msg, file=path.name, row=row) from None
    lines = [line for line in _parse(path, text) if any(cell.strip() for cell in line.cells)]
    if not lines:
        msg = "the file is empty; download it again"
        raise DataError(msg, file=path.name)
    return lines


def _parse(path: Path, text: str) -> Iterator[_Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=SEPARATOR, strict=True)
    try:
        for cells in reader:
            yield _Line(reader.line_num, cells)
    except csv.Error as error:
        msg = f"a quotation mark is not closed ({error}); the file may be truncated"
        raise DataError(msg, file=path.name, row=reader.line_num) from None


def _titles(path: Path, lines: list[_Line]) -> str:
    first = lines[0].cells[0].strip()
    second = lines[1].cells[0].strip() if len(lines) > 1 else ""
    if first != CARTOSANTE_TITLE or not second.startswith(_REFERENCE):
        msg = (
            f"expected the title lines {CARTOSANTE_TITLE!r} and {_REFERENCE!r}, found "
            f"{_shown(first)} and {_shown(second)}: not an export of CartoSanté"
        )
        raise DataError(msg, file=path.name, row=lines[0].number)
    return second.partition(":")[2].strip()


def _header(path: Path, line: _Line, start: list[str]) -> list[str]:
    header = [cell.strip() for cell in line.cells]
    labels = header[len(start) :]
    if header[: len(start)] != start or not labels or not all(labels):
        msg = (
            f"expected the columns {SEPARATOR.join(start)} and an indicator, found {_shown(header)}"
        )
        raise DataError(msg, file=path.name, row=line.number)
    if len(set(labels)) < len(labels):
        msg = "two indicators have the same heading; export them one at a time"
        raise DataError(msg, file=path.name, row=line.number)
    return header


def _shown(found: object) -> str:
    """Quote what was found, short: it may be a web page or a binary."""
    text = repr(found)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _check_width(path: Path, line: _Line, width: int) -> None:
    if len(line.cells) != width:
        msg = f"{len(line.cells)} cells where {width} are expected; the file may be truncated"
        raise DataError(msg, file=path.name, row=line.number)


def _refuse_no_territory(path: Path, records: list[dict[str, object]], header: _Line) -> None:
    if not records:
        msg = "the file has headings and no territory; download it again"
        raise DataError(msg, file=path.name, row=header.number + 1)


def _fault(path: Path, line: _Line, column: str, message: str) -> DataError:
    return DataError(message, file=path.name, row=line.number, column=column)


def _checked(
    path: Path, records: list[dict[str, object]], schema: pa.DataFrameSchema, key: list[str]
) -> pd.DataFrame:
    frame = pd.DataFrame(records)
    twice = frame[frame.duplicated(key)]
    if len(twice):
        msg = f"the territory {twice['code'].iloc[0]} appears twice; keep one of its lines"
        raise DataError(msg, file=path.name, row=int(twice["row"].iloc[0]))
    _check_schema(path, frame, schema)
    return frame


def _check_schema(path: Path, frame: pd.DataFrame, schema: pa.DataFrameSchema) -> None:
    try:
        schema.validate(frame)
    except pa.errors.SchemaError as error:
        raise _located(path, frame, error) from None


def _located(path: Path, frame: pd.DataFrame, error: pa.errors.SchemaError) -> DataError:
    case = error.failure_cases.iloc[0]
    msg = f"{str(case['failure_case'])!r} where {error.check} is expected"
    column = getattr(error.schema, "name", None)
    if pd.isna(case["index"]):
        return DataError(msg, file=path.name, column=column)
    position = int(case["index"])
    heading = str(frame["label"].iloc[position]) if column == "value" else column
    return DataError(msg, file=path.name, row=int(frame["row"].iloc[position]), column=heading)


FORMS = (Form("geoclip-table", SOURCE, recognises, read_form),)

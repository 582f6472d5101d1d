"""FINESS: health houses, health centres and CPTS, counted per commune.

The extraction of the register of establishments published on data.gouv.fr (dataset
``finess-extraction-du-fichier-des-etablissements``): no header but a first line
``finess;etalab;<edition>;<date>``, then one line ``structureet;…`` per establishment (32 cells, the
last empty) and, in the file with coordinates, one line ``geolocalisation;…`` each. UTF-8, or
Latin-1 in the older editions.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from indicators.errors import DataError
from indicators.sources.delimited import refuse_what_is_not_text
from indicators.sources.forms import Form, Opening
from indicators.sources.tables import validate

SOURCE = "finess"
SEPARATOR = ";"
KINDS = {"603": "msp", "124": "cds", "604": "cpts"}
"""Category of establishment (nomenclature TRE_R66 of the ANS) to what it is called here."""
_TITLE = re.compile(r"finess;etalab;[0-9]+;(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2});?")
_ESTABLISHMENT, _POINT = "structureet", "geolocalisation"
_NUMBER_AT, _COMMUNE_AT, _DEPARTEMENT_AT, _CATEGORY_AT = 1, 12, 13, 18
_WIDTH = 31
"""Cells of an establishment, the empty one after the last separator left aside."""
_NUMBER = re.compile(r"[0-9][0-9AB][0-9]{7}")
_DEPARTEMENT = re.compile(r"[0-9]{2}|2[AB]|9[A-J]")
_OVERSEAS = re.compile(r"9[A-F]")
"""Guadeloupe 9A, Martinique 9B, Guyane 9C, La Réunion 9D, Saint-Pierre 9E, Mayotte 9F: their three
digits of commune start with that of the département."""
_COLUMNS = {
    _NUMBER_AT: "nofinesset",
    _COMMUNE_AT: "commune",
    _DEPARTEMENT_AT: "departement",
    _CATEGORY_AT: "categetab",
}

SCHEMA = pa.DataFrameSchema(
    {
        "code": pa.Column(str, pa.Check.str_matches(r"^([0-9]{5}|2[AB][0-9]{3})$")),
        "kind": pa.Column(str, pa.Check.isin(list(KINDS.values()))),
        "date": pa.Column(str, pa.Check.str_matches(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")),
        "sites": pa.Column(int, pa.Check.ge(1)),
        "source": pa.Column(str),
    },
    strict=True,
    unique=["code", "kind"],
)
"""``health_sites``: establishments on the date of the file; a commune without one is absent."""


@dataclass(frozen=True)
class _Line:
    number: int
    cells: list[str]


def recognises(opening: Opening) -> bool:
    """Tell whether a file is an extraction of the register of establishments."""
    lines = opening.lines
    return (
        len(lines) > 1
        and _TITLE.fullmatch(lines[0]) is not None
        and (lines[1].startswith(_ESTABLISHMENT))
    )


def read(path: Path) -> dict[str, pd.DataFrame]:
    """Read an extraction: ``health_sites``.

    Raises
    ------
    DataError
        For the first fault, with file, row and column.
    """
    opening = Opening(path)
    refuse_what_is_not_text(opening)
    title = _TITLE.fullmatch(opening.lines[0])
    if title is None:
        msg = "expected the line 'finess;etalab;<edition>;<date>': not an extraction of FINESS"
        raise DataError(msg, file=path.name, row=1)
    seen: set[str] = set()
    sites = [_site(path, line, seen) for line in _establishments(path)]
    known = [site for site in sites if site is not None]
    if not known:
        msg = f"no establishment of the categories {', '.join(KINDS)}; download the file again"
        raise DataError(msg, file=path.name, column=_COLUMNS[_CATEGORY_AT])
    counts = pd.DataFrame(known, columns=["code", "kind"]).groupby(["code", "kind"]).size()
    table = counts.rename("sites").reset_index().assign(date=title["date"], source=SOURCE)
    return {"health_sites": validate(table, SCHEMA, file=path.name)}


def _establishments(path: Path) -> Iterator[_Line]:
    for line in _lines(path):
        if line.number == 1 or not line.cells or line.cells[0] == _POINT:
            continue
        if line.cells[0] != _ESTABLISHMENT:
            msg = f"expected a line {_ESTABLISHMENT} or {_POINT}, found {line.cells[0][:40]!r}"
            raise DataError(msg, file=path.name, row=line.number)
        while len(line.cells) > _WIDTH and not line.cells[-1]:
            line.cells.pop()
        if len(line.cells) != _WIDTH:
            msg = f"{len(line.cells)} cells where {_WIDTH} are expected; the file may be truncated"
            raise DataError(msg, file=path.name, row=line.number)
        yield line


def _lines(path: Path) -> Iterator[_Line]:
    reader = csv.reader(io.StringIO(_text(path), newline=""), delimiter=SEPARATOR)
    above = 0
    try:
        for cells in reader:
            if reader.line_num > above + 1:
                msg = "a quotation mark is not closed on this line; download the file again"
                raise DataError(msg, file=path.name, row=above + 1)
            above = reader.line_num
            yield _Line(above, cells)
    except csv.Error as error:
        msg = f"not delimited text ({error}); download the file again"
        raise DataError(msg, file=path.name, row=reader.line_num) from None


def _text(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _site(path: Path, line: _Line, seen: set[str]) -> tuple[str, str] | None:
    """Give commune and kind of an establishment, nothing for those of other categories."""
    number = line.cells[_NUMBER_AT]
    if not _NUMBER.fullmatch(number):
        raise _fault(path, line, _NUMBER_AT, "a FINESS number of nine characters")
    if number in seen:
        msg = f"{number} is already given above; keep one line of it"
        raise DataError(msg, file=path.name, row=line.number, column=_COLUMNS[_NUMBER_AT])
    seen.add(number)
    if not re.fullmatch(r"[0-9]{3}", line.cells[_CATEGORY_AT]):
        raise _fault(path, line, _CATEGORY_AT, "a category of three digits")
    kind = KINDS.get(line.cells[_CATEGORY_AT])
    return (_commune(path, line), kind) if kind else None


def _commune(path: Path, line: _Line) -> str:
    departement, commune = line.cells[_DEPARTEMENT_AT], line.cells[_COMMUNE_AT]
    if not _DEPARTEMENT.fullmatch(departement):
        raise _fault(path, line, _DEPARTEMENT_AT, "the FINESS code of a département")
    if not re.fullmatch(r"[0-9]{3}", commune):
        raise _fault(path, line, _COMMUNE_AT, "the three digits of a commune")
    return ("97" if _OVERSEAS.fullmatch(departement) else departement) + commune


def _fault(path: Path, line: _Line, at: int, expected: str) -> DataError:
    msg = f"{line.cells[at][:40]!r} where {expected} is expected"
    return DataError(msg, file=path.name, row=line.number, column=_COLUMNS[at])


FORMS = (Form("finess-establishments", SOURCE, recognises, read),)

"""The communes of each territoire de vie-santé (TVS).

Producer: DREES, "Table de passage des communes aux territoires de vie-santé", 2019. Paris, Lyon
and Marseille are there by arrondissement, without the name of the commune.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from indicators.sources.columns import COMMUNE, TVS, codes, fault, once
from indicators.sources.forms import Opening
from indicators.sources.sheets import open_book, text
from indicators.sources.tables import validate

HEADER = {
    "code": "Code commune",
    "tvs": "Code du territoire de vie-santé",
    "tvs_name": "Libellé du territoire de vie-santé",
}
SOURCE = "drees-tvs"
TVS_SCHEMA = pa.DataFrameSchema(
    {
        "code": pa.Column(str, pa.Check.str_matches(f"^{COMMUNE}$")),
        "tvs": pa.Column(str, pa.Check.str_matches(f"^{TVS}$")),
        "tvs_name": pa.Column(str, pa.Check.str_length(min_value=1)),
        "communes_elsewhere": pa.Column(int, pa.Check.ge(0)),
        "source": pa.Column(str),
    },
    strict=True,
    unique=["code"],
)
"""``communes_elsewhere``: communes of the TVS that the table leaves out; none in France's."""


def recognises(opening: Opening) -> bool:
    """Whether a file is the table of the TVS."""
    if len(opening.sheets) != 1:
        return False
    top = opening.top(opening.sheets[0], 1)
    return bool(top) and set(HEADER.values()) <= {text(cell) for cell in top[0]}


def read_tvs(path: Path) -> dict[str, pd.DataFrame]:
    """Read the TVS of each commune of France.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``communes_tvs``: ``code, tvs, tvs_name, communes_elsewhere, source``.

    Raises
    ------
    DataError
        When the file is not this table, a code is not one, a commune comes twice, or one TVS has
        two names.
    """
    book = open_book(path)
    sheet = book.sheet(book.names[0])
    positions = sheet.positions(0, HEADER)
    cells = sheet.table(0, positions, range(1, len(sheet.rows)))
    frame = pd.DataFrame(index=cells.index)
    for name, pattern in (("code", COMMUNE), ("tvs", TVS)):
        expected = "a code as text"
        frame[name] = codes(
            cells[name], pattern, file=sheet.file, column=HEADER[name], expected=expected
        )
    frame["tvs_name"] = cells["tvs_name"].map(text)
    once(frame, ["code"], file=sheet.file, column=HEADER["code"])
    _check_names(frame, sheet.file)
    frame = frame.assign(communes_elsewhere=0, source=SOURCE)
    checked = validate(frame, TVS_SCHEMA, file=sheet.file, first_row=0)
    return {"communes_tvs": checked.reset_index(drop=True)}


def _check_names(frame: pd.DataFrame, file: str) -> None:
    first = frame.groupby("tvs")["tvs_name"].transform("first")
    other = frame[frame["tvs_name"] != first]
    if len(other):
        row, expected = other.index[0], repr(first.loc[other.index[0]])
        raise fault(file, row, HEADER["tvs_name"], other["tvs_name"].iloc[0], expected)

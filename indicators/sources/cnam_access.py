"""CNAM, Observatoire de l'accès aux soins: patients with a long-term illness (ALD).

The datasets "part de patients en affection longue durée sans médecin traitant" of data.ameli.fr,
by year or of the current one, exported as CSV. Their territory columns are those of every dataset
there (``region`` 99: France, ``departement`` 999: a total); the heading of the share has changed
with the editions, so it is found by its words, and must be the only one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from indicators.errors import DataError
from indicators.sources import delimited
from indicators.sources.cnam_demography import EVERY_DEPARTEMENT, FRANCE
from indicators.sources.delimited import Layout
from indicators.sources.figures import SCHEMAS
from indicators.sources.forms import Form, Opening
from indicators.sources.tables import validate

SOURCE = "cnam-access-observatory"
SEPARATORS = ";,"
_TERRITORY = ("region", "departement", "libelle_departement")
_PERIODS = ("annee", "trimestre", "periode", "date")
_SHARE = re.compile(r"(?=.*(?:part|taux|pourcentage|proportion))(?=.*sans)(?=.*(?:medecin|mt)).*")
_DEPARTEMENT = r"(?:[0-9]{2,3}|2[AB])"
_PERIOD = r"(?P<year>[0-9]{4})(?:-(?P<month>0[1-9]|1[0-2])(?:-[0-9]{2})?|[- ]?T(?P<quarter>[1-4]))?"
_LAST_MONTH = "12"
"""A yearly figure of the CNAM is that of 31 December."""
PERCENT = 100.0


@dataclass(frozen=True)
class _Headings:
    """What this edition calls its columns."""

    separator: str
    period: str
    share: str

    def layout(self) -> Layout:
        return Layout((self.period, *_TERRITORY, self.share), self.separator)


def recognises(opening: Opening) -> bool:
    """Tell whether a file is an export of one of these datasets."""
    return _headings(opening) is not None


def read(path: Path) -> dict[str, pd.DataFrame]:
    """Read an export: ``attending_ald``, the share of ALD patients who have a médecin traitant.

    Raises
    ------
    DataError
        For the first fault, with file, row and column.
    """
    opening = Opening(path)
    delimited.refuse_what_is_not_text(opening)
    headings = _headings(opening)
    if headings is None:
        expected = ", ".join((_PERIODS[0], *_TERRITORY))
        msg = f"expected the columns {expected} and one share of patients without médecin traitant"
        raise DataError(msg, file=path.name, row=delimited.HEADER_ROW)
    rows = delimited.read_rows(path, headings.layout())
    rows = rows[(rows["departement"] != EVERY_DEPARTEMENT) | (rows["region"] == FRANCE)]
    delimited.refuse_codes(path, rows, "departement", _DEPARTEMENT, "the code of a département")
    delimited.refuse_codes(path, rows, headings.period, _PERIOD, "a year, a month or a quarter")
    delimited.refuse_repeated(path, rows, ["departement", headings.period])
    without = delimited.amounts(path, rows, headings.share, highest=PERCENT)
    known = rows[without["status"] == "official"]
    if known.empty:
        msg = "no share of any département; download the file again"
        raise DataError(msg, file=path.name, column=headings.share)
    return {"attending_ald": _table(path, known, without["value"].loc[known.index], headings)}


def _table(
    path: Path, rows: pd.DataFrame, without: pd.Series[float], headings: _Headings
) -> pd.DataFrame:
    # One edition gives fractions, another percentages; no département has 1 % or less.
    scale = PERCENT if without.max() <= 1 else 1.0
    national = rows["departement"] == EVERY_DEPARTEMENT
    table = pd.DataFrame(
        {
            "level": national.map({True: "france", False: "departement"}),
            "code": rows["departement"].replace(EVERY_DEPARTEMENT, "FR"),
            "name": rows["libelle_departement"],
            "date": rows[headings.period].map(_month),
            "value": PERCENT - without * scale,
            "edition": "published",
            "kind": "observed",
            "source": SOURCE,
        },
        index=rows.index,
    )
    return validate(table, SCHEMAS["attending_ald"], file=path.name, first_row=0)


def _month(period: str) -> str:
    found = re.fullmatch(_PERIOD, period)
    if found is None:  # pragma: no cover - refused before
        return period
    if found["quarter"]:
        return f"{found['year']}-{3 * int(found['quarter']):02d}"
    return f"{found['year']}-{found['month'] or _LAST_MONTH}"


def _headings(opening: Opening) -> _Headings | None:
    for separator in SEPARATORS:
        names = Layout((), separator).header(opening, separator)
        periods = [name for name in names if name in _PERIODS]
        shares = [name for name in names if _SHARE.fullmatch(name.casefold())]
        if set(_TERRITORY) <= set(names) and len(periods) == 1 and len(shares) == 1:
            return _Headings(separator, periods[0], shares[0])
    return None


FORMS = (Form("cnam-access-observatory", SOURCE, recognises, read),)

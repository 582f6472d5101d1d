"""Texts and numbers in the language of the reader: French, or English through a catalogue.

French is the language of the source; ``locales/en/`` holds the English of every text, one catalogue
a page and ``common.po`` for what several pages share.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import get_decimal_symbol, get_group_symbol

LOCALES = Path(__file__).parent / "locales"
NO_BREAK = "\N{NO-BREAK SPACE}"


class Translate(Protocol):
    """Puts a French text in a language, and fills its fields."""

    def __call__(self, text: str, **fields: object) -> str:
        """Give the text in that language."""
        ...


@lru_cache(maxsize=4)
def _english() -> dict[str, str]:
    return read_catalogues(LOCALES / "en")


def read_catalogues(folder: Path) -> dict[str, str]:
    """Read every PO catalogue of a folder: French text to its translation."""
    texts: dict[str, str] = {}
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file)
        texts |= {str(m.id): str(m.string) for m in catalogue if m.id and m.string}
    return texts


def translator(lang: str) -> Translate:
    """Give the function that puts a French text in the language ``lang`` and fills its fields."""

    def translate(text: str, **fields: object) -> str:
        found = _english().get(text, text) if lang == "en" else text
        filled = found.format(**fields) if fields else found
        return typeset(filled, lang)

    return translate


def named(text: str, lang: str) -> str:
    """Give a name of the data in the reader's language; itself where no catalogue translates it.

    The official title of a data set stays as it is; what this project calls a thing is translated.
    """
    known = _english()
    return known[text] if lang == "en" and text in known else text


@lru_cache(maxsize=4096)
def typeset(text: str, lang: str) -> str:
    """Set French punctuation, numbers and hours with no-break spaces; leave English as it is."""
    if lang != "fr":
        return text
    spaced = re.sub(r"(?<=[\w)%»'])\s?([:;?])(?=\s|$)", NO_BREAK + r"\1", text)
    quoted = spaced.replace("« ", f"«{NO_BREAK}").replace(" »", f"{NO_BREAK}»")
    timed = re.sub(r"(?<=\d) h (?=\d)", f"{NO_BREAK}h{NO_BREAK}", quoted)
    return re.sub(r"(?<=\d) (?=%|000\b|\d{3}\b)", NO_BREAK, timed)


def number(value: float, decimals: int, lang: str) -> str:
    """Write a number with a fixed number of decimals, as the language does."""
    # float first: numpy and Python round a tie differently, and a figure has one face.
    return f"{round(float(value), decimals) + 0.0:,.{decimals}f}".translate(_marks(lang))


@lru_cache(maxsize=4)
def signed(value: float, decimals: int, lang: str) -> str:
    """Write a change with its sign; no sign for what rounds to 0."""
    text = number(value, decimals, lang)
    return f"+{text}" if round(value, decimals) > 0 else text


def _marks(lang: str) -> dict[int, str]:
    """Give the marks of a language for those of Python; Babel's own writing is ten times slower."""
    return str.maketrans({",": get_group_symbol(lang), ".": get_decimal_symbol(lang)})


def shortest(value: float, lang: str) -> str:
    """Write a number with no more decimals than it has, six at most: 2,5 and 3,25."""
    decimals = next(d for d in range(7) if round(value, d) == round(value, 6))
    return number(value, decimals, lang)


def day(iso: str, lang: str) -> str:
    """Write an ISO date, or a year and month, in words."""
    from datetime import date  # noqa: PLC0415

    parts = [int(part) for part in iso.split("-")]
    if len(parts) == 1:
        return iso
    moment = date(parts[0], parts[1], parts[2] if len(parts) > 2 else 1)  # noqa: PLR2004
    form = "long" if len(parts) > 2 else "MMMM y"  # noqa: PLR2004
    # The interface's English is British: 9 May 2025.
    written = str(format_date(moment, format=form, locale="en_GB" if lang == "en" else lang))
    return re.sub(r"^1 ", "1er ", written) if lang == "fr" else written

"""The date of a file that does not say it inside: the one in its name, else its own."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

_IN_A_NAME = re.compile(r"(?<![0-9])(20[0-9]{2})-?([01][0-9])-?([0-3][0-9])")


def date_of(path: Path) -> str:
    """Give the date of an extraction, ``YYYY-MM-DD``.

    Producers write it in the name (``liste-ps-20260615-023046.csv``); where the name has none, the
    day of the file itself, which is that of its download.
    """
    for year, month, day in _IN_A_NAME.findall(path.name):
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()

"""A ZIP that stands alone: the data, their metadata, and a page to read before using them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first date that a ZIP can hold: the same files give the same bytes."""
_HEADINGS = {
    "fr": {
        "view": "Adresse de la vue",
        "exported_on": "Exporté le",
        "rows": "Lignes",
        "years": "Millésimes",
        "indicators": "Indicateurs",
        "definition": "Définition",
        "unit": "Unité",
        "caveat": "À savoir",
        "sources": "Sources et licences",
        "editions": "Éditions",
        "statuses": "Statuts",
        "columns": "Colonnes",
    },
    "en": {
        "view": "Address of the view",
        "exported_on": "Exported on",
        "rows": "Rows",
        "years": "Millésimes",
        "indicators": "Indicators",
        "definition": "Definition",
        "unit": "Unit",
        "caveat": "To know",
        "sources": "Sources and licences",
        "editions": "Editions",
        "statuses": "Statuses",
        "columns": "Columns",
    },
}


def archive(files: Mapping[str, bytes]) -> bytes:
    """Put files in a ZIP, in their order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, content)
    return buffer.getvalue()


def read_me(metadata: dict[str, Any], lang: str) -> bytes:
    """Write the metadata of a table as a text that a person reads.

    Parameters
    ----------
    metadata : dict
        What ``indicators.export.table`` gives.
    lang : str
        Language of the headings, ``fr`` or ``en``.
    """
    lines = "\r\n".join(_lines(metadata, _HEADINGS[lang]))
    return f"{lines}\r\n".encode("utf-8-sig")


def _lines(about: dict[str, Any], heading: dict[str, str]) -> Iterator[str]:
    years = ", ".join(str(year) for year in about["years"])
    for name in ("view", "exported_on", "rows"):
        if about[name] != "":
            yield f"{heading[name]}: {about[name]}"
    yield f"{heading['years']}: {years}"
    yield from ("", heading["indicators"])
    for name, entry in about["indicators"].items():
        yield f"- {entry['label']} ({name})"
        yield from (f"  {heading[k]}: {entry[k]}" for k in ("unit", "definition", "caveat"))
    yield from ("", heading["sources"])
    for source in about["sources"].values():
        yield f"- {source['producer']}, {source['title']}. {source['licence']}. {source['address']}"
    for part in ("editions", "statuses", "columns"):
        if about[part]:
            yield from ("", heading[part])
            yield from (f"- {name}: {text}" for name, text in about[part].items())

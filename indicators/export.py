"""One table to CSV, XLSX, GeoJSON or Parquet, with its metadata.

What is downloaded is what is shown: the functions take the frame behind a view.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd
import shapely

from indicators.catalogue import Catalogue
from indicators.errors import UsageError

Format = Literal["csv", "xlsx", "geojson", "parquet"]
FORMATS: tuple[Format, ...] = ("csv", "xlsx", "geojson", "parquet")
DECIMALS = 4
"""Decimals of an exported number: two more than the finest published figure shows."""

_NUMBERS = ["value", "numerator", "denominator"]


def as_format(name: str) -> Format:
    """Recognise a format by its name.

    Raises
    ------
    UsageError
        For any other name; the message lists the formats.
    """
    for known in FORMATS:
        if name == known:
            return known
    msg = f"unknown format {name!r}; choose one of: {', '.join(FORMATS)}"
    raise UsageError(msg)


@dataclass(frozen=True)
class Table:
    """A frame ready to be written: what is shown, its columns in order, and its metadata."""

    frame: pd.DataFrame
    metadata: dict[str, Any]


def table(frame: pd.DataFrame, catalogue: Catalogue, *, lang: str = "fr", view: str = "") -> Table:
    """Give a view's frame the columns that travel: labels, units, sources, licences, notes.

    Parameters
    ----------
    frame : pandas.DataFrame
        What ``indicators.selection.select`` gives.
    catalogue : Catalogue
        Labels, units and sources.
    lang : str
        Language of the labels, ``fr`` or ``en``.
    view : str
        The address of the view, for the metadata.
    """
    entries = catalogue.indicators
    names = frame["indicator"].astype(str)
    out = frame.assign(
        label=names.map(lambda name: entries[name].label.in_(lang)),
        unit=names.map(lambda name: entries[name].unit.in_(lang)),
        category=_categories(frame, catalogue),
        producer=_of_source(frame, catalogue, "producer"),
        dataset=_of_source(frame, catalogue, "title"),
        licence=_of_source(frame, catalogue, "licence"),
        note=frame["note"].map(lambda tokens: catalogue.note(str(tokens), lang)),
    )
    out[_NUMBERS] = out[_NUMBERS].astype("float64").round(DECIMALS)
    columns = [c for c in catalogue.export_columns if not _is_blank(out, c)]
    return Table(out[columns], _metadata(out, catalogue, columns, lang=lang, view=view))


def _is_blank(frame: pd.DataFrame, column: str) -> bool:
    """Tell the optional columns that say nothing in this table."""
    return column in {"stratum", "category"} and bool((frame[column] == "").all())


def _categories(frame: pd.DataFrame, catalogue: Catalogue) -> pd.Series:
    codes = {
        (name, category.value): category.code
        for name, entry in catalogue.indicators.items()
        for category in entry.categories
    }
    pairs = zip(frame["indicator"].astype(str), frame["value"], strict=True)
    return pd.Series([codes.get(pair, "") for pair in pairs], index=frame.index, dtype=str)


def _of_source(frame: pd.DataFrame, catalogue: Catalogue, field: str) -> pd.Series:
    texts = {name: getattr(source, field) for name, source in catalogue.sources.items()}
    return frame["source"].astype(str).map(texts).fillna("")


def _metadata(
    frame: pd.DataFrame, catalogue: Catalogue, columns: list[str], *, lang: str, view: str
) -> dict[str, Any]:
    names = list(dict.fromkeys(frame["indicator"].astype(str)))
    sources = sorted(set(frame["source"].astype(str)) - {""})
    editions = sorted(set(frame["edition"].astype(str)) - {""})
    return {
        "view": view,
        "exported_on": date.today().isoformat(),  # noqa: DTZ011 - the reader's own day
        "rows": len(frame),
        "years": sorted({int(year) for year in frame["year"]}),
        "columns": {c: catalogue.export_columns[c].in_(lang) for c in columns},
        "statuses": {s: text.in_(lang) for s, text in catalogue.statuses.items()},
        "indicators": {name: _about(catalogue, name, lang) for name in names},
        "sources": {name: catalogue.sources[name].model_dump() for name in sources},
        "editions": {name: catalogue.editions[name].label.in_(lang) for name in editions},
    }


def _about(catalogue: Catalogue, name: str, lang: str) -> dict[str, Any]:
    entry = catalogue.indicators[name]
    return {
        "label": entry.label.in_(lang),
        "unit": entry.unit.in_(lang),
        "definition": entry.definition.in_(lang),
        "caveat": entry.caveat.in_(lang),
        "aggregation": entry.aggregation,
        "weights": entry.weights.in_(lang) if entry.weights else None,
        "polarity": entry.polarity,
    }


def to_csv(made: Table) -> bytes:
    """Write a CSV that a French spreadsheet opens: ``;``, decimal comma, BOM, codes quoted."""
    text = made.frame.to_csv(
        index=False,
        sep=";",
        decimal=",",
        quoting=csv.QUOTE_NONNUMERIC,
        lineterminator="\r\n",
    )
    return text.encode("utf-8-sig")


def to_metadata(made: Table) -> bytes:
    """Write the metadata that goes beside a table, as JSON."""
    return (json.dumps(made.metadata, ensure_ascii=False, indent=2) + "\n").encode()


def to_xlsx(made: Table) -> bytes:
    """Write a workbook: the data with codes as text, and the metadata in a second sheet."""
    buffer = io.BytesIO()
    options = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
    with pd.ExcelWriter(buffer, engine="xlsxwriter", engine_kwargs=options) as writer:
        made.frame.to_excel(writer, sheet_name="Données", index=False)
        lines = pd.json_normalize(made.metadata, sep=" · ").T.reset_index()
        lines.astype(str).to_excel(writer, sheet_name="Métadonnées", index=False, header=False)
        writer.sheets["Données"].freeze_panes(1, 0)
        writer.sheets["Données"].autofit(max_width=360)
    return buffer.getvalue()


def to_parquet(made: Table) -> bytes:
    """Write a Parquet file whose schema carries the metadata."""
    import pyarrow as pa  # noqa: PLC0415 - heavy, and only this format needs it
    import pyarrow.parquet as pq  # noqa: PLC0415

    arrow = pa.Table.from_pandas(made.frame, preserve_index=False)
    about = json.dumps(made.metadata, ensure_ascii=False).encode()
    arrow = arrow.replace_schema_metadata({**(arrow.schema.metadata or {}), b"about": about})
    buffer = io.BytesIO()
    pq.write_table(arrow, buffer, compression="zstd")
    return buffer.getvalue()


def to_geojson(made: Table, contours: pd.DataFrame) -> bytes:
    """Write a FeatureCollection: a feature a row, its contour where the bundle has one.

    Parameters
    ----------
    made : Table
        The table to write.
    contours : pandas.DataFrame
        ``level, code, geometry`` (WKB, degrees).
    """
    shapes = contours.set_index(["level", "code"])["geometry"]
    rows = made.frame.astype(object).where(made.frame.notna(), None).to_dict("records")
    features = [
        {
            "type": "Feature",
            "id": row["code"],
            "geometry": _geometry(shapes, row["level"], row["code"]),
            "properties": row,
        }
        for row in rows
    ]
    collection = {"type": "FeatureCollection", "metadata": made.metadata, "features": features}
    return json.dumps(collection, ensure_ascii=False).encode()


def _geometry(shapes: pd.Series, level: str, code: str) -> dict[str, Any] | None:
    wkb = shapes.get((level, code))
    if wkb is None:
        return None
    # GeoJSON winds its outer rings counter-clockwise (RFC 7946, section 3.1.6).
    shape = shapely.orient_polygons(shapely.from_wkb(wkb), exterior_cw=False)
    geometry: dict[str, Any] = json.loads(shapely.to_geojson(shape))
    return geometry


def write(made: Table, to: Format, contours: pd.DataFrame) -> bytes:
    """Write a table in one of ``FORMATS``."""
    if to == "geojson":
        return to_geojson(made, contours)
    return {"csv": to_csv, "xlsx": to_xlsx, "parquet": to_parquet}[to](made)

"""One table to CSV, XLSX, GeoJSON, Parquet, or a ZIP that stands alone, with its metadata.

What is downloaded is what is shown: the functions take the frame behind a view.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd
import shapely

from indicators.archive import archive, read_me
from indicators.catalogue import Catalogue
from indicators.errors import UsageError
from indicators.workbook import workbook

Format = Literal["csv", "xlsx", "geojson", "parquet", "zip"]
FORMATS: tuple[Format, ...] = ("csv", "xlsx", "geojson", "parquet", "zip")
MEASURES = ("index", "change_percent")
"""Columns of a view that measures its series from one year (see ``indicators.trend_measures``)."""
DECIMALS = 4
"""Decimals of an exported number: two more than the finest published figure shows."""

_NUMBERS = ["value", "numerator", "denominator"]
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet read a text of a CSV as a formula (OWASP, CSV Injection)."""


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


def table(
    frame: pd.DataFrame,
    catalogue: Catalogue,
    *,
    lang: str = "fr",
    view: str = "",
    without: Sequence[str] = (),
) -> Table:
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
    without : sequence of str
        Columns that are left out.
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
    numbers = _NUMBERS + [column for column in MEASURES if column in out]
    out[numbers] = out[numbers].astype("float64").round(DECIMALS)
    columns = [
        column
        for column in catalogue.export_columns
        if column not in without and not _is_blank(out, column)
    ]
    return Table(out[columns], _metadata(out, catalogue, columns, lang=lang, view=view))


def _is_blank(frame: pd.DataFrame, column: str) -> bool:
    """Tell the optional columns that say nothing in this table."""
    if column in MEASURES:
        return column not in frame
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
        "lang": lang,
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
    """Write a CSV that a French spreadsheet opens: ``;``, decimal comma, BOM, codes quoted.

    A text that would be read as a formula gets an apostrophe before it.
    """
    texts = made.frame.select_dtypes(exclude="number").columns
    safe = made.frame.assign(**{name: _harmless(made.frame[name]) for name in texts})
    text = safe.to_csv(
        index=False,
        sep=";",
        decimal=",",
        quoting=csv.QUOTE_NONNUMERIC,
        lineterminator="\r\n",
    )
    return text.encode("utf-8-sig")


def _harmless(cells: pd.Series) -> pd.Series:
    dangerous = [text for text in cells.unique() if str(text).startswith(_FORMULA_STARTS)]
    return cells.replace({text: f"'{text}" for text in dangerous}) if dangerous else cells


def to_metadata(made: Table) -> bytes:
    """Write the metadata that goes beside a table, as JSON."""
    return (json.dumps(made.metadata, ensure_ascii=False, indent=2) + "\n").encode()


def to_xlsx(made: Table) -> bytes:
    """Write a workbook: the data with codes as text, and the metadata in a second sheet."""
    return workbook(made.frame, made.metadata)


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
    rows = made.frame.astype(object).where(made.frame.notna(), None)
    places = zip(rows["level"], rows["code"], strict=True)
    shapes = _geometries(contours, set(zip(rows["level"], rows["code"], strict=True)))
    features = ",".join(
        f'{{"type":"Feature","id":{json.dumps(place[1])},"geometry":{shapes.get(place, "null")},'
        f'"properties":{json.dumps(row, ensure_ascii=False)}}}'
        for place, row in zip(places, rows.to_dict("records"), strict=True)
    )
    about = json.dumps(made.metadata, ensure_ascii=False)
    return f'{{"type":"FeatureCollection","metadata":{about},"features":[{features}]}}'.encode()


def _geometries(contours: pd.DataFrame, places: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Write each contour once: a territory has a row for each year and sub-population."""
    keys = list(zip(contours["level"], contours["code"], strict=True))
    wanted = [k for k, key in enumerate(keys) if key in places]
    # GeoJSON winds its outer rings counter-clockwise (RFC 7946, section 3.1.6).
    shapes = shapely.orient_polygons(
        shapely.from_wkb(contours["geometry"].to_numpy()[wanted]), exterior_cw=False
    )
    return dict(zip([keys[k] for k in wanted], shapely.to_geojson(shapes), strict=True))


def to_zip(made: Table) -> bytes:
    """Write what stands alone: the CSV, the metadata as JSON, and a text to read first."""
    lang = made.metadata["lang"]
    return archive(
        {
            "LISEZMOI.txt" if lang == "fr" else "README.txt": read_me(made.metadata, lang),
            "donnees.csv" if lang == "fr" else "data.csv": to_csv(made),
            "metadata.json": to_metadata(made),
        }
    )


def write(made: Table, to: Format, contours: pd.DataFrame) -> bytes:
    """Write a table in one of ``FORMATS``."""
    if to == "geojson":
        return to_geojson(made, contours)
    return {"csv": to_csv, "xlsx": to_xlsx, "parquet": to_parquet, "zip": to_zip}[to](made)

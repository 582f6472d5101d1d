import csv
import io
import json
import zipfile
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from indicators import export
from indicators.bundle import Bundle
from indicators.catalogue import Catalogue, load_catalogue
from indicators.errors import UsageError
from indicators.observations import observations
from indicators.selection import Selection, select


def read(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def small(values: list[float | None], codes: list[str]) -> pd.DataFrame:
    status = ["suppressed" if value is None else "official" for value in values]
    frame = pd.DataFrame({"code": codes, "value": values, "status": status, "year": 2023})
    made = observations(frame, level="commune", indicator="apl", source="drees-apl")
    return made.assign(name='L\'Étoile; "dite"')


@pytest.fixture(scope="module")
def arras(bundle: Bundle, catalogue: Catalogue) -> pd.DataFrame:
    return select(bundle, catalogue, Selection("apl", "commune", "200033579", 2023))


numbers = st.one_of(st.none(), st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 4)))
codes_drawn = st.from_regex(r"\A(\d{5}|2[AB]\d{3})\Z")


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(numbers, codes_drawn), min_size=1, max_size=10))
def test_a_csv_read_back_gives_value_code_and_status(
    drawn: list[tuple[float | None, str]],
) -> None:
    values, codes = [v for v, _ in drawn], [c for _, c in drawn]
    made = export.table(small(values, codes), load_catalogue())
    rows = read(export.to_csv(made))
    assert [row["code"] for row in rows] == codes
    back = [float(row["value"].replace(",", ".")) if row["value"] else None for row in rows]
    assert back == values
    assert [row["status"] for row in rows] == [
        "suppressed" if value is None else "official" for value in values
    ]
    assert {row["name"] for row in rows} == {'L\'Étoile; "dite"'}


def test_a_french_spreadsheet_opens_the_csv(catalogue: Catalogue) -> None:
    lines = export.to_csv(export.table(small([4.327], ["01004"]), catalogue)).decode("utf-8-sig")
    assert lines.endswith("\r\n")
    assert '"01004"' in lines
    assert "4,327" in lines


def test_a_table_says_all_that_its_values_need(catalogue: Catalogue, arras: pd.DataFrame) -> None:
    made = export.table(arras, catalogue, lang="en", view="/?annee=2023")
    row = made.frame.iloc[0]
    assert (row["label"], row["producer"], row["licence"]) == (
        "Access to general practitioners (APL)",
        "DREES",
        "Licence Ouverte 2.0",
    )
    assert "stratum" not in made.frame
    assert "category" not in made.frame
    about = made.metadata
    assert about["rows"] == 46
    assert about["years"] == [2023]
    assert about["view"] == "/?annee=2023"
    assert list(about["columns"]) == list(made.frame.columns)
    assert set(about["sources"]) == {"drees-apl"}
    assert about["indicators"]["apl"]["weights"] == "standardised population"
    assert json.loads(export.to_metadata(made)) == about


def test_a_class_is_named(bundle: Bundle, catalogue: Catalogue) -> None:
    frame = select(bundle, catalogue, Selection("gp_zone", "commune", "62", 2025))
    made = export.table(frame, catalogue).frame
    pairs = set(zip(made["value"], made["category"], strict=True))
    assert pairs == {(1, "ZIP"), (2, "ZAC"), (3, "ZAR"), (4, "HZ")}
    assert made["note"].str.contains("en vigueur au 2025-05-09").all()


def test_a_workbook_keeps_codes_as_text_and_numbers_as_numbers(
    catalogue: Catalogue, arras: pd.DataFrame
) -> None:
    made = export.table(arras, catalogue)
    book = CalamineWorkbook.from_filelike(io.BytesIO(export.to_xlsx(made)))
    assert book.sheet_names == ["Données", "Métadonnées"]
    header, *rows = book.get_sheet_by_name("Données").to_python()
    assert header == list(made.frame.columns)
    table = pd.DataFrame(rows, columns=header)
    assert {type(code) for code in table["code"]} == {str}
    assert table["code"].tolist() == arras["code"].tolist()
    assert table["value"].tolist() == pytest.approx(arras["value"].round(4).tolist())


def test_a_parquet_file_carries_its_metadata(catalogue: Catalogue, arras: pd.DataFrame) -> None:
    made = export.table(arras, catalogue)
    stored = pq.read_table(io.BytesIO(export.to_parquet(made)))
    assert json.loads(stored.schema.metadata[b"about"]) == made.metadata
    assert stored["code"].to_pylist() == arras["code"].tolist()


def test_a_geojson_has_a_contour_for_each_row(
    bundle: Bundle, catalogue: Catalogue, arras: pd.DataFrame
) -> None:
    made = export.table(arras, catalogue)
    collection: dict[str, Any] = json.loads(export.to_geojson(made, bundle.contours))
    features = collection["features"]
    assert [f["id"] for f in features] == arras["code"].tolist()
    assert [f["properties"]["value"] for f in features] == arras["value"].round(4).tolist()
    for feature in features:
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
        assert shape.is_valid
        assert all(part.exterior.is_ccw for part in shapely.get_parts(shape))


def test_a_geojson_without_contour_or_value_says_null(bundle: Bundle, catalogue: Catalogue) -> None:
    made = export.table(small([None], ["99999"]), catalogue)
    (feature,) = json.loads(export.to_geojson(made, bundle.contours))["features"]
    assert feature["geometry"] is None
    assert feature["properties"]["value"] is None
    assert feature["properties"]["status"] == "suppressed"


@pytest.mark.parametrize("name", export.FORMATS)
def test_every_format_writes_every_level(
    bundle: Bundle, catalogue: Catalogue, name: export.Format
) -> None:
    for level in ("epci", "departement"):
        frame = select(bundle, catalogue, Selection("apl", level, "62"))
        made = export.table(frame, catalogue)
        assert len(export.write(made, name, bundle.contours)) > 1000


def test_an_unknown_format_tells_which_there_are() -> None:
    assert export.as_format("xlsx") == "xlsx"
    with pytest.raises(UsageError, match="unknown format 'ods'; choose one of: csv, xlsx, geojson"):
        export.as_format("ods")


def test_a_text_that_looks_like_a_formula_is_harmless(catalogue: Catalogue) -> None:
    named = small([1.0, 2.0, 3.0], ["62001", "62002", "62003"])
    named["name"] = ["=1+1", "@SUM(A1)", "-2"]
    made = export.table(named, catalogue)
    assert [row["name"] for row in read(export.to_csv(made))] == ["'=1+1", "'@SUM(A1)", "'-2"]
    sheet = zipfile.ZipFile(io.BytesIO(export.to_xlsx(made))).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    book = CalamineWorkbook.from_filelike(io.BytesIO(export.to_xlsx(made)))
    header, *rows = book.get_sheet_by_name("Données").to_python()
    names = [row[header.index("name")] for row in rows]
    assert names == ["=1+1", "@SUM(A1)", "-2"]
    assert [row[header.index("value")] for row in rows] == [1.0, 2.0, 3.0]


@pytest.mark.parametrize(
    ("lang", "names", "words"),
    [
        ("fr", ["LISEZMOI.txt", "donnees.csv", "metadata.json"], ["Définition: ", "À savoir: "]),
        ("en", ["README.txt", "data.csv", "metadata.json"], ["Definition: ", "To know: "]),
    ],
)
def test_a_zip_stands_alone(
    catalogue: Catalogue, arras: pd.DataFrame, lang: str, names: list[str], words: list[str]
) -> None:
    made = export.table(arras, catalogue, lang=lang, view="https://example.org/?annee=2023")
    content = export.write(made, "zip", pd.DataFrame())
    assert content == export.write(made, "zip", pd.DataFrame())
    packed = zipfile.ZipFile(io.BytesIO(content))
    assert packed.namelist() == names
    assert packed.read(names[1]) == export.to_csv(made)
    assert json.loads(packed.read("metadata.json")) == made.metadata
    text = packed.read(names[0]).decode("utf-8-sig")
    entry, source = catalogue.indicators["apl"], catalogue.sources["drees-apl"]
    for told in (
        *words,
        "https://example.org/?annee=2023",
        "2023",
        entry.definition.in_(lang),
        entry.caveat.in_(lang),
        source.licence,
        source.address,
    ):
        assert told in text

"""The table as an analyst drives it: what is downloaded is what is shown."""

from __future__ import annotations

import io
import json
import re
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote

import geopandas as gpd
import pandas as pd
import pytest
from playwright.sync_api import Locator, Page, expect

DESCENDING = re.compile(re.escape(quote('"sort":"desc"', safe=":")))
ROW = ".ag-center-cols-container .ag-row"


def open_table(page: Page, server: str, query: str = "") -> None:
    page.goto(f"{server}/donnees{query}")
    page.wait_for_selector(f"{ROW} .ag-cell-value")


def count(page: Page) -> Locator:
    return page.locator("#data-count")


def filter_column(page: Page, header: str, text: str) -> None:
    box = page.get_by_role("textbox", name=f"{header} texte du filtre")
    box.click()
    box.press_sequentially(text, delay=20)


def cell(row: Locator, column: str) -> str:
    return row.locator(f"[col-id='{column}']").inner_text()


def shown_rows(page: Page, columns: list[str]) -> pd.DataFrame:
    """Read the rows that the grid draws, in the order of their index."""
    drawn = sorted(page.locator(ROW).all(), key=lambda row: int(row.get_attribute("row-index")))
    return pd.DataFrame([{column: cell(row, column) for column in columns} for row in drawn])


def downloaded(page: Page, kind: str, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.locator(f"#download-donnees-{kind}").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def french(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")


def read_csv(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, sep=";", decimal=",", dtype={"code": str})


def test_the_csv_holds_the_rows_of_the_grid_in_its_order(
    page: Page, server: str, tmp_path: Path
) -> None:
    open_table(page, server)
    expect(count(page)).to_contain_text("887 lignes")
    filter_column(page, "Territoire", "ecques")
    expect(count(page)).to_contain_text("sur 887 après filtre")
    header = page.get_by_role("columnheader", name="Valeur")
    header.click()
    expect(header).to_have_attribute("aria-sort", "ascending")
    header.click()
    expect(header).to_have_attribute("aria-sort", "descending")
    expect(page.locator("#download-donnees-csv")).to_have_attribute("href", DESCENDING)
    path = downloaded(page, "csv", tmp_path)
    assert path.name == "apl-commune-62-2024.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    held = read_csv(path)
    assert len(held) == 13
    assert held["value"].is_monotonic_decreasing
    expect(page.locator(ROW)).to_have_count(13)
    for index, row in held.iterrows():
        shown = page.locator(f"{ROW}[row-index='{index}']")
        expect(shown.locator("[col-id='code']")).to_have_text(row["code"])
        expect(shown.locator("[col-id='name']")).to_have_text(row["name"])
        expect(shown.locator("[col-id='value']")).to_have_text(french(row["value"]))
        expect(shown.locator("[col-id='status']")).to_have_text("officiel")
        assert row["status"] == "official"
        assert "ecques" in row["name"].lower()
    page.emulate_media(media="print")
    on_paper = page.get_by_text("Sur papier, seules les premières lignes")
    expect(on_paper).to_contain_text("/donnees/imprimer.html?annee=2024&tableau=")


def test_every_format_and_the_metadata_say_the_same(
    page: Page, server: str, tmp_path: Path
) -> None:
    query = quote('{"f":{"value":{"filterType":"number","type":"lessThan","filter":1.5}}}')
    open_table(page, server, f"?tableau={query}")
    expect(count(page)).to_contain_text("sur 887 après filtre")
    csv = read_csv(downloaded(page, "csv", tmp_path))
    about = json.loads(downloaded(page, "json", tmp_path).read_text(encoding="utf-8"))
    assert about["rows"] == len(csv) > 0
    assert about["years"] == [2024]
    assert list(about["columns"]) == list(csv.columns)
    assert about["indicators"]["apl"]["unit"] == csv["unit"].unique().item()
    assert {source["producer"] for source in about["sources"].values()} == set(csv["producer"])
    assert "tableau=" in about["view"]
    xlsx = pd.read_excel(downloaded(page, "xlsx", tmp_path), dtype={"code": str}, engine="calamine")
    parquet = pd.read_parquet(downloaded(page, "parquet", tmp_path))
    shapes = gpd.read_file(downloaded(page, "geojson", tmp_path))
    for other in (xlsx, parquet, shapes):
        assert list(other["code"]) == list(csv["code"])
        assert list(other["value"]) == pytest.approx(list(csv["value"]))
    assert shapes.geometry.notna().all()


def test_a_number_is_typed_with_a_comma(page: Page, server: str) -> None:
    open_table(page, server)
    filter_column(page, "Valeur", "2,5")
    expect(count(page)).to_contain_text("sur 887 après filtre")
    assert set(shown_rows(page, ["value"])["value"]) == {"2,50"}


def test_a_filter_is_set_from_the_keyboard(page: Page, server: str) -> None:
    open_table(page, server)
    page.get_by_role("button", name="Ouvrir le filtre").nth(3).focus()
    page.keyboard.press("Enter")
    operator = page.get_by_role("combobox", name="Opérateur du filtre").first
    expect(operator).to_contain_text("Est égal à")
    operator.focus()
    page.keyboard.press("Enter")
    for _ in range(10):
        chosen = page.locator(".ag-list-item.ag-active-item")
        if chosen.count() and "Inférieur à" in chosen.inner_text():
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("1,5")
    expect(count(page)).to_contain_text("sur 887 après filtre")
    values = shown_rows(page, ["value"])["value"].str.replace(",", ".").astype(float)
    assert values.max() < 1.5


def test_the_address_brings_back_the_filter_the_sort_and_all_years(page: Page, server: str) -> None:
    open_table(page, server)
    filter_column(page, "Territoire", "ardres")
    expect(count(page)).to_contain_text("sur 887 après filtre")
    page.locator("#data-year").click()
    page.get_by_role("option", name="Tous les millésimes").click()
    expect(count(page)).to_contain_text("sur 7\u202f983 après filtre")
    page.get_by_role("columnheader", name="Millésime").click()
    sorted_by_year = re.compile("millesimes=tous.*tableau=.*colId.*year")
    expect(page.locator("#download-donnees-csv")).to_have_attribute("href", sorted_by_year)
    expect(page.locator(ROW).first.locator("[col-id='year']")).to_have_text("2015")
    years = shown_rows(page, ["name", "year"])
    page.reload()
    page.wait_for_selector(f"{ROW} .ag-cell-value")
    pd.testing.assert_frame_equal(shown_rows(page, ["name", "year"]), years)
    assert years["year"].is_monotonic_increasing
    expect(page.get_by_role("columnheader", name="Millésime")).to_have_attribute(
        "aria-sort", "ascending"
    )
    expect(page.get_by_role("textbox", name="Territoire texte du filtre")).to_have_value("ardres")


def test_a_change_of_indicator_drops_only_the_filters_that_make_no_sense(
    page: Page, server: str
) -> None:
    model = {
        "value": {"filterType": "number", "type": "lessThan", "filter": 3},
        "name": {"filterType": "text", "type": "contains", "filter": "court"},
    }
    open_table(page, server, f"?tableau={quote(json.dumps({'f': model}))}")
    page.locator("#data-indicator").click()
    page.get_by_role("option", name="Zonage des médecins généralistes").click()
    expect(page.locator("h1")).to_contain_text("Zonage")
    rows = page.locator(ROW)
    expect(rows.first.locator("[col-id='value']")).to_have_text(re.compile("^Z|^H|^Hors"))
    assert "court" in page.url
    assert "lessThan" not in page.url


def test_the_search_lists_the_communes_of_an_epci(page: Page, server: str) -> None:
    open_table(page, server)
    box = page.get_by_placeholder("Chercher une commune")
    box.click()
    box.press_sequentially("ternois", delay=20)
    page.get_by_role("option", name="Intercommunalité").first.click()
    expect(page.locator("h1")).to_contain_text("Ternois")
    # 103 communes, of which one lies in the Somme.
    expect(count(page)).to_contain_text("102 lignes")


def test_a_tvs_is_not_taken_for_the_commune_of_the_same_code(page: Page, server: str) -> None:
    open_table(page, server, "?territoire=62498")
    expect(count(page)).to_contain_text("1 ligne.")
    open_table(page, server, "?territoire=62498&niveau_territoire=tvs")
    expect(count(page)).to_contain_text("2 lignes.")


def test_nothing_to_list_is_explained(page: Page, server: str) -> None:
    page.goto(f"{server}/donnees?territoire=62041&indicateur=ald_attending_share")
    expect(page.locator(".notice")).to_contain_text("Il existe à ces niveaux")
    expect(count(page)).to_contain_text("0 ligne")


def test_any_row_of_a_long_table_can_be_reached(page: Page, server: str) -> None:
    open_table(page, server, "?indicateur=population_by_age")
    expect(count(page)).to_contain_text("35\u202f480 lignes")
    page.locator(f"{ROW} [col-id='code']").first.click()
    page.keyboard.press("Control+End")
    last = page.locator(f"{ROW}[row-index='35479'] [col-id='stratum']")
    expect(last).to_have_text("Hommes, 95 ans et plus")


def test_a_filter_too_long_for_an_address_offers_no_file(page: Page, server: str) -> None:
    open_table(page, server)
    for header in ("Territoire", "Unité", "Statut"):
        page.get_by_role("textbox", name=f"{header} texte du filtre").fill("é" * 190)
    expect(count(page)).to_contain_text("trop long")
    expect(page.locator("#data-files a")).to_have_count(0)


@pytest.mark.parametrize(
    "query",
    [
        "tableau=%7Bbad",
        "tableau=%7B%22s%22%3A%5B%7B%22colId%22%3A%22nom%22%2C%22sort%22%3A%22asc%22%7D%5D%7D",
        "annee=1999",
        "niveau=epci&territoire=62041",
        "inconnu=1",
        "tableau=" + "a" * 3500,
    ],
)
def test_a_wrong_address_gives_no_file_and_says_why(server: str, query: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{server}/telecharger/donnees.csv?{query}")  # noqa: S310
    assert refused.value.code == 400
    said = io.TextIOWrapper(refused.value, encoding="utf-8").read()
    assert query.split("=", maxsplit=1)[0] in said
    assert len(said) < 800  # what was wrong is told back twice, cut


def test_the_page_to_print_fits_a_phone_before_it_is_printed(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 390, "height": 850})
    page.goto(f"{server}/donnees/imprimer.html?niveau=epci")
    expect(page.locator(".data-table")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.emulate_media(media="print")
    expect(page.locator(".wide")).to_have_css("overflow", "visible")

"""Several indicators in one table, the choice of its columns, the ZIP, and the way to the API."""

from __future__ import annotations

import io
import json
import re
import urllib.request
import zipfile

import pandas as pd
from playwright.sync_api import Page, expect

ROW = ".ag-center-cols-container .ag-row"


def fetched(server: str, address: str) -> bytes:
    with urllib.request.urlopen(f"{server}{address}") as answer:  # noqa: S310
        return bytes(answer.read())


def read_csv(content: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(content), sep=";", decimal=",", dtype={"code": str})


def href(page: Page, name: str) -> str:
    return str(page.locator(name).get_attribute("href"))


def test_several_indicators_stand_in_one_table_and_its_file(page: Page, server: str) -> None:
    page.goto(f"{server}/donnees?annee=2023&territoire=62041")
    page.wait_for_selector(f"{ROW} .ag-cell-value")
    box = page.locator("#data-others")
    box.click()
    box.press_sequentially("65 ans ou moins", delay=20)
    page.get_by_role("option", name="APL aux généralistes de 65 ans ou moins").click()
    expect(page.locator("h1")).to_contain_text("et un autre indicateur")
    expect(page).to_have_url(re.compile(r"avec=apl65"))
    expect(page.locator(ROW)).to_have_count(2)
    shown = page.locator(f"{ROW} [col-id='value']").all_inner_texts()
    held = read_csv(fetched(server, href(page, "#download-donnees-csv")))
    assert held["indicator"].tolist() == ["apl", "apl65"]
    assert [f"{value:.2f}".replace(".", ",") for value in held["value"]] == shown
    page.reload()
    expect(page.locator(ROW)).to_have_count(2)


def test_an_indicator_without_a_value_here_is_said_to_be_left_out(page: Page, server: str) -> None:
    page.goto(f"{server}/donnees?annee=2023&avec=cds_count,apl65")
    page.wait_for_selector(f"{ROW} .ag-cell-value")
    expect(page.locator(".notice")).to_contain_text("absent de la table")


def test_the_columns_are_chosen_and_the_file_follows(page: Page, server: str) -> None:
    page.goto(f"{server}/donnees")
    page.wait_for_selector(f"{ROW} .ag-cell-value")
    expect(page.get_by_role("columnheader", name="Unité")).to_be_visible()
    page.locator(".data-columns .mantine-MultiSelect-input").click()
    page.get_by_role("option", name="Unité").click()
    expect(page.get_by_role("columnheader", name="Unité")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"sans=unite"))
    held = read_csv(fetched(server, href(page, "#download-donnees-csv")))
    assert "unit" not in held
    assert {"value", "status", "year", "source", "licence"} <= set(held)


def test_a_zip_holds_the_rows_and_the_address_of_the_view(page: Page, server: str) -> None:
    page.goto(f"{server}/donnees?niveau=epci&annee=2023")
    page.wait_for_selector(f"{ROW} .ag-cell-value")
    packed = zipfile.ZipFile(io.BytesIO(fetched(server, href(page, "#download-donnees-zip"))))
    about = json.loads(packed.read("metadata.json"))
    assert about["view"] == page.url
    assert len(read_csv(packed.read("donnees.csv"))) == about["rows"] == 20
    assert page.url in packed.read("LISEZMOI.txt").decode("utf-8-sig")


def test_the_api_gives_what_the_table_lists(page: Page, server: str) -> None:
    page.goto(f"{server}/donnees?niveau=epci&annee=2023")
    page.wait_for_selector(f"{ROW} .ag-cell-value")
    answer = json.loads(fetched(server, href(page, "#data-api")))
    held = read_csv(fetched(server, href(page, "#download-donnees-csv")))
    assert [row["code"] for row in answer["items"]] == held["code"].tolist()
    assert [row["value"] for row in answer["items"]] == held["value"].tolist()


def test_the_grid_is_loaded_on_its_page_only(page: Page, server: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server}/")
    page.wait_for_selector("#map .choroplethlayer path")
    assert not [url for url in asked if "ag_grid" in url]
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Données").click()
    page.wait_for_selector(f"{ROW} .ag-cell-value")
    assert [url for url in asked if "dash_ag_grid" in url]
    page.go_back()
    page.wait_for_selector("#map .choroplethlayer path")
    page.go_forward()
    page.wait_for_selector(f"{ROW} .ag-cell-value")


def test_the_table_prints_without_its_controls(page: Page, server: str) -> None:
    page.goto(f"{server}/donnees")
    page.wait_for_selector(f"{ROW} .ag-cell-value")
    page.emulate_media(media="print")
    expect(page.locator(".data-controls")).to_be_hidden()
    expect(page.locator("#data-files a").first).to_be_hidden()
    expect(page.locator("#data-files .print-only")).to_contain_text("/donnees/imprimer.html")
    expect(page.locator(".ag-header-row-filter")).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("#data-content .source")).to_be_visible()

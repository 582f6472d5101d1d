import io
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from dash import Dash
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

BASE = "/api/v1"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def client(dashboard: Dash) -> FlaskClient:
    return dashboard.server.test_client()


def read(response: TestResponse) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(response.data), sep=";", decimal=",", dtype={"code": str})


def test_the_way_in_leads_to_every_list(client: FlaskClient) -> None:
    entry = client.get(f"{BASE}/").get_json()
    assert entry["departements"] == ["62"]
    for address in entry["links"].values():
        asked = "?indicator=apl&limit=1" if address.endswith("observations") else ""
        assert client.get(f"{address}{asked}").status_code == 200


def test_a_value_has_its_status_its_source_and_its_year(client: FlaskClient) -> None:
    (row,) = client.get(
        f"{BASE}/observations?indicator=apl&territory=62041&year=2023&lang=en"
    ).get_json()["items"]
    assert row["value"] == pytest.approx(4.327, abs=1e-3)
    assert (row["status"], row["year"], row["source"]) == ("official", 2023, "drees-apl")
    assert (row["producer"], row["licence"]) == ("DREES", "Licence Ouverte 2.0")
    assert row["label"] == "Access to general practitioners (APL)"


def test_no_number_goes_without_a_status_and_a_source(client: FlaskClient) -> None:
    answer = client.get(f"{BASE}/observations?indicator=apl&indicator=gp_density&level=epci")
    rows = pd.DataFrame(answer.get_json()["items"])
    assert set(rows["indicator"]) == {"apl", "gp_density"}
    told = rows[rows["value"].notna()]
    assert (told["source"] != "").all()
    assert not told["status"].isin({"suppressed", "missing"}).any()
    assert rows[rows["value"].isna()]["status"].isin({"suppressed", "missing"}).all()


def test_the_parts_of_a_list_make_the_whole(client: FlaskClient) -> None:
    whole = client.get(f"{BASE}/territories?level=epci&within=62").get_json()
    assert whole["total"] == whole["count"] == 20
    assert set(whole["links"]) == {"self", "first", "last"}
    address: str | None = f"{BASE}/territories?level=epci&within=62&limit=8"
    parts: list[dict[str, Any]] = []
    while address:
        part = client.get(address).get_json()
        parts += part["items"]
        address = part["links"].get("next")
    assert parts == whole["items"]
    assert part["offset"] == 16
    assert part["links"]["last"] == part["links"]["self"]
    assert "offset=8" in part["links"]["prev"]


def test_a_csv_is_whole_and_links_are_in_the_headers(client: FlaskClient) -> None:
    answer = client.get(f"{BASE}/observations.csv?indicator=apl&within=62&year=2023")
    assert answer.headers["X-Total-Count"] == "887"
    assert len(read(answer)) == 887
    first = client.get(f"{BASE}/observations.csv?indicator=apl&within=62&year=2023&limit=10")
    assert len(read(first)) == 10
    assert 'offset=10>; rel="next"' in first.headers["Link"]


def test_the_command_line_gives_the_same_file(
    client: FlaskClient, run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "apl.csv"
    asked = ("--indicator", "apl", "--level", "epci", "--territory", "62", "--year", "2023")
    done = run("-m", "indicators", "export", *asked, "-o", str(path))
    assert done.returncode == 0, done.stderr
    answer = client.get(f"{BASE}/observations.csv?indicator=apl&level=epci&within=62&year=2023")
    assert answer.data == path.read_bytes()


@pytest.mark.parametrize(
    ("address", "accept", "media"),
    [
        ("/sources", None, "application/json"),
        ("/sources", "*/*", "application/json"),
        ("/sources", "text/csv", "text/csv; charset=utf-8"),
        ("/sources", "text/csv;q=0.5, application/json", "application/json"),
        ("/sources.csv", "application/json", "text/csv; charset=utf-8"),
        ("/indicators.json", "text/csv", "application/json"),
    ],
)
def test_the_format_is_that_of_the_suffix_or_the_one_preferred(
    client: FlaskClient, address: str, accept: str | None, media: str
) -> None:
    answer = client.get(f"{BASE}{address}", headers={"Accept": accept} if accept else {})
    assert answer.content_type == media
    assert "Accept" in answer.headers["Vary"]


def test_what_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get(f"{BASE}/sources")
    known = {"If-None-Match": first.headers["ETag"]}
    again = client.get(f"{BASE}/sources", headers=known)
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(f"{BASE}/sources?limit=2", headers=known).status_code == 200
    assert client.get(f"{BASE}/sources.csv", headers=known).status_code == 200


def test_head_and_options_are_those_of_a_reading_server(client: FlaskClient) -> None:
    whole = client.get(f"{BASE}/sources")
    head = client.head(f"{BASE}/sources")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == whole.headers["ETag"]
    assert {"GET", "HEAD", "OPTIONS"} == set(client.options(f"{BASE}/sources").allow)


@pytest.mark.parametrize(
    ("query", "parameter", "allowed"),
    [
        ("", "indicator", "Field required"),
        ("indicator=nothing", "indicator", "choose among: apl, "),
        ("indicator=apl&level=village", "level", "'commune', 'epci'"),
        ("indicator=apl&year=then", "year", "valid integer"),
        ("indicator=apl&status=known", "status", "'official', 'computed'"),
        ("indicator=apl&limit=0", "limit", "greater than or equal to 1"),
        ("indicator=apl&limit=50001", "limit", "less than or equal to 50000"),
        ("indicator=apl&within=%2e%2e", "within", "pattern"),
        ("indicator=apl&years=2023", "years", "the parameters are: lang, limit"),
        ("indicator=apl&level=epci&level=tvs", "level", "one value only"),
    ],
)
def test_a_wrong_filter_is_told_with_what_is_allowed(
    client: FlaskClient, query: str, parameter: str, allowed: str
) -> None:
    answer = client.get(f"{BASE}/observations?{query}")
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"
    problem = answer.get_json()
    assert problem["status"] == 400
    (wrong,) = problem["errors"]
    assert wrong["parameter"] == parameter
    assert allowed in wrong["allowed"]


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/observations?indicator=apl&within=99999", 404),
        ("GET", "/observations.ods?indicator=apl", 404),
        ("GET", "/indicators/nothing", 404),
        ("GET", "/nowhere/at/all", 404),
        ("POST", "/sources", 405),
        ("DELETE", "/", 405),
    ],
)
def test_every_refusal_is_a_problem(
    client: FlaskClient, method: str, address: str, status: int
) -> None:
    answer = client.open(f"{BASE}{address}", method=method)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["status"] == status
    if status == 405:
        assert "GET" in answer.headers["Allow"]


def test_a_format_that_is_not_given_is_refused(client: FlaskClient) -> None:
    answer = client.get(f"{BASE}/sources", headers={"Accept": "application/xml"})
    assert answer.status_code == 406
    assert "text/csv" in answer.get_json()["detail"]


def test_the_pages_keep_their_own_refusals(client: FlaskClient) -> None:
    answer = client.get("/telecharger/nothing.csv")
    assert answer.status_code == 404
    assert answer.content_type != "application/problem+json"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_reference_shows_every_address_and_parameter(client: FlaskClient, lang: str) -> None:
    document = client.get(f"{BASE}/openapi.json").get_json()
    page = client.get(f"{BASE}/docs?lang={lang}").get_data(as_text=True)
    assert f'<html lang="{lang}">' in page
    for path, item in document["paths"].items():
        assert f"GET {BASE}{path}</code>" in page
        for parameter in item["get"]["parameters"]:
            name = parameter["name"]
            assert name == "format" or f"<code>{name}</code>" in page
    assert "<td>commune, epci, tvs, departement, region, france</td>" in page
    assert 'src="http' not in page


def test_the_examples_of_the_reference_work(client: FlaskClient) -> None:
    page = client.get(f"{BASE}/docs").get_data(as_text=True)
    shown = [part.split("</code>")[0] for part in page.split(f"<code>{BASE}")[1:]]
    assert len(shown) == 5
    for address in shown:
        assert client.get(f"{BASE}{address.replace('&amp;', '&')}").status_code == 200

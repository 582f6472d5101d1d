import csv
import io
import json

import pytest
from dash import Dash
from flask.testing import FlaskClient

from callbacks import evolutions
from callbacks.state import Data
from layouts.reading import read_view
from layouts.view import View


@pytest.fixture
def client(dashboard: Dash) -> FlaskClient:
    return dashboard.server.test_client()


def rows_of(content: bytes) -> list[dict[str, str]]:
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.mark.parametrize(
    "query", ["", "?annee=2023", "?indicateur=gp_zone", "?niveau=epci&lang=en"]
)
def test_what_is_downloaded_is_what_is_shown(client: FlaskClient, data: Data, query: str) -> None:
    answer = client.get(f"/telecharger/carte.csv{query}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    rows = rows_of(answer.data)
    frame = data.frame(read_view(query, data.bundle, data.catalogue).view)
    assert [row["code"] for row in rows] == frame["code"].tolist()
    shown = [float(row["value"].replace(",", ".")) for row in rows]
    assert shown == pytest.approx(frame["value"].round(4).tolist())
    assert [row["status"] for row in rows] == frame["status"].tolist()


def test_the_file_of_a_difference_holds_the_difference(client: FlaskClient) -> None:
    answer = client.get("/telecharger/carte.csv?comparer=ecart:2022")
    assert "apl-commune-62-2024-ecart-2022.csv" in answer.headers["Content-Disposition"]
    rows = {row["code"]: row for row in rows_of(answer.data)}
    assert len(rows) == 887
    # In Arras the APL is 4.19 in 2024, and was 4.36 in 2022
    arras = rows["62041"]
    assert float(arras["value"].replace(",", ".")) == pytest.approx(4.19 - 4.36, abs=0.01)
    assert (arras["period"], arras["status"]) == ("2022/2024", "computed")
    assert "moins celle de 2022" in arras["note"]
    table = client.get("/tableau/carte.html?comparer=ecart:2022").get_data(as_text=True)
    assert "<caption>Écart de 2022 à 2024" in table


def test_the_file_of_a_trend_holds_its_lines(client: FlaskClient, data: Data) -> None:
    view = read_view("?territoire=62041", data.bundle, data.catalogue).view
    frame = evolutions.frame(data.context(view))
    rows = rows_of(client.get("/telecharger/evolutions.csv?territoire=62041").data)
    assert [(row["code"], row["period"]) for row in rows] == list(
        zip(frame["code"], frame["period"], strict=True)
    )
    assert {row["code"] for row in rows} == {"62041", "62", "FR"}


def test_the_file_of_an_index_holds_it_beside_the_value(client: FlaskClient) -> None:
    answer = client.get("/telecharger/evolutions.csv?territoire=62041&mesure=indice")
    rows = [row for row in rows_of(answer.data) if row["code"] == "62041"]
    value, index, change = (
        [float(row[name].replace(",", ".")) for row in rows]
        for name in ("value", "index", "change_percent")
    )
    assert [row["period"] for row in rows] == ["2022", "2023", "2024"]
    assert index == pytest.approx([100 * one / value[0] for one in value], abs=0.05)
    assert change == pytest.approx([one - 100 for one in index], abs=0.05)


@pytest.mark.parametrize("kind", ["csv", "json", "xlsx", "geojson", "parquet"])
def test_every_format_is_served(client: FlaskClient, kind: str) -> None:
    answer = client.get(f"/telecharger/carte.{kind}?niveau=epci&annee=2023")
    assert answer.status_code == 200
    assert f"apl-epci-62-2023.{kind}" in answer.headers["Content-Disposition"]
    assert len(answer.data) > 1000


def test_the_metadata_names_the_view(client: FlaskClient) -> None:
    about = json.loads(client.get("/telecharger/carte.json?annee=2023").data)
    assert about["view"] == "http://localhost/?annee=2023"
    assert about["rows"] == 887


@pytest.mark.parametrize(
    "address",
    [
        "/telecharger/carte.ods",
        "/telecharger/nulle-part.csv",
        "/contours/59/commune.json",
        "/contours/62/village.json",
        "/contours/../data.json",
    ],
)
def test_an_unknown_file_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("which", ["carte", "evolutions", "donnees"])
def test_every_indicator_has_its_files(client: FlaskClient, data: Data, which: str) -> None:
    for name in data.catalogue.indicators:
        answer = client.get(f"/telecharger/{which}.csv?indicateur={name}")
        assert answer.status_code == 200, name
        assert answer.data.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("which", ["carte", "evolutions", "donnees"])
def test_a_file_is_refused_rather_than_made_of_something_else(
    client: FlaskClient, which: str
) -> None:
    answer = client.get(f"/telecharger/{which}.csv?annee=1812")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    told = json.loads(answer.data)
    assert "annee=1812" in told["detail"]
    years = ["2015", "2016", "2017", "2018", "2019", "2021", "2022", "2023", "2024"]
    assert told["errors"] == [{"parameter": "annee", "given": "1812", "allowed": years}]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/telecharger/carte.csv",
        "/telecharger/donnees.csv",
        "/tableau/carte.html",
        "/assets/style.css",
    ],
)
def test_an_address_that_is_not_utf8_is_refused(client: FlaskClient, path: str) -> None:
    answer = client.get(path, environ_overrides={"QUERY_STRING": "lang=\xff\xfe"})
    assert answer.status_code == 400


def test_the_table_of_the_map_has_every_territory(client: FlaskClient) -> None:
    answer = client.get("/tableau/carte.html?annee=2023&lang=%FF")
    assert answer.status_code == 200
    table = answer.get_data(as_text=True)
    assert table.count("<tr>") == 1 + 887
    assert '<a href="/?annee=2023&amp;territoire=62041">Arras</a>' in table


def test_contours_are_kept_for_a_year_where_they_are_those_asked(
    client: FlaskClient, data: Data
) -> None:
    answer = client.get(data.shapes("62", "commune").territories)
    assert answer.status_code == 200
    assert answer.mimetype == "application/geo+json"
    assert answer.cache_control.max_age == 31_536_000
    assert "immutable" in answer.headers["Cache-Control"]
    assert len(json.loads(answer.data)["features"]) == 887
    tag = answer.headers["ETag"]
    again = client.get("/contours/62/commune.json", headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert again.data == b""
    other = client.get("/contours/62/commune.json", headers={"If-None-Match": '"other"'})
    assert other.status_code == 200
    of_another_bundle = client.get("/contours/62/commune.json?v=other")
    assert of_another_bundle.status_code == 200
    assert of_another_bundle.cache_control.max_age == 0
    assert not of_another_bundle.cache_control.immutable


def test_contours_travel_compressed(client: FlaskClient) -> None:
    answer = client.get("/contours/62/commune.json", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) < 400_000


def test_the_addresses_that_the_map_gives_are_served(client: FlaskClient, data: Data) -> None:
    for level in ("commune", "epci", "tvs"):
        shapes = data.shapes(View().departement, level)
        assert client.get(shapes.territories).status_code == 200
        assert client.get(shapes.neighbours).status_code == 200

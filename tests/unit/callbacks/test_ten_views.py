"""What is downloaded is what is shown: the CSV of ten views against the frame and the drawing."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pandas as pd
import plotly.graph_objects as go
import pytest
from dash import Dash, dcc
from dash.development.base_component import Component
from flask import Flask

from callbacks import carte, evolutions, files
from callbacks.state import Data
from indicators.bundle import Bundle
from indicators.catalogue import Catalogue
from indicators.selection import Selection, select
from layouts.reading import read_view
from layouts.view import View

Keep = Callable[[pd.DataFrame], pd.DataFrame]
WITHOUT_VALUE = {"suppressed", "missing"}
MAPS = [
    "",
    "?niveau=epci&annee=2023",
    "?indicateur=gp_zone",
    "?indicateur=gp_density&niveau=tvs",
    "?indicateur=care_over_60_share&annee=2022",
    "?indicateur=population&territoire=62041&annee=2021",
    "?couches=epci,contrats,centres&symboles=population",
]
TRENDS = [
    "?territoire=62041",
    "?indicateur=gp_60plus_share",
    "?territoire=62041&avec_territoires=epci:200069672",
]
LOW = quote('{"f":{"value":{"filterType":"number","type":"lessThan","filter":2.5}}}')
DESCENDING = quote('{"s":[{"colId":"value","sort":"desc"}]}')


def download(server: Flask, page: str, query: str) -> pd.DataFrame:
    answer = server.test_client().get(f"/telecharger/{page}.csv{query}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    codes = {"code": str, "period": str}
    held = pd.read_csv(io.BytesIO(answer.data), sep=";", decimal=",", dtype=codes)
    # Nothing travels without its source and its status.
    told = held[~held["status"].isin(WITHOUT_VALUE)]
    assert told[["value", "status", "source", "year", "licence"]].notna().all(axis=None)
    assert held.loc[held["status"].isin(WITHOUT_VALUE), "value"].isna().all()
    return held


def same_rows(held: pd.DataFrame, frame: pd.DataFrame) -> None:
    """Compare row by row, in order."""
    assert len(held) == len(frame) > 0
    for column in ("level", "code", "indicator", "year", "status"):
        assert held[column].tolist() == frame[column].tolist(), column
    expected = frame["value"].astype("float64").round(4).tolist()
    assert held["value"].tolist() == pytest.approx(expected, nan_ok=True)


def figure_of(page: list[Any]) -> Any:  # noqa: ANN401 - Plotly's figures have no useful type
    (graph,) = (part for part in parts(page) if isinstance(part, dcc.Graph))
    return go.Figure(graph.figure)


def parts(page: list[Any]) -> Iterator[Component]:
    for part in page:
        if isinstance(part, Component):
            yield part
            yield from part._traverse()  # noqa: SLF001 - Dash's own way through a tree


@pytest.mark.parametrize("query", MAPS)
def test_the_csv_of_a_map_is_its_frame_and_its_drawing(
    dashboard: Dash, data: Data, query: str
) -> None:
    view = read_view(query, data.bundle, data.catalogue).view
    held = download(dashboard.server, "carte", query)
    asked = Selection(view.indicator, view.level, "62", view.year)
    same_rows(held, select(data.bundle, data.catalogue, asked))
    drawn = [t for t in figure_of(carte.page(data, view)).data if t.type == "choropleth"]
    (shown,) = (trace for trace in drawn if trace.customdata is not None)
    values = dict(zip(shown.locations, shown.z, strict=True))
    known = held[held["value"].notna()]
    decimals = data.catalogue.indicators[view.indicator].decimals
    assert values == pytest.approx(
        dict(zip(known["code"], known["value"], strict=True)), abs=0.51 * 10**-decimals
    )


def test_what_is_secret_or_missing_is_empty_in_the_file_and_apart_on_the_map(
    bundle: Bundle, catalogue: Catalogue
) -> None:
    without = {"62041": "suppressed", "62193": "missing"}
    table = bundle.observations.astype({"status": str})
    apl = (table["indicator"] == "apl") & (table["level"] == "commune") & (table["year"] == 2024)
    for code, status in without.items():
        table.loc[apl & (table["code"] == code), ["value", "status"]] = [float("nan"), status]
    data = Data.of(replace(bundle, observations=table), catalogue)
    server = Flask(__name__)
    files.register(server, data)
    held = download(server, "carte", "?annee=2024").set_index("code")
    assert held.loc[held["value"].isna(), "status"].to_dict() == without
    traces = figure_of(carte.page(data, View(year=2024))).data
    drawn = [set(t.locations or ()) for t in traces if t.type == "choropleth"]
    with_value = max(drawn, key=len)
    assert with_value == set(held.index) - set(without)
    assert set(without) <= set().union(*(one for one in drawn if one is not with_value))


@pytest.mark.parametrize("query", TRENDS)
def test_the_csv_of_a_trend_is_its_drawing(dashboard: Dash, data: Data, query: str) -> None:
    view = read_view(query, data.bundle, data.catalogue).view
    held = download(dashboard.server, "evolutions", query)
    same_rows(held, evolutions.frame(data.context(view)))
    drawn = [
        (trace.name, y)
        for trace in figure_of(evolutions.page(data, view)).data
        for y in trace.y
        if pd.notna(y)
    ]
    assert sorted(drawn) == sorted(zip(held["name"], held["value"], strict=True))


@pytest.mark.parametrize(
    ("query", "keep"),
    [
        (f"?tableau={LOW}&annee=2023", lambda rows: rows[rows["value"] < 2.5]),
        (
            f"?niveau=epci&annee=2023&tableau={DESCENDING}",
            lambda rows: rows.sort_values("value", ascending=False),
        ),
    ],
)
def test_the_csv_of_a_table_is_its_frame_filtered_and_sorted(
    dashboard: Dash, data: Data, query: str, keep: Keep
) -> None:
    view = read_view(query, data.bundle, data.catalogue).view
    rows = select(data.bundle, data.catalogue, Selection("apl", view.level, "62", 2023))
    same_rows(download(dashboard.server, "donnees", query), keep(rows))

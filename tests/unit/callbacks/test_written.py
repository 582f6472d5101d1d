"""Answers are written as Dash writes them, in one go."""

from __future__ import annotations

import json

import numpy as np
import orjson
import pandas as pd
import plotly.graph_objects as go
import pytest
from dash import Patch, dcc, html, no_update
from plotly.io.json import to_json_plotly

from callbacks.written import patch_of, text_of, writing, written, written_patch

PATCH = Patch()
PATCH["data"][3]["z"] = [1.5, float("nan")]
VALUES = [
    html.Div(
        [html.P("a < b/c", id="one"), None, 3, html.Span(**{"aria-label": "é", "data-x": "1"})]
    ),
    [dcc.Graph(figure=go.Figure(go.Scatter(x=[1, 2], y=np.array([1.0, 2.5]))), id="chart")],
    {"id": {"type": "search", "page": "/"}, "rows": ({"a": np.float64(2.5)}, {"b": np.int64(3)})},
    np.array(["a", "b"], dtype=object),
    [float("nan"), float("inf"), None, 1e-6],
    {2019: "a year", "x": ""},
    PATCH,
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_is_written_as_dash_writes_it(value: object) -> None:
    assert json.loads(text_of(value)) == json.loads(to_json_plotly(value, engine="json"))
    whole = text_of({"kept": written(value), "again": written(written(value))})
    assert json.loads(whole)["kept"] == json.loads(whole)["again"] == json.loads(text_of(value))


def test_what_has_no_form_is_refused_by_its_name() -> None:
    with pytest.raises(TypeError, match="JSON"):
        text_of({"frame": pd.DataFrame({"a": [1]})})


def test_each_output_is_written_and_what_does_not_change_stays() -> None:
    several = writing(lambda value: (value, no_update, html.P("a")))
    first, second, third = several(1)
    assert second is no_update
    assert isinstance(first, orjson.Fragment)
    assert json.loads(text_of([first, third]))[1]["type"] == "P"
    assert writing(lambda: no_update)() is no_update
    # A callback may name its inputs.
    assert json.loads(text_of(writing(lambda *, chosen: chosen)(chosen={"a": 1}))) == {"a": 1}
    assert json.loads(text_of(writing(lambda: ["a", "b"])())) == ["a", "b"]


def test_patches_are_joined() -> None:
    joined = patch_of([*written_patch(PATCH), *written_patch(PATCH)])
    told = json.loads(text_of(joined))
    operation = json.loads(text_of(PATCH))["operations"]
    assert told["operations"] == [*operation, *operation]
    assert told.keys() == PATCH.to_plotly_json().keys()

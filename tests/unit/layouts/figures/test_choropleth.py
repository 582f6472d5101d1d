import gzip
import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest
from plotly.utils import PlotlyJSONEncoder

from callbacks.state import Data
from indicators.classes import breaks_of, class_of
from layouts.colours import ramp
from layouts.context import Context
from layouts.figures.choropleth import (
    MISSING_TRACE,
    SELECTED,
    VALUES,
    map_figure,
    map_patch,
    values_of,
)


def figure_of(data: Data, context: Context, frame: pd.DataFrame | None = None) -> go.Figure:
    """Have Plotly check the map, and refuse a property or a value that it does not know."""
    view = context.view
    return go.Figure(
        map_figure(
            context,
            data.frame(view) if frame is None else frame,
            data.shapes(view.departement, view.level),
            data.outline(view),
            data.towns(view.departement),
        )
    )


def colour_at(scale: list[tuple[float, str]], place: float) -> str:
    """Give the colour of a scale that is constant between pairs of equal edges."""
    edges = [edge for edge, _ in scale]
    return scale[min(bisect_right(edges, place), len(edges) - 1)][1]


def test_the_map_knows_contours_by_address_only(
    data: Data, context_of: Callable[..., Context]
) -> None:
    written = figure_of(data, context_of()).to_plotly_json()["data"]
    for trace in written:
        if trace["type"] == "choropleth":
            assert trace["geojson"].startswith("/contours/62/")
    text = json.dumps(written, cls=PlotlyJSONEncoder)
    assert "coordinates" not in text
    assert len(text) < 150_000


def test_the_map_holds_the_values_of_the_frame(
    data: Data, context_of: Callable[..., Context]
) -> None:
    context = context_of(year=2023)
    frame = data.frame(context.view)
    trace = figure_of(data, context).data[VALUES]
    shown = dict(zip(trace.locations, trace.z, strict=True))
    assert len(shown) == 887
    expected = frame.set_index("code")["value"].to_dict()
    assert shown == pytest.approx(expected, abs=0.00501)
    assert round(shown["62041"], 2) == 4.33


@pytest.mark.parametrize("level", ["commune", "epci", "tvs"])
@pytest.mark.parametrize(
    "indicator", ["apl", "care_over_65_share", "gp_density", "over_80_share", "population"]
)
def test_the_colour_of_each_territory_is_that_of_its_class(
    data: Data, context_of: Callable[..., Context], indicator: str, level: str
) -> None:
    # The legend counts classes on the frame's values: the map must paint the same ones.
    context = context_of(indicator=indicator, level=level, year=2023)
    frame = data.frame(context.view).set_index("code")
    entry = context.indicator
    breaks = breaks_of(entry, frame["value"])
    colours = ramp(entry.polarity, len(breaks) + 1)
    trace = figure_of(data, context).data[VALUES]
    span = trace.zmax - trace.zmin
    classes = class_of(frame["value"], breaks)
    wrong = [
        (code, z)
        for code, z in zip(trace.locations, trace.z, strict=True)
        if colour_at(trace.colorscale, (z - trace.zmin) / span) != colours[classes[code]]
    ]
    assert wrong == []


def test_a_missing_value_is_drawn_apart(data: Data, context_of: Callable[..., Context]) -> None:
    context = context_of()
    frame = data.frame(context.view)
    frame.loc[0, ["value", "status"]] = [float("nan"), "missing"]
    figure = figure_of(data, context, frame)
    assert list(figure.data[MISSING_TRACE].locations) == [frame.loc[0, "code"]]
    assert frame.loc[0, "code"] not in figure.data[VALUES].locations


def test_another_year_travels_light(data: Data, context_of: Callable[..., Context]) -> None:
    for year in (2019, 2022, 2023):
        context = context_of(year=year)
        view = context.view
        shapes = data.shapes("62", "commune")
        patch = map_patch(context, data.frame(view), shapes, level=False)
        sent = json.dumps(patch.to_plotly_json(), cls=PlotlyJSONEncoder).encode()
        assert len(gzip.compress(sent)) < 10_000
        assert b"geojson" not in sent


def test_another_level_brings_its_contours(data: Data, context_of: Callable[..., Context]) -> None:
    context = context_of(level="epci")
    shapes = data.shapes("62", "epci")
    patch = map_patch(context, data.frame(context.view), shapes, level=True)
    sent = json.dumps(patch.to_plotly_json(), cls=PlotlyJSONEncoder)
    assert shapes.territories in sent


def test_the_territory_in_view_is_outlined(data: Data, context_of: Callable[..., Context]) -> None:
    assert figure_of(data, context_of()).data[SELECTED].lon in {None, ()}
    outlined = figure_of(data, context_of(territory="62041")).data[SELECTED]
    known = [lon for lon in outlined.lon if lon is not None]
    # Arras lies around 2.78 degrees east.
    assert 2.7 < min(known) < max(known) < 2.9


def test_the_hover_of_a_class_names_it(data: Data, context_of: Callable[..., Context]) -> None:
    context = context_of(indicator="gp_zone", lang="en")
    sent = values_of(context, data.frame(context.view))[VALUES]
    # The 124 ZIP, 562 ZAC and 201 others of the decree.
    told = Counter(sent["customdata"])
    assert told["ZIP, priority intervention (official)"] == 124
    assert told["ZAC, complementary action (official)"] == 562
    assert "%{customdata}" in sent["hovertemplate"]


@pytest.mark.parametrize(
    ("fields", "singular", "plural"),
    [
        ({"year": 2024}, "Ardres: 1.43 consultation par an", "Arras: 4.19 consultations par an"),
        ({"indicator": "gp_count"}, "Acheville: 0 généraliste", "Arras: 39 généralistes"),
        ({"year": 2024, "lang": "en"}, "", "Ardres: 1.43 consultations per year"),
    ],
)
def test_the_hover_counts_as_the_language_does(
    data: Data,
    context_of: Callable[..., Context],
    fields: dict[str, Any],
    singular: str,
    plural: str,
) -> None:
    """French has the plural from 2 on, English for all but 1."""
    context = context_of(**fields)
    sent = values_of(context, data.frame(context.view))[VALUES]
    decimals = context.indicator.decimals
    told = []
    for name, z, customdata in zip(sent["text"], sent["z"], sent["customdata"], strict=True):
        ending, status = customdata if isinstance(customdata, list) else ("", customdata)
        text = sent["hovertemplate"].replace("%{text}", name)
        text = text.replace(f"%{{z:,.{decimals}f}}", f"{z:.{decimals}f}")
        text = text.replace("%{customdata[0]}", ending)
        text = text.replace("%{customdata[1]}", status).replace("%{customdata}", status)
        assert "%{" not in text
        told.append(text.replace("<b>", "").replace("</b><br>", ": "))
    assert [text for text in told if text.startswith(singular)]
    assert [text for text in told if text.startswith(plural)]
    assert all("officiel" in text or "official" in text for text in told)

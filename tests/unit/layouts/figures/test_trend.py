from collections.abc import Callable

import plotly.graph_objects as go
import pytest

from layouts.context import Context
from layouts.figures.trend import Line, moment, trend_figure
from layouts.trend_lines import lines_of


def test_a_month_stands_inside_its_year() -> None:
    assert moment("2023") == 2023
    assert moment("2022-01") == 2022
    assert moment("2022-07") == 2022.5


def checked(context: Context, lines: list[Line]) -> go.Figure:
    """Have Plotly check a figure, which refuses a property or a value that it does not know."""
    return go.Figure(trend_figure(context, lines))


def traces_of(context: Context, line: Line) -> list[dict[str, list[float]]]:
    figure = checked(context, [line])
    return [{"x": list(trace.x), "y": list(trace.y)} for trace in figure.data]


def test_neither_editions_nor_years_apart_are_joined(context_of: Callable[..., Context]) -> None:
    context = context_of(territory="62041")
    traces = traces_of(context, lines_of(context)[0])
    # There is no 2020; an edition ends with 2021.
    assert [trace["x"] for trace in traces] == [
        [2015, 2016, 2017, 2018, 2019],
        [2021],
        [2022, 2023, 2024],
    ]


def test_the_break_is_drawn_between_the_editions(context_of: Callable[..., Context]) -> None:
    context = context_of(territory="62041")
    figure = checked(context, lines_of(context))
    verticals = [shape.x0 for shape in figure.layout.shapes if shape.x0 == shape.x1]
    assert 2021.5 in verticals
    # Its name stands above the chart, where there is no mark to touch.
    (name,) = [one for one in figure.layout.annotations if one.text == "rupture de série"]
    assert (name.x, name.y, name.yref, name.yanchor) == (2021.5, 1, "y domain", "bottom")
    assert figure.layout.margin.t >= 40


def test_years_that_do_not_compare_are_not_joined(context_of: Callable[..., Context]) -> None:
    context = context_of(indicator="gp_density")
    figure = checked(context, lines_of(context))
    assert {trace.mode for trace in figure.data} == {"markers"}


@pytest.mark.parametrize("indicator", ["apl", "gp_count_all_modes", "ald_attending_share"])
def test_the_values_are_those_of_the_table(
    context_of: Callable[..., Context], indicator: str
) -> None:
    context = context_of(indicator=indicator)
    lines = lines_of(context)
    assert lines
    for line in lines:
        shown = [y for trace in traces_of(context, line) for y in trace["y"]]
        assert shown == pytest.approx([one.value for one in line.points], abs=1e-4)

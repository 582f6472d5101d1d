"""The page Simuler: from a click or a field to the scenario, and what it changes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import (
    ALL,
    ClientsideFunction,
    Dash,
    Input,
    NoUpdate,
    Output,
    State,
    callback_context,
    no_update,
)
from dash.exceptions import PreventUpdate

from callbacks.simulation import base_year, has_base, simulate
from callbacks.state import Data
from indicators.scenario.change import ACTS, moves_of, moves_told
from indicators.scenario.measures import THRESHOLD
from layouts.context import Context
from layouts.markup import Child
from layouts.search import search_id
from layouts.simuler.controls import presets as offered
from layouts.simuler.map import figure_of, legend, patch_of
from layouts.simuler.page import (
    alternative,
    files,
    page_without_base,
    results,
    source_line,
)
from layouts.simuler.page import page as whole_page
from layouts.simuler.presets import presets
from layouts.simuler.results import chips, message, siting_answer
from layouts.view import View, as_dict

_FIELDS = ("aim", "doctors", "candidates")
"""Fields of the search that its button reads."""


def page(data: Data, view: View) -> list[Child]:
    """Give the whole page for a view."""
    if not has_base(data, view):
        return page_without_base(data.context(view))
    shown = simulate(data, view)
    shapes = data.shapes(view.departement, "commune", view.lang)
    figure = figure_of(shown, shapes, data.outline(view), data.towns(view.departement))
    return whole_page(shown, figure)


def settled(data: Data, view: View) -> View:
    """Give the view that the page shows: that of the year whose scenario it starts from."""
    return replace(view, year=base_year(data, view)) if has_base(data, view) else view


def indicators_shown(_: Context) -> list[str]:
    """List what a scenario is made from, whatever the indicator in view: for the page's sources."""
    return ["apl", "gp_count"]


def register(app: Dash, data: Data) -> None:
    """Attach the page's callbacks."""
    _listen(app, data)
    _listen_to_moves(app)
    _listen_to_search(app)
    app.clientside_callback(
        ClientsideFunction("simulation", "fill"),
        Output("simulation-table", "title"),
        Input("simulation-summary", "n_clicks"),
        Input("address", "data"),
        prevent_initial_call=True,
    )


def _listen(app: Dash, data: Data) -> None:
    @app.callback(
        Output("simulation-map", "figure"),
        Output("simulation-told", "data"),
        Output("simulation-legend", "children"),
        Output("simulation-title", "children"),
        Output("simulation-figure", "aria-label"),
        Output("simulation-source", "children"),
        Output("simulation-results", "children"),
        Output("simulation-chips", "children"),
        Output("simulation-message", "children"),
        Output("simulation-answer", "children"),
        Output("simulation-files", "children"),
        Output("simulation-presets", "children"),
        Output("simulation-retirement", "value"),
        Output("view", "data", allow_duplicate=True),
        Output("address", "data", allow_duplicate=True),
        Input("simulation-asked", "data"),
        Input("simulation-reset", "n_clicks"),
        Input("simulation-site", "n_clicks"),
        Input({"type": "preset", "rank": ALL}, "n_clicks"),
        Input({"type": "adopt", "rank": ALL}, "n_clicks"),
        Input("simulation-retirement", "value"),
        Input("simulation-year", "value"),
        Input("simulation-acts", "value"),
        Input("simulation-threshold", "value"),
        Input("simulation-drawn", "value"),
        *(State(f"simulation-{name}", "value") for name in _FIELDS),
        State("simulation-told", "data"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def update(*values: Any) -> tuple[object, ...]:  # noqa: ANN401 - one per input of the page
        asked, *rest, told, stored = values
        form = dict(zip(_FIELDS, rest[-len(_FIELDS) :], strict=True))
        view = View(**stored)
        changed = _changed(data, moves_made(view, asked, told), form)
        if changed == view:
            raise PreventUpdate
        return answer(data, changed, before=view, told=asked[-1]["rank"] if asked else told)


def _listen_to_moves(app: Dash) -> None:
    """Keep in the browser each move that is asked for, until an answer of the server holds it."""
    app.clientside_callback(
        ClientsideFunction("simulation", "ask"),
        Output("simulation-asked", "data"),
        Output("simulation-map", "clickData"),
        Input("simulation-map", "clickData"),
        Input("simulation-add", "n_clicks"),
        Input("simulation-remove", "n_clicks"),
        Input({"type": "move", "code": ALL}, "n_clicks"),
        State("simulation-click", "value"),
        State("simulation-place", "value"),
        State("simulation-number", "value"),
        State("simulation-asked", "data"),
        State("simulation-told", "data"),
        prevent_initial_call=True,
    )


def _listen_to_search(app: Dash) -> None:
    @app.callback(
        Output("simulation-place", "value"),
        Input(search_id("/simuler"), "value"),
        State("simulation-place", "data"),
        prevent_initial_call=True,
    )
    def choose(place: str | None, options: list[dict[str, str]]) -> str | NoUpdate:
        code = (place or ":").split(":")[1]
        return code if any(one["value"] == code for one in options) else no_update


def _changed(data: Data, view: View, form: dict[str, Any]) -> View:
    """Give the view after what the reader did."""
    who, value = callback_context.triggered_id, callback_context.triggered[0]["value"]
    if isinstance(who, dict):
        return _pressed(data, view, who) if value else view
    return _from_button(view, who, form) or _from_field(view, who, value)


def _from_button(view: View, who: str, form: dict[str, Any]) -> View | None:
    if who == "simulation-asked":
        return view
    if who == "simulation-reset":
        return replace(view, added="", removed="", retirement="", aim="", doctors="")
    if who == "simulation-site":
        doctors = int(form["doctors"] or 1)
        return replace(
            view,
            aim=form["aim"],
            doctors="" if doctors == 1 else str(doctors),
            candidates=form["candidates"] or "",
        )
    return None


def _from_field(view: View, who: str, value: Any) -> View:  # noqa: ANN401
    if who == "simulation-retirement":
        return replace(view, retirement=value or "")
    if who == "simulation-year":
        return replace(view, year=int(value))
    if who == "simulation-drawn":
        return replace(view, drawn="" if value == "variation" else value)
    if value in {None, ""}:
        return view
    if who == "simulation-acts":
        return replace(view, acts="" if value == ACTS else f"{value:g}")
    return replace(view, threshold="" if value == THRESHOLD else f"{value:g}")


def _pressed(data: Data, view: View, who: dict[str, Any]) -> View:
    if who["type"] == "preset":
        preset = presets(data.context(view), base_year(data, view))[who["rank"]]
        return replace(view, added=preset.added, removed="", retirement=preset.retirement)
    answer = simulate(data, view).answer
    for code in answer.places if answer else ():
        view = moved(view, code, 1.0)
    return replace(view, aim="", doctors="")


def _parts(text: str) -> list[str]:
    return text.split(",") if text else []


def moved(view: View, code: str | None, doctors: float) -> View:
    """Give the view with some doctors more, or fewer, in a commune."""
    if not code:
        return view
    held = dict(moves_of(_parts(view.added), _parts(view.removed)))
    held[code] = held.get(code, 0.0) + doctors
    added, removed = moves_told(held.items())
    return replace(view, added=added, removed=removed)


def moves_made(view: View, asked: list[dict[str, Any]] | None, told: int) -> View:
    """Give the view with the moves that no answer has held yet, in the order they were asked for.

    Parameters
    ----------
    view : View
        What the page shows.
    asked : list of dict, optional
        Each move: its ``rank``, its commune's ``code`` and its ``doctors``, none where what the
        scenario has there is taken off. ``retirement`` stands for the retirements.
    told : int
        Rank of the last move that the view holds.
    """
    for move in asked or []:
        if move["rank"] <= told:
            continue
        if move["code"] == "retirement":
            view = replace(view, retirement="")
        elif move["doctors"] is None:
            held = dict(moves_of(_parts(view.added), _parts(view.removed)))
            view = moved(view, move["code"], -held.get(move["code"], 0.0))
        else:
            view = moved(view, move["code"], float(move["doctors"]))
    return view


def answer(data: Data, view: View, *, before: View, told: int = 0) -> tuple[object, ...]:
    """Give what each output of the page becomes.

    Parameters
    ----------
    data : Data
    view : View
        What it is to show.
    before : View
        What it showed.
    told : int
        Rank of the last move of the page that ``view`` holds.
    """
    shown = simulate(data, view)
    done = shown.context.view
    view = replace(
        view, year=done.year, added=done.added, removed=done.removed, retirement=done.retirement
    )
    is_same_base = base_year(data, before) == view.year
    # The communes, their codes and their names stay in the browser as long as they are the same.
    others = not is_same_base or before.drawn != view.drawn
    return (
        patch_of(shown, names=others),
        told,
        legend(shown),
        shown.drawn.title,
        alternative(shown),
        source_line(shown),
        results(shown),
        chips(shown),
        message(shown),
        siting_answer(shown),
        files(data.context(view)),
        no_update if is_same_base else offered(shown),
        view.retirement or None,
        as_dict(view),
        view.to_query(),
    )

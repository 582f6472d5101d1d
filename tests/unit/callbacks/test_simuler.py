import gc
import io
import json
import re
import weakref
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go
import pytest
from dash import Dash

from callbacks import simuler
from callbacks.simulation import base_of, base_year, simulate
from callbacks.simuler import moved, moves_made
from callbacks.state import Data
from indicators.scenario.siting import Answer
from layouts import texts
from layouts.context import Context
from layouts.figures.choropleth import VALUES
from layouts.reading import read_view
from layouts.simuler.crossing import listed
from layouts.simuler.map import figure_of, legend
from layouts.simuler.note import note
from layouts.simuler.page import files, page_without_base
from layouts.simuler.presets import presets
from layouts.simuler.results import siting_answer, total_rows
from layouts.simuler.shown import Simulation
from layouts.simuler.words import limits_words
from layouts.view import View
from tests.unit.layouts.reading import said
from tests.unit.layouts.test_locales import Noting

QUERIES = [
    "",
    "?ajouts=62038&retraits=62041:3&lang=en",
    "?retraites=65&affichage=resultat&lang=en",
    "?affichage=fragilite&lang=en",
    "?objectif=habitants&medecins=2&candidats=200069037&lang=en",
    "?retraits=62001:50&lang=en",
]


def view_of(data: Data, query: str) -> View:
    reading = read_view(query, data.bundle, data.catalogue)
    assert reading.problems == ()
    return reading.view


def test_doctors_are_added_and_taken_off() -> None:
    view = moved(moved(View(), "62038", 1), "62038", 1)
    assert (view.added, view.removed) == ("62038:2", "")
    view = moved(moved(view, "62041", -0.5), "62038", -2)
    assert (view.added, view.removed) == ("", "62041:0.5")
    assert moved(view, None, 1) == view


def test_a_base_leaves_the_memory_when_it_is_no_longer_kept(data: Data) -> None:
    """A base is large: nothing that is kept longer may hold it."""
    alone = replace(data)  # Other tests hold the bases of the data that they share.
    for query in QUERIES:
        view = view_of(alone, query)
        simulate(alone, view)
    base = weakref.ref(base_of(alone, base_year(alone, view), view.departement))
    assert base() is not None
    base_of.cache_clear()  # type: ignore[attr-defined]
    gc.collect()
    assert base() is None


def test_moves_that_no_answer_has_told_yet_are_made_in_turn() -> None:
    """The browser keeps each move until an answer holds it: two fast clicks are two doctors."""
    asked = [
        {"rank": 4, "code": "62041", "doctors": 1},
        {"rank": 5, "code": "62038", "doctors": 1},
        {"rank": 6, "code": "62038", "doctors": 0.5},
    ]
    view = moves_made(View(), asked, told=4)
    assert (view.added, view.removed) == ("62038:1.5", "")
    taken_off = [
        {"rank": 7, "code": "62038", "doctors": None},
        {"rank": 8, "code": "retirement", "doctors": None},
    ]
    assert moves_made(replace(view, retirement="65"), taken_off, told=6) == View()
    assert moves_made(view, None, told=0) == view


def test_the_presets_are_the_departemental_health_centres(
    context_of: Callable[..., Context],
) -> None:
    offered = presets(context_of(), 2023)
    assert [preset.added for preset in offered] == [
        "62771",
        "62645",
        "62038",
        "62038,62645,62771",
        "",
    ]
    assert offered[2].name.endswith("Ardres")
    assert offered[-1].retirement == "65"


def test_another_departement_is_not_offered_these_centres(
    context_of: Callable[..., Context],
) -> None:
    (offered,) = presets(context_of(departement="59"), 2023)
    assert offered.retirement == "65"


def test_france_is_told_to_choose_a_departement(context_of: Callable[..., Context]) -> None:
    told = said(page_without_base(context_of(departement="FR", level="departement")))
    assert "Un scénario se simule dans un département" in told
    other = said(page_without_base(context_of(departement="59")))
    assert "communes de ce département (Nord)" in other


def test_a_preset_says_whether_the_base_may_count_its_doctors(
    context_of: Callable[..., Context],
) -> None:
    sallaumines, oye, ardres, *rest = [preset.note for preset in presets(context_of(), 2023)]
    assert sallaumines.startswith("Ouvert le 6 décembre 2021")
    assert sallaumines.endswith("la base 2023 compte peut-être déjà ses médecins")
    assert oye.startswith("Ouverture non datée")
    assert ardres == "Ouvert le 15 mai 2025, après la base 2023"
    assert rest == ["", ""]
    assert "peut-être déjà" in presets(context_of(), 2025)[2].note


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ({}, {"added": "62038"}, False),
        ({"added": "62038"}, {"added": "62038", "drawn": "fragilite"}, True),
        ({}, {"added": "62038", "year": 2022}, True),
    ],
)
def test_a_patch_sends_what_the_whole_map_draws_and_no_more(
    data: Data, *, before: dict[str, str], after: dict[str, str], named: bool
) -> None:
    view = view_of(data, "")
    views = [replace(view, **before), replace(view, **after)]
    patch = simuler.answer(data, views[1], before=views[0])[0].to_plotly_json()
    shown = simulate(data, views[1])
    shapes = data.shapes("62", "commune")
    figure = figure_of(shown, shapes, data.outline(view), data.towns("62"))
    go.Figure(figure)  # Plotly refuses a property or a value that it does not know.
    whole = figure["data"][VALUES]
    sent = {step["location"][-1]: step["params"]["value"] for step in patch["operations"]}
    assert {step["location"][1] for step in patch["operations"]} == {VALUES}
    for name, value in sent.items():
        assert json.dumps(value) == json.dumps(whole[name])
    assert {"z", "customdata", "zmin", "zmax", "colorscale"} <= set(sent)
    assert ({"locations", "text"} <= set(sent)) is named


def test_one_doctor_in_ardres(data: Data) -> None:
    shown = simulate(data, view_of(data, "?ajouts=62038"))
    rows = shown.rows.set_index("code")
    # Published by the DREES for 2023; the doctor's acts are shared with the neighbours.
    assert rows.loc["62038", "before"] == 1.636
    assert 0.02 < rows.loc["62038", "change"] < 0.2
    assert shown.status == "estimated"
    assert round(shown.span.before.mean, 3) == 4.187


def test_moves_that_cannot_happen_are_left_out_and_told(data: Data) -> None:
    shown = simulate(data, view_of(data, "?ajouts=62038,01001&retraits=62001:50"))
    assert shown.outcome.scenario.moves == (("62038", 1.0),)
    assert shown.refused == ("01001", "Ablain-Saint-Nazaire")


def counted(shown: Simulation) -> list[tuple[str, int]]:
    """Read each class of the legend and its communes."""
    head, body = legend(shown).children[1:]
    labels = [cell.children[1] for cell in head.children.children[1:]]
    communes = [cell.children for cell in body.children[0].children[1:]]
    return [(label, int(count)) for label, count in zip(labels, communes, strict=True)]


def test_nothing_changes_in_one_class(data: Data) -> None:
    assert counted(simulate(data, view_of(data, ""))) == [("aucune", 887)]


def test_the_bands_of_one_doctor_are_told_apart(data: Data) -> None:
    """Weights 1/3, 2/3 and 1: three values of the change, and none beyond 20 minutes."""
    shown = simulate(data, view_of(data, "?ajouts=62038"))
    changes = shown.rows["change"].round(6).value_counts()
    assert len(changes) == 4
    assert [count for _, count in counted(shown)] == changes.sort_index().tolist()
    breaks = shown.drawn.shading.breaks[1:]
    assert all(len(f"{edge:g}") <= len("0.025") for edge in breaks)


def test_gains_and_losses_are_drawn_symmetric_around_0(data: Data) -> None:
    shown = simulate(data, view_of(data, "?ajouts=62038&retraits=62041:2"))
    shading = shown.drawn.shading
    assert list(shading.breaks) == sorted(-edge for edge in shading.breaks)
    assert len(set(shading.colours)) == len(shading.breaks) + 1 == 7
    assert all(count > 0 for label, count in counted(shown) if "ou moins" in label)


def test_fragility_has_no_class_of_gains(data: Data) -> None:
    told = counted(simulate(data, view_of(data, "?affichage=fragilite")))
    assert [label for label, _ in told][-1] == "aucune"
    assert len(told) == 4
    assert sum(count for _, count in told) == 887


def test_an_access_says_on_which_side_of_the_threshold_it_is(data: Data) -> None:
    """Carency rises to 2.5003, which two decimals would leave at the threshold."""
    shown = simulate(data, view_of(data, "?ajouts=62041:2"))
    found = listed(shown, 10)
    assert found.told == "1 commune, 801 habitants."
    assert re.search(r"Carency.*à 2,50\d+, passe au-dessus", found.items[0])
    assert "2,50," not in found.items[0]


@pytest.mark.parametrize("query", QUERIES)
def test_a_page_and_its_note_in_english_lack_no_text(
    data: Data, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    noting = Noting(texts.read_catalogues(texts.LOCALES / "en"))
    monkeypatch.setattr(texts, "_english", lambda: noting)
    view = view_of(data, query)
    assert len(simuler.page(data, view)) == 2
    assert "<h1>" in note(simulate(data, view))
    assert noting.lacking == set()


@pytest.mark.parametrize(
    ("bound", "told"),
    [
        (1200.0, "aucun ne descend sous 1\N{NARROW NO-BREAK SPACE}200, 34 de moins au plus"),
        (None, "sans garantie que ce soit le meilleur choix"),
    ],
)
def test_an_answer_that_is_not_proven_says_by_how_much_it_may_be_bettered(
    data: Data, bound: float | None, told: str
) -> None:
    shown = simulate(data, view_of(data, ""))
    answer = Answer(
        "people-under", ("62038",), 2000.0, 1234.0, is_exact=False, bound=bound, equals=((),)
    )
    said = siting_answer(replace(shown, answer=answer))[1].children
    assert told in said
    assert "2\N{NARROW NO-BREAK SPACE}000 avant" in said
    assert said.startswith("Habitants des communes au seuil ou au-dessous\N{NO-BREAK SPACE}: ")
    proven = replace(shown, answer=replace(answer, is_exact=True))
    assert "c'est prouvé" in siting_answer(proven)[1].children


def test_the_totals_count_the_inhabitants_of_the_communes_under_the_threshold(data: Data) -> None:
    """A commune has an APL, an inhabitant has none; 2,5 is written as the decree writes it."""
    for query, told in (
        ("", "Habitants des communes à 2,5 ou moins"),
        ("?seuil=2", "Habitants des communes à 2 ou moins"),
        ("?seuil=3.25&lang=en", "Inhabitants of communes at 3.25 or under"),
    ):
        shown = simulate(data, view_of(data, query))
        assert total_rows(shown)[1][0] == told
    title = listed(simulate(data, view_of(data, "")), 10).title
    assert title == "Communes qui franchissent le seuil de 2,5"
    fragile = listed(simulate(data, view_of(data, "?affichage=fragilite")), 10)
    assert fragile.told.startswith("Passent à 2,5 ou moins")


def test_the_share_outside_is_never_said_to_be_nothing_where_it_is_little(data: Data) -> None:
    for code, told in (("62038", "Moins de 1"), ("62041", "0"), ("62193", "2")):
        words = limits_words(simulate(data, view_of(data, f"?ajouts={code}")))
        assert words[2].startswith(f"{told}\N{NO-BREAK SPACE}% des actes ajoutés ou retirés")


def test_what_is_downloaded_is_what_is_shown(dashboard: Dash, data: Data) -> None:
    query = "?ajouts=62038"
    client = dashboard.server.test_client()
    answer = client.get(f"/simuler/communes.csv{query}")
    assert answer.status_code == 200
    frame = pd.read_csv(
        io.BytesIO(answer.data), sep=";", decimal=",", dtype={"code": str}, encoding="utf-8-sig"
    )
    shown = simulate(data, view_of(data, query)).drawn.frame
    assert frame["code"].tolist() == shown["code"].tolist()
    assert (frame["change"] - shown["change"]).abs().max() < 1e-6
    about = client.get(f"/simuler/communes.json{query}").json
    assert about["scenario"]["moves"] == [["62038", 1.0]]
    fragile = client.get("/simuler/communes.csv?affichage=fragilite").text
    assert "nearest" in fragile.splitlines()[0]
    assert client.get("/simuler/communes.pdf").status_code == 404
    refused = client.get("/simuler/communes.csv?objectif=inconnu")
    assert refused.status_code == 400
    assert "objectif=inconnu" in refused.text
    fragile_note = client.get("/simuler/note.html?affichage=fragilite").text
    assert "si Hesdin-la-Forêt perd un médecin" in fragile_note
    told = client.get("/simuler/note.html").text
    assert "Aucune." in told
    assert "None" not in told
    assert "Ardres" in client.get(f"/simuler/note.html{query}").text
    assert client.get(f"/simuler/tableau.html{query}").text.count("<tr>") == 888


@pytest.mark.parametrize(
    "query",
    [
        "annee=2024",
        "ajouts=01001",
        "retraits=62001:50",
    ],
)
def test_no_file_tells_another_scenario_than_its_address(dashboard: Dash, query: str) -> None:
    client = dashboard.server.test_client()
    for address in ("note.html", "tableau.html", "communes.csv", "communes.json"):
        refused = client.get(f"/simuler/{address}?{query}")
        assert refused.status_code == 400
        assert query in refused.text


def test_the_files_of_a_page_are_those_of_its_base(data: Data) -> None:
    shown = simulate(data, view_of(data, "?annee=2024&ajouts=62038,01001"))
    assert shown.context.view.to_query() == "?annee=2023&ajouts=62038"
    assert "annee=2023" in str(files(shown.context))


def test_an_aim_that_cannot_be_reached_says_why(data: Data) -> None:
    said = siting_answer(simulate(data, view_of(data, "?retraites=65&objectif=eloignes")))
    assert "on ne sait pas dans quelles communes exercent" in said[0].children


def test_what_is_official_is_computed_where_communes_merged(data: Data) -> None:
    rows = simulate(data, view_of(data, "?retraites=65")).rows
    assert rows["status"].value_counts().to_dict() == {"official": 886, "computed": 1}

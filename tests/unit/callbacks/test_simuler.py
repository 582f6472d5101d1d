import io
from collections.abc import Callable

import pandas as pd
import pytest
from dash import Dash

from callbacks import simuler
from callbacks.simulation import presets, simulate
from callbacks.simuler import moved
from callbacks.state import Data
from layouts import texts
from layouts.context import Context
from layouts.reading import read_view
from layouts.simuler.map import diverging, drawn
from layouts.simuler.note import note
from layouts.view import View
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


def test_the_presets_are_the_departemental_health_centres(
    context_of: Callable[..., Context],
) -> None:
    offered = presets(context_of())
    assert [preset.added for preset in offered] == [
        "62771",
        "62645",
        "62038",
        "62038,62645,62771",
        "",
    ]
    assert offered[2].name.endswith("Ardres")
    assert offered[-1].retirement == "65"


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


@pytest.mark.parametrize("largest", [0.0, 0.004, 0.07, 3.0])
def test_the_change_is_drawn_symmetric_around_0(largest: float) -> None:
    shading = diverging(pd.Series([0.0, largest, -largest / 2]))
    assert list(shading.breaks) == sorted(-edge for edge in shading.breaks)
    assert list(shading.breaks) == sorted(set(shading.breaks))
    assert len(shading.colours) == len(shading.breaks) + 1


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


def test_what_is_downloaded_is_what_is_shown(dashboard: Dash, data: Data) -> None:
    query = "?ajouts=62038"
    client = dashboard.server.test_client()
    answer = client.get(f"/simuler/communes.csv{query}")
    assert answer.status_code == 200
    frame = pd.read_csv(
        io.BytesIO(answer.data), sep=";", decimal=",", dtype={"code": str}, encoding="utf-8-sig"
    )
    shown = drawn(simulate(data, view_of(data, query))).frame
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
    told = client.get("/simuler/note.html").text
    assert "Aucune." in told
    assert "None" not in told
    assert "Ardres" in client.get(f"/simuler/note.html{query}").text
    assert client.get(f"/simuler/tableau.html{query}").text.count("<tr>") == 888

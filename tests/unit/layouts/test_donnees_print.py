"""The table of Données on paper: its rows, what is told once, and what does not fit."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote

import pytest
from dash import Dash

from callbacks import donnees
from callbacks.state import Data
from layouts import donnees_print
from layouts.donnees_print import printed
from layouts.reading import read_view

LOW, NONE = (
    quote(f'{{"f":{{"value":{{"filterType":"number","type":"lessThan","filter":{most}}}}}}}')
    for most in (1.5, -1)
)


def page_of(data: Data, query: str) -> str:
    view = donnees.settled(data, read_view(query, data.bundle, data.catalogue).view)
    return printed(data.context(view), donnees.listing(data, view))


def test_every_row_that_the_filter_keeps_is_printed_in_its_order(data: Data) -> None:
    query = f"?annee=2023&tableau={LOW}"
    view = donnees.settled(data, read_view(query, data.bundle, data.catalogue).view)
    listed = donnees.listing(data, view)
    told = printed(data.context(view), listed)
    names = re.findall(r'<th scope="row">(.*?)</th>', unescape(told))
    assert names == list(listed.kept["name"])
    assert 0 < len(names) < 887
    assert "<script" not in told


def test_what_every_row_says_is_told_once(data: Data) -> None:
    told = page_of(data, "?annee=2023")
    assert told.count("consultations par an et par habitant standardisé") == 1
    heads = re.findall(r'<th scope="col">(.*?)</th>', told)
    assert heads[:3] == ["Territoire", "Code", "Valeur"]
    assert "Unité" not in heads
    assert "4,33" in told
    assert "officiel" in told
    assert "DREES" in told


def test_rows_that_do_not_fit_are_counted(data: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "premières lignes seulement" not in page_of(data, "?annee=2023")
    monkeypatch.setattr(donnees_print, "MOST_ROWS", 100)
    told = page_of(data, "?annee=2023")
    assert len(re.findall(r'<th scope="row">', told)) == 100
    assert "Les 100 premières lignes seulement" in told
    assert "les 787 autres" in told


def test_an_address_that_makes_no_sense_prints_nothing(dashboard: Dash) -> None:
    client = dashboard.server.test_client()
    assert client.get("/donnees/imprimer.html?annee=2023").status_code == 200
    refused = client.get("/donnees/imprimer.html?annee=1999")
    assert refused.status_code == 400
    assert "annee=1999" in refused.text
    empty = client.get(f"/donnees/imprimer.html?annee=2023&tableau={NONE}")
    assert "0 ligne" in empty.text


def test_a_title_counts_the_indicators_that_are_listed(data: Data) -> None:
    """The density has no value in 2024: the table holds two indicators out of three."""
    told = page_of(data, "?annee=2024&avec=apl65,gp_density")
    assert "et un autre indicateur" in told
    assert "2 autres indicateurs" not in told

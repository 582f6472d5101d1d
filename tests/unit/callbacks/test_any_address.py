"""No address makes the server fail, whatever it holds.

``EXAMPLES=1000 python -m pytest tests/unit/callbacks/test_any_address.py`` tries more of them.
"""

from __future__ import annotations

import os
from urllib.parse import urlencode

from dash import Dash
from flask import Flask
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from callbacks.files import _FRAMES, _TYPES
from callbacks.shell import PAGES, page_at
from callbacks.state import Data
from indicators.catalogue import LEVELS, load_catalogue
from layouts.view import NAMES

EXAMPLES = int(os.environ.get("EXAMPLES", "25"))
KNOWN = [
    *load_catalogue().indicators,
    *LEVELS,
    *("62", "FR", "2A", "62041", "200069672", "2015", "2023", "2024", "1999", "tous", "en"),
    *("62355:2,62038:1", "65", "2,5", "3;4", "commune:62041", "population:plus:1000", "contrats"),
    *("apl-annee:2022", "fragilite", "resultat", "moyenne", "seuil", "indice", "variation", "nan"),
    *('{"f":{"value":{"filterType":"number","type":"lessThan","filter":2.5}}}', "{bad", "1e400"),
]
ADDRESSES = [
    *("/tableau/carte.html", "/tableau/nuage.html", "/contours/62/commune.json"),
    *("/simuler/note.html", "/simuler/communes.csv", "/simuler/tableau.html"),
]
VALUES = st.one_of(
    st.sampled_from(KNOWN),
    st.lists(st.sampled_from(KNOWN), min_size=2, max_size=4).map(",".join),
    st.text(max_size=30),
    st.integers(-(10**12), 10**12).map(str),
)
QUERIES = st.one_of(
    st.dictionaries(st.sampled_from([*NAMES.values(), "inconnu"]), VALUES, max_size=5).map(
        lambda told: f"?{urlencode(told, errors='surrogatepass')}"
    ),
    st.text(max_size=60).map(lambda text: f"?{text}"),
)
TRIED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@TRIED
@example("/", "?departement=FR&niveau=tvs")
@given(path=st.sampled_from([*PAGES, "/nowhere"]), query=QUERIES)
def test_any_address_gives_a_page(data: Data, path: str, query: str) -> None:
    with Flask("asked").test_request_context("/"):
        page, _, address = page_at(data, path, query)
    assert page
    # What is written in the address is read back without a complaint.
    assert page_at(data, path, address)[2] == address


@TRIED
@given(
    path=st.one_of(
        st.builds(
            "/telecharger/{}.{}".format,
            st.sampled_from(sorted(_FRAMES)),
            st.sampled_from(sorted(set(_TYPES) - {"xlsx"})),
        ),
        st.sampled_from(ADDRESSES),
    ),
    query=QUERIES,
)
def test_any_address_gives_a_file_or_a_refusal(dashboard: Dash, path: str, query: str) -> None:
    answer = dashboard.server.test_client().get(path + query.replace("#", "%23"))
    assert answer.status_code in {200, 400, 404}, answer.get_data(as_text=True)

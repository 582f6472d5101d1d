"""Every form the program knows: its source is documented, and no two take one file."""

from __future__ import annotations

from indicators.catalogue import load_catalogue
from indicators.sources.registry import FORMS


def test_each_form_has_a_name_and_a_source_of_its_own() -> None:
    names = [form.name for form in FORMS]
    assert len(names) == len(set(names)) >= 15
    sources = load_catalogue().sources
    assert [form.name for form in FORMS if form.source not in sources] == []

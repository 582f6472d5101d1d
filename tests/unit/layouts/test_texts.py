from collections.abc import Callable
from pathlib import Path

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from layouts.context import Context
from layouts.texts import (
    NO_BREAK,
    day,
    named,
    number,
    read_catalogues,
    shortest,
    translator,
    typeset,
)

FRENCH = st.text("abcé :;?%»'0123456789.,()", max_size=40)


@pytest.mark.parametrize(
    ("text", "set_"),
    [
        ("Millésime: 2023", "Millésime{n}: 2023"),
        ("Millésime : 2023", "Millésime{n}: 2023"),
        ("Quoi?", "Quoi{n}?"),
        ("un; deux", "un{n}; deux"),
        ("27 %", "27{n}%"),
        ("« Mieux »: 5 %", "«{n}Mieux{n}»{n}: 5{n}%"),
        ("8 h 30-12 h 30", "8{n}h{n}30-12{n}h{n}30"),
        ("1 457 905 habitants", "1{n}457{n}905 habitants"),
        ("https://www.insee.fr/?a=1", "https://www.insee.fr/?a=1"),
        ("à 10:30", "à 10:30"),
    ],
)
def test_french_punctuation_does_not_break(text: str, set_: str) -> None:
    assert typeset(text, "fr") == set_.format(n=NO_BREAK)
    assert typeset(text, "en") == text


@given(FRENCH)
def test_typesetting_only_changes_spaces_and_settles(text: str) -> None:
    once = typeset(text, "fr")
    assert typeset(once, "fr") == once
    squeezed = text.replace(" ", "")
    assert once.replace(" ", "").replace(NO_BREAK, "") == squeezed


def test_a_text_is_translated_and_its_fields_filled() -> None:
    assert translator("fr")("plus de {low}", low=3) == "plus de 3"
    assert translator("en")("plus de {low}", low=3) == "over 3"
    assert translator("en")("texte que personne n'a traduit") == "texte que personne n'a traduit"
    # A brace of a name is no field.
    assert translator("fr")("plus de {low}") == "plus de {low}"


def test_a_name_of_the_data_is_translated_where_it_is_known() -> None:
    assert named("plus de {low}", "en") == "over {low}"
    assert named("plus de {low}", "fr") == "plus de {low}"
    assert named("Un titre officiel", "en") == "Un titre officiel"


def test_a_text_that_is_not_translated_yet_is_not_empty(tmp_path: Path) -> None:
    (tmp_path / "a.po").write_text(
        'msgid ""\nmsgstr "Language: en\\n"\n\nmsgid "Oui"\nmsgstr "Yes"\n\n'
        'msgid "Non"\nmsgstr ""\n',
        encoding="utf-8",
    )
    assert read_catalogues(tmp_path) == {"Oui": "Yes"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (4.0, "4"),
        (2.5, "2,5"),
        (3.25, "3,25"),
        (0.1 + 0.2, "0,3"),
        (0.000001, "0,000001"),
        (1.23456789, "1,234568"),
    ],
)
def test_a_threshold_is_written_with_the_decimals_that_it_has(value: float, text: str) -> None:
    assert shortest(value, "fr") == text


@pytest.mark.parametrize(
    ("value", "decimals", "fr", "en"),
    [
        (4.327, 2, "4,33", "4.33"),
        (4, 2, "4,00", "4.00"),
        (1457905, 0, "1\N{NARROW NO-BREAK SPACE}457\N{NARROW NO-BREAK SPACE}905", "1,457,905"),
        (-0.04, 1, "0,0", "0.0"),
        (0, 0, "0", "0"),
    ],
)
def test_numbers_are_written_as_the_language_does(
    value: float, decimals: int, fr: str, en: str
) -> None:
    assert number(value, decimals, "fr") == fr
    assert number(value, decimals, "en") == en


@given(
    st.floats(-1e9, 1e9, allow_nan=False),
    st.integers(0, 6),
    st.sampled_from(["fr", "en"]),
)
def test_numbers_are_written_as_babel_writes_them(value: float, decimals: int, lang: str) -> None:
    pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
    rounded = round(value, decimals) + 0.0
    assert number(value, decimals, lang) == format_decimal(rounded, format=pattern, locale=lang)


@pytest.mark.parametrize(
    ("iso", "fr", "en"),
    [
        ("2023", "2023", "2023"),
        ("2022-09", "septembre 2022", "September 2022"),
        ("2025-05-09", "9 mai 2025", "9 May 2025"),
        ("2026-01-01", "1er janvier 2026", "1 January 2026"),
    ],
)
def test_dates_are_written_in_words(iso: str, fr: str, en: str) -> None:
    assert day(iso, "fr") == fr
    assert day(iso, "en") == en


def test_a_remark_names_the_departements_that_it_leaves_out(
    context_of: Callable[..., Context],
) -> None:
    told = context_of().note("incomplete without:2A,976")
    assert told == (
        "une partie des communes est sans donnée; hors départements que la source ne donne pas "
        "(Corse-du-Sud, Mayotte)"
    ).replace(";", "\N{NO-BREAK SPACE};")
    assert context_of(lang="en").note("without:976").endswith("does not give (Mayotte)")

"""What the cells of the table say, on the bundle of the repository."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from indicators.bundle import Bundle
from indicators.bundle_files import read_bundle
from indicators.catalogue import load_catalogue
from indicators.selection import Selection, select
from layouts.context import Context
from layouts.data_table import cells, stratum_name, words
from layouts.view import View


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return read_bundle()


def table(bundle: Bundle, indicator: str, level: str) -> tuple[Context, pd.DataFrame]:
    context = Context(bundle, load_catalogue(), View(indicator=indicator, level=level))
    frame = select(bundle, context.catalogue, Selection(indicator, level, "62"))
    return context, words(context, frame)


def test_numbers_stay_numbers_and_are_shown_in_french(bundle: Bundle) -> None:
    context, said = table(bundle, "apl", "commune")
    row = said[(said["code"] == "62004") & (said["year"] == 2023)]
    shown = cells(context, row)[0]
    assert shown["value"] == "4,64"
    assert shown["year"] == "2023"
    assert shown["status"] == "officiel"
    assert shown["denominator"] == "7\u202f959,60"
    assert "stratum" not in said
    assert "period" not in said


def test_a_missing_value_is_a_dash_and_never_zero(bundle: Bundle) -> None:
    context, said = table(bundle, "gp_density", "commune")
    row = said.iloc[[0]].assign(value=math.nan, numerator=math.nan, denominator=0.0)
    shown = cells(context, row)[0]
    assert (shown["value"], shown["numerator"], shown["denominator"]) == ("-", "", "0")


def test_a_qualitative_indicator_shows_its_classes(bundle: Bundle) -> None:
    _, said = table(bundle, "gp_zone", "commune")
    codes = {category.code for category in load_catalogue().indicator("gp_zone").categories}
    assert set(said["value"]) - {""} <= codes
    assert len(set(said["value"])) > 1


def test_months_are_told_where_a_figure_has_one(bundle: Bundle) -> None:
    _, said = table(bundle, "msp_count", "departement")
    assert said["period"].str.contains("-").any()


@pytest.mark.parametrize(
    ("name", "expected"),
    [("F 05-09", "Femmes, 5 à 9 ans"), ("M 95+", "Hommes, 95 ans et plus")],
)
def test_an_age_and_sex_are_spelled_out(bundle: Bundle, name: str, expected: str) -> None:
    context = Context(bundle, load_catalogue(), View(indicator="population_by_age"))
    assert stratum_name(context, name) == expected


def test_every_indicator_of_the_bundle_can_be_tabulated(bundle: Bundle) -> None:
    held = bundle.observations[["indicator", "level"]].astype(str).drop_duplicates()
    for indicator, level in held.itertuples(index=False):
        context, said = table(bundle, indicator, level)
        assert not said.drop(columns=["value", "numerator", "denominator"]).isna().any(axis=None)
        assert len(cells(context, said.head(3))) == min(3, len(said))

"""CNAM démographie: totals apart from their parts, secrets, and a corpus of damaged files."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.errors import DataError
from indicators.sources.cnam_demography import read
from tests.unit.sources.reading import read_as
from tests.unit.sources.text_damage import Damage, Sample, damages, read_or_refused, refused

HEADER = (
    "annee,profession_sante,region,libelle_region,departement,libelle_departement,classe_age,"
    "libelle_classe_age,libelle_sexe,effectif,densite,vision_generale_all"
)
GPS = "Ensemble des médecins généralistes"


def line(departement: str, age: str = "Tout âge", gp: str = "10", **other: str) -> str:
    values = {"annee": "2024", "profession": GPS, "region": "32", "sexe": "tout sexe"} | other
    code = "tout_age" if age == "Tout âge" else age.replace(" ", "_")
    return (
        f"{values['annee']},{values['profession']},{values['region']},R,{departement},D,{code},"
        f"{age},{values['sexe']},{gp},{values.get('densite', '7.6')},oui"
    )


def written(folder: Path, *lines: str) -> Path:
    path = folder / "export.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8-sig")
    return path


GOOD = (
    line("62", gp="1111", densite="76.6"),
    line("999", gp="4796"),
    line("999", region="99", gp="55546"),
    line("62", sexe="femmes", gp="500"),
    line("62", "de 60 à 64 ans", gp="200"),
    line("62", "70 ans et plus", gp="NS"),
    line("62", profession="Dermatologues", gp="9"),
)


def test_totals_are_those_of_the_department_and_of_france(tmp_path: Path) -> None:
    path = written(tmp_path, *GOOD)
    totals = read_as("cnam-demographie", path)["gp_totals"]
    assert dict(zip(totals["code"], totals["gp"], strict=True)) == {"62": 1111, "FR": 55546}
    assert set(totals["scope"]) == {"liberal_cnam"}


def test_a_density_is_brought_to_10000_inhabitants(tmp_path: Path) -> None:
    series = read(written(tmp_path, *GOOD))["territory_series"].set_index("code")
    assert series.loc["62", "value"] == pytest.approx(7.66)
    assert series.loc["62", "indicator"] == "gp_density_liberal"


def test_ages_keep_their_bounds_and_their_secret(tmp_path: Path) -> None:
    ages = read(written(tmp_path, *GOOD))["gp_ages"].set_index("age_from")
    assert list(ages.index) == [60, 70]
    assert ages.loc[60, ["age_to", "gp", "status"]].tolist() == [64, 200, "official"]
    assert ages["age_to"].isna().tolist() == [False, True]
    assert ages["gp"].isna().tolist() == [False, True]
    assert ages.loc[70, "status"] == "suppressed"


@pytest.mark.parametrize(
    ("label", "first", "last"),
    [
        ("moins de 30 ans", 0, 29),
        ("40 ans ou moins", 0, 40),
        ("plus de 70 ans", 71, None),
        ("70 ans et plus", 70, None),
        ("60-64 ans", 60, 64),
    ],
)
def test_words_of_a_class_of_age(tmp_path: Path, label: str, first: int, last: int | None) -> None:
    row = read(written(tmp_path, GOOD[0], line("62", label)))["gp_ages"].iloc[0]
    assert row["age_from"] == first
    assert (None if row.isna()["age_to"] else row["age_to"]) == last


def test_a_suppressed_total_is_no_total(tmp_path: Path) -> None:
    totals = read(written(tmp_path, GOOD[0], line("976", gp="NS")))["gp_totals"]
    assert list(totals["code"]) == ["62"]


def test_a_date_stands_for_its_year_and_a_semicolon_for_a_comma(tmp_path: Path) -> None:
    path = written(tmp_path, line("62", annee="2015-12-31"))
    path.write_text(path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    assert list(read(path)["gp_totals"]["year"]) == [2015]


SAMPLE = Sample(
    rows=tuple(tuple(text.split(",")) for text in (HEADER, *GOOD[:3], line("59", gp="2323"))),
    separator=",",
    needed=tuple(
        name for name in HEADER.split(",") if not name.startswith(("vision", "libelle_r"))
    ),
    codes=("departement", "annee"),
    numbers=("effectif", "densite"),
)


@pytest.mark.parametrize("damage", damages(SAMPLE), ids=lambda damage: damage.name)
def test_a_damaged_file_is_refused_with_its_place(tmp_path: Path, damage: Damage) -> None:
    refused(read, tmp_path, damage)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ((line("62", profession="Dermatologues"),), "no row of"),
        ((line("62", "de 60 à 64 ans"),), "no row of every age"),
        ((GOOD[0], line("62", "jeunes")), "row 3, column 'libelle_classe_age': 'jeunes'"),
        ((GOOD[0], line("62", "de 70 à 60 ans")), "'de 70 à 60 ans'"),
    ],
)
def test_what_an_export_must_hold(tmp_path: Path, lines: tuple[str, ...], message: str) -> None:
    with pytest.raises(DataError, match=message):
        read(written(tmp_path, *lines))


@given(st.lists(st.text(max_size=12), min_size=1, max_size=14))
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_row_is_read_or_refused(tmp_path: Path, cells: list[str]) -> None:
    path = tmp_path / "export.csv"
    content = "\n".join([HEADER, GOOD[0], ",".join(cells)])
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    tables = read_or_refused(read, path)
    if tables is not None:
        assert list(tables["gp_totals"]["gp"]) == [1111]

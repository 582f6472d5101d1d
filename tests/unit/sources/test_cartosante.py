"""CartoSanté's exports and tables in the Géoclip form: which is which, and damaged files."""

from __future__ import annotations

from pathlib import Path

import pytest

from indicators.errors import DataError
from indicators.sources import cartosante, geoclip
from indicators.sources.cartosante import read_numbers, read_zones
from indicators.sources.forms import Form, recognise
from tests.unit.sources.text_damage import Damage, Sample, damages, refused

FORMS = (*cartosante.FORMS, *geoclip.FORMS)
TITLES = "\ufeffCartoSanté; ; \nRéférentiel géographique : France par {}; ; \n"
TVS = TITLES.format("territoire de vie-santé 2019")
DENSITY = TVS + (
    "Code;Libellé;Densité de généralistes lib. 2021\n01004;Ambérieu;9.3\n97617;Tsingoni;N/A\n"
)
ZONES = TITLES.format("commune") + "Code;Libellé;Zonage médecins\n62041;Arras;ZIP\n62002;X;N/A\n"
OTHER = TITLES.format("commune") + "Code;Libellé;Part des 75 ans et plus 2020\n62041;Arras;9,5\n"
TABLE = "codgeo;libgeo;an;Part\n62041;Arras;2022;12,5\n"


def found(folder: Path, text: str) -> tuple[Form, Path]:
    path = folder / "export.csv"
    path.write_text(text, encoding="utf-8")
    form = recognise(path, FORMS)
    assert form is not None
    return form, path


@pytest.mark.parametrize(
    ("text", "name", "tables"),
    [
        (DENSITY, "cartosante-numbers", ["geoclip", "gp_density_tvs"]),
        (OTHER, "cartosante-numbers", ["geoclip"]),
        (ZONES, "cartosante-zones", ["zones"]),
        (TABLE, "geoclip-table", ["geoclip"]),
    ],
)
def test_each_export_has_one_form(tmp_path: Path, text: str, name: str, tables: list[str]) -> None:
    form, path = found(tmp_path, text)
    assert form.name == name
    assert list(form.read(path)) == tables


def test_a_density_has_the_year_of_its_heading(tmp_path: Path) -> None:
    form, path = found(tmp_path, DENSITY)
    tables = form.read(path)
    assert tables["gp_density_tvs"].to_numpy().tolist() == [
        ["01004", "Ambérieu", 2021, 9.3, "cartosante-density"]
    ]
    assert tables["geoclip"]["status"].tolist() == ["official", "missing"]
    assert set(tables["geoclip"]["year"]) == {2021}
    assert set(tables["geoclip"]["file"]) == {"export.csv"}


def test_a_zone_is_a_text_or_missing(tmp_path: Path) -> None:
    form, path = found(tmp_path, ZONES)
    zones = form.read(path)["zones"]
    assert zones["zone"].iloc[0] == "ZIP"
    assert zones["status"].tolist() == ["official", "missing"]
    assert set(zones["territories"]) == {"France par commune"}


@pytest.mark.parametrize("heading", ["Part des 75 ans et plus", "Évolution 2015 2020"])
def test_a_heading_without_one_year_is_refused(tmp_path: Path, heading: str) -> None:
    _, path = found(tmp_path, OTHER.replace("Part des 75 ans et plus 2020", heading))
    with pytest.raises(DataError, match=r"export\.csv, row 3, column '.*the year"):
        read_numbers(path)


GEOCLIP_SAMPLE = Sample(
    rows=(
        ("codgeo", "libgeo", "an", "Part"),
        ("62041", "Arras", "2022", "12,5"),
        ("62002", "Ablainzevelle", "2022", "N/A - secret statistique"),
        ("2A004", "Ajaccio", "2022", "3"),
    ),
    separator=";",
    needed=("codgeo", "libgeo", "an"),
    codes=("codgeo", "an"),
    numbers=("Part",),
)


def without_column(damage: Damage) -> Damage:
    """Two readings of one fault: this form names its columns by what they hold."""
    return Damage(damage.name, damage.content, damage.row)


@pytest.mark.parametrize(
    "damage",
    [
        without_column(one)
        for one in damages(GEOCLIP_SAMPLE)
        # A second column of that name could be an indicator; two digits are a département.
        if not one.name.endswith("is there twice")
    ],
    ids=lambda damage: damage.name,
)
def test_a_damaged_table_is_refused_with_its_place(tmp_path: Path, damage: Damage) -> None:
    refused(geoclip.read_form, tmp_path, damage)


def after_titles(damage: Damage) -> Damage:
    content = damage.content.removeprefix(b"\xef\xbb\xbf")
    # Half a heading is a heading: what is missing is the territories, a row further. In Latin-1
    # it is the heading itself that is not read.
    same = damage.row is None or damage.name in {"half a header", "Latin-1"}
    row = None if same else damage.row + 2
    return Damage(damage.name, TVS.encode() + content, row)


@pytest.mark.parametrize(
    "damage",
    [
        after_titles(one)
        for one in damages(
            Sample(
                rows=(
                    ("Code", "Libellé", "Densité de généralistes lib. 2021"),
                    ("01004", "Ambérieu", "9.3"),
                    ("97617", "Tsingoni", "N/A"),
                    ("2A01", "Ajaccio", "8"),
                ),
                separator=";",
                needed=("Code", "Libellé"),
                codes=("Code",),
                numbers=("Densité de généralistes lib. 2021",),
            )
        )
        if not one.name.endswith("is there twice")
    ],
    ids=lambda damage: damage.name,
)
def test_a_damaged_export_is_refused_with_its_place(tmp_path: Path, damage: Damage) -> None:
    refused(read_numbers, tmp_path, damage)
    if "is '" not in damage.name or damage.name.startswith("Code"):
        refused(read_zones, tmp_path, damage)

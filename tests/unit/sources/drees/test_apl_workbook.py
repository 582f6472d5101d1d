"""The APL workbook: any millésime, wording that drifts, and a corpus of damaged files."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.errors import DataError
from indicators.sources.drees import FORMS
from indicators.sources.drees.apl_table import APL_SCHEMA, join_apl
from indicators.sources.drees.apl_workbook import read_apl_workbook
from indicators.sources.forms import recognise
from tests.unit.sources.reading import read_as
from tests.unit.sources.sheet_damage import Rows, SheetSample, sheet_damages, written
from tests.unit.sources.text_damage import Damage, refused

APL = "APL aux médecins généralistes"
STANDARDISED = "Population standardisée 2021 pour la médecine générale"
TOTAL = "Population totale 2021"
HEADINGS = (
    *("Code commune INSEE", "Commune", APL, f"{APL} de moins de 65 ans", STANDARDISED, TOTAL),
)
UNITS = ("", "", *["En nombre de consultations"] * 2, *["En nombre d'habitants"] * 2)
COMMUNES: Rows = (
    ("01001", "L'Abergement-Clémenciat", 1.942, 1.881, 838.154, 832),
    ("2A004", "Ajaccio", 4.2, 3.9, 70000.5, 73000),
    ("62041", "Arras", 4.327, 4.0, 42000.25, 42600),
)
NOTE = ("Note : sources et champ de l'indicateur", "", "", "", "", "")
PARAMETERS: Rows = (
    ("Paramètres de l'indicateur d'APL aux médecins généralistes",),
    ("Nombre de consultations effectuées", "Nombre de consultations comptabilisées"),
    ("Moins de 250", 0),
    ("Entre 251 et 3\u202f600", 3600),
    ("Entre 3 601 et 6 000", "Nombre de consultations et visites effectués"),
    ("Exceptions : aucune",),
    ("Temps de trajet entre communes", "Accessibilité"),
    ("Moins de  10 minutes", 1),
    ("Plus de 20 minutes", 0),
    ("",),
    ("Tranche d'âge", "Poids de la tranche d'âge en 2022", "Poids de la tranche d'âge en 2023"),
    ("Moins de 5 ans", 0.93, 1.12),
    ("Plus de 90 ans", 2.39, 2.26),
    ("Sources : DCIR 2020 et 2021",),
)


def sheet(
    year: int = 2023,
    headings: tuple[str, ...] = HEADINGS,
    communes: Rows = COMMUNES,
    notes: Rows = (("",), NOTE),
) -> Rows:
    titles: Rows = ((f"Indicateur d'APL {year} aux médecins généralistes",), ("",))
    titles = (*titles, (f"Millésime : {year}",), *[("Titre",)] * 4, ("",))
    return (*titles, headings, UNITS[: len(headings)], *communes, *notes)


def file(folder: Path, sheets: dict[str, Rows]) -> Path:
    path = folder / "apl.xlsx"
    path.write_bytes(written(sheets))
    return path


def test_every_millesime_is_read_with_its_populations(tmp_path: Path) -> None:
    older = tuple(name.replace("2021", "2020") for name in HEADINGS)
    path = file(
        tmp_path,
        {"Paramètres": PARAMETERS, "APL 2022": sheet(2022, older), "APL 2023": sheet(2023)},
    )
    table = read_as("drees-apl-workbook", path)["apl_communes"]
    assert list(table.columns) == list(APL_SCHEMA.columns)
    assert len(table) == 6
    arras = table[table["code"] == "62041"].set_index("year").loc[2023]
    assert arras[["apl", "apl65", "pop_std", "pop_total", "pop_year"]].tolist() == [
        *(4.327, 4.0, 42000.25, 42600, 2021),
    ]
    assert table["pop_year"].tolist() == [2020] * 3 + [2021] * 3
    assert table[["apl62", "apl60"]].isna().all(axis=None)


@pytest.mark.parametrize(
    "words", ["de 65 ans et moins", "de 65 ans ou moins", "de moins de 65 ans"]
)
def test_the_wording_of_the_ages_drifts(tmp_path: Path, words: str) -> None:
    ages = tuple(f"{APL} {words}".replace("65", age) for age in ("65", "62", "60"))
    headings = ("Code commune", "Libellé", f"{APL} ", *ages)
    row = ("01001", "L'Abergement-Clémenciat", 4, 3, 2, 1)
    path = file(tmp_path, {"APL 2031": sheet(2031, headings, (row,), ())})
    read = read_apl_workbook(path)["apl_communes"].iloc[0]
    assert read[["apl", "apl65", "apl62", "apl60"]].tolist() == [4, 3, 2, 1]
    assert read[["pop_std", "pop_total", "pop_year"]].isna().all()
    # Nothing of the program names this millésime: it continues the last edition of the catalogue.
    assert read[["year", "edition"]].tolist() == [2031, "apl-2022-2024"]


def test_a_workbook_of_before_the_ages_and_the_new_edition(tmp_path: Path) -> None:
    headings = ("Code commune", "Commune", APL, "Population standardisée 2013", TOTAL[:-4] + "2013")
    rows = tuple(cells[:3] + cells[4:] for cells in COMMUNES)
    path = file(tmp_path, {"APL_2015": sheet(2015, headings, rows)})
    read = read_apl_workbook(path)["apl_communes"]
    assert read["edition"].unique().tolist() == ["apl-2015-2021"]
    assert read["pop_year"].unique().tolist() == [2013]
    assert read["apl65"].isna().all()


def test_the_parameters_keep_their_bounds(tmp_path: Path) -> None:
    path = file(tmp_path, {"Paramètres": PARAMETERS, "APL 2023": sheet()})
    read = read_apl_workbook(path)["apl_parameters"].astype(object)
    found = read.where(read.notna(), None)[["kind", "low", "high", "year", "value"]]
    assert found.to_numpy().tolist() == [
        ["activity", None, 250, None, 0],
        ["activity", 251, 3600, None, 3600],
        ["activity", 3601, 6000, None, None],
        ["decay", None, 10, None, 1],
        ["decay", 20, None, None, 0],
        ["age_weight", None, 5, 2022, 0.93],
        ["age_weight", None, 5, 2023, 1.12],
        ["age_weight", 90, None, 2022, 2.39],
        ["age_weight", 90, None, 2023, 2.26],
    ]


def test_the_workbook_of_another_profession_is_left_alone(tmp_path: Path) -> None:
    nurses = (("Paramètres de l'indicateur d'APL aux infirmières",),)
    path = file(tmp_path, {"Paramètres": nurses, "APL 2023": sheet()})
    assert recognise(path, FORMS) is None


def test_files_of_one_edition_complete_each_other(tmp_path: Path) -> None:
    book = read_apl_workbook(file(tmp_path, {"APL 2023": sheet()}))["apl_communes"]
    by_age = book.assign(apl62=1.5, apl60=1.0, pop_std=float("nan"), pop_total=float("nan"))
    by_age["pop_year"] = None
    joined = join_apl([book, by_age.astype(book.dtypes)]).set_index("code")
    assert len(joined) == 3
    assert joined.loc["62041", ["apl", "apl62", "pop_std"]].tolist() == [4.327, 1.5, 42000.25]
    with pytest.raises(DataError, match=r"'apl': two files differ by 0\.5 for 01001 in 2023"):
        join_apl([book, book.assign(apl=book["apl"] + 0.5)])


SAMPLE = SheetSample(
    sheets={"Paramètres": PARAMETERS, "APL 2023": sheet()},
    sheet="APL 2023",
    header=9,
    last=13,
    needed=(HEADINGS[0], APL, STANDARDISED, TOTAL),
    codes=(HEADINGS[0],),
    numbers=(APL, HEADINGS[3], STANDARDISED, TOTAL),
)
PARAMETERS_SAMPLE = SheetSample(
    sheets=SAMPLE.sheets,
    sheet="Paramètres",
    header=11,
    last=13,
    needed=(),
    numbers=("Poids de la tranche d'âge en 2022",),
)


@pytest.mark.parametrize("damage", sheet_damages(SAMPLE), ids=lambda damage: damage.name)
def test_a_damaged_workbook_is_refused_with_its_place(tmp_path: Path, damage: Damage) -> None:
    refused(read_apl_workbook, tmp_path, damage)
    recognise(tmp_path / "damaged.csv", FORMS)


@pytest.mark.parametrize("value", ["NS", "", "=1+1", True, -1.0, 1e9])
def test_damaged_parameters_are_refused_with_their_place(tmp_path: Path, value: str) -> None:
    heading = PARAMETERS_SAMPLE.numbers[0]
    rows = PARAMETERS_SAMPLE.with_cell(heading, value, 12)
    damage = Damage("parameters", PARAMETERS_SAMPLE.written(rows), row=12)
    refused(read_apl_workbook, tmp_path, damage)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"year": 2022}, r"row 3: the sheet is of 2023 and its title of 2022"),
        ({"headings": (*HEADINGS[:5], "Population totale 2020")}, "one census year is expected"),
        ({"communes": (("01001", "A", 1.0, 1.2, 1.0, 1),)}, "1.2 where at most 1, the APL of more"),
        (
            {"communes": (*COMMUNES, ("62042", "", "", "", "", ""), COMMUNES[0])},
            "after a blank row",
        ),
    ],
)
def test_what_contradicts_itself(tmp_path: Path, change: dict[str, Rows], message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_apl_workbook(file(tmp_path, {"APL 2023": sheet(**change)}))  # type: ignore[arg-type]


_AMOUNT = st.floats(0, 90, allow_subnormal=False).map(lambda x: round(x, 3))


@given(st.lists(st.tuples(_AMOUNT, _AMOUNT), min_size=1, max_size=8), st.integers(2015, 2035))
@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_values_come_back(tmp_path: Path, pairs: list[tuple[float, float]], year: int) -> None:
    rows = tuple(
        (f"{62001 + k}", "C", max(pair), min(pair), pair[0], pair[1])
        for k, pair in enumerate(pairs)
    )
    read = read_apl_workbook(file(tmp_path, {f"APL {year}": sheet(year, communes=rows)}))
    table = read["apl_communes"]
    columns = ["code", "apl", "apl65", "pop_std", "pop_total"]
    assert list(table[columns].itertuples(index=False, name=None)) == [
        (row[0], *row[2:]) for row in rows
    ]
    assert set(table["year"]) == {year}


@given(
    st.lists(
        st.one_of(
            st.text(max_size=8), st.floats(allow_nan=False, allow_infinity=False), st.booleans()
        ),
        max_size=6,
    )
)
@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_row_is_read_or_refused(tmp_path: Path, cells: list[str | float | bool]) -> None:
    path = file(tmp_path, {"APL 2023": sheet(communes=(*COMMUNES, tuple(cells)))})
    try:
        table = read_apl_workbook(path)["apl_communes"]
    except DataError as error:
        assert error.file.endswith("apl.xlsx")  # noqa: PT017
    else:
        assert table["code"].tolist()[:3] == ["01001", "2A004", "62041"]

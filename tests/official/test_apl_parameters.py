"""data/apl_parameters.yml against the sheet Paramètres of the DREES workbook."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from indicators.apl_parameters import load_parameters

WORKBOOK = "drees_apl_medecins_generalistes_2022_2023.xlsx"
PARAMETERS = load_parameters()


@pytest.fixture(scope="module")
def workbook() -> CalamineWorkbook:
    folder = os.environ.get("OFFICIAL_DATA")
    if not folder:
        pytest.skip("OFFICIAL_DATA is unset: it must name the folder of the official originals")
    path = Path(folder) / WORKBOOK
    if not path.is_file():
        pytest.skip(f"{WORKBOOK} is not in OFFICIAL_DATA")
    return CalamineWorkbook.from_path(path)


@pytest.fixture(scope="module")
def rows(workbook: CalamineWorkbook) -> list[list[object]]:
    return workbook.get_sheet_by_name("Paramètres").to_python()


def find(rows: list[list[object]], start: str) -> list[object]:
    """Cells after the first of the only row whose first cell starts so."""
    (found,) = (row for row in rows if str(row[0]).startswith(start))
    return [cell for cell in found[1:] if cell != ""]


@pytest.mark.parametrize("column", [0, 1])
def test_age_weights(rows: list[list[object]], column: int) -> None:
    first = next(k for k, row in enumerate(rows) if str(row[0]).startswith("Moins de 5 ans"))
    published = [find([row], "")[column] for row in rows[first : first + 19]]
    assert str(rows[first + 18][0]).startswith("Plus de 90 ans")
    assert list(PARAMETERS.weights_of(2022 + column).weights) == published


def test_decay_bands(rows: list[list[object]]) -> None:
    published = [
        find(rows, start)[0]
        for start in ("Moins de  10 minutes", "Entre 10 et 15", "Entre 15 et 20", "Plus de 20")
    ]
    decay = PARAMETERS.decays["drees"]
    assert [*decay.model_dump()["weights"], 0.0] == published


def test_activity_bounds(rows: list[list[object]]) -> None:
    activity = PARAMETERS.activity
    assert find(rows, "Moins de 250") == [0.0]
    assert find(rows, "Entre 251 et 3 600") == [activity.floor]
    assert find(rows, "Plus de 6 000") == [activity.cap]
    (note,) = (str(row[0]) for row in rows if str(row[0]).startswith("Exceptions"))
    assert f"{activity.imputed:,.0f}".replace(",", " ") in note
    assert "les bornes d'activité ne sont pas appliquées" in note


@pytest.mark.parametrize("year", [2022, 2023])
def test_the_renormalisation_keeps_the_national_population(
    workbook: CalamineWorkbook, year: int
) -> None:
    table = workbook.get_sheet_by_name(f"APL {year}").to_python()
    communes = [row for row in table if isinstance(row[4], float) and isinstance(row[5], float)]
    standardised = sum(row[4] for row in communes)
    assert standardised == pytest.approx(sum(row[5] for row in communes), abs=1.0)

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from indicators import density
from indicators.commands import told_of
from indicators.errors import DataError, UsageError
from indicators.inputs import Inputs, load_inputs
from indicators.official import Official, read_official, with_official
from indicators.sources.figures import Figures, load_figures
from indicators.sources.registry import FORMS

HEADER = "code,year,apl,apl65,apl62,apl60\n"


@pytest.fixture(scope="module")
def figures() -> Figures:
    return load_figures()


def apl(rows: list[tuple[str, int, float]], *, populations: bool) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["code", "year", "apl"])
    amount = 1_000.0 if populations else float("nan")
    year = 2021 if populations else pd.NA
    return frame.assign(
        apl65=frame["apl"] - 0.1,
        apl62=float("nan"),
        apl60=float("nan"),
        pop_std=amount,
        pop_total=amount,
        pop_year=pd.array([year] * len(frame), "Int64"),
        edition="apl-2022-2024",
        source="drees-apl",
    )


def test_files_are_recognised_in_sub_folders_and_the_others_are_named(tmp_path: Path) -> None:
    (tmp_path / "apl").mkdir()
    (tmp_path / "apl" / "any.name").write_text(f"{HEADER}62041,2023,4.3,3.9,3.5,3.1\n")
    (tmp_path / "notes.txt").write_text("nothing known")
    (tmp_path / ".hidden").write_text(HEADER)
    official = read_official(tmp_path, FORMS)
    (file,) = official.files
    assert (file.form, file.source, file.years) == ("drees-apl-by-age", "drees-apl", (2023,))
    assert file.rows == {"apl_communes": 1}
    assert [path.name for path in official.unknown] == ["notes.txt"]
    assert file.told()["sha256"] == file.sha256
    assert "address" not in file.told()
    assert file.is_used


def test_a_file_that_no_indicator_needs_is_not_said_to_have_been_used(
    tmp_path: Path,
) -> None:
    (tmp_path / "events.csv").write_text(
        "MOD,DATE_EFF,TYPECOM_AV,COM_AV,TYPECOM_AP,COM_AP\n32,2025-01-01,COM,62461,COM,62447\n"
    )
    official = read_official(tmp_path, FORMS)
    assert [(file.form, file.is_used) for file in official.files] == [("insee-cog-moves", False)]
    assert load_inputs(official).provenance == ()
    assert told_of(official.files[0]).endswith("; checked, and the build makes nothing of it")


def test_a_damaged_file_stops_the_reading_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"{HEADER}62041,2023,x,3.9,3.5,3.1\n")
    with pytest.raises(DataError, match=r"a\.csv, row 2, column 'apl'"):
        read_official(tmp_path, FORMS)


def test_a_workbook_cut_in_two_stops_the_reading(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"{HEADER}62041,2023,4.3,3.9,3.5,3.1\n")
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04 half of a workbook")
    with pytest.raises(DataError, match=r"b\.xlsx: a damaged archive or workbook"):
        read_official(tmp_path, FORMS)


def test_what_is_not_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a folder"):
        read_official(tmp_path / "nowhere", ())


def test_a_folder_without_any_official_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"no official file of a known form \(1 of another\)"):
        read_official(tmp_path, FORMS)


def test_an_official_millesime_wins_over_the_figures_and_the_others_stay(figures: Figures) -> None:
    table = apl([("62041", 2023, 4.0), ("59350", 2023, 5.0)], populations=True)
    found = with_official(figures, Official(tables={"apl_communes": [table]})).apl_communes
    of_2023 = found[found["year"] == 2023].set_index("code")["apl"]
    assert of_2023.to_dict() == {"62041": 4.0, "59350": 5.0}
    assert (found["year"] == 2024).sum() == (figures.apl_communes["year"] == 2024).sum() > 0


def test_a_later_workbook_revises_the_one_before(figures: Figures) -> None:
    old = apl([("62041", 2022, 4.0), ("62041", 2023, 4.1)], populations=True)
    new = apl([("62041", 2023, 4.2), ("62041", 2024, 4.3)], populations=True)
    for tables in ([old, new], [new, old]):
        joined = with_official(figures, Official(tables={"apl_communes": tables})).apl_communes
        own = joined[(joined["code"] == "62041") & (joined["year"] >= 2022)]
        assert own.set_index("year")["apl"].to_dict() == {2022: 4.0, 2023: 4.2, 2024: 4.3}


def test_two_files_of_one_edition_that_differ_are_refused(figures: Figures) -> None:
    one = apl([("62041", 2023, 4.0)], populations=True)
    other = apl([("62041", 2023, 4.5)], populations=False)
    with pytest.raises(DataError, match=r"62041 in 2023"):
        with_official(figures, Official(tables={"apl_communes": [one, other]}))


def test_counts_of_arrondissements_are_those_of_their_city(figures: Figures) -> None:
    table = pd.DataFrame(
        {"code": ["75101", "75102"], "year": 2013, "gp": [3.0, 4.0], "source": "insee-bpe"}
    )
    found = with_official(figures, Official(tables={"gp_communes": [table]})).gp_communes
    assert found[found["year"] == 2013][["code", "gp"]].to_numpy().tolist() == [["75056", 7.0]]
    assert {2009, 2025} <= set(found["year"])


def test_two_files_that_count_one_year_are_not_added_up(figures: Figures) -> None:
    earlier = pd.DataFrame(
        {"code": ["62041", "62041"], "year": [2023, 2024], "gp": [50.0, 52.0]}
    ).assign(source="insee-bpe")
    later = pd.DataFrame({"code": ["62041", "62498"], "year": 2024, "gp": [53.0, 20.0]}).assign(
        source="insee-bpe"
    )
    official = Official(tables={"gp_communes": [earlier, later]})
    found = with_official(figures, official).gp_communes.set_index(["year", "code"])["gp"]
    assert found.loc[2023].to_dict() == {"62041": 50}
    # Each edition of the BPE gives several years: 2024 is read from the last one alone.
    assert found.loc[2024].to_dict() == {"62041": 53, "62498": 20}


def test_a_later_millesime_is_read_without_touching_code(inputs: Inputs) -> None:
    tables = {
        "gp_communes": pd.DataFrame(
            {"code": ["62041"], "year": 2031, "gp": [58.0], "source": "insee-bpe"}
        ),
        "gp_types": pd.DataFrame({"year": [2031], "facility_type": "D265", "source": "insee-bpe"}),
        "apl_communes": apl([("62041", 2031, 4.0)], populations=True),
    }
    figures = with_official(inputs.figures, Official(tables={n: [t] for n, t in tables.items()}))
    later = replace(inputs, figures=figures)
    counts = later.gp_counts[later.gp_counts["year"] == 2031].set_index("code")
    assert counts.loc["62041", ["count", "edition"]].tolist() == [58.0, "bpe-d265"]
    # The rest of the département is covered, and has none.
    assert counts.loc["62498", "count"] == 0
    found = density.density_members(later.gp_counts, later.populations)
    # 58 GPs for the 42,875 inhabitants of the last census, eight years before: an estimate.
    of_arras = found[(found["code"] == "62041") & (found["year"] == 2031)].iloc[0]
    assert of_arras["value"] == pytest.approx(10_000 * 58 / 42_875)
    assert (of_arras["status"], of_arras["edition"]) == ("estimated", "bpe-d265")
    assert {2009, 2013, 2025, 2031} == set(figures.gp_types["year"])


def test_without_official_files_the_figures_are_unchanged(figures: Figures) -> None:
    assert with_official(figures, Official()).gp_communes is figures.gp_communes


def test_ages_are_those_of_the_last_census_whatever_the_order_of_the_files(
    figures: Figures,
) -> None:
    newest = figures.ages_communes[figures.ages_communes["code"] == "62041"]
    older = newest.assign(census_year=2020, age_00_04=1.0)
    official = Official(tables={"ages_communes": [newest, older]})
    found = with_official(figures, official).ages_communes
    assert set(found["census_year"]) == {2023}
    arras = found[found["code"] == "62041"].sort_values("sex")["age_00_04"]
    assert arras.tolist() == newest.sort_values("sex")["age_00_04"].tolist()
    # The communes that the file leaves out keep their figures of the same census.
    assert found["code"].nunique() == figures.ages_communes["code"].nunique()

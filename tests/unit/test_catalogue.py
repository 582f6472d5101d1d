from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from indicators.bundle import Bundle
from indicators.catalogue import Catalogue, load_catalogue
from indicators.errors import CatalogueError, UsageError
from indicators.paths import CATALOGUE, FIGURES, SOURCES

Load = Callable[[dict[str, Any]], Catalogue]
REQUIRED = ["label", "unit", "definition", "sources", "polarity", "decimals", "aggregation"]


@pytest.fixture(scope="module")
def content() -> dict[str, Any]:
    return dict(yaml.load(CATALOGUE.read_text(encoding="utf-8"), yaml.CSafeLoader))


@pytest.fixture(scope="module")
def small(content: dict[str, Any]) -> dict[str, Any]:
    """Keep two indicators, which load faster."""
    kept = ("apl", "ald_attending_target")
    return {**content, "indicators": {name: content["indicators"][name] for name in kept}}


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    every = yaml.load(SOURCES.read_text(encoding="utf-8"), yaml.CSafeLoader)
    path = tmp_path_factory.mktemp("catalogue") / "sources.yml"
    path.write_text(yaml.dump({name: every[name] for name in ("drees-apl", "ditp-ind-312")}))
    return path


@pytest.fixture
def load(tmp_path: Path, sources: Path) -> Load:
    """Load a changed catalogue from a file of its own."""

    def written(content: dict[str, Any]) -> Catalogue:
        path = tmp_path / "catalogue.yml"
        path.write_text(yaml.dump(content, allow_unicode=True, Dumper=yaml.CSafeDumper))
        return load_catalogue(path, sources)

    return written


def changed(content: dict[str, Any], name: str, **fields: object) -> dict[str, Any]:
    entry = {**content["indicators"][name], **fields}
    kept = {key: value for key, value in entry.items() if value is not None}
    return {**content, "indicators": {**content["indicators"], name: kept}}


@pytest.mark.parametrize("field", REQUIRED)
@pytest.mark.parametrize("name", ["apl", "ald_attending_target"])
def test_an_indicator_without_a_field_is_refused_by_name(
    small: dict[str, Any],
    load: Load,
    name: str,
    field: str,
) -> None:
    with pytest.raises(CatalogueError) as caught:
        load(changed(small, name, **{field: None}))
    assert f"indicators.{name}.{field}" in str(caught.value)
    assert "catalogue.yml" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("part", ["levels", "statuses"])
def test_every_level_and_status_has_one_name(small: dict[str, Any], load: Load, part: str) -> None:
    first, *others = small[part]
    held = {name: small[part][name] for name in others}
    for wrong in (held, {**held, "other": small[part][first]}):
        with pytest.raises(CatalogueError, match=f"expected names for .*{first}.*; found"):
            load({**small, part: wrong})


def test_every_indicator_has_the_required_fields(content: dict[str, Any]) -> None:
    lacking = [
        (name, field)
        for name, entry in content["indicators"].items()
        for field in REQUIRED
        if field not in entry
    ]
    assert lacking == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_label_needs_both_languages(
    small: dict[str, Any],
    load: Load,
    language: str,
) -> None:
    label = small["indicators"]["apl"]["label"]
    with pytest.raises(CatalogueError, match=f"indicators.apl.label.{language}"):
        load(changed(small, "apl", label={**label, language: ""}))


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"sources": ["nowhere"]}, "indicator apl: unknown source 'nowhere'"),
        ({"sources": []}, "indicators.apl.sources"),
        ({"group": "nowhere"}, "indicator apl: unknown group"),
        ({"polarity": "good"}, "indicators.apl.polarity"),
        ({"decimals": -1}, "indicators.apl.decimals"),
        ({"decimals": "2"}, "indicators.apl.decimals"),
        ({"breaks": [2.5, 1.5]}, "breaks must increase"),
        ({"breaks": [1.5, 1.5]}, "breaks must increase"),
        ({"weights": None}, "a ratio needs weights"),
        ({"levels": ["village"]}, "indicators.apl.levels"),
        ({"colour": "red"}, "indicators.apl.colour"),
    ],
)
def test_an_incoherent_indicator_is_refused(
    small: dict[str, Any],
    load: Load,
    fields: dict[str, Any],
    what: str,
) -> None:
    with pytest.raises(CatalogueError) as caught:
        load(changed(small, "apl", **fields))
    assert what in str(caught.value)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("indicators: [", "not valid YAML"),
        ("", "expected a mapping"),
        ("- apl", "expected a mapping"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "catalogue.yml"
    path.write_text(text)
    with pytest.raises(CatalogueError, match=what) as caught:
        load_catalogue(path, SOURCES)
    assert str(path) in str(caught.value)


def test_an_absent_catalogue_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="restore it"):
        load_catalogue(tmp_path / "absent.yml", SOURCES)


def test_an_unknown_indicator_tells_which_there_are(catalogue: Catalogue) -> None:
    with pytest.raises(UsageError, match="unknown indicator 'alp'; choose one of: apl, apl65"):
        catalogue.indicator("alp")


def test_notes_are_spelt_out_in_both_languages(catalogue: Catalogue) -> None:
    assert catalogue.note("", "fr") == ""
    assert "9 mai" not in catalogue.note("in-force:2025-05-09", "fr")
    assert catalogue.note("in-force:2025-05-09", "en") == "in force on 2025-05-09"
    two = catalogue.note("merged partial", "fr").split("; ")
    assert two == [catalogue.notes["merged"].fr, catalogue.notes["partial"].fr]


def test_the_bundle_and_the_catalogue_hold_the_same_indicators(
    bundle: Bundle, catalogue: Catalogue
) -> None:
    expected = {name for name, entry in catalogue.indicators.items() if not entry.from_file}
    assert set(bundle.observations["indicator"].astype(str)) == expected


def test_what_only_a_file_gives_is_left_out_where_it_is_not(catalogue: Catalogue) -> None:
    without = catalogue.held({"apl"})
    assert "gp_count_rpps" in catalogue.indicators
    assert "gp_count_rpps" not in without.indicators
    assert "population" in without.indicators
    assert "gp_count_rpps" in catalogue.held({"gp_count_rpps"}).indicators


def test_every_indicator_stands_only_at_its_levels(bundle: Bundle, catalogue: Catalogue) -> None:
    pairs = bundle.observations[["indicator", "level"]].astype(str).drop_duplicates()
    wrong = [
        (row.indicator, row.level)
        for row in pairs.itertuples()
        if row.level not in catalogue.indicators[row.indicator].levels
    ]
    assert wrong == []


def test_a_later_millesime_continues_the_last_edition(catalogue: Catalogue) -> None:
    years = {2015: "apl-2015-2021", 2021: "apl-2015-2021", 2022: "apl-2022-2024"}
    years |= {2031: "apl-2022-2024"}
    assert {year: catalogue.edition_of("drees-apl", year) for year in years} == years
    new = catalogue.editions["apl-2022-2024"].model_copy(update={"since": 2027})
    named = catalogue.model_copy(update={"editions": {**catalogue.editions, "apl-2027": new}})
    assert [named.edition_of("drees-apl", year) for year in (2026, 2027)] == [
        "apl-2022-2024",
        "apl-2027",
    ]
    with pytest.raises(CatalogueError, match="no edition of drees-apl holds 2014: add one"):
        catalogue.edition_of("drees-apl", 2014)


def test_every_note_and_edition_of_the_bundle_has_a_text(
    bundle: Bundle, catalogue: Catalogue
) -> None:
    notes = {note for tokens in bundle.observations["note"].unique() for note in tokens.split()}
    assert {note.partition(":")[0] for note in notes} <= set(catalogue.notes)
    assert notes, "the default bundle has notes"
    editions = set(bundle.observations["edition"].unique()) - {""}
    assert editions <= set(catalogue.editions)


def test_every_stratum_of_the_bundle_has_a_text(bundle: Bundle, catalogue: Catalogue) -> None:
    table = bundle.observations[["indicator", "stratum"]].astype(str).drop_duplicates()
    for row in table[table["stratum"] != ""].itertuples():
        strata = catalogue.indicators[row.indicator].strata
        assert strata == "age_sex" or (strata is not None and row.stratum in strata), row


def test_the_sources_of_the_bundle_are_those_that_the_catalogue_names(
    bundle: Bundle, catalogue: Catalogue
) -> None:
    table = bundle.observations[["indicator", "source"]].astype(str).drop_duplicates()
    for row in table.itertuples():
        assert row.source in catalogue.indicators[row.indicator].sources, row


@pytest.mark.parametrize("path", sorted(FIGURES.glob("*.csv")), ids=lambda path: path.stem)
def test_every_figure_has_a_source_with_its_licence(path: Path, catalogue: Catalogue) -> None:
    sources = set(pd.read_csv(path, dtype=str, keep_default_na=False)["source"])
    assert sources
    assert sources <= set(catalogue.sources)


def test_fields_agree_between_the_languages_of_a_note(catalogue: Catalogue) -> None:
    for name, text in catalogue.notes.items():
        assert ("{arg}" in text.fr) == ("{arg}" in text.en), name

from dataclasses import replace
from datetime import date

from indicators.bundle import Bundle
from indicators.catalogue import Catalogue
from indicators.holdings import (
    GEOGRAPHY,
    UPDATE,
    Holding,
    absent_departements,
    absent_indicators,
    holdings,
)
from indicators.update import chosen_sources

READ = {
    "source": "drees-apl",
    "file": "apl.xlsx",
    "form": "drees-apl-workbook",
    "sha256": "0" * 64,
    "size": 3_803_291,
    "rows": {"apl_communes": 69_918, "apl_parameters": 46},
    "years": [2022, 2023],
    "address": "https://data.drees.solidarites-sante.gouv.fr/apl.xlsx",
    "date": "2026-11-20T08:00:00+00:00",
}


def held(bundle: Bundle, catalogue: Catalogue, name: str) -> Holding:
    return next(one for one in holdings(bundle, catalogue) if one.name == name)


def test_every_source_of_the_catalogue_is_told(bundle: Bundle, catalogue: Catalogue) -> None:
    assert [one.name for one in holdings(bundle, catalogue)] == list(catalogue.sources)


def test_rows_are_those_of_the_bundle(bundle: Bundle, catalogue: Catalogue) -> None:
    rows = bundle.observations["source"].astype(str).value_counts()

    assert held(bundle, catalogue, "drees-apl").rows == rows["drees-apl"]
    assert held(bundle, catalogue, "cpts-pages").rows == len(bundle.cpts)
    assert held(bundle, catalogue, "ign-admin-express").rows == len(bundle.contours)
    # The points of the communes, which data/geography has from the town halls.
    assert held(bundle, catalogue, "dila-annuaire").rows == 887


def test_age_counts_from_the_last_millesime(bundle: Bundle, catalogue: Catalogue) -> None:
    apl = held(bundle, catalogue, "drees-apl")

    assert apl.years[-1] == 2024
    assert apl.years_old(date(2026, 11, 25)) == 2


def test_what_was_read_is_told_with_its_download(bundle: Bundle, catalogue: Catalogue) -> None:
    manifest = {**bundle.manifest, "provenance": [READ]}
    (original,) = held(replace(bundle, manifest=manifest), catalogue, "drees-apl").originals

    assert original.rows == 69_918 + 46
    assert original.years == (2022, 2023)
    assert held(replace(bundle, manifest=manifest), catalogue, "drees-apl").received == "2026-11-20"


def test_a_file_that_was_not_downloaded_has_neither_address_nor_date(
    bundle: Bundle, catalogue: Catalogue
) -> None:
    told = {name: READ[name] for name in READ if name not in {"address", "date"}}
    manifest = {**bundle.manifest, "provenance": [told]}
    apl = held(replace(bundle, manifest=manifest), catalogue, "drees-apl")

    assert apl.received == ""
    assert apl.originals[0].address == ""


def test_what_brings_a_source(bundle: Bundle, catalogue: Catalogue) -> None:
    assert held(bundle, catalogue, "drees-apl").remedy == UPDATE
    assert held(bundle, catalogue, "ans-rpps").remedy == f"{UPDATE} --source ans-rpps"
    sdaasp = held(bundle, catalogue, "sdaasp-62")
    assert sdaasp.remedy == catalogue.sources["sdaasp-62"].address


def test_what_no_bundle_holds_is_neither_downloaded_unasked_nor_missing(
    bundle: Bundle, catalogue: Catalogue
) -> None:
    told = {one.name: one for one in holdings(bundle, catalogue)}
    outside = {name for name, source in catalogue.sources.items() if not source.in_bundle}
    assert {"distancier", "etalab-contours"} <= outside
    assert {name for name in outside if told[name].rows or told[name].is_missing} == set()
    assert told["finess"].is_missing
    brought = chosen_sources(catalogue.sources, [])
    # A build reads data/geography, which another command makes of other files.
    assert brought.keys() & (outside | GEOGRAPHY.keys()) == set()


def test_what_is_absent(bundle: Bundle, catalogue: Catalogue) -> None:
    absent = absent_departements(bundle)
    assert len(absent) == 100
    assert "62" not in absent
    assert {"2A", "976"} <= set(absent)

    without = replace(
        bundle, observations=bundle.observations[bundle.observations["indicator"] != "apl65"]
    )
    fed = {name for name, entry in catalogue.indicators.items() if entry.from_file}
    assert set(absent_indicators(without, catalogue)) - fed == {"apl65"}


def test_a_target_is_of_no_year_that_was_counted(bundle: Bundle, catalogue: Catalogue) -> None:
    """The Baromètre aims at 2026; its last counts of health houses are of December 2023."""
    assert held(bundle, catalogue, "ditp-ind-311").years[-1] == 2023
    assert held(bundle, catalogue, "ditp-ind-312").years[-1] == 2024


def test_what_the_state_aims_at_is_named_a_target(catalogue: Catalogue) -> None:
    """The published figures name them so (see ``indicators.published``)."""
    targets = {name for name, entry in catalogue.indicators.items() if entry.target}
    assert targets == {name for name in catalogue.indicators if name.endswith("_target")}
    assert "msp_target" in targets

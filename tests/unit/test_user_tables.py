"""A user's own table becomes an indicator by an entry of the catalogue, and nothing else."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from indicators.aggregate import aggregate
from indicators.catalogue import Catalogue, load_catalogue
from indicators.errors import CatalogueError, DataError
from indicators.observations import check, combine, observations
from indicators.paths import CATALOGUE, SOURCES
from indicators.sources import cartosante, geoclip
from indicators.sources.forms import recognise
from indicators.user_tables import Fed, feed

COMMUNES = ["62001", "62002", "62003", "62041"]
CURRENT = {"62999": "62041", "62998": "62041"}
TABLE = """codgeo;libgeo;an;Part sans bus (%);Ménages;Arrêts;Autre chose
62001;Un;2022;12,5;80;3;1
62002;Deux;2022;N/A - secret statistique;NS;NS;1
62003;Trois;2022;25;20;0;1
62999;Ancienne;2022;10;100;1;1
62998;Autre ancienne;2022;40;50;2;1
200069193;Une communauté;2022;17,1;250;7;1
62001;Un;2021;13;80;3;1
"""


def entry(**fields: object) -> dict[str, Any]:
    text = {"fr": "x", "en": "x"}
    common: dict[str, Any] = {
        **dict.fromkeys(("label", "short", "unit", "plain", "definition", "caveat"), text),
        "group": "access",
        "sources": ["my-source"],
        "polarity": "neutral",
        "decimals": 1,
        "breaks": [],
        "levels": ["commune", "epci", "departement"],
    }
    return common | fields


SHARE = entry(
    aggregation="ratio",
    scale=100,
    weights={"fr": "ménages", "en": "households"},
    feeds=[
        {"heading": "Part sans bus (%)", "denominator": "Ménages"},
        {"heading": "Part sans bus (%)", "level": "epci"},
    ],
)
STOPS = entry(aggregation="sum", feeds=[{"heading": "Arrêts"}])


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return made(tmp_path, no_bus_share=SHARE, bus_stops=STOPS)


@functools.cache
def repository_catalogue() -> dict[str, Any]:
    return dict(yaml.load(CATALOGUE.read_text(encoding="utf-8"), yaml.CSafeLoader))


def made(folder: Path, **indicators: dict[str, Any]) -> Catalogue:
    """Write a catalogue and its sources as a user would, and load them."""
    content = {**repository_catalogue(), "indicators": indicators}
    catalogue, sources = folder / "catalogue.yml", folder / "sources.yml"
    catalogue.write_text(yaml.dump(content, Dumper=yaml.CSafeDumper, allow_unicode=True))
    own = {
        name: "https://example.org" if name == "address" else "x"
        for name in ("producer", "title", "licence", "address", "format", "refresh")
    }
    sources.write_text(yaml.dump({"my-source": own}))
    return load_catalogue(catalogue, sources)


def read(folder: Path, text: str = TABLE) -> pd.DataFrame:
    path = folder / "whatever.csv"
    path.write_text(text, encoding="utf-8")
    form = recognise(path, (*geoclip.FORMS, *cartosante.FORMS))
    assert form is not None
    return form.read(path)["geoclip"]


@pytest.fixture
def fed(tmp_path: Path, catalogue: Catalogue) -> Fed:
    return feed(read(tmp_path), catalogue, COMMUNES, CURRENT)


def of(frame: pd.DataFrame, indicator: str, year: int = 2022) -> pd.DataFrame:
    return frame[(frame["indicator"] == indicator) & (frame["year"] == year)].set_index("code")


def test_values_keep_the_status_that_the_table_gives_them(fed: Fed) -> None:
    share = of(fed.members, "no_bus_share")
    assert share.loc["62001", ["value", "status", "source"]].tolist() == [
        12.5,
        "official",
        "my-source",
    ]
    assert share.loc["62002", "status"] == "suppressed"
    assert share["value"].isna().tolist() == [False, True, False, False]
    assert of(fed.members, "bus_stops").loc["62003", "value"] == 0


def test_communes_merged_since_are_added_up(fed: Fed) -> None:
    # 10 % of 100 and 40 % of 50 are 30 of 150.
    merged = of(fed.members, "no_bus_share").loc["62041"]
    assert merged["value"] == pytest.approx(20)
    assert merged[["status", "numerator", "denominator", "note"]].tolist() == [
        "computed",
        30,
        150,
        "merged",
    ]
    assert of(fed.members, "bus_stops").loc["62041", "value"] == 3


def test_a_secret_in_one_part_is_one_in_the_whole(tmp_path: Path, catalogue: Catalogue) -> None:
    table = read(tmp_path, TABLE.replace("2022;40;50;2", "2022;NS;50;NS"))
    members = feed(table, catalogue, COMMUNES, CURRENT).members
    assert of(members, "bus_stops").loc["62041", "status"] == "suppressed"
    assert pd.isna(of(members, "no_bus_share").loc["62041", "value"])


def test_a_part_without_its_denominator_makes_no_ratio_of_the_others(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    table = read(tmp_path, TABLE.replace("2022;40;50;2", "2022;40;NS;2"))
    merged = of(feed(table, catalogue, COMMUNES, CURRENT).members, "no_bus_share").loc["62041"]
    assert merged["status"] == "missing"
    assert merged[["value", "numerator", "denominator"]].isna().all()


def test_a_rate_without_denominator_is_missing_on_a_merger(tmp_path: Path) -> None:
    catalogue = made(
        tmp_path, rate=entry(aggregation="none", feeds=[{"heading": "Part sans bus (%)"}])
    )
    rate = of(feed(read(tmp_path), catalogue, COMMUNES, CURRENT).members, "rate")
    assert rate.loc["62041", "status"] == "missing"
    assert rate.loc["62001", "value"] == 12.5


def test_from_a_file_to_the_one_table(fed: Fed, catalogue: Catalogue) -> None:
    membership = pd.DataFrame(
        {
            "code": [*COMMUNES, *COMMUNES],
            "level": ["departement"] * 4 + ["epci"] * 4,
            "territory": ["62"] * 4 + ["200069193"] * 4,
            "partial": False,
        }
    )
    # A whole territory needs 95 % of its communes: the suppressed one is left out of this one.
    membership = membership[membership["code"] != "62002"]
    totals = aggregate(fed.members, membership, catalogue)
    table = check(combine([observations(fed.members), fed.given, fed.beside(totals)]))
    share = table[(table["indicator"] == "no_bus_share") & (table["year"] == 2022)]
    at = share.set_index(["level", "code"])
    # 12.5 % of 80, 25 % of 20 and 20 % of 150: 45 of 250.
    assert at.loc[("departement", "62"), "value"] == pytest.approx(18)
    assert at.loc[("departement", "62"), "status"] == "computed"
    # The table gives the EPCI itself: its value stands, not the sum of its communes.
    assert at.loc[("epci", "200069193"), ["value", "status"]].tolist() == [17.1, "official"]
    assert at.loc[("commune", "62002"), "status"] == "suppressed"
    assert set(share["period"]) == {"2022"}


def test_columns_that_no_entry_names_are_listed(fed: Fed) -> None:
    assert fed.unused[["file", "label"]].to_numpy().tolist() == [
        ["whatever.csv", "Arrêts"],  # at the EPCI, which has no feed
        ["whatever.csv", "Autre chose"],
    ]
    assert fed.unused["rows"].tolist() == [1, 7]


def test_the_catalogue_without_tables_gives_nothing(tmp_path: Path, catalogue: Catalogue) -> None:
    empty = feed(read(tmp_path).iloc[:0], catalogue, COMMUNES, CURRENT)
    assert empty.members.empty
    assert empty.given.empty
    assert empty.unused.empty


def test_an_unknown_commune_is_told_by_its_row(tmp_path: Path, catalogue: Catalogue) -> None:
    table = read(tmp_path, TABLE.replace("62003;", "62777;"))
    with pytest.raises(DataError, match=r"whatever\.csv, row 4, column 'Arrêts': '62777'"):
        feed(table, catalogue, COMMUNES, CURRENT)


@pytest.mark.parametrize(
    ("other", "accepted"), [("62001;Un;2022;12,5;80;3;1", True), ("62001;Un;2022;13;80;3;1", False)]
)
def test_two_files_may_give_one_figure_not_two(
    tmp_path: Path, catalogue: Catalogue, other: str, *, accepted: bool
) -> None:
    first = read(tmp_path)
    second = read(tmp_path, "\n".join([TABLE.splitlines()[0], other]) + "\n").assign(file="b.csv")
    tables = pd.concat([first, second], ignore_index=True)
    if accepted:
        members = feed(tables, catalogue, COMMUNES, CURRENT).members
        assert of(members, "no_bus_share").loc["62001", "value"] == 12.5
        return
    with pytest.raises(DataError, match=r"b\.csv, row 2.*has another value"):
        feed(tables, catalogue, COMMUNES, CURRENT)


def test_the_year_may_stand_in_the_heading(tmp_path: Path) -> None:
    export = (
        "\ufeffCartoSanté; ; \nRéférentiel géographique : France par commune; ; \n"
        "Code;Libellé;Arrêts {y}\n62001;Un;4\n62002;Deux;N/A\n"
    )
    stops = entry(aggregation="sum", feeds=[{"heading": "Arrêts {year}"}])
    tables = pd.concat(
        [read(tmp_path, export.replace("{y}", year)) for year in ("2020", "2021")],
        ignore_index=True,
    )
    members = feed(tables, made(tmp_path, stops=stops), COMMUNES, {}).members
    assert of(members, "stops", 2021)["status"].tolist() == ["official", "missing"]
    assert set(members["year"]) == {2020, 2021}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"feeds": [{"heading": "A", "level": "region"}]}, "add it to levels"),
        ({"feeds": [{"heading": "", "level": "epci"}]}, "feeds.0.heading"),
        ({"feeds": [{"heading": "A", "level": "quartier"}]}, "feeds.0.level"),
        ({"feeds": [{"heading": "A", "colour": "red"}]}, "feeds.0.colour"),
        (
            {"aggregation": "ratio", "weights": {"fr": "x", "en": "x"}},
            "needs the heading of its denominator",
        ),
    ],
)
def test_a_feed_that_makes_no_sense_is_refused(
    tmp_path: Path, fields: dict[str, Any], message: str
) -> None:
    wrong = entry(**({"aggregation": "sum", "feeds": [{"heading": "A"}]} | fields))
    with pytest.raises(CatalogueError, match=message):
        made(tmp_path, wrong=wrong)


def test_one_heading_feeds_one_indicator(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="'Arrêts' already feeds one, commune"):
        made(tmp_path, one=STOPS, two=STOPS)


def test_the_repository_lists_sources_of_its_forms() -> None:
    sources = yaml.load(SOURCES.read_text(encoding="utf-8"), yaml.CSafeLoader)
    for form in (*geoclip.FORMS, *cartosante.FORMS):
        assert form.source in sources

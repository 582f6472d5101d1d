"""The update of every source, against a local server that plays the producers' sites.

The server gives the original where there is one, a faithful sample elsewhere, and fails first.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from indicators.catalogue import load_catalogue
from indicators.paths import BUNDLE
from indicators.sources.cache import is_intact
from indicators.sources.client import Advance, Client
from indicators.sources.registry import FORMS
from indicators.update import Download, Update, chosen_sources
from tests.unit.sources.insee.test_ages import MELODI, MELODI_MEMBER
from tests.unit.sources.insee.test_bpe import LONG, MEMBER
from tests.unit.sources.insee.test_cog import COMMUNES, MOVES
from tests.unit.sources.producers import Site, serving
from tests.unit.sources.test_ans import SAMPLE as RPPS
from tests.unit.sources.test_cnam_access import SAMPLE as ACCESS
from tests.unit.sources.test_cnam_directory import SAMPLE as DIRECTORY
from tests.unit.sources.test_finess import SITES, content
from tests.unit.sources.text_damage import zipped

ROOT = Path(__file__).parents[2]
OFFICIAL = Path(os.environ.get("OFFICIAL_DATA", ""))
pytestmark = pytest.mark.skipif("OFFICIAL_DATA" not in os.environ, reason="OFFICIAL_DATA is unset")

DREES = "/data.drees.solidarites-sante.gouv.fr/api/explore/v2.1/catalog/datasets/"
AMELI = "/data.ameli.fr/api/explore/v2.1/catalog/datasets/"
GOUV = "/www.data.gouv.fr/api/1/datasets/"
MELODI_CATALOG = "/api.insee.fr/melodi/catalog/"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as opened:
        _play_drees(opened)
        _play_cnam(opened)
        _play_insee(opened)
        _play_registers(opened)
        yield opened


def _say(site: Site, path: str, answer: object) -> None:
    site.files[path] = json.dumps(answer).encode()


def _play_drees(site: Site) -> None:
    dataset = f"{DREES}530_l-accessibilite-potentielle-localisee-apl/attachments"
    title = "APL aux médecins généralistes 2022-2023.xlsx"
    href = f"https://{dataset[1:]}/apl_mg"
    _say(site, dataset, {"attachments": [{"href": href, "metas": {"title": title}}]})
    workbook = OFFICIAL / "drees_apl_medecins_generalistes_2022_2023.xlsx"
    site.files[f"{dataset}/apl_mg"] = workbook.read_bytes()


def _play_cnam(site: Site) -> None:
    demography = OFFICIAL / "cnam_demographie_effectifs_densites_2024.csv"
    export = "exports/csv?delimiter=%3B&use_labels=false"
    for entry in load_catalogue().sources["cnam-demographie"].files:
        site.files[f"{AMELI}{entry.dataset}/{export}"] = demography.read_bytes()
    for entry in load_catalogue().sources["cnam-access-observatory"].files:
        site.files[f"{AMELI}{entry.dataset}/{export}"] = ACCESS.written()


def _play_insee(site: Site) -> None:
    ages, bpe = "DS_RP_TD_POPULATION_AGESEX_PRINC", "DS_BPE"
    for dataset, product, member, sample in (
        (ages, f"{ages}_2023_CSV_FR", MELODI_MEMBER, MELODI),
        (bpe, "DS_BPE_2025_CSV_FR", MEMBER, LONG),
    ):
        address = f"https://api.insee.fr/melodi/file/{dataset}/{product}"
        products = {"product": [{"id": product, "accessURL": address}]}
        _say(site, f"{MELODI_CATALOG}{dataset}", products)
        site.files[address.removeprefix("https:/")] = zipped(sample.written(), member)
    urls = [
        "https://www.insee.fr/f/1/v_commune_2026.csv",
        "https://www.insee.fr/f/2/v_mvt_commune_2026.csv",
    ]
    resources = [{"title": "COG", "url": url, "last_modified": "2026-01-01"} for url in urls]
    _say(site, f"{GOUV}code-officiel-geographique-cog/", {"resources": resources})
    for url, sample in zip(urls, (COMMUNES, MOVES), strict=True):
        site.files[url.removeprefix("https:/")] = sample.written()


def _play_registers(site: Site) -> None:
    rpps = "PS_LibreAcces_Personne_activite_202605120823.txt"
    files = {
        "finess": ("etalab-cs1100502-stock-20260512-0339.csv", content(SITES)),
        "cnam-directory": ("liste-ps-20260615-023046.csv", DIRECTORY.written()),
        "ans-rpps": (rpps, RPPS.written()),
    }
    for source, (name, given) in files.items():
        (entry,) = load_catalogue().sources[source].files
        url = f"https://static.data.gouv.fr/resources/{name}"
        resource = {"title": name, "url": url, "last_modified": "2026-06-15"}
        _say(site, f"{GOUV}{entry.dataset}/", {"resources": [resource]})
        site.files[url.removeprefix("https:/")] = given


def update(site: Site, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    options = ["--cache", str(folder / "cache"), "--out", str(folder / "bundle")]
    return subprocess.run(
        [sys.executable, "-m", "indicators", "update", *options, *arguments],
        cwd=ROOT,
        env={**os.environ, "MIRROR": site.address},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def download(site: Site, folder: Path, *sources: str) -> list[Download]:
    client = Client(mirror=site.address)
    wanted = chosen_sources(load_catalogue().sources, sources)
    return Update(folder / "cache", client, FORMS, unwatched).run(wanted)


@contextlib.contextmanager
def unwatched(_: str) -> Iterator[Advance]:
    yield lambda _done, _whole: None


def test_every_usual_source_is_brought_through_faults_and_built(site: Site, tmp_path: Path) -> None:
    site.faults = ["500", "429", "cut", "503", "cut", "500"]
    done = update(site, tmp_path, "--departement", "62")
    assert done.returncode == 0, done.stderr
    usual = {
        name
        for name, source in load_catalogue().sources.items()
        if any(not wanted.on_request for wanted in source.files)
    }
    assert {path.name for path in (tmp_path / "cache").iterdir() if path.is_dir()} >= usual
    manifest = json.loads((tmp_path / "bundle" / "manifest.json").read_text(encoding="utf-8"))
    told = {file["source"]: file for file in manifest["provenance"]}
    assert set(told) == usual
    workbook = told["drees-apl"]
    assert workbook["address"].startswith("https://data.drees.solidarites-sante.gouv.fr/")
    assert workbook["date"][:2] == "20"
    built = (tmp_path / "bundle").stat().st_ino
    later = update(site, tmp_path, "--departement", "62")
    assert (later.returncode, later.stderr) == (0, "")
    assert later.stdout.splitlines()[-1].startswith(f"{tmp_path / 'bundle'}: nothing new")
    assert (tmp_path / "bundle").stat().st_ino == built
    again = download(site, tmp_path)
    assert [found.path.name for found in again if found.is_new] == []
    assert len(again) == len(usual)


@pytest.mark.parametrize(
    ("source", "files"), [("cnam-directory", 1), ("ans-rpps", 1), ("insee-cog", 2)]
)
def test_a_source_on_request_is_brought(
    site: Site, tmp_path: Path, source: str, files: int
) -> None:
    found = download(site, tmp_path, source)
    assert [(one.is_new, one.record.source) for one in found] == [(True, source)] * files


def test_a_source_that_is_down_is_named_and_the_old_bundle_stays(
    site: Site, tmp_path: Path
) -> None:
    (found,) = download(site, tmp_path, "finess")
    bundle = shutil.copytree(BUNDLE, tmp_path / "bundle")
    before = (bundle / "manifest.json").read_bytes()
    site.files = {path: given for path, given in site.files.items() if "finess" not in path}
    done = update(site, tmp_path, "--source", "finess")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "finess-extraction-du-fichier-des-etablissements" in done.stderr
    assert (bundle / "manifest.json").read_bytes() == before
    assert is_intact(found.path)


def test_offline_without_a_file_says_what_to_run(site: Site, tmp_path: Path) -> None:
    done = update(site, tmp_path, "--offline")
    assert done.returncode == 2
    assert "run the update once without --offline" in done.stderr
    assert site.asked == []

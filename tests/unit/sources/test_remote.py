from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from indicators.downloads import Attachments, Export, Plain, Products, Resources
from indicators.errors import DownloadError
from indicators.sources.client import Client, Patience
from indicators.sources.remote import find
from tests.unit.sources.producers import Site, serving

QUICK = Patience(connect=1, read=1, attempts=2, pause=0.001)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as opened:
        yield opened


@pytest.fixture
def client(site: Site) -> Client:
    return Client(mirror=site.address, patience=QUICK)


def answer(site: Site, path: str, content: object) -> None:
    site.files[path] = json.dumps(content).encode()


ATTACHED = "/portal.example/api/explore/v2.1/catalog/datasets/530_apl/attachments"
WANTED = Attachments(
    find="opendatasoft-attachments",
    portal="https://portal.example",
    dataset="530_apl",
    title="médecins généralistes",
)


def attachment(title: str, identifier: str) -> dict[str, object]:
    href = f"https://portal.example{ATTACHED.partition('/portal.example')[2]}/{identifier}"
    return {"href": href, "metas": {"title": title, "id": identifier, "mime-type": "x"}}


def test_an_attachment_is_found_by_a_word_of_its_title(site: Site, client: Client) -> None:
    listed = [
        attachment("APL aux infirmières 2022-2023.xlsx", "a"),
        attachment("APL aux médecins généralistes 2021-2022.xlsx", "b"),
        attachment("APL aux médecins généralistes 2022-2023.xlsx", "c"),
    ]
    answer(site, ATTACHED, {"links": [], "attachments": listed})
    every = find(WANTED, client)
    assert [remote.address[-1] for remote in every] == ["c", "b"]
    assert every[0].name == "APL-aux-médecins-généralistes-2022-2023.xlsx"
    assert len(find(WANTED.model_copy(update={"latest": 1}), client)) == 1


def test_no_match_says_where_to_correct_it(site: Site, client: Client) -> None:
    answer(site, ATTACHED, {"links": [], "attachments": [attachment("APL dentistes", "a")]})
    with pytest.raises(DownloadError, match=r"médecins généralistes.*sources\.yml"):
        find(WANTED, client)


@pytest.mark.parametrize("content", [{}, [], {"attachments": [{"href": "x"}]}, None])
def test_a_catalogue_of_another_form_is_one_error(
    site: Site, client: Client, content: object
) -> None:
    answer(site, ATTACHED, content)
    with pytest.raises(DownloadError, match="another form"):
        find(WANTED, client)


def test_a_resource_of_data_gouv_is_found_by_its_slug(site: Site, client: Client) -> None:
    resources = [
        {"title": "liste-cds.csv", "url": "https://static.example/1/liste-cds-2.csv"},
        {
            "title": "liste-ps.csv",
            "url": "https://static.example/1/liste-ps-1.csv",
            "last_modified": "2026-01-05",
        },
        {
            "title": "liste-ps.csv",
            "url": "https://static.example/2/liste-ps-2.csv",
            "last_modified": "2026-06-15",
        },
    ]
    answer(site, "/www.data.gouv.fr/api/1/datasets/annuaire/", {"resources": resources})
    wanted = Resources(find="data.gouv", dataset="annuaire", title="^liste-ps", latest=1)
    assert [remote.name for remote in find(wanted, client)] == ["liste-ps-2.csv"]


def test_a_product_of_melodi_is_found_by_its_identifier(site: Site, client: Client) -> None:
    products = [
        {"id": f"DS_BPE_{year}_CSV_FR", "accessURL": f"https://insee.example/{year}"}
        for year in (2024, 2025)
    ]
    answer(site, "/api.insee.fr/melodi/catalog/DS_BPE", {"product": products})
    wanted = Products(find="melodi", dataset="DS_BPE", title="_CSV_FR$", latest=1)
    assert [remote.name for remote in find(wanted, client)] == ["DS_BPE_2025_CSV_FR.zip"]


def test_an_export_asks_for_the_whole_data_set_in_csv(client: Client) -> None:
    wanted = Export(
        find="opendatasoft-export",
        portal="https://portal.example",
        dataset="demographie",
        where="annee >= 2016",
    )
    (remote,) = find(wanted, client)
    assert remote.name == "demographie.csv"
    assert remote.address == (
        "https://portal.example/api/explore/v2.1/catalog/datasets/demographie/exports/csv"
        "?delimiter=%3B&use_labels=false&where=annee+%3E%3D+2016"
    )


def test_a_plain_address_is_what_it_says(client: Client) -> None:
    wanted = Plain(find="address", address="https://insee.example/f/td_pop1b_2022.zip")
    assert [remote.name for remote in find(wanted, client)] == ["td_pop1b_2022.zip"]

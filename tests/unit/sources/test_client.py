from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indicators.errors import DownloadError
from indicators.sources.client import Client, Patience, Received
from tests.unit.sources.producers import Site, serving

QUICK = Patience(connect=1, read=0.3, attempts=3, pause=0.001, longest_pause=0.01, window=0.1)
CONTENT = bytes(range(256)) * 2_000


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as opened:
        opened.files["/file"] = CONTENT
        yield opened


@pytest.fixture
def client() -> Client:
    return Client(patience=QUICK)


def ignore(_: int, __: int | None) -> None:
    """Progress that nobody watches."""


def fetch(client: Client, site: Site, target: Path, known: Received | None = None) -> Received:
    return client.fetch(f"{site.address}/file", target, known=known, advance=ignore)


def test_a_file_arrives_whole_and_its_progress_is_told(
    client: Client, site: Site, tmp_path: Path
) -> None:
    told: list[tuple[int, int | None]] = []
    client.fetch(
        f"{site.address}/file",
        tmp_path / "f",
        advance=lambda done, whole: told.append((done, whole)),
    )
    assert (tmp_path / "f").read_bytes() == CONTENT
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert [p.name for p in tmp_path.iterdir()] == ["f"]


@pytest.mark.parametrize("faults", [["500"], ["429", "503"], ["cut"], ["cut", "cut"], ["silent"]])
def test_what_can_be_tried_again_is(
    client: Client, site: Site, tmp_path: Path, faults: list[str]
) -> None:
    site.faults = faults
    assert fetch(client, site, tmp_path / "f").is_new
    assert (tmp_path / "f").read_bytes() == CONTENT


def test_a_cut_download_goes_on_from_where_it_was(
    client: Client, site: Site, tmp_path: Path
) -> None:
    site.faults = ["cut"]
    fetch(client, site, tmp_path / "f")
    ranges = [headers.get("Range") for _, headers in site.asked]
    assert ranges[0] is None
    assert ranges[1] == f"bytes={len(CONTENT) // 2}-"


def test_what_an_earlier_run_received_is_not_asked_again(
    client: Client, site: Site, tmp_path: Path
) -> None:
    site.faults = ["cut", "500", "500", "500", "500"]
    with pytest.raises(DownloadError, match="500"):
        fetch(client, site, tmp_path / "f")
    assert not (tmp_path / "f").exists()
    site.faults = []
    fetch(client, site, tmp_path / "f")
    assert site.asked[-1][1]["Range"] == f"bytes={len(CONTENT) // 2}-"
    assert (tmp_path / "f").read_bytes() == CONTENT


def test_the_halves_of_two_versions_are_never_joined(
    client: Client, site: Site, tmp_path: Path
) -> None:
    site.faults = ["cut", "500", "500", "500"]
    with pytest.raises(DownloadError):
        fetch(client, site, tmp_path / "f")
    site.files["/file"] = CONTENT[::-1]
    site.faults = []
    fetch(client, site, tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == CONTENT[::-1]


@pytest.mark.parametrize("mark", ["", '"half', '"another version"'])
def test_bytes_whose_version_is_not_known_are_not_used(
    client: Client, site: Site, tmp_path: Path, mark: str
) -> None:
    (tmp_path / "f.part").write_bytes(b"half of something else")
    (tmp_path / "f.part.version").write_text(mark)
    fetch(client, site, tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == CONTENT
    assert [path.name for path in tmp_path.iterdir()] == ["f"]


@pytest.mark.parametrize(("etags", "ranges"), [(False, True), (True, False)])
def test_a_server_that_cannot_resume_is_asked_for_everything(
    client: Client, site: Site, tmp_path: Path, *, etags: bool, ranges: bool
) -> None:
    site.etags, site.ranges, site.faults = etags, ranges, ["cut"]
    fetch(client, site, tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == CONTENT


def test_the_last_version_is_not_downloaded_again(
    client: Client, site: Site, tmp_path: Path
) -> None:
    first = fetch(client, site, tmp_path / "f")
    again = fetch(client, site, tmp_path / "g", known=first)
    assert not again.is_new
    assert not (tmp_path / "g").exists()
    site.files["/file"] = b"changed"
    assert fetch(client, site, tmp_path / "g", known=first).is_new


@pytest.mark.parametrize(
    ("faults", "said"),
    [
        (["500"] * 9, "500"),
        (["429"] * 9, "429"),
        (["404"], "404"),
        (["loop"], "redirected more than 5 times"),
        (["cut"] * 9, "cut 3 times"),
        (["silent"] * 9, "no answer"),
        (["trickle"] * 9, "cut 3 times"),
    ],
)
def test_a_server_that_fails_gives_one_error_that_names_the_address(
    client: Client, site: Site, tmp_path: Path, faults: list[str], said: str
) -> None:
    site.files["/file"] = CONTENT[:60]
    site.faults = faults
    with pytest.raises(DownloadError, match=said) as caught:
        fetch(client, site, tmp_path / "f")
    assert f"{site.address}/file" in str(caught.value)
    assert not (tmp_path / "f").exists()


def test_nobody_at_the_address_is_one_error(client: Client, tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="no answer"):
        client.fetch("http://127.0.0.1:9/file", tmp_path / "f", advance=ignore)


def test_a_file_that_is_too_large_is_refused(site: Site, tmp_path: Path) -> None:
    small = Client(patience=QUICK, largest=1_000)
    with pytest.raises(DownloadError, match="larger than"):
        fetch(small, site, tmp_path / "f")
    assert not (tmp_path / "f").exists()


def test_an_api_that_answers_a_page_is_one_error(client: Client, site: Site) -> None:
    site.files["/api"] = b"<html>Maintenance</html>"
    with pytest.raises(DownloadError, match="not JSON"):
        client.json(f"{site.address}/api")


@pytest.mark.parametrize("faults", [["cut"], ["500", "cut"], ["silent"]])
def test_an_api_that_is_cut_is_asked_again(client: Client, site: Site, faults: list[str]) -> None:
    site.files["/api"] = b'{"resources": []}'
    site.faults = faults
    assert client.json(f"{site.address}/api") == {"resources": []}


def test_an_api_that_is_always_cut_is_one_error(client: Client, site: Site) -> None:
    site.files["/api"] = b'{"resources": []}'
    site.faults = ["cut"] * 9
    with pytest.raises(DownloadError, match="cut 3 times"):
        client.json(f"{site.address}/api")


def test_a_mirror_is_asked_instead_of_the_official_site(site: Site, tmp_path: Path) -> None:
    site.files["/data.example/a/b?c=1"] = b"mirrored"
    client = Client(mirror=f"{site.address}/", patience=QUICK)
    client.fetch("https://data.example/a/b?c=1", tmp_path / "f", advance=ignore)
    assert (tmp_path / "f").read_bytes() == b"mirrored"

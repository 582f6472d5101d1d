from __future__ import annotations

import contextlib
import json
import resource
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter
from filelock import FileLock

from indicators.catalogue import Source
from indicators.downloads import Plain, Wanted
from indicators.errors import StorageError, UpdateError, UsageError
from indicators.official import read_official
from indicators.sources import cache
from indicators.sources.client import Advance, Client, Patience
from indicators.sources.forms import Form
from indicators.update import LOCK, Update, chosen_sources
from tests.unit.sources.producers import Site, serving

QUICK = Patience(connect=1, read=0.5, attempts=2, pause=0.001, longest_pause=0.01)
FORMS = (
    Form("table", "one", lambda o: o.text.startswith("code;"), lambda _: {"t": pd.DataFrame()}),
    Form("book", "book", lambda o: bool(o.sheets), lambda _: {"t": pd.DataFrame()}),
)


@contextlib.contextmanager
def unwatched(_: str) -> Iterator[Advance]:
    yield lambda _done, _whole: None


def source(*files: Wanted) -> Source:
    return Source(
        producer="P",
        title="T",
        licence="Licence Ouverte 2.0",
        address="https://one.example/",
        format="CSV",
        refresh="annuelle",
        files=list(files),
    )


def plain(name: str, **about: bool) -> Plain:
    return Plain(find="address", address=f"https://one.example/{name}", **about)  # type: ignore[arg-type]


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as opened:
        opened.files["/one.example/a.csv"] = b"code;x\n01001;1\n"
        yield opened


@pytest.fixture
def update(site: Site, tmp_path: Path) -> Update:
    client = Client(mirror=site.address, patience=QUICK)
    return Update(tmp_path / "cache", client, FORMS, unwatched)


ONE = {"one": source(plain("a.csv"))}


@contextlib.contextmanager
def no_room_beyond(size: int) -> Iterator[None]:
    """Have the system refuse what makes a file larger than some bytes, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_download_is_recorded(update: Update, site: Site) -> None:
    (download,) = update.run(ONE)
    content = site.files["/one.example/a.csv"]
    assert download.is_new
    assert download.path.read_bytes() == content
    record = cache.read_record(download.path)
    assert record == download.record
    assert (record.source, record.address) == ("one", "https://one.example/a.csv")
    assert record.size == len(content)
    assert record.date[:2] == "20"


def test_a_second_update_downloads_nothing(update: Update, site: Site) -> None:
    first = update.run(ONE)
    again = update.run(ONE)
    assert [d.is_new for d in again] == [False]
    assert again[0].record == first[0].record
    assert site.asked[-1][1]["If-None-Match"]


def test_a_file_that_moved_is_downloaded_once_more_and_not_each_time(
    update: Update, site: Site
) -> None:
    (first,) = update.run(ONE)
    site.files["/one.example/moved/a.csv"] = site.files["/one.example/a.csv"]
    moved = {"one": source(plain("moved/a.csv"))}
    (found,) = update.run(moved)
    assert not found.is_new
    assert found.record.address == "https://one.example/moved/a.csv"
    assert (found.record.date, found.record.sha256) == (first.record.date, first.record.sha256)
    update.run(moved)
    assert site.asked[-1][1]["If-None-Match"]


def test_a_file_that_was_spoiled_on_this_machine_is_brought_again(update: Update) -> None:
    (download,) = update.run(ONE)
    download.path.write_bytes(b"code;x\nspoiled")
    assert update.run(ONE)[0].is_new
    assert download.path.read_bytes() == b"code;x\n01001;1\n"


@pytest.mark.parametrize("content", [b"<html>maintenance</html>", b"", b"PK\x03\x04", b"other;x"])
def test_a_page_in_place_of_a_file_leaves_the_earlier_file(
    update: Update, site: Site, content: bytes
) -> None:
    (download,) = update.run(ONE)
    site.files["/one.example/a.csv"] = content
    with pytest.raises(UpdateError, match=r"one\.example/a\.csv.*the earlier file is kept"):
        update.run(ONE)
    assert cache.is_intact(download.path)


def test_every_failure_is_named_and_the_rest_is_brought(update: Update) -> None:
    sources = {"gone": source(plain("gone.csv"))} | ONE | {"lost": source(plain("lost.csv"))}
    with pytest.raises(UpdateError, match="2 not brought up to date") as caught:
        update.run(sources)
    assert [line.split(":")[0] for line in caught.value.failures] == ["gone", "lost"]
    assert cache.is_intact(update.folder / "one" / "a.csv")


def test_two_updates_at_once_are_refused(update: Update) -> None:
    update.folder.mkdir()
    with FileLock(update.folder / LOCK), pytest.raises(UsageError, match="another update"):
        update.run(ONE)


def workbook(path: Path, *sheets: str) -> bytes:
    with xlsxwriter.Workbook(path) as book:
        for sheet in sheets:
            book.add_worksheet(sheet)
    return path.read_bytes()


@pytest.mark.parametrize(("sheets", "kept"), [(("APL 2023", "APL 2024"), 1), (("APL 2022",), 0)])
def test_a_workbook_that_loses_a_sheet_is_archived(
    update: Update, site: Site, tmp_path: Path, sheets: tuple[str, ...], kept: int
) -> None:
    site.files["/one.example/b.xlsx"] = workbook(tmp_path / "old.xlsx", "APL 2022")
    book = {"book": source(plain("b.xlsx", archive=True))}
    (old,) = update.run(book)
    site.files["/one.example/b.xlsx"] = workbook(tmp_path / "new.xlsx", "Lisez-moi", *sheets)
    (new,) = update.run(book)
    archived = list((update.folder / "book" / cache.ARCHIVE).glob("*.xlsx"))
    assert len(archived) == kept
    assert all(cache.read_record(path) == old.record for path in archived)
    assert new.path == old.path
    assert new.record != old.record


def test_a_file_that_the_producer_renamed_is_not_read_twice(update: Update, site: Site) -> None:
    update.run(ONE)
    site.files["/one.example/b.csv"] = b"code;x\n01001;2\n"
    update.run({"one": source(plain("b.csv"))})
    assert [path.name for path in cache.files(update.folder / "one")] == ["b.csv"]


def test_large_files_are_downloaded_on_request_only() -> None:
    large = {"large": source(plain("a.csv", on_request=True))} | ONE | {"paper": source()}
    assert list(chosen_sources(large, [])) == ["one"]
    assert list(chosen_sources(large, ["large"])) == ["large"]
    with pytest.raises(UsageError, match="choose one of: large, one"):
        chosen_sources(large, ["paper"])


def test_a_damaged_record_says_what_to_do(update: Update) -> None:
    (download,) = update.run(ONE)
    cache.record_path(download.path).write_text(json.dumps({"size": 1}), encoding="utf-8")
    with pytest.raises(UpdateError, match="delete it and run the update again"):
        update.run(ONE)


def test_a_full_disk_is_told_and_the_download_goes_on_once_there_is_room(
    update: Update, site: Site
) -> None:
    update.run(ONE)
    site.files["/one.example/a.csv"] = b"code;x\n" + b"01001;1\n" * 60_000
    full = f"{update.folder}: cannot be written .*free some space.* run the command again"
    with no_room_beyond(100_000), pytest.raises(StorageError, match=full):
        update.run(ONE | {"other": source(plain("other.csv"))})
    assert [path for path, _ in site.asked].count("/one.example/other.csv") == 0
    held = update.folder / "one" / "a.csv"
    assert held.read_bytes() == b"code;x\n01001;1\n"
    assert cache.is_intact(held)
    assert update.run(ONE)[0].is_new
    assert site.asked[-1][1]["Range"] == "bytes=100000-"
    assert held.read_bytes() == site.files["/one.example/a.csv"]
    assert list((update.folder / ".incoming" / "one").iterdir()) == []


def test_no_room_for_a_record_leaves_the_earlier_file_and_its_own(
    update: Update, site: Site
) -> None:
    (download,) = update.run(ONE)
    site.files["/one.example/a.csv"] = b"code;x\n01001;2\n"
    with no_room_beyond(100), pytest.raises(StorageError):
        update.run(ONE)
    assert cache.is_intact(download.path)
    assert cache.read_record(download.path) == download.record


def test_a_folder_that_refuses_is_told(update: Update) -> None:
    update.folder.parent.mkdir(exist_ok=True)
    update.folder.write_text("a file in the place of the folder")
    with pytest.raises(StorageError, match=f"{update.folder}: cannot be written"):
        update.run(ONE)


def test_a_record_tells_only_of_the_bytes_that_were_downloaded(update: Update) -> None:
    (download,) = update.run(ONE)
    assert read_official(update.folder, FORMS).files[0].record == download.record
    download.path.write_bytes(b"code;x\n01001;another\n")
    assert read_official(update.folder, FORMS).files[0].record is None

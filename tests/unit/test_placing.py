from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from indicators.errors import UsageError
from indicators.placing import only_writer, replacing


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "place"
    folder.mkdir()
    (folder / "file").write_text("old")
    return folder


def fill(folder: Path, text: str) -> None:
    with replacing(folder) as new:
        (new / "file").write_text(text)


def beside(folder: Path) -> set[str]:
    return {path.name for path in folder.parent.iterdir()} - {f".{folder.name}.lock"}


def test_a_filled_folder_takes_the_place(place: Path, tmp_path: Path) -> None:
    fill(place, "new")
    assert (place / "file").read_text() == "new"
    fill(tmp_path / "further" / "first", "new")
    assert (tmp_path / "further" / "first" / "file").read_text() == "new"
    assert beside(place) == {"place", "further"}


def test_what_fails_half_way_changes_nothing(place: Path) -> None:
    def half() -> None:
        with replacing(place) as new:
            (new / "file").write_text("half")
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        half()
    assert (place / "file").read_text() == "old"
    assert beside(place) == {"place"}


def test_a_second_writer_is_refused(place: Path) -> None:
    with ThreadPoolExecutor() as pool, only_writer(place):
        with pytest.raises(UsageError, match=r"another build is at work in .*place; wait"):
            pool.submit(fill, place, "second").result()
        fill(place, "first")
    assert (place / "file").read_text() == "first"
    fill(place, "later")


def test_what_a_killed_writer_left_is_mended(place: Path) -> None:
    aside = place.parent / ".place.aside-killed"
    (aside / "new").mkdir(parents=True)
    place.rename(aside / "old")
    with only_writer(place):
        assert (place / "file").read_text() == "old"
    assert beside(place) == {"place"}


def test_a_folder_that_came_meanwhile_is_not_mixed_with_the_old_one(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def come_first(path: Path, target: Path) -> Path:
        if path.name == "new":
            target.mkdir()
            (target / "theirs").write_text("")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", come_first)
    with pytest.raises(OSError, match="not empty"):
        fill(place, "new")
    assert [path.name for path in place.iterdir()] == ["theirs"]

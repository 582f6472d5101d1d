from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from indicators import placing
from indicators.errors import StorageError, UsageError
from indicators.placing import only_writer, replacing

ROOT = Path(__file__).parents[2]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "place"
    folder.mkdir()
    (folder / "file").write_text("old")
    return folder


def fill(folder: Path, text: str) -> None:
    with replacing(folder) as new:
        (new / "file").write_text(text)


@pytest.fixture(params=["at once", "in two renames"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Replace folders as Linux does, then as any other system."""
    if request.param != "at once":
        monkeypatch.setattr(placing, "_exchanged", lambda _one, _other: False)
    return str(request.param)


def beside(folder: Path) -> set[str]:
    return {path.name for path in folder.parent.iterdir()} - {f".{folder.name}.lock"}


@pytest.mark.usefixtures("way")
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
    monkeypatch.setattr(placing, "_exchanged", lambda _one, _other: False)
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


KILLED_AT_EACH_LINE = """
import os, signal, sys
from pathlib import Path
from indicators import placing

place = Path(sys.argv[1])


def replace(kill_at):
    left = kill_at

    def count(frame, event, _):
        nonlocal left
        if frame.f_code.co_filename == placing.__file__ and event == "line":
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return count

    sys.settrace(count)
    with placing.replacing(place) as new:
        (new / "file").write_text(str(kill_at))


at, is_killed = 0, True
while is_killed:
    at += 1
    child = os.fork()
    if child == 0:
        replace(at)
        os._exit(0)
    is_killed = os.waitpid(child, 0)[1] != 0
    found = (place / "file").read_text()
    assert found == "old" or int(found) <= at, found
print(at, found)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems need two renames")
def test_a_writer_killed_at_any_moment_leaves_a_whole_folder(place: Path) -> None:
    command = [sys.executable, "-c", KILLED_AT_EACH_LINE, str(place)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.stderr == ""
    lines, found = done.stdout.split()
    assert found == lines
    assert int(lines) > 30
    assert beside(place) == {"place"}


def test_a_folder_above_that_refuses_is_told(tmp_path: Path) -> None:
    (tmp_path / "above").write_text("a file in the place of the folder")
    with pytest.raises(StorageError, match=r"above: cannot be written .*another folder \(--out\)"):
        fill(tmp_path / "above" / "place", "new")


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is of Linux")
def test_a_folder_above_that_takes_no_file_is_not_taken_for_a_second_writer() -> None:
    with pytest.raises(StorageError, match=r"/proc: cannot be written .*another folder \(--out\)"):
        fill(Path("/proc/place"), "new")

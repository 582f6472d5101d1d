import os
from pathlib import Path

import pytest

from indicators.errors import UsageError
from indicators.files import write_files


def test_files_are_written_and_replaced(tmp_path: Path) -> None:
    old, new = tmp_path / "a.csv", tmp_path / "b.json"
    old.write_text("before")
    write_files({old: b"after", new: b"{}"})
    assert (old.read_bytes(), new.read_bytes()) == (b"after", b"{}")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.json"]


def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    write_files({tmp_path / "a.csv": b""})
    (tmp_path / "b.csv").write_bytes(b"")
    assert (tmp_path / "a.csv").stat().st_mode == (tmp_path / "b.csv").stat().st_mode


def test_a_missing_folder_leaves_nothing(tmp_path: Path) -> None:
    good, bad = tmp_path / "a.csv", tmp_path / "absent" / "b.csv"
    with pytest.raises(
        UsageError, match=r"cannot write .*absent/b.csv: there is no folder .*absent; make it"
    ):
        write_files({good: b"1", bad: b"2"})
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept")
    with pytest.raises(UsageError, match="cannot write"):
        write_files({tmp_path / "a.csv": b"1", tmp_path / "file" / "b.csv": b"2"})
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_destination_that_is_a_folder_leaves_the_others_as_they_were(tmp_path: Path) -> None:
    first, folder = tmp_path / "a.csv", tmp_path / "b.json"
    first.write_text("before")
    folder.mkdir()
    with pytest.raises(UsageError, match=r"cannot write .*b\.json"):
        write_files({first: b"after", folder: b"{}"})
    assert first.read_text() == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.json"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_read_only_folder_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    with pytest.raises(UsageError, match="Permission denied"):
        write_files({tmp_path / "a.csv": b"1", folder / "b.csv": b"2"})
    assert [path.name for path in tmp_path.iterdir()] == ["closed"]


def test_a_disk_that_fills_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("before")

    def full(_self: Path, _content: bytes) -> int:
        raise OSError(28, "No space left on device", "a.csv")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(UsageError, match=r"cannot write a\.csv: No space left"):
        write_files({path: b"after"})
    assert [p.read_text() for p in tmp_path.iterdir()] == ["before"]

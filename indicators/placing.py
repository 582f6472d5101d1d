"""Putting a folder in the place of another: one writer at a time, the old one whole to the end.

Linux exchanges two folders at once: whoever looks finds the one or the other, and so does a machine
that starts again after its power was cut. Where that is not known (another system, or some file
systems of a network), the place is empty for the time between two renames.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from indicators.errors import StorageError, UsageError

_HERE, _EXCHANGE = -100, 2
"""``AT_FDCWD`` and ``RENAME_EXCHANGE`` of Linux (man 2 renameat2)."""
_WAY_OUT = (
    "a folder is replaced by renaming it: give the right to write in this one, or another folder "
    "(--out)"
)


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Refuse a second writer of a folder; mend what one that was killed left behind.

    Raises
    ------
    UsageError
        When another program is writing the folder.
    StorageError
        When the folder above cannot be written.
    """
    # A singleton: who holds the lock may ask for it again, further down.
    lock = FileLock(folder.with_name(f".{folder.name}.lock"), timeout=0, is_singleton=True)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        if not Path(lock.lock_file).exists():
            # Some folders refuse a new file as if there were none, and the lock is tried for ever.
            refusal = FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
            raise StorageError(str(folder.parent), refusal, _WAY_OUT) from None
        msg = f"another build is at work in {folder}; wait for its end"
        raise UsageError(msg) from None
    except OSError as error:
        raise StorageError(str(folder.parent), error, _WAY_OUT) from None
    try:
        if lock.lock_counter == 1:
            _mend(folder)
        yield
    finally:
        lock.release()


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """Give an empty folder to fill; once it is filled without an error, it takes the place.

    Parameters
    ----------
    folder : pathlib.Path
        The place: nothing, or the folder that is replaced.

    Raises
    ------
    OSError
        When the disk is full, or refuses; the earlier folder is in its place.
    UsageError
        When another program is writing the folder.
    StorageError
        When the folder above cannot be written.
    """
    with (
        only_writer(folder),
        tempfile.TemporaryDirectory(prefix=_aside(folder), dir=folder.parent) as aside,
    ):
        new, old = Path(aside) / "new", Path(aside) / "old"
        new.mkdir()
        yield new
        _reach_the_disk(new)
        if not (folder.exists() and _exchanged(new, folder)):
            _put(new, folder, old)
        _names_reach_the_disk(folder.parent)


def _put(new: Path, folder: Path, old: Path) -> None:
    if folder.exists():
        folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        _put_back(old, folder)
        raise


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders at once; tell whether this system can."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    return bool(rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)


def _reach_the_disk(folder: Path) -> None:
    """Wait until the files of a folder would outlive a cut of power: their bytes, then their names.

    Without it the new folder may be found with empty files, the earlier one gone.
    """
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    _names_reach_the_disk(folder)


def _names_reach_the_disk(folder: Path) -> None:
    # Some file systems of a network know no such thing for a folder.
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _aside(folder: Path) -> str:
    """Begin the names of the folders where a new one is filled, beside its place."""
    return f".{folder.name}.aside-"


def _mend(folder: Path) -> None:
    """Take away what writers that were killed left, the folder that they had moved put back."""
    for aside in folder.parent.glob(f"{_aside(folder)}*"):
        _put_back(aside / "old", folder)
        shutil.rmtree(aside)


def _put_back(old: Path, folder: Path) -> None:
    if old.exists() and not folder.exists():
        old.rename(folder)

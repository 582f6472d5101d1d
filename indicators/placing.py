"""Putting a folder in the place of another: one writer at a time, the old one whole to the end."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from indicators.errors import UsageError


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Refuse a second writer of a folder; mend what one that was killed left behind.

    Raises
    ------
    UsageError
        When another program is writing the folder.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    # A singleton: who holds the lock may ask for it again, further down.
    lock = FileLock(folder.with_name(f".{folder.name}.lock"), timeout=0, is_singleton=True)
    try:
        lock.acquire()
    except Timeout:
        msg = f"another build is at work in {folder}; wait for its end"
        raise UsageError(msg) from None
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
    """
    with (
        only_writer(folder),
        tempfile.TemporaryDirectory(prefix=_aside(folder), dir=folder.parent) as aside,
    ):
        new, old = Path(aside) / "new", Path(aside) / "old"
        new.mkdir()
        yield new
        if folder.exists():
            folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            _put_back(old, folder)
            raise


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

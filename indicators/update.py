"""From the producers' sites to files on this machine, each with the record of where it comes from.

The files are found in the producers' catalogues (``indicators.sources.remote``), downloaded beside
the earlier ones (``indicators.sources.client``), recognised, and only then put in their place: a
page of excuses served under a file's name never replaces a file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from indicators.catalogue import Source
from indicators.downloads import Wanted
from indicators.errors import DataError, DownloadError, StorageError, UpdateError, UsageError
from indicators.sources import cache
from indicators.sources.cache import Record
from indicators.sources.client import Advance, Client, Received
from indicators.sources.forms import Form, Opening, recognise
from indicators.sources.remote import Remote, find

LOCK = ".update.lock"
_INCOMING = ".incoming"
_WAY_OUT = (
    "free some space there, or give another folder (--cache), then run the command again: it goes "
    "on from there. The files and the bundle at hand are as they were"
)
Progress = Callable[[str], AbstractContextManager[Advance]]
"""Shows the progress of one file, under its name."""


@dataclass(frozen=True)
class Download:
    """What became of one file.

    Parameters
    ----------
    path : pathlib.Path
        Where it is.
    record : Record
        Where it comes from.
    is_new : bool
        Whether this update brought it.
    """

    path: Path
    record: Record
    is_new: bool


@dataclass(frozen=True, eq=False)
class Update:
    """How an update is made.

    Parameters
    ----------
    folder : pathlib.Path
        Where the files are kept.
    client : Client
        Asks the servers.
    forms : tuple of Form
        The forms that can be read: a file of none of them is refused.
    progress : callable
        Shows the progress of each file.
    """

    folder: Path
    client: Client
    forms: tuple[Form, ...]
    progress: Progress

    def run(self, sources: Mapping[str, Source]) -> list[Download]:
        """Bring the files of some sources up to date.

        Every source is tried, so that one server that is down does not hide what another brings.

        Raises
        ------
        UsageError
            When another update works in the same folder.
        UpdateError
            When some files could not be had; it names them all. Those that could are kept.
        StorageError
            When the disk is full, or refuses: no other file is then tried.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self.folder / LOCK, timeout=0):
                return self._all(sources)
        except Timeout:
            msg = f"another update is at work in {self.folder}; wait for its end"
            raise UsageError(msg) from None
        except OSError as error:
            raise StorageError(str(self.folder), error, _WAY_OUT) from None

    def _all(self, sources: Mapping[str, Source]) -> list[Download]:
        done: list[Download] = []
        failures: list[str] = []
        for name, source in sources.items():
            try:
                done += self._source(name, source)
            except (DownloadError, DataError) as error:
                failures.append(f"{name}: {error}")
        if failures:
            raise UpdateError(failures)
        return done

    def _source(self, name: str, source: Source) -> list[Download]:
        found = [
            (wanted, remote) for wanted in source.files for remote in find(wanted, self.client)
        ]
        done = [self._one(name, wanted, remote) for wanted, remote in found]
        self._retire({download.path for download in done}, self.folder / name, source)
        return done

    def _retire(self, current: set[Path], folder: Path, source: Source) -> None:
        """Take away the files that the producer has replaced by others of another name."""
        for path in sorted(set(cache.files(folder)) - current):
            if any(wanted.archive for wanted in source.files):
                cache.archive(path)
            else:
                cache.remove(path)

    def _one(self, source: str, wanted: Wanted, remote: Remote) -> Download:
        target = self.folder / source / remote.name
        held = cache.read_record(target) if cache.is_intact(target) else None
        incoming = self.folder / _INCOMING / source / remote.name
        with self.progress(remote.name) as advance:
            received = self.client.fetch(
                remote.address, incoming, known=_known(held, remote), advance=advance
            )
        if held is not None and not received.is_new:
            return Download(target, held, is_new=False)
        self._check(source, incoming, remote)
        record = _record(source, remote, incoming, received)
        if held is not None and held.sha256 == record.sha256:
            incoming.unlink()
            # It may have moved: from its new address, the server can say that it is the last.
            record = replace(record, date=held.date)
            cache.write_record(target, record)
            return Download(target, record, is_new=False)
        # What needs room comes first: renaming needs none, and leaves no file without its record.
        cache.write_record(incoming, record)
        if wanted.archive and held is not None and _drops_sheets(target, incoming):
            cache.archive(target)
        cache.move(incoming, target)
        return Download(target, record, is_new=True)

    def _check(self, source: str, path: Path, remote: Remote) -> None:
        """Refuse what is not a file of this source; the earlier file stays in its place."""
        form = recognise(path, self.forms)
        if form is None or form.source != source:
            what = f"a file of {form.source}" if form else "not a file that can be read"
            path.unlink()
            msg = (
                f"the server gave {what}, {source} was expected; the earlier file is kept: "
                "open the address in a browser, then correct data/sources.yml"
            )
            raise DownloadError(msg, address=remote.address)


def chosen_sources(sources: Mapping[str, Source], names: Sequence[str]) -> dict[str, Source]:
    """Give the sources to update: those named, or all that are not downloaded on request only.

    Raises
    ------
    UsageError
        For an unknown source, or one whose files have no official address.
    """
    if not names:
        usual = {n: [w for w in s.files if not w.on_request] for n, s in sources.items()}
        return {n: sources[n].model_copy(update={"files": f}) for n, f in usual.items() if f}
    with_files = {name for name, source in sources.items() if source.files}
    unknown = [name for name in names if name not in with_files]
    if unknown:
        known = ", ".join(sorted(with_files))
        msg = f"{unknown[0]!r} is not a source with files to download; choose one of: {known}"
        raise UsageError(msg)
    return {name: sources[name] for name in names}


def _known(held: Record | None, remote: Remote) -> Received | None:
    """Give the server's marks of the file at hand, where it comes from the same address."""
    if held is None or held.address != remote.address:
        return None
    return Received(is_new=False, etag=held.etag, modified=held.modified)


def _record(source: str, remote: Remote, path: Path, received: Received) -> Record:
    return Record(
        source=source,
        address=remote.address,
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        size=path.stat().st_size,
        sha256=cache.sha256_of(path),
        etag=received.etag,
        modified=received.modified,
    )


def _drops_sheets(old: Path, new: Path) -> bool:
    """Tell whether a workbook lacks a sheet that the earlier one had: a millésime would be lost."""
    return bool(set(Opening(old).sheets) - set(Opening(new).sheets))

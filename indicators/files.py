"""Writing files, all of them or none."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from indicators.errors import UsageError


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write several files, all of them or none.

    Each is written beside its destination, then renamed over it, so that a reader never sees half
    a file and a failure leaves what was there before.

    Raises
    ------
    UsageError
        A destination that cannot be written.
    """
    for path in contents:
        # A folder refuses the rename only once other files may be in place: refused beforehand.
        if path.is_dir():
            message = f"cannot write {path}: it is a folder"
            raise UsageError(message)
        # Said here: the error of the system would name the temporary file.
        if not path.parent.is_dir():
            message = f"cannot write {path}: there is no folder {path.parent}; make it first"
            raise UsageError(message)
    try:
        with contextlib.ExitStack() as stack:
            written = {}
            for path, content in contents.items():
                temporary = stack.enter_context(_temporary_beside(path))
                temporary.write_bytes(content)
                # mkstemp makes a private file; the result gets the permissions of any new file.
                temporary.chmod(0o666 & ~_umask())
                written[temporary] = path
            for temporary, path in written.items():
                temporary.replace(path)
    except OSError as error:
        message = f"cannot write {error.filename or ''}: {error.strerror or error}"
        raise UsageError(message) from error


def refuse_overwriting(outputs: Sequence[Path | None], inputs: Sequence[Path]) -> None:
    """Refuse outputs that cannot be written, are one file, or are an input; none is passed over.

    Raises
    ------
    UsageError
        Says which, before anything is read.
    """
    wanted = [path for path in outputs if path is not None]
    resolved = [path.resolve() for path in wanted]
    taken = {path.resolve() for path in inputs}
    for path, full in zip(wanted, resolved, strict=True):
        if resolved.count(full) > 1:
            message = f"two outputs are the same file, {path}: give each its own"
            raise UsageError(message)
        if full in taken:
            message = f"{path} is an input: write the result elsewhere"
            raise UsageError(message)
        if path.is_dir() or not path.parent.is_dir():
            message = f"cannot write {path}: its folder must exist and it must not be a folder"
            raise UsageError(message)


def metadata_beside(output: Path) -> Path:
    """Give the path of the metadata that go with a file.

    Raises
    ------
    UsageError
        When the path names no file, as ``.`` or nothing do.
    """
    if not output.name:
        message = f"cannot write {str(output)!r}: give the name of a file with --output"
        raise UsageError(message)
    return output.with_name(f"{output.name}.metadata.json")


@contextlib.contextmanager
def _temporary_beside(path: Path) -> Iterator[Path]:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

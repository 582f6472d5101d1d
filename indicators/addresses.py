"""Where a bundle is read: a folder of this machine, or any address that fsspec opens."""

from __future__ import annotations

from pathlib import Path

from upath import UPath

from indicators.errors import UsageError

Folder = Path | UPath
"""A folder of this machine, or of another place; both are read in the same way."""


def folder_at(address: str | Path | UPath) -> Folder:
    """Give the folder of an address, without looking whether it is there.

    Parameters
    ----------
    address : str or path
        A path, or an address such as ``s3://bucket/bundle`` or ``file:///srv/bundle``.

    Raises
    ------
    UsageError
        When no library at hand opens the address.
    """
    text = str(address)
    if isinstance(address, UPath) or "://" not in text:
        return address if isinstance(address, UPath) else Path(text)
    try:
        folder = UPath(text)
        is_here = "file" in folder.fs.protocol
    except (ImportError, ValueError) as error:
        msg = f"{text} cannot be opened ({error}): install what opens it, or give a folder"
        raise UsageError(msg) from None
    return Path(folder.path) if is_here else folder

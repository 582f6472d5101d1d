"""Every exception of the package; each message tells its reader what to do.

The command line turns ``UsageError`` into exit code 2 and any other ``IndicatorsError`` into
exit code 1, printing the message on one line.
"""

from __future__ import annotations


class IndicatorsError(Exception):
    """Base of every error that the package raises on purpose."""


class UsageError(IndicatorsError):
    """A wrong argument: an unknown indicator, territory, year, level or format."""


class UnknownTerritoryError(UsageError):
    """A code that no territory of the bundle has."""


class WrongParameterError(UsageError):
    """A parameter of the API that is not understood.

    Parameters
    ----------
    name, given : str
        The parameter and what it was given.
    allowed : str
        What it may be.
    """

    def __init__(self, name: str, given: str, allowed: str) -> None:
        self.name = name
        self.given = given
        self.allowed = allowed
        super().__init__(f"{name}={given}: {allowed}")


class DataError(IndicatorsError):
    """Data that is not what was expected.

    Parameters
    ----------
    message : str
        What is wrong and what was expected.
    file : str
        The file that carries the fault.
    row : int, optional
        Its row, 1 being the first line of the file.
    column : str, optional
        Its column.
    """

    def __init__(
        self, message: str, *, file: str = "", row: int | None = None, column: str | None = None
    ) -> None:
        self.file = file
        self.row = row
        self.column = column
        self.message = message
        super().__init__(self._one_line())

    def _one_line(self) -> str:
        where = [self.file] if self.file else []
        if self.row is not None:
            where.append(f"row {self.row}")
        if self.column is not None:
            where.append(f"column {self.column!r}")
        prefix = ", ".join(where)
        return f"{prefix}: {self.message}" if prefix else self.message


class CatalogueError(DataError):
    """An entry of data/catalogue.yml or data/sources.yml that does not follow its schema."""


class BundleError(DataError):
    """A bundle that is absent, damaged or of another version; the message gives the command."""


class RoutingError(IndicatorsError):
    """A routing engine that does not answer, refuses, or answers what cannot be read."""


class DownloadError(IndicatorsError):
    """A file that could not be had from its producer.

    Parameters
    ----------
    message : str
        What happened and what to do.
    address : str
        What was asked.
    """

    def __init__(self, message: str, *, address: str) -> None:
        self.address = address
        super().__init__(f"{address}: {message}")


class StorageError(IndicatorsError):
    """A disk that is full, or that refuses, where files are downloaded or a bundle is written.

    Parameters
    ----------
    folder : str
        Where nothing could be written.
    error : OSError
        What the system said.
    way_out : str
        What to do, and what is as it was.
    """

    def __init__(self, folder: str, error: OSError, way_out: str) -> None:
        super().__init__(f"{folder}: cannot be written ({error.strerror or error}); {way_out}")


class UpdateError(IndicatorsError):
    """Files that an update could not bring.

    Parameters
    ----------
    failures : list of str
        One line each.
    """

    def __init__(self, failures: list[str]) -> None:
        self.failures = failures
        super().__init__(f"{len(failures)} not brought up to date: {'; '.join(failures)}")

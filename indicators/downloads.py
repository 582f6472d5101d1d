"""Where a source's files are found: the entries ``files`` of data/sources.yml.

The addresses of files change at each edition; what does not change is the data set that holds
them and a word of their title. An entry says which of the producers' catalogues to ask.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Address = Annotated[str, Field(pattern=r"^https?://[^\s/]+(/\S*)?$")]


class _Wanted(BaseModel):
    """What every entry has."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    latest: int | None = Field(default=None, ge=1)
    """How many of the files that match are wanted, the newest first; all of them unless given."""
    on_request: bool = False
    """Downloaded only where the source is named: too large for everyone, or read by no build."""
    archive: bool = False
    """An edition drops what an earlier one held: the earlier file is kept beside the new one."""


class Attachments(_Wanted):
    """Files attached to a data set of an Opendatasoft portal (Explore API v2.1)."""

    find: Literal["opendatasoft-attachments"]
    portal: Address
    dataset: str
    title: str
    """A regular expression that the title of the attachment must hold."""


class Export(_Wanted):
    """The whole of a data set of an Opendatasoft portal as CSV (Explore API v2.1).

    ``/exports/csv`` and not ``/records``, which stops at 10,000 rows.
    """

    find: Literal["opendatasoft-export"]
    portal: Address
    dataset: str
    where: str = ""
    """A condition in the portal's query language (ODSQL)."""


class Resources(_Wanted):
    """Files of a data set of data.gouv.fr, by its slug (API 1)."""

    find: Literal["data.gouv"]
    dataset: str
    title: str
    """A regular expression that the title or the address of the resource must hold."""


class Products(_Wanted):
    """Files of a data set of Insee's catalogue Melodi."""

    find: Literal["melodi"]
    dataset: str
    title: str
    """A regular expression that the identifier of the product must hold."""


class Plain(_Wanted):
    """A file whose address does not change."""

    find: Literal["address"]
    address: Address


Wanted = Annotated[Attachments | Export | Resources | Products | Plain, Field(discriminator="find")]

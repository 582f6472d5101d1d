"""Finding the files of a source in its producer's catalogue: addresses change, data sets stay."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from indicators.downloads import Attachments, Export, Plain, Products, Resources, Wanted
from indicators.errors import DownloadError
from indicators.sources.client import Client

DATA_GOUV = "https://www.data.gouv.fr/api/1/datasets"
MELODI = "https://api.insee.fr/melodi/catalog"
_EXPLORE = "api/explore/v2.1/catalog/datasets"
_UNSAFE = re.compile(r"[^\w.-]+")


@dataclass(frozen=True)
class Remote:
    """A file that a producer offers.

    Parameters
    ----------
    address : str
        Where it is.
    name : str
        Under which name it is kept.
    version : str
        What orders the editions of one file: a date, or a title that holds a year.
    """

    address: str
    name: str
    version: str = ""


def find(wanted: Wanted, client: Client) -> list[Remote]:
    """Ask a producer's catalogue for the files of an entry, the newest first.

    Raises
    ------
    DownloadError
        When the catalogue does not answer, answers something else than its documented form, or
        has no such file.
    """
    if isinstance(wanted, Plain):
        return [Remote(wanted.address, _name(PurePosixPath(urlsplit(wanted.address).path).name))]
    if isinstance(wanted, Export):
        return [_export(wanted)]
    address, read = _question(wanted)
    answer = client.json(address)
    try:
        found = read(answer)
    except (KeyError, TypeError, AttributeError):
        msg = "the catalogue's answer has another form than the documented one"
        raise DownloadError(msg, address=address) from None
    if not found:
        msg = f"no file of this data set matches {wanted.title!r}: correct data/sources.yml"
        raise DownloadError(msg, address=address)
    newest = sorted(found, key=lambda remote: (remote.version, remote.name), reverse=True)
    return newest[: wanted.latest]


def _question(
    wanted: Attachments | Resources | Products,
) -> tuple[str, Callable[[Any], list[Remote]]]:
    """Give the address of a catalogue's answer, and what reads it."""
    if isinstance(wanted, Attachments):
        address = f"{wanted.portal}/{_EXPLORE}/{quote(wanted.dataset)}/attachments"
        return address, lambda answer: _attachments(wanted, answer)
    if isinstance(wanted, Resources):
        address = f"{DATA_GOUV}/{quote(wanted.dataset)}/"
        return address, lambda answer: _resources(wanted, answer)
    return f"{MELODI}/{quote(wanted.dataset)}", lambda answer: _products(wanted, answer)


def _attachments(wanted: Attachments, answer: Any) -> list[Remote]:  # noqa: ANN401
    metas = [(item["href"], item["metas"]) for item in answer["attachments"]]
    return [
        Remote(href, _name(meta["title"]), version=_years(meta["title"]))
        for href, meta in metas
        if _matches(wanted.title, meta["title"])
    ]


def _export(wanted: Export) -> Remote:
    question = {"delimiter": ";", "use_labels": "false"}
    if wanted.where:
        question["where"] = wanted.where
    base = f"{wanted.portal}/{_EXPLORE}/{quote(wanted.dataset)}/exports/csv"
    return Remote(f"{base}?{urlencode(question)}", _name(f"{wanted.dataset}.csv"))


def _resources(wanted: Resources, answer: Any) -> list[Remote]:  # noqa: ANN401
    return [
        Remote(
            resource["url"],
            _name(PurePosixPath(urlsplit(resource["url"]).path).name or resource["title"]),
            version=resource.get("last_modified") or "",
        )
        for resource in answer["resources"]
        if _matches(wanted.title, resource["title"], resource["url"])
    ]


def _products(wanted: Products, answer: Any) -> list[Remote]:  # noqa: ANN401
    return [
        Remote(product["accessURL"], _name(f"{product['id']}.zip"), version=_years(product["id"]))
        for product in answer["product"]
        if _matches(wanted.title, product["id"])
    ]


def _matches(pattern: str, *texts: str) -> bool:
    return any(re.search(pattern, text, re.IGNORECASE) for text in texts)


def _years(text: str) -> str:
    """Give the last year that a title holds, to order editions by."""
    return max(re.findall(r"(?:19|20)\d{2}", text), default="")


def _name(text: str) -> str:
    return _UNSAFE.sub("-", text).strip("-.")[-120:] or "file"

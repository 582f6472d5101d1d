"""What an answer of the API is made of: its format, its part of a list, its links, its tag."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

import pandas as pd
from flask import Response, request
from werkzeug.exceptions import NotAcceptable, NotFound

from callbacks.api.parameters import DEFAULT_LIMIT, MAX_LIMIT, Paged

Kind = Literal["json", "csv"]
MEDIA_TYPES: dict[Kind, str] = {"json": "application/json", "csv": "text/csv"}
_CACHED = 300
"""Seconds that an answer may be kept before it is asked for again, by its tag."""


@dataclass(frozen=True)
class Part:
    """A part of a list.

    Parameters
    ----------
    total : int
        Rows of the whole list.
    limit, offset : int
        Rows asked for, and skipped.
    """

    total: int
    limit: int
    offset: int

    @property
    def rows(self) -> slice:
        """The rows of this part."""
        return slice(self.offset, self.offset + self.limit)

    def links(self) -> dict[str, str]:
        """Give the addresses of this part, the first, the previous, the next and the last one."""
        last = max(self.total - 1, 0) // self.limit * self.limit
        starts = {"self": self.offset, "first": 0}
        if self.offset:
            starts["prev"] = max(min(self.offset, self.total) - self.limit, 0)
        if self.offset + self.limit < self.total:
            starts["next"] = self.offset + self.limit
        return {name: self._at(start) for name, start in {**starts, "last": last}.items()}

    def _at(self, offset: int) -> str:
        kept = [(k, v) for k, v in request.args.items(multi=True) if k not in {"limit", "offset"}]
        query = urlencode([*kept, ("limit", self.limit), ("offset", offset)])
        return f"{request.script_root}{request.path}?{query}"


def part_of(total: int, asked: Paged, kind: Kind) -> Part:
    """Give the part of a list that is asked for: a CSV is whole unless told otherwise."""
    default = MAX_LIMIT if kind == "csv" else DEFAULT_LIMIT
    return Part(total, asked.limit or default, asked.offset)


def kind_asked(suffix: str | None) -> Kind:
    """Give the format: that of the address's suffix, else the one that the client prefers.

    Raises
    ------
    NotFound
        For a suffix that is not a format.
    NotAcceptable
        When the client takes neither of the formats.
    """
    for kind, media in MEDIA_TYPES.items():
        if suffix == kind or (suffix is None and _preferred() == media):
            return kind
    if suffix is not None:
        msg = f"There is no format {suffix[:20]!r}; the formats are: json, csv."
        raise NotFound(msg)
    msg = f"The formats are: {', '.join(MEDIA_TYPES.values())}."
    raise NotAcceptable(msg)


def _preferred() -> str | None:
    if "Accept" not in request.headers:
        return MEDIA_TYPES["json"]
    return request.accept_mimetypes.best_match(list(MEDIA_TYPES.values()))


def tagged(made_from: str, kind: str, write: Callable[[], Response]) -> Response:
    """Give an answer with its tag, or say that the client's copy still holds without making it."""
    text = f"{made_from} {kind} {request.full_path}"
    tag = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:24]
    is_held = request.if_none_match.contains_weak(tag)
    response = Response(status=304) if is_held else write()
    # Weak: the same answer, whatever the compression on its way.
    response.set_etag(tag, weak=True)
    response.cache_control.public = True
    response.cache_control.max_age = _CACHED
    response.vary.add("Accept")
    return response


def as_json(content: object) -> Response:
    """Write an object."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Response(text, content_type=MEDIA_TYPES["json"])


def listed(items: list[dict[str, Any]], part: Part) -> Response:
    """Write a part of a list as JSON, with its links."""
    content = {
        "total": part.total,
        "count": len(items),
        "limit": part.limit,
        "offset": part.offset,
        "links": part.links(),
        "items": items,
    }
    return _linked(as_json(content), part)


def as_csv(content: bytes, part: Part, name: str) -> Response:
    """Write a part of a list as CSV, with its links in the headers."""
    response = Response(content, content_type=f"{MEDIA_TYPES['csv']}; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.csv"'
    return _linked(response, part)


def _linked(response: Response, part: Part) -> Response:
    response.headers["X-Total-Count"] = str(part.total)
    links = [f'<{address}>; rel="{name}"' for name, address in part.links().items()]
    response.headers["Link"] = ", ".join(links)
    return response


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give rows as objects, what is not a number as null."""
    plain = frame.astype(object).where(frame.notna(), None)
    rows: list[dict[str, Any]] = plain.to_dict("records")  # type: ignore[assignment]
    return rows

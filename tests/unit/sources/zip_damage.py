"""A corpus of damaged archives of one CSV: those of the table inside, and of the ZIP itself."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from tests.unit.sources.sheet_damage import flipped, understated
from tests.unit.sources.text_damage import HTML, Damage, Sample, bomb, damages, zipped

_BOMB = 16_000_000
_INSIDE_ONLY = frozenset({"an archive", "a zip bomb", "half an archive"})
"""Damages of a bare text that say nothing of a text inside a ZIP."""


def zip_damages(sample: Sample, member: str) -> list[Damage]:
    """Make every damaged archive of a sample, its table being a member of that name."""
    inside = [
        Damage(one.name, zipped(one.content, member), one.row, one.column)
        for one in damages(sample)
        if one.name not in _INSIDE_ONLY
    ]
    return [*inside, *_archives(sample, member)]


def _archives(sample: Sample, member: str) -> Iterator[Damage]:
    good = zipped(sample.written(), member)
    yield Damage("no archive: empty", b"")
    yield Damage("no archive: a web page", HTML)
    yield Damage("no archive: the bare table", sample.written())
    yield Damage("an empty archive", b"PK\x05\x06" + bytes(18))
    yield Damage("a bomb", bomb(member, _BOMB))
    yield Damage("another member", zipped(sample.written(), "lisez-moi.txt"))
    yield Damage("two tables", _with_member(good, f"autre_{member}", sample.written()))
    yield Damage("a byte is lost", flipped(good, member))
    yield Damage("a size that lies", understated(good, member))
    for percent in (1, 25, 50, 75, 99):
        yield Damage(f"an archive cut at {percent} %", good[: len(good) * percent // 100])


def _with_member(archive: bytes, name: str, content: bytes) -> bytes:
    target = io.BytesIO(archive)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(name, content)
    return target.getvalue()

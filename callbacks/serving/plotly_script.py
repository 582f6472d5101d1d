"""Plotly's script without the kinds of chart that no page draws.

The package brings one script for all its kinds of chart: 4.8 MB, and over a second of a browser's
time before the first map. The pages draw four kinds. As esbuild writes it, the script is a row of
modules that sleep until another one asks for them, and a list of the kinds of chart; what is not
asked for once the list is shorter is left out.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from flask import Flask, Response, request

TESTED_VERSION = "4.1.1"
"""Of plotly.js: the pages were looked at with this one shortened. Another one is served whole."""
KINDS = frozenset({"bar", "choropleth", "scattergeo"})
"""The kinds of chart that the pages draw, beside ``scatter``, which Plotly always holds."""
ADDRESS = "/_dash-component-suites/plotly/package_data/plotly.min.js"
"""Where dcc asks for the script: a page that did not ask for it itself gets the same one."""
ONE_YEAR = 31_536_000

_KINDS_LIST = re.compile(r"(?<=\.register\(\[)[\w$]+\(\)(?:,[\w$]+\(\))*(?=\]\))")
_CALL = re.compile(r"(?<![\w$.])([A-Za-z_$][\w$]*)\(\)")
_BEHIND = re.compile(r"exports=([\w$]+)\(\)")
_KIND = re.compile(r'moduleType:"trace",name:"(\w+)"')
LONGEST_NAME = 64
"""Letters of a function's name, at most: esbuild gives it three or four."""
_BANNER = 200
_VERSION = re.compile(r"plotly\.js v([\d.]+)")
_LAST_NAME = re.compile(r"[\w$]+\Z")
_HELPERS = (
    # Both kinds of module of esbuild: CommonJS, then ECMAScript.
    re.compile(r"([\w$]+)=\([\w$,]+\)=>\(\)=>\{try\{return [\w$]+\|\|"),
    re.compile(r"([\w$]+)=\([\w$,]+\)=>\(\)=>\{if\([\w$]+\)throw"),
)
_REGEX = r"/(?![*/])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/"
_TOKEN = re.compile(
    r'"(?:[^"\\]++|\\.)*+"|' + r"'(?:[^'\\]++|\\.)*+'|`(?:[^`\\]|\\.)*`|/\*.*?\*/"
    rf"|(?<=[(,=:\[!&|?{{}};+~<>]){_REGEX}|(?<=return){_REGEX}|[{{}}]",
    re.DOTALL,
)
"""What a brace may hide in, and the braces."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Part:
    """A piece of the script: a module, or what stands between two.

    Parameters
    ----------
    names : frozenset of str
        The functions that wake its modules; where there is none, the piece always runs.
    text : str
        Its code.
    """

    names: frozenset[str]
    text: str


@dataclass(frozen=True)
class Script:
    """A script as it is served, and the stamp that changes with it."""

    content: bytes
    stamp: str


def shortened(script: str, kinds: frozenset[str] = KINDS) -> str | None:
    """Leave out of Plotly's script what only other kinds of chart need.

    Parameters
    ----------
    script : str
        ``plotly.min.js`` of the package.
    kinds : frozenset of str
        The kinds of chart to keep.

    Returns
    -------
    str or None
        The shorter script; nothing where the script is not of the form that is known.
    """
    parts = _parts(script)
    found = _KINDS_LIST.search(script)
    if parts is None or found is None:
        return None
    known = {name: part for part in parts for name in part.names}
    listed = [call for call in found[0].split(",") if _kind(known, call[:-2]) in kinds]
    if len(listed) != len(kinds):
        return None
    kept = [Part(x.names, x.text.replace(found[0], ",".join(listed))) for x in parts]
    needed = _needed(kept)
    return "".join(part.text for part in kept if not part.names or part.names & needed)


def version_of(script: str) -> str | None:
    """Read the version that a script's first lines tell."""
    told = _VERSION.search(script[:_BANNER])
    return told[1] if told else None


def _kind(known: dict[str, Part], name: str) -> str | None:
    """Name the kind of chart that a module of the list registers."""
    behind = _BEHIND.search(known[name].text) if name in known else None
    if behind is None or behind[1] not in known:
        return None
    kind = _KIND.search(known[behind[1]].text)
    return kind[1] if kind else None


def _parts(script: str) -> list[Part] | None:
    """Cut the script before and after each of its CommonJS modules."""
    helpers = [helper.search(script) for helper in _HELPERS]
    if None in helpers:
        return None
    common, ecma = (helper[1] for helper in helpers if helper)
    head = re.compile(rf"var ([\w$]+)={re.escape(common)}\(\(?[\w$,]*\)?=>\{{")
    parts, at = [], 0
    while found := head.search(script, at):
        end = _end(script, found.end())
        between = script[at : found.start()]
        parts.append(Part(_sleeping(between, ecma), between))
        parts.append(Part(frozenset([found[1]]), script[found.start() : end]))
        at = end
    return [*parts, Part(frozenset(), script[at:])]


def _sleeping(text: str, helper: str) -> frozenset[str]:
    """Name the ECMAScript modules of a piece; a search by pattern would try each of its letters."""
    before = text.split(f"={helper}(()=>")[:-1]
    names = [_LAST_NAME.search(piece[-LONGEST_NAME:]) for piece in before]
    return frozenset(name[0] for name in names if name)


def _end(script: str, start: int) -> int:
    """Find where the statement of a module ends, from just after its first brace."""
    depth = 1
    for token in _TOKEN.finditer(script, start):
        if token[0] == "{":
            depth += 1
        elif token[0] == "}":
            depth -= 1
            if not depth:
                return script.index(";", token.end()) + 1
    return len(script)


def _needed(parts: Iterable[Part]) -> set[str]:
    """List the modules that what always runs asks for, directly or not."""
    parts = list(parts)
    asked = {name: set(_CALL.findall(part.text)) for part in parts for name in part.names}
    waiting = {call for part in parts if not part.names for call in _CALL.findall(part.text)}
    needed: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in asked and name not in needed:
            needed.add(name)
            waiting |= asked[name]
    return needed


@lru_cache(maxsize=1)
def plotly_script() -> Script:
    """Give the script that the pages load: the whole one where it could not be shortened."""
    whole = files("plotly").joinpath("package_data/plotly.min.js").read_text(encoding="utf-8")
    short = shortened(whole) if version_of(whole) == TESTED_VERSION else None
    if short is None:
        _log.warning(
            "plotly.min.js is not the one of version %s: it is served whole, and slow to load",
            TESTED_VERSION,
        )
    content = (short or whole).encode()
    return Script(content, hashlib.sha256(content).hexdigest()[:16])


def script_address() -> str:
    """Give the address of the script, which changes with its content."""
    return f"{ADDRESS}?v={plotly_script().stamp}"


def install(server: Flask) -> None:
    """Answer the address of Plotly's script, before Dash does."""

    @server.get(ADDRESS)
    def plotly() -> Response:
        script = plotly_script()
        response = Response(script.content, mimetype="text/javascript")
        response.cache_control.public = True
        if request.args.get("v") == script.stamp:
            response.cache_control.max_age = ONE_YEAR
            response.cache_control.immutable = True
        response.set_etag(script.stamp)
        response.make_conditional(request)
        return response

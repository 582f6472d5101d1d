"""Answers written as JSON, in one go; and parts of answers kept as they are sent.

Dash would have Plotly look at each value of an answer before it writes it: four times the work.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from dash import NoUpdate, Patch
from dash.development.base_component import Component

_OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY


def text_of(value: object) -> bytes:
    """Write components, figures or plain values as JSON; what is not a number is null."""
    return orjson.dumps(value, default=_plain, option=_OPTIONS)


def _plain(value: object) -> object:
    """Give the plain form of what is none: components, figures, patches and arrays of texts."""
    if isinstance(value, Component):
        return _component(value)
    for name in ("to_plotly_json", "tolist"):
        if hasattr(type(value), name):
            return getattr(value, name)()
    msg = f"{type(value).__name__} has no form in JSON"
    raise TypeError(msg)


def _component(value: Component) -> dict[str, Any]:
    """Give what ``Component.to_plotly_json`` does, which looks for every property there may be."""
    known, open_ended = value._prop_names, tuple(value._valid_wildcard_attributes)  # noqa: SLF001
    props = {
        name: one
        for name, one in vars(value).items()
        if name in known or (open_ended and name.startswith(open_ended))
    }
    return {"props": props, "type": value._type, "namespace": value._namespace}  # noqa: SLF001


def written(value: object) -> orjson.Fragment:
    """Write a part of an answer: it is put as it is in each answer that holds it."""
    return value if isinstance(value, orjson.Fragment) else orjson.Fragment(text_of(value))


def writing(callback: Callable[..., object]) -> Callable[..., object]:
    """Have a callback give each of its outputs written; those that do not change stay so.

    Several outputs are a tuple, and one output is none.
    """

    @wraps(callback)
    def write(*values: object, **named: object) -> object:
        found = callback(*values, **named)
        return tuple(map(_output, found)) if isinstance(found, tuple) else _output(found)

    return write


def _output(value: object) -> object:
    return value if NoUpdate.is_no_update(value) else written(value)


def written_patch(patch: Patch) -> list[orjson.Fragment]:
    """Write the operations of a patch, which ``patch_of`` joins with those of others."""
    return [written(one) for one in patch.to_plotly_json()["operations"]]


def patch_of(operations: list[orjson.Fragment]) -> dict[str, Any]:
    """Give the patch that makes some operations, in their order."""
    return {**Patch().to_plotly_json(), "operations": operations}

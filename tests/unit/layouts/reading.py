"""What components say, as the tests read it."""

import re
from collections.abc import Iterator
from typing import Any

from dash.development.base_component import Component


def texts(node: Any) -> Iterator[str]:  # noqa: ANN401
    """Give every text that components show, in order."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, (list, tuple)):
        for child in node:
            yield from texts(child)
    elif isinstance(node, Component):
        yield from texts(getattr(node, "children", None))


def said(node: Any) -> str:  # noqa: ANN401
    """Give the text of components, with plain spaces."""
    return re.sub(
        r"\s+", " ", " ".join(texts(node)).replace("\N{NARROW NO-BREAK SPACE}", "")
    ).strip()


def find(node: Any, kind: str) -> list[Component]:  # noqa: ANN401
    if isinstance(node, (list, tuple)):
        return [found for child in node for found in find(child, kind)]
    if not isinstance(node, Component):
        return []
    own = [node] if type(node).__name__ == kind else []
    return own + find(getattr(node, "children", None), kind)

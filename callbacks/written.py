"""Parts of answers kept as they are sent: written once, put in each answer that holds them."""

from __future__ import annotations

from typing import Any

import orjson
from dash import Patch
from plotly.io.json import to_json_plotly


def written(value: Any) -> orjson.Fragment:  # noqa: ANN401 - components, figures, plain values
    """Write a part of an answer, as Dash would write it with the rest."""
    return orjson.Fragment(to_json_plotly(value, engine="orjson"))


def written_patch(patch: Patch) -> list[orjson.Fragment]:
    """Write the operations of a patch, which ``patch_of`` joins with those of others."""
    return [written(one) for one in patch.to_plotly_json()["operations"]]


def patch_of(operations: list[orjson.Fragment]) -> dict[str, Any]:
    """Give the patch that makes some operations, in their order."""
    return {**Patch().to_plotly_json(), "operations": operations}

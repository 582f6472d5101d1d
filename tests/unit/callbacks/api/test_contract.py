"""The API does what its document says, whatever it is asked."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from dash import Dash
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.generation import GenerationMode

EXAMPLES = 12
"""Requests of each address, once as the document says and once wrong on purpose."""
LISTS = ["/indicators", "/territories", "/observations", "/sources"]
ADDRESSES = ["/", "/indicators/{name}", *LISTS, *(f"{path}.{{format}}" for path in LISTS)]


@pytest.fixture(scope="module")
def api(dashboard: Dash) -> Any:  # noqa: ANN401 - schemathesis names no public type for it
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", dashboard.server)


def test_every_address_is_tried(api: Any) -> None:  # noqa: ANN401
    assert sorted(api) == sorted(ADDRESSES)


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_is_one_that_the_document_describes(
    api: Any,  # noqa: ANN401
    address: str,
    mode: GenerationMode,
) -> None:
    asked = api[address]["GET"].as_strategy(generation_mode=mode)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=asked)
    def answers_as_described(case: Any) -> None:  # noqa: ANN401
        # The client of the test does not decompress.
        case.call_and_validate(headers={"Accept-Encoding": "identity"})

    answers_as_described()


def test_the_document_is_an_openapi_document(dashboard: Dash) -> None:
    document = dashboard.server.test_client().get("/api/v1/openapi.json").get_json()
    assert document["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(document).validate()

"""The OpenAPI 3.1 document, drawn from the models that check and describe what runs."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from callbacks.api import models
from callbacks.api.parameters import (
    ObservationParameters,
    Paged,
    Parameters,
    TerritoryParameters,
)
from callbacks.api.problems import MEDIA_TYPE

_Schema = dict[str, Any]
_REFERENCE = "#/components/schemas/{model}"
_LISTS: dict[str, tuple[str, type[Paged], type[BaseModel]]] = {
    "indicators": (
        "The indicators that the server holds, with their definitions and millésimes.",
        Paged,
        models.Indicators,
    ),
    "territories": (
        "The territories of a level, inside another one.",
        TerritoryParameters,
        models.Territories,
    ),
    "observations": (
        "Values, each with its status and source; a territory without one has none but a status.",
        ObservationParameters,
        models.Observations,
    ),
    "sources": (
        "The open-data sources, with their licences and addresses.",
        Paged,
        models.Sources,
    ),
}
_REFUSALS = {
    "400": "A parameter that is not understood: which one, and what is allowed.",
    "404": "No territory, indicator or format of this name.",
    "405": "The API is read-only: GET, HEAD and OPTIONS.",
    "406": "Neither of the formats is accepted.",
    "429": "Too many requests: Retry-After says in how many seconds to come back.",
}


def document(version: str, base: str, indicators: list[str], example: list[str]) -> _Schema:
    """Write the document.

    Parameters
    ----------
    version, base : str
        Of the API, and its address.
    indicators : list of str
        The names that the parameter ``indicator`` takes.
    example : list of str
        Some of them, to try.
    """
    paths = {"/": _single("entry", "The way in.", models.Entry)}
    for name, (summary, parameters, answer) in _LISTS.items():
        queries = _queries(parameters, indicators, example)
        paths[f"/{name}"] = _list(name, summary, queries, answer)
        paths[f"/{name}.{{format}}"] = _list(name, summary, [*queries, _FORMAT], answer)
    named = {"name": "name", "in": "path", "required": True, "schema": _names(indicators)}
    paths["/indicators/{name}"] = _single("indicator", "One indicator.", models.Indicator, [named])
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Accès aux soins",
            "version": version,
            "summary": "Territorial access to care in France: indicators, values, sources.",
            "description": (
                "Read-only, without a key. A format is chosen by a suffix (`.json`, `.csv`) or by "
                "the header `Accept`. A CSV has `;` between columns, a decimal comma and a BOM: "
                "it is the file that the pages and the command line give. Every answer has an "
                "`ETag`: send it back in `If-None-Match` to be told that nothing has changed."
            ),
            "license": {"name": "Licence Ouverte 2.0", "url": _LICENCE},
        },
        "servers": [{"url": base}],
        "paths": paths,
        "components": {"schemas": _schemas()},
    }


_LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
_FORMAT = {
    "name": "format",
    "in": "path",
    "required": True,
    "description": "Format of the answer.",
    "schema": {"type": "string", "enum": ["json", "csv"]},
}


def _names(indicators: list[str]) -> _Schema:
    return {"type": "string", "enum": indicators}


def _schemas() -> _Schema:
    lists = [answer for _, _, answer in _LISTS.values()]
    answers: list[type[BaseModel]] = [models.Entry, models.Problem, *lists]
    _, made = models_json_schema(
        [(answer, "serialization") for answer in answers], ref_template=_REFERENCE
    )
    schemas: _Schema = made["$defs"]
    return schemas


def _queries(model: type[Parameters], indicators: list[str], example: list[str]) -> list[_Schema]:
    schema = model.model_json_schema(mode="validation")
    required = schema.get("required", [])
    return [
        _query(name, _said(name, about, indicators), required=name in required, example=example)
        for name, about in schema["properties"].items()
    ]


def _said(name: str, about: _Schema, indicators: list[str]) -> _Schema:
    """Give what a parameter may be, without what only a program's model says."""
    kept = {key: value for key, value in about.items() if key != "title"}
    choices = [one for one in kept.pop("anyOf", []) if one != {"type": "null"}]
    for choice in choices:
        kept |= choice
    if kept.get("default", ...) is None:
        del kept["default"]
    if name == "indicator":
        kept["items"] = _names(indicators)
    return kept


def _query(name: str, about: _Schema, *, required: bool, example: list[str]) -> _Schema:
    told: _Schema = {"name": name, "in": "query", "required": required}
    if "description" in about:
        told["description"] = about.pop("description")
    if about.get("type") == "array":
        told |= {"style": "form", "explode": True}
    if name == "indicator":
        told["example"] = example
    return {**told, "schema": about}


def _list(name: str, summary: str, parameters: list[_Schema], answer: type[BaseModel]) -> _Schema:
    content = {
        "application/json": {"schema": {"$ref": _REFERENCE.format(model=answer.__name__)}},
        "text/csv": {"schema": {"type": "string"}},
    }
    suffix = "-by-suffix" if parameters[-1] is _FORMAT else ""
    return _get(f"{name}{suffix}", summary, parameters, content)


def _single(
    name: str, summary: str, answer: type[BaseModel], parameters: list[_Schema] | None = None
) -> _Schema:
    schema = {"$ref": _REFERENCE.format(model=answer.__name__)}
    queries = [*(parameters or []), *_queries(Parameters, [], [])]
    return _get(name, summary, queries, {"application/json": {"schema": schema}})


def _get(name: str, summary: str, parameters: list[_Schema], content: _Schema) -> _Schema:
    problem = {MEDIA_TYPE: {"schema": {"$ref": _REFERENCE.format(model="Problem")}}}
    refusals = {
        status: {"description": why, "content": problem} for status, why in _REFUSALS.items()
    }
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": parameters,
            "responses": {
                "200": {"description": "What was asked for.", "content": content},
                "304": {"description": "Nothing has changed since."},
                **refusals,
            },
        }
    }

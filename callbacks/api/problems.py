"""What goes wrong in the API, said as RFC 9457 (problem details for HTTP APIs) has it."""

from __future__ import annotations

import json

from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import HTTPException

from indicators.errors import UnknownTerritoryError, UsageError, WrongParameterError

PREFIX = "/api/"
MEDIA_TYPE = "application/problem+json"
_TOLD = 200
"""Characters of a wrong value that are told back."""


def register(server: Flask, blueprint: Blueprint) -> None:
    """Say every failure under the API's address as a problem; leave the others as they are."""
    _register_refusals(blueprint)

    @server.errorhandler(HTTPException)
    def of_http(error: HTTPException) -> Response | HTTPException:
        if not request.path.startswith(PREFIX):
            return error
        response = problem(error.code or 500, error.name, error.description or error.name)
        for name, value in error.get_headers():
            if name == "Allow":
                response.headers[name] = value
        return response


def _register_refusals(blueprint: Blueprint) -> None:
    @blueprint.errorhandler(WrongParameterError)
    def of_parameter(error: WrongParameterError) -> Response:
        given, allowed = error.given[:_TOLD], error.allowed
        wrong = {"parameter": error.name[:_TOLD], "given": given, "allowed": allowed}
        detail = f"The parameter {wrong['parameter']} is not understood: {allowed}."
        return problem(400, "Wrong parameter", detail, errors=[wrong])

    @blueprint.errorhandler(UnknownTerritoryError)
    def of_territory(error: UnknownTerritoryError) -> Response:
        return problem(404, "Unknown territory", str(error))

    @blueprint.errorhandler(UsageError)
    def of_usage(error: UsageError) -> Response:
        return problem(400, "Wrong request", str(error))


def problem(status: int, title: str, detail: str, **more: object) -> Response:
    """Write a problem: its status, its name, what is wrong and what is allowed."""
    content = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": request.script_root + request.path,
        **more,
    }
    text = json.dumps(content, ensure_ascii=False)
    return Response(text, status=status, content_type=MEDIA_TYPE)

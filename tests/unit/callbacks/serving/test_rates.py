from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from callbacks.serving import install
from callbacks.serving.settings import Settings
from indicators.errors import UsageError


def _server(**settings: object) -> Flask:
    made = Flask("limited")
    for path in ("/api/v1/sources", "/telecharger/carte.csv", "/page"):
        made.add_url_rule(path, path, lambda: "fine")
    install(made, Settings(**settings), [])  # type: ignore[arg-type]
    return made


@pytest.fixture
def client(bundle_folder: Path) -> FlaskClient:
    made = _server(
        bundle=bundle_folder,
        api_rate="3 per minute",
        file_rate="2 per minute",
        trusted_proxies=1,
    )
    return made.test_client()


def _statuses(client: FlaskClient, path: str, visitor: str, times: int) -> list[int]:
    headers = {"X-Forwarded-For": visitor}
    return [client.get(path, headers=headers).status_code for _ in range(times)]


def test_each_visitor_has_a_rate_of_its_own(client: FlaskClient) -> None:
    assert _statuses(client, "/api/v1/sources", "192.0.2.1", 4) == [200, 200, 200, 429]
    assert _statuses(client, "/api/v1/sources", "192.0.2.2", 1) == [200]


def test_files_and_the_api_are_counted_apart_and_pages_are_not(client: FlaskClient) -> None:
    assert _statuses(client, "/telecharger/carte.csv", "192.0.2.1", 3) == [200, 200, 429]
    assert _statuses(client, "/api/v1/sources", "192.0.2.1", 1) == [200]
    assert set(_statuses(client, "/page", "192.0.2.1", 20)) == {200}


def test_the_api_says_what_is_allowed_and_when_to_come_back(client: FlaskClient) -> None:
    _statuses(client, "/api/v1/sources", "192.0.2.1", 3)
    answer = client.get("/api/v1/sources", headers={"X-Forwarded-For": "192.0.2.1"})
    assert answer.content_type == "application/problem+json"
    assert answer.json["status"] == 429
    assert "at most 3 per 1 minute" in answer.json["detail"]
    assert 0 < int(answer.headers["Retry-After"]) <= 60


def test_a_file_too_many_is_refused_in_both_languages(client: FlaskClient) -> None:
    _statuses(client, "/telecharger/carte.csv", "192.0.2.1", 2)
    answer = client.get("/telecharger/carte.csv", headers={"X-Forwarded-For": "192.0.2.1"})
    assert "2 per 1 minute" in answer.text
    assert "Trop de demandes" in answer.text
    assert int(answer.headers["Retry-After"]) > 0


def test_a_forwarded_address_is_not_believed_unless_a_proxy_is_trusted(
    bundle_folder: Path,
) -> None:
    client = _server(bundle=bundle_folder, api_rate="1 per minute").test_client()
    assert _statuses(client, "/api/v1/sources", "192.0.2.1", 1) == [200]
    assert _statuses(client, "/api/v1/sources", "192.0.2.2", 1) == [429]


def test_a_storage_that_does_not_exist_is_named(bundle_folder: Path) -> None:
    with pytest.raises(UsageError, match="RATE_STORAGE='nowhere://'"):
        _server(bundle=bundle_folder, rate_storage="nowhere://")

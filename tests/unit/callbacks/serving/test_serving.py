from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import RequestEntityTooLarge

from callbacks.serving import install
from callbacks.serving.headers import content_security_policy, inline_script_hashes
from callbacks.serving.logs import configure
from callbacks.serving.settings import Settings, load_settings
from indicators.errors import UsageError

ROOT = Path(__file__).parents[4]


@pytest.fixture
def server() -> Flask:
    made = Flask("tried")

    @made.get("/fine")
    def fine() -> str:
        return "fine"

    @made.get("/fails")
    def fails() -> str:
        msg = "on purpose"
        raise ValueError(msg)

    @made.post("/takes")
    def takes() -> str:
        from flask import request  # noqa: PLC0415

        return str(len(request.get_data()))

    return made


@pytest.fixture
def client(server: Flask, bundle_folder: Path) -> FlaskClient:
    install(server, Settings(bundle=bundle_folder, largest_request=1_024), ["'sha256-x'"])
    return server.test_client()


@pytest.fixture
def lines() -> Iterator[list[dict[str, object]]]:
    kept: list[dict[str, object]] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            kept.append(json.loads(formatter.format(record)))

    logger = configure("INFO")
    formatter = logger.handlers[0].formatter
    assert formatter is not None
    handler = Keep()
    logger.addHandler(handler)
    yield kept
    logger.removeHandler(handler)


def test_every_answer_forbids_what_comes_from_elsewhere(client: FlaskClient) -> None:
    for path in ("/fine", "/nowhere", "/healthz"):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "script-src 'self' 'sha256-x'" in policy
        assert "unsafe-eval" not in policy
        assert re.search(r"script-src[^;]*unsafe-inline", policy) is None
        assert "https:" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_scripts_of_a_page_are_named_by_their_hash() -> None:
    others = '<script src="/a.js"></script><script type="text/json">{}</script>'
    page = f'{others}<script type="text/javascript">f()</script>'
    # printf 'f()' | openssl dgst -sha256 -binary | base64
    assert inline_script_hashes(page) == ["'sha256-GcEEE0IkDzIP5EQ6DXZaDPORqT5RTBELX8Fyzyg9yvo='"]
    assert inline_script_hashes(page)[0] in content_security_policy(inline_script_hashes(page))


def test_health(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}


def test_a_request_that_is_too_large_is_refused(client: FlaskClient) -> None:
    assert client.post("/takes", data=b"x" * 1_000).text == "1000"
    assert client.post("/takes", data=b"x" * 1_025).status_code == RequestEntityTooLarge.code


def test_a_line_says_what_was_answered_and_nothing_of_who_asked(
    client: FlaskClient, lines: list[dict[str, object]]
) -> None:
    client.get("/fine?territoire=62041", headers={"User-Agent": "Someone/1"})
    (line,) = lines
    assert line["route"] == "/fine"
    assert line["status"] == 200
    assert "62041" not in json.dumps(line)
    assert "Someone" not in json.dumps(line)
    assert "127.0.0.1" not in json.dumps(line)


def test_an_error_has_a_number_on_the_page_and_in_the_log(
    client: FlaskClient, lines: list[dict[str, object]]
) -> None:
    answer = client.get("/fails")
    assert answer.status_code == 500
    assert "on purpose" not in answer.text
    (error,) = [line for line in lines if line["message"] == "unhandled error"]
    assert str(error["error"]) in answer.text
    assert "ValueError: on purpose" in str(error["exc_info"])


def test_metrics_are_behind_a_switch(client: FlaskClient, bundle_folder: Path) -> None:
    assert client.get("/metrics").status_code == 404
    other = Flask("counted")
    install(other, Settings(bundle=bundle_folder, metrics=True), [])
    counted = other.test_client()
    counted.get("/healthz")
    text = counted.get("/metrics").text
    assert 'http_requests_total{method="GET",route="/healthz",status="200"} 1.0' in text
    # Whoever asks chooses the word: each would stay in memory, and in what is read.
    for made_up in ("AAA", "BBB"):
        counted.open("/healthz", method=made_up)
    text = counted.get("/metrics").text
    assert 'http_requests_total{method="other",route="unknown",status="405"} 2.0' in text
    assert "AAA" not in text


def test_proxies_are_believed_only_where_the_settings_say_so(bundle_folder: Path) -> None:
    for hops, expected in ((0, "http://localhost/"), (1, "https://sante.example/")):
        made = Flask("proxied")

        @made.get("/")
        def where() -> str:
            from flask import request  # noqa: PLC0415

            return request.url

        install(made, Settings(bundle=bundle_folder, trusted_proxies=hops), [])
        headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "sante.example"}
        assert made.test_client().get("/", headers=headers).text == expected


@pytest.mark.parametrize(("name", "value"), [("PORT", "eighty"), ("API_RATE", "often")])
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    load_settings.cache_clear()
    with pytest.raises(UsageError, match=f"environment variable {name}='{value}'"):
        load_settings()
    load_settings.cache_clear()


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_every_setting_is_documented(name: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    field = Settings.model_fields[name]
    assert f"| `{name.upper()}` | {field.description} |" in readme


def test_lines_are_written_once_however_often_a_server_is_made() -> None:
    before = list(configure("INFO").handlers)
    assert list(configure("INFO").handlers) == before

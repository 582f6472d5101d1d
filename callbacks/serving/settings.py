"""The settings of the server, read from the environment, each with its meaning."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Literal

from limits import parse_many
from pydantic import AfterValidator, Field, PlainValidator, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from indicators.addresses import Folder, folder_at
from indicators.errors import UsageError
from indicators.paths import BUNDLE


def _rate(text: str) -> str:
    """Check a rate such as ``60 per minute``, or several with a ``;`` between them."""
    parse_many(text)
    return text


Rate = Annotated[str, AfterValidator(_rate)]


class Settings(BaseSettings):
    """How the dashboard is served: each field is the environment variable of its name."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    bundle: Annotated[Folder, PlainValidator(folder_at)] = Field(
        default=BUNDLE,
        description="folder of the bundle, or an address that fsspec opens (`s3://BUCKET/BUNDLE`, "
        "with `s3fs` installed)",
    )
    host: str = Field(default="127.0.0.1", description="address that is listened on")
    port: int = Field(default=8050, ge=0, le=65_535, description="port that is listened on")
    workers: int = Field(default=0, ge=0, le=64, description="processes of gunicorn; 0: one a core")
    threads: int = Field(default=4, ge=1, le=64, description="threads of each process")
    base_path: str = Field(
        default="",
        pattern=r"^(/[A-Za-z0-9._~-]+)*$",
        description="where it stands on its site, such as `/acces`: nothing for the whole site",
    )
    trusted_proxies: int = Field(
        default=0,
        ge=0,
        le=5,
        description="reverse proxies in front whose X-Forwarded headers are believed",
    )
    largest_request: int = Field(
        default=262_144,
        ge=1_024,
        description="bytes of a request's body beyond which it is refused",
    )
    api_rate: Rate = Field(
        default="300 per minute", description="requests of the API that one address may make"
    )
    file_rate: Rate = Field(
        default="60 per minute", description="files that one address may ask for"
    )
    rate_storage: str = Field(
        default="memory://",
        description="where requests are counted: `memory://` (each process) or `redis://HOST:PORT`",
    )
    metrics: bool = Field(default=False, description="whether /metrics answers, for Prometheus")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="least severe line that is logged"
    )


@lru_cache(maxsize=1)
def load_settings() -> Settings:
    """Read the settings from the environment.

    Raises
    ------
    UsageError
        When a variable has a value that it cannot have; the message names it.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0]).upper()
        msg = f"environment variable {name}={first['input']!r}: {first['msg']}"
        raise UsageError(msg) from None

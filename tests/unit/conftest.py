"""What the tests share: the default bundle, built afresh once, and small invented ones."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from dash import Dash
from hypothesis import settings

from callbacks.serving.settings import Settings
from callbacks.state import Data
from indicators.build import build
from indicators.bundle import Bundle
from indicators.bundle_files import read_bundle
from indicators.catalogue import Catalogue, load_catalogue
from indicators.inputs import Inputs, load_inputs
from layouts.context import Context
from layouts.view import View, with_level_held, with_year_held

ROOT = Path(__file__).parents[2]
# Property tests check values: how long an example takes on a busy machine is no failure.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def inputs() -> Inputs:
    return load_inputs()


@pytest.fixture(scope="session")
def bundle_folder(tmp_path_factory: pytest.TempPathFactory, inputs: Inputs) -> Path:
    return build(["62"], tmp_path_factory.mktemp("fresh") / "bundle", inputs=inputs)


@pytest.fixture(scope="session")
def bundle(bundle_folder: Path) -> Bundle:
    return read_bundle(bundle_folder)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="session")
def data(bundle: Bundle, catalogue: Catalogue) -> Data:
    return Data.of(bundle, catalogue)


@pytest.fixture
def bundle_copy(bundle_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(bundle_folder, tmp_path / "copy"))


@pytest.fixture(scope="session")
def context_of(data: Data) -> Callable[..., Context]:
    """Make the context of a view, at a level and a year that are held."""

    def make(**fields: object) -> Context:
        view = with_level_held(View(**fields), data.bundle)  # type: ignore[arg-type]
        return data.context(with_year_held(view, data.bundle))

    return make


@pytest.fixture(scope="session")
def dashboard(bundle_folder: Path) -> Dash:
    from app import create_app  # noqa: PLC0415 - importing it reads the committed bundle

    # The tests ask in a minute what a visitor asks in an hour.
    often = "100000 per minute"
    return create_app(Settings(bundle=bundle_folder, api_rate=often, file_rate=often))


@pytest.fixture(scope="session")
def run(bundle_folder: Path) -> Run:
    """Run Python in the repository, on the fresh bundle unless told otherwise."""

    def start(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**os.environ, "BUNDLE": str(bundle_folder), **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return start

"""What runs the dashboard online: the units and the container say what the program understands."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from callbacks.serving.settings import Settings
from tests.unit.test_documents import in_the_command_line

ONLINE = Path(__file__).parents[2] / ".ci" / "online"
UPDATE = "acces-aux-soins-update"
SLOW_START = 30
"""Seconds that a server may take to find that it cannot start, on a slow machine."""


def unit(name: str) -> dict[str, str]:
    lines = (ONLINE / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def option(command: str, name: str) -> Path:
    words = shlex.split(command)
    return Path(words[words.index(name) + 1])


def commands(text: str) -> list[str]:
    """Give the arguments of each command of the program, lines that go on joined."""
    joined = re.sub(r"\\\n#?\s*", "", text)
    return re.findall(r"python -m indicators (.+)", joined)


@pytest.mark.parametrize("name", [f"{UPDATE}.service", "Containerfile"])
def test_the_commands_are_those_of_the_program(name: str) -> None:
    found = commands((ONLINE / name).read_text(encoding="utf-8"))
    assert found
    for command in found:
        in_the_command_line(shlex.split(command))


def test_the_update_writes_in_its_own_folders_only_and_above_the_bundle() -> None:
    told = unit(f"{UPDATE}.service")
    assert told["ProtectSystem"] == "strict"
    state, cache = (
        Path("/var/lib", told["StateDirectory"]),
        Path("/var/cache", told["CacheDirectory"]),
    )
    out = option(told["ExecStart"], "--out")
    assert out.parent == state
    assert option(told["ExecStart"], "--cache") == cache
    text = (ONLINE / f"{UPDATE}.service").read_text(encoding="utf-8")
    assert f"echo BUNDLE={out} >> {unit('acces-aux-soins.service')['EnvironmentFile'][1:]}" in text


def test_a_server_that_cannot_start_is_given_up() -> None:
    told = unit("acces-aux-soins.service")
    between = int(told["RestartSec"]) + SLOW_START
    # Were the interval shorter, the earlier tries would be forgotten before the last.
    assert int(told["StartLimitIntervalSec"]) > int(told["StartLimitBurst"]) * between


def test_the_units_are_understood(tmp_path: Path) -> None:
    verifier = shutil.which("systemd-analyze")
    if verifier is None:
        pytest.skip("systemd-analyze is not installed: systemd has it")
    units = [Path(shutil.copy(path, tmp_path)) for path in sorted(ONLINE.glob("acces-*"))]
    for path in units:
        text = path.read_text(encoding="utf-8")
        # Programs of the machine where it is installed, which this one has not.
        path.write_text(re.sub(r"(?m)^(Exec\w+)=/srv\S+", r"\1=/bin/true", text), encoding="utf-8")
    done = subprocess.run(
        [verifier, "verify", *map(str, units)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_container_reads_the_bundle_that_its_update_makes() -> None:
    text = (ONLINE / "Containerfile").read_text(encoding="utf-8")
    (update,) = commands(text)
    out = option(update, "--out")
    (bundle,) = re.findall(r"-e BUNDLE=(\S+)", text)
    assert out == Path(bundle)
    assert set(re.findall(r"-v acces-aux-soins:(\S+?)(?::ro)? ", text)) == {str(out.parent)}
    assert f"install -d -o dashboard {out.parent}" in text


def test_nginx_and_the_settings_agree() -> None:
    text = (ONLINE / "nginx.conf").read_text(encoding="utf-8")
    (folder,) = re.findall(r"BASE_PATH=(\S+)", text)
    told = Settings(base_path=folder, trusted_proxies=1)
    assert f"location {folder}/ {{" in text
    assert f"location = {folder}/metrics {{\n    return 404;" in text
    assert f"proxy_pass http://{told.host}:{told.port};" in text

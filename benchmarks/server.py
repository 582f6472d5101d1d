"""A server of the dashboard on this machine, for as long as a measurement takes, and its memory."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_OFTEN = "1000000 per minute"
"""A measurement asks more often than a visitor may."""


@contextmanager
def serving(
    bundle: Path, workers: int, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[str, int]]:
    """Serve a bundle with gunicorn; give its address and the number of its first process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    told = {"BUNDLE": str(bundle), "PORT": str(port), "WORKERS": str(workers)}
    told |= {"API_RATE": _OFTEN, "FILE_RATE": _OFTEN, "LOG_LEVEL": "WARNING"}
    command = [sys.executable, "-m", "gunicorn"]
    with subprocess.Popen(command, env={**os.environ, **told, **(environment or {})}) as process:
        try:
            while socket.socket().connect_ex(("127.0.0.1", port)):
                time.sleep(0.2)
            yield f"http://127.0.0.1:{port}", process.pid
        finally:
            process.terminate()


def processes(first: int) -> list[int]:
    """Give a process and those that it started."""
    children = Path(f"/proc/{first}/task/{first}/children").read_text(encoding="ascii").split()
    return [first, *map(int, children)]


def megabytes(first: int) -> float:
    """Give the memory of a server: what its processes share is counted once."""
    return sum(_megabytes(process, "Pss") for process in processes(first))


def largest(first: int) -> float:
    """Give the memory of the largest of its processes, with what it shares."""
    return max(_megabytes(process, "Rss") for process in processes(first))


def _megabytes(process: int, kind: str) -> float:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{kind}:")) / 1024


def processor_seconds(first: int) -> float:
    """Give the time that the processes of a server have used."""
    ticks = 0
    for process in processes(first):
        after_name = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2]
        ticks += sum(map(int, after_name.split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")

"""How gunicorn serves the dashboard: ``gunicorn`` alone, in this folder, reads this file.

The application is loaded once, then the processes are forked: they share the bundle's memory.
``kill -HUP`` renews the processes without dropping a request, and so does another bundle: the first
process alone looks for it and reads it, so that all the others always serve the same one.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from callbacks.serving.logs import line_formatter
from callbacks.serving.renewal import SECONDS, renewal_of
from callbacks.serving.settings import load_settings
from indicators.errors import UsageError

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter
    from gunicorn.workers.base import Worker

try:
    _settings = load_settings()
except UsageError as error:
    # One line, as `python app.py` says it, and no trace of Python.
    sys.exit(f"Error: {error}")
_METRICS, _MADE_HERE = "PROMETHEUS_MULTIPROC_DIR", "acces-aux-soins-metrics-"

wsgi_app = "app:server"
bind = f"{_settings.host}:{_settings.port}"
workers = _settings.workers or os.cpu_count() or 1
worker_class = "gthread"
threads = _settings.threads
preload_app = True
timeout = 60
graceful_timeout = 30
# Longer than a proxy keeps its own (60 s): closed at the instant it is used again, it is an error.
keepalive = 75
limit_request_line = 8_190
limit_request_fields = 60
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112
control_socket_disable = True
accesslog = None
# Its own lines are JSON as those of the application, on standard error too.
logconfig_dict = {
    "root": {"level": "WARNING", "handlers": []},
    "loggers": {"gunicorn.error": {"level": "INFO", "handlers": ["lines"], "propagate": False}},
    "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "json"}},
    "formatters": {"json": {"()": line_formatter}},
}

if _settings.metrics and _METRICS not in os.environ:
    # Before the application is loaded: prometheus_client looks once, when it is imported.
    os.environ[_METRICS] = tempfile.mkdtemp(prefix=_MADE_HERE)


def when_ready(server: Arbiter) -> None:
    """Begin to look at the bundle's folder: a signal, since a process with threads forks badly."""
    renewal = renewal_of(server.app.wsgi())
    renewal.is_led = True

    def look(*_: object) -> None:
        if renewal.has_changed():
            os.kill(os.getpid(), signal.SIGHUP)
        # Only now: on a storage that is slow to answer, looks would begin inside one another.
        signal.setitimer(signal.ITIMER_REAL, SECONDS)

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)


def pre_fork(_: Arbiter, __: Worker) -> None:
    """Set apart what the processes share: their collectors would write in each page of it."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def on_reload(server: Arbiter) -> None:
    """Read another bundle, before the processes that will serve it are forked."""
    renewal_of(server.app.wsgi()).renew()


def on_exit(_: Arbiter) -> None:
    """Look no more, and take away the metrics of the processes that ended."""
    # Python lets go of its handlers first: a signal that came after would be a death.
    signal.setitimer(signal.ITIMER_REAL, 0)
    if _settings.metrics:
        folder = Path(os.environ[_METRICS])
        for path in folder.glob("*.db"):
            path.unlink()
        if folder.name.startswith(_MADE_HERE):
            # Not one that was given: without it, the next server fails at each request.
            folder.rmdir()

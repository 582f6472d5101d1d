"""How gunicorn serves the dashboard: ``gunicorn`` alone, in this folder, reads this file.

The application is loaded once, then the processes are forked: they share the bundle's memory.
``kill -HUP`` renews the processes without dropping a request.
"""

from __future__ import annotations

import os
import tempfile
from typing import Any

from prometheus_client import multiprocess

from callbacks.serving.metrics import FOLDER
from callbacks.serving.renewal import renewal_of
from callbacks.serving.settings import load_settings

_settings = load_settings()

wsgi_app = "app:server"
bind = f"{_settings.host}:{_settings.port}"
workers = _settings.workers or os.cpu_count() or 1
worker_class = "gthread"
threads = _settings.threads
preload_app = True
timeout = 60
graceful_timeout = 30
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
limit_request_line = 8_190
limit_request_fields = 60
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112
control_socket_disable = True
accesslog = None
errorlog = "-"

if _settings.metrics and FOLDER not in os.environ:
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="metrics-")


def post_worker_init(worker: Any) -> None:  # noqa: ANN401
    """Look at the bundle first: that of a process born late may have been replaced since."""
    renewal_of(worker.wsgi).renew()


def child_exit(_: Any, worker: Any) -> None:  # noqa: ANN401 - gunicorn's own types
    """Give back the metrics of a process that ended."""
    if _settings.metrics:
        multiprocess.mark_process_dead(worker.pid)

"""What a server owes to those who run it: settings, headers, health, metrics, logs."""

from __future__ import annotations

from flask import Flask

from callbacks.serving import headers, health, limits, logs, plotly_script, rates, scripts
from callbacks.serving.settings import Settings


def install(server: Flask, settings: Settings, inline_scripts: list[str]) -> None:
    """Give a server its headers, its limits, its health and, where asked for, its metrics.

    Parameters
    ----------
    server : flask.Flask
        The server of the application.
    settings : Settings
        How it is run.
    inline_scripts : list of str
        The hashes, in the form of a Content-Security-Policy, of the scripts that the page holds.
    """
    limits.install(server, settings)
    rates.install(server, settings)
    headers.install(server, inline_scripts)
    health.install(server)
    plotly_script.install(server)
    scripts.install(server)
    logs.install(server, settings)
    if settings.metrics:
        # Not above: gunicorn.conf.py must first say where the processes count together.
        from callbacks.serving import metrics  # noqa: PLC0415

        metrics.install(server)

"""The dashboard: ``python app.py`` serves it, ``app:server`` is what gunicorn loads."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from dash import Dash
from flask import Response, request
from flask_compress import Compress

from callbacks import (
    api,
    carte,
    donnees,
    evolutions,
    fiche,
    files,
    methode,
    recit,
    shell,
    simuler,
    simuler_files,
    sources,
)
from callbacks.serving import assets, install
from callbacks.serving.headers import inline_script_hashes
from callbacks.serving.renewal import Renewal
from callbacks.serving.scripts import asked_early, page_scripts
from callbacks.serving.settings import Settings, load_settings
from callbacks.state import Data
from callbacks.written import text_of, writing
from indicators.catalogue import load_catalogue
from indicators.errors import IndicatorsError
from layouts.view import LANGUAGES
from layouts.waiting import first_paint

TITLE = "Accès aux soins"


class LocalisedDash(Dash):
    """Dash whose page says in which language it is, and whose answers are written in one go."""

    def callback(self, *args: Any, **options: Any) -> Callable[..., Any]:  # noqa: ANN401
        """Attach a callback (see ``callbacks.written``)."""
        attach = super().callback(*args, **options)
        return lambda function: attach(writing(function))

    def serve_layout(self) -> Response:
        """Answer with what the page shows."""
        return Response(text_of(self.get_layout()), mimetype="application/json")

    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override] # Dash lists them
        """Set ``lang`` from the address; say that the page comes; keep the scripts it needs."""
        asked = request.args.get("lang")
        lang = asked if asked in LANGUAGES else LANGUAGES[0]
        parts["app_entry"] += first_paint(lang, f"{request.script_root}/api/v1/docs")
        parts["scripts"] = page_scripts(request.path, parts["scripts"], request.script_root)
        for name in ("css", "scripts", "favicon"):
            parts[name] = assets.stamped(parts[name], Path(self.config.assets_folder))
        parts["metas"] += asked_early(request.script_root)
        page = str(super().interpolate_index(**parts))  # type: ignore[no-untyped-call]
        return page.replace('lang="fr"', f'lang="{lang}"', 1)


INDEX = """<!DOCTYPE html>
<html lang="fr">
    <head>
        {%metas%}
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{%title%}</title>
        {%favicon%}
        {%css%}
    </head>
    <body>
        {%app_entry%}
        <div>{%config%}{%scripts%}{%renderer%}</div>
    </body>
</html>
"""


def create_app(settings: Settings | None = None) -> Dash:
    """Make the application.

    Parameters
    ----------
    settings : Settings, optional
        How it is run, the folder of its bundle first; those of the environment unless given.

    Raises
    ------
    BundleError
        When the bundle is absent or damaged; the message gives the command that rebuilds it.
    """
    settings = settings or load_settings()
    catalogue = load_catalogue()
    renewal = Renewal(settings.bundle, lambda held: Data.of(held, catalogue, settings.base_path))
    app: Dash = LocalisedDash(
        __name__,
        title=TITLE,
        index_string=INDEX,
        serve_locally=True,
        requests_pathname_prefix=f"{settings.base_path}/",
        routes_pathname_prefix="/",
        suppress_callback_exceptions=True,
        update_title="",
    )
    data = renewal.install(app.server)
    app.server.config["COMPRESS_MIMETYPES"] = [
        "text/html",
        "text/css",
        "text/csv",
        "application/json",
        "application/geo+json",
        "application/javascript",
        "text/javascript",
    ]
    Compress(app.server)
    app.layout = partial(shell.layout, data)
    for page in (shell, carte, evolutions, fiche, recit, simuler, donnees, methode, sources):
        page.register(app, data)
    files.register(app.server, data)
    simuler_files.register(app.server, data)
    api.register(app.server, data)
    with app.server.test_request_context("/"):
        page = app.index()
    install(app.server, settings, inline_script_hashes(page))
    assets.install(app.server, Path(app.config.assets_folder))
    return app


try:
    app = create_app()
except IndicatorsError as error:
    sys.exit(f"Error: {error}")
server = app.server

if __name__ == "__main__":
    # Its lines tell the visitor's address and what they look at; the server's own do not.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app.run(host=load_settings().host, port=load_settings().port, debug=False)

"""The dashboard: ``python app.py`` serves it, ``app:server`` is what gunicorn loads."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import dash_mantine_components as dmc
from dash import Dash, dcc, html
from flask import request
from flask_compress import Compress

from callbacks import carte, donnees, evolutions, files, methode, shell
from callbacks.state import Data
from indicators.bundle import read_bundle
from indicators.catalogue import load_catalogue
from indicators.errors import IndicatorsError
from indicators.paths import BUNDLE
from layouts.view import LANGUAGES

TITLE = "Accès aux soins"


class LocalisedDash(Dash):
    """Dash whose page says in which language it is: a screen reader needs to know."""

    def interpolate_index(self, **parts: str) -> str:
        """Set ``lang`` from the address."""
        lang = request.args.get("lang", LANGUAGES[0])
        page = super().interpolate_index(**parts)
        return page.replace('lang="fr"', f'lang="{lang if lang in LANGUAGES else "fr"}"', 1)


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


def create_app(bundle: Path = BUNDLE) -> Dash:
    """Make the application on a bundle.

    Raises
    ------
    BundleError
        When the bundle is absent or damaged; the message gives the command that rebuilds it.
    """
    data = Data(read_bundle(bundle), load_catalogue())
    app = LocalisedDash(
        __name__,
        title=TITLE,
        index_string=INDEX,
        serve_locally=True,
        suppress_callback_exceptions=True,
        update_title=None,
    )
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
    app.layout = dmc.MantineProvider(
        [
            dcc.Location(id="url", refresh="callback-nav"),
            dcc.Store(id="view"),
            dcc.Store(id="address"),
            dcc.Store(id="shown"),
            html.Div(id="shell"),
        ]
    )
    for page in (shell, carte, evolutions, donnees, methode):
        page.register(app, data)
    files.register(app.server, data)
    return app


def _bundle_folder() -> Path:
    return Path(os.environ.get("BUNDLE", BUNDLE))


try:
    app = create_app(_bundle_folder())
except IndicatorsError as error:
    sys.exit(f"Error: {error}")
server = app.server

if __name__ == "__main__":
    app.run(
        host=os.environ.get("HOST", "127.0.0.1"),
        port=int(os.environ.get("PORT", "8050")),
        debug=False,
    )

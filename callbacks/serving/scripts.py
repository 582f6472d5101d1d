"""Which scripts each page loads, those that it needs, and what it asks for before they run."""

from __future__ import annotations

from flask import Flask, Response, request

from callbacks.serving.plotly_script import script_address

WITH_CHARTS = frozenset({"/", "/evolutions", "/simuler"})
"""The pages that draw with Plotly as soon as they are open."""
ONLY_ON = {
    # 361 kB compressed, for the table of the page Données.
    "/_dash-component-suites/dash_ag_grid/": frozenset({"/donnees"}),
    # Dash's own table, which no page has.
    "/_dash-component-suites/dash/dash_table/": frozenset(),
}
"""The start of a script's address: the pages that load it."""


LAYOUT = "/_dash-layout"
"""The address of what a page shows, whichever it is (see ``callbacks.shell.layout``)."""
EARLY = (LAYOUT, "/_dash-dependencies")
"""What Dash asks for once its scripts have run."""


def asked_early(root: str = "") -> str:
    """Have the browser ask for the page while it reads the scripts, rather than after them."""
    return "\n".join(
        f'<link rel="preload" as="fetch" href="{root}{address}" crossorigin="anonymous">'
        for address in EARLY
    )


def page_scripts(path: str, scripts: str, root: str = "") -> str:
    """Keep, of the scripts that Dash writes, those of a page; ask early for Plotly's.

    Plotly's script is asked for with the page rather than once the page has met its first chart;
    ``assets/plotly.js`` makes dcc wait for it. It runs after the others: while the server writes
    what the page shows. ``root`` is the folder of the site where the application stands, if any.
    """
    kept = [line for line in scripts.splitlines() if _is_needed(line, path, root)]
    if path in WITH_CHARTS:
        kept.insert(0, f'<script src="{root}{script_address()}" id="plotly" defer></script>')
    return "\n".join(kept)


def _is_needed(line: str, path: str, root: str) -> bool:
    return all(path in pages for start, pages in ONLY_ON.items() if f'"{root}{start}' in line)


def install(server: Flask) -> None:
    """Forbid to keep what a page shows: another page has its own at the same address."""

    @server.after_request
    def do_not_keep(response: Response) -> Response:
        if request.path == LAYOUT:
            response.cache_control.no_store = True
        return response

"""What is seen while a page is awaited: before its first view, and over 200 ms after a change."""

from __future__ import annotations

from html import escape

from dash import html

from layouts.context import Context
from layouts.markup import ForScripts
from layouts.texts import translator


def first_paint(lang: str, api: str) -> str:
    """Write what the document shows until its scripts have drawn the page, or if they never do.

    Parameters
    ----------
    lang : str
        The reader's language.
    api : str
        Address of the page of the API, for those who read without scripts.

    Returns
    -------
    str
        HTML that ``assets/waiting.css`` shows only as long as the page is not there.
    """
    t = translator(lang)
    without = t("Cette page a besoin de JavaScript. Les mêmes données, en CSV et en JSON:")
    return (
        f'<div class="first-paint"><p role="status">{escape(t("Chargement…"))}</p>'
        '<div class="skeleton"><span></span><span></span><span></span></div></div>'
        f'<noscript><p class="notice">{escape(without)} '
        f'<a href="{escape(api)}">{escape(t("API et fichiers"))}</a></p></noscript>'
    )


def busy(context: Context) -> html.P:
    """Give the place where ``assets/waiting.js`` says that a change is being computed."""
    said: ForScripts = {"data-text": context.t("Chargement…")}
    return html.P(id="busy", className="busy", role="status", **said)

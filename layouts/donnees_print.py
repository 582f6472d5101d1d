"""The table of the page Données on paper: plain HTML, all the rows that fit, no script."""

from __future__ import annotations

from markupsafe import Markup

from layouts.context import Context
from layouts.data_table import cells, headers
from layouts.donnees import Listing, count, source_line, title
from layouts.paper import PAPER
from layouts.table import table_html

MOST_ROWS = 2000
"""Rows that are printed at most: some 50 pages. The file has the others."""
_PAGE = PAPER.from_string(
    """{% extends "frame.html" %}
{% block body %}
<p>{{ told }}</p>
{% for text in shared %}<p>{{ text }}</p>{% endfor %}
{% if left %}<p class="notice">{{ left }}</p>{% endif %}
<div class="wide" role="region" tabindex="0" aria-label="{{ title }}">
{{ table }}
</div>
{% endblock %}
"""
)


def printed(context: Context, listing: Listing) -> str:
    """Write the page.

    A column that says the same in every row is told once, above the table; an empty one is not.

    Parameters
    ----------
    context : Context
        The view.
    listing : Listing
        What the page lists: the rows that its filters keep, in its order.
    """
    t, names = context.t, headers(context)
    rows = listing.kept.head(MOST_ROWS)
    written = cells(context, rows)
    columns = [name for name in map(str, rows) if any(row[name] for row in written)]
    alike = [name for name in columns if name not in {"code", "name", "value"}]
    alike = [name for name in alike if len({row[name] for row in written}) == 1]
    own = [name for name in columns if name not in {*alike, "name"}]
    left = len(listing.kept) - len(rows)
    return _PAGE.render(
        context=context,
        title=title(context),
        style="donnees",
        name="print-page",
        told=count(context, listing),
        shared=[t("{column}: {value}", column=names[k], value=written[0][k]) for k in alike],
        left=_left(context, len(rows), left) if left else "",
        table=Markup(  # noqa: S704 - table_html escapes every text
            table_html(
                title(context),
                [names["name"], *(names[name] for name in own)],
                [(row["name"], [row[name] for name in own]) for row in written],
            )
        ),
        source=source_line(context, listing.frame),
        back=context.address("/donnees"),
        back_name=t("Retour à la table"),
    )


def _left(context: Context, printed_rows: int, left: int) -> str:
    return context.t(
        "Les {rows} premières lignes seulement: les {left} autres sont dans le fichier CSV de la "
        "page. Un filtre en imprime moins.",
        rows=context.people(printed_rows),
        left=context.people(left),
    )

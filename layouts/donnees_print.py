"""The table of the page Données on paper: plain HTML, all the rows that fit, no script."""

from __future__ import annotations

from jinja2 import Environment
from markupsafe import Markup

from layouts.context import Context
from layouts.data_table import cells, headers
from layouts.donnees import Listing, count, source_line, title
from layouts.table import table_html

MOST_ROWS = 2000
"""Rows that are printed at most: some 50 pages. The file has the others."""
_PAGE = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """<!DOCTYPE html>
<html lang="{{ lang }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title>
<link rel="stylesheet" href="{{ root }}/assets/style.css">
<link rel="stylesheet" href="{{ root }}/assets/donnees.css">
</head>
<body>
<main class="print-page">
<h1>{{ title }}</h1>
<p>{{ told }}</p>
{% for text in shared %}<p>{{ text }}</p>{% endfor %}
{% if left %}<p class="notice">{{ left }}</p>{% endif %}
{{ table }}
<p class="source">{{ source }}</p>
<p class="source back"><a href="{{ back }}">{{ back_name }}</a></p>
</main>
</body>
</html>
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
    columns = [name for name in rows if any(row[name] for row in written)]
    alike = [name for name in columns if name not in {"code", "name", "value"}]
    alike = [name for name in alike if len({row[name] for row in written}) == 1]
    own = [name for name in columns if name not in {*alike, "name"}]
    left = len(listing.kept) - len(rows)
    return _PAGE.render(
        lang=context.lang,
        root=context.root,
        title=title(context),
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

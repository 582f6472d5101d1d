"""A table as plain HTML: thousands of cells as components of the page would freeze a browser."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from jinja2 import Environment

_TABLE = Environment(autoescape=True, trim_blocks=True).from_string(
    """<table class="data-table">
<caption>{{ caption }}</caption>
<thead><tr>{% for text in head %}<th scope="col">{{ text }}</th>{% endfor %}</tr></thead>
<tbody>
{% for name, cells, address in rows %}
<tr><th scope="row">
{%- if address %}<a href="{{ address }}">{{ name }}</a>{% else %}{{ name }}{% endif -%}
</th>{% for text in cells %}<td>{{ text }}</td>{% endfor %}</tr>
{% endfor %}
</tbody>
</table>
"""
)


def table_html(
    caption: str,
    head: Sequence[str],
    rows: Iterable[tuple[str, Sequence[str]]],
    addresses: Iterable[str] = (),
) -> str:
    """Write a table, every text escaped.

    Parameters
    ----------
    caption : str
        What the table shows.
    head : sequence of str
        Names of the columns, that of the rows' names first.
    rows : iterable of (str, sequence of str)
        The name of each row and its cells.
    addresses : iterable of str
        Where the name of each row leads; nowhere where there are none.
    """
    linked = [(*row, address) for row, address in zip_longest(rows, addresses, fillvalue="")]
    return _TABLE.render(caption=caption, head=head, rows=linked)

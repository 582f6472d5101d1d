"""A table of a page: a caption, columns and rows that are named."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from layouts.markup import Cell, labelled


def named_table(caption: str, head: list[str], rows: Sequence[Sequence[Cell]]) -> html.Div:
    """Give a table that scrolls by itself; the first cell of each row names it."""
    body = [
        html.Tr([html.Th(first, scope="row"), *[html.Td(cell) for cell in cells]])
        for first, *cells in rows
    ]
    return html.Div(
        html.Table(
            [
                html.Caption(caption),
                html.Thead(html.Tr([html.Th(text, scope="col") for text in head])),
                html.Tbody(body),
            ],
            className="data-table",
        ),
        className="table-scroll",
        tabIndex=0,
        role="region",
        **labelled(caption),
    )

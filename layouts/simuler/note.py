"""The note to print, on one page, and the table under the map: plain HTML, no script."""

from __future__ import annotations

from layouts.paper import PAPER
from layouts.simuler.crossing import listed
from layouts.simuler.page import source_line
from layouts.simuler.results import total_rows
from layouts.simuler.shown import Simulation
from layouts.simuler.words import base_words, limits_words, scenario_words
from layouts.table import table_html
from layouts.texts import number

_LISTED = 12
"""Communes that one printed page has room for."""
_NOTE = PAPER.from_string(
    """{% extends "frame.html" %}
{% block body %}
<h2>{{ supposed }}</h2>
<ul class="supposed">{% for text in scenario %}<li>{{ text }}</li>{% endfor %}</ul>
<p>{{ base }}</p>
<table class="totals">
<caption>{{ totals_name }}</caption>
<thead><tr>{% for text in heads %}<th scope="col">{{ text }}</th>{% endfor %}</tr></thead>
<tbody>
{% for name, before, after, between in totals %}
<tr><th scope="row">{{ name }}</th>
<td>{{ before }}</td><td>{{ after }}</td><td>{{ between }}</td></tr>
{% endfor %}
</tbody>
</table>
<h2>{{ crossing.title }}</h2>
<p>{{ crossing.told }}</p>
{% if crossing.items %}
<ul>{% for text in crossing.items %}<li>{{ text }}</li>{% endfor %}</ul>
{% if more %}<p>{{ more }}</p>{% endif %}
{% endif %}
<h2>{{ limits_name }}</h2>
<ul>{% for text in limits %}<li>{{ text }}</li>{% endfor %}</ul>
{% endblock %}
"""
)


def note(shown: Simulation) -> str:
    """Write the note."""
    context, t = shown.context, shown.context.t
    found = listed(shown, _LISTED)
    return _NOTE.render(
        context=context,
        style="simuler",
        name="note-page",
        title=t("Simulation: accès aux généralistes, {place}", place=context.departement.name),
        supposed=t("Ce qui est supposé"),
        scenario=scenario_words(shown),
        base=base_words(shown),
        totals_name=t(
            "Totaux du département; résultat {status}",
            status=context.status_name(shown.totals_status),
        ),
        heads=[t("Département"), t("avant"), t("après"), t("intervalle")],
        totals=total_rows(shown),
        crossing=found,
        more=t("et {count} autres communes.", count=found.left) if found.left else "",
        limits_name=t("Ce qui est approché"),
        limits=limits_words(shown),
        source=source_line(shown),
        back=context.address("/simuler"),
        back_name=t("Retour à la simulation"),
    )


def table(shown: Simulation) -> str:
    """Give the table of what the map shows."""
    t, lang = shown.context.t, shown.context.lang
    what = shown.drawn.frame
    head = [
        t("Commune"),
        t("Code"),
        t("avant"),
        t("variation"),
        t("intervalle"),
        t("après"),
        t("Statut"),
    ]
    rows = [
        (
            row["name"],
            [
                row["code"],
                number(row["before"], 2, lang),
                shown.signed(row["change"], 3),
                t(
                    "{low} à {high}",
                    low=shown.signed(row["change_low"], 3),
                    high=shown.signed(row["change_high"], 3),
                ),
                number(row["after"], 2, lang),
                shown.context.status_name(row["status"]),
            ],
        )
        for row in what.to_dict("records")
    ]
    return table_html(shown.drawn.title, head, rows)

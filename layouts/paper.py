"""Pages made to be printed: plain HTML without a script, from one frame."""

from __future__ import annotations

from jinja2 import DictLoader, Environment

_FRAME = """<!DOCTYPE html>
<html lang="{{ context.lang }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title>
<link rel="icon" href="{{ context.root }}/assets/favicon.ico">
<link rel="stylesheet" href="{{ context.root }}/assets/style.css">
<link rel="stylesheet" href="{{ context.root }}/assets/{{ style }}.css">
</head>
<body>
<main class="{{ name }}">
<h1>{{ title }}</h1>
{% block body %}{% endblock %}
<p class="source">{{ source }}</p>
<p class="source back"><a href="{{ back }}">{{ back_name }}</a></p>
</main>
</body>
</html>
"""
PAPER = Environment(
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    loader=DictLoader({"frame.html": _FRAME}),
)
"""Gives templates that extend ``frame.html`` and write its block ``body``.

The frame takes the ``context`` of the view, a ``title``, a ``style`` (a sheet of assets/), the
``name`` of its class, a ``source``, and the address and name of the page to go ``back`` to.
"""

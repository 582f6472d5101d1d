"""The page that shows the API's document: plain HTML, made on the server, that asks for nothing."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment

from layouts.texts import Translate, translator

_PAGE = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """<!DOCTYPE html>
<html lang="{{ lang }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ t("Interface de programmation (API)") }} · {{ t("Accès aux soins") }}</title>
<link rel="icon" href="{{ root }}/assets/favicon.ico">
<link rel="stylesheet" href="{{ root }}/assets/style.css">
<link rel="stylesheet" href="{{ root }}/assets/api.css">
<script src="{{ root }}/assets/theme.js"></script>
</head>
<body>
<a class="skip-link" href="#contenu">{{ t("Aller au contenu") }}</a>
<header class="header">
<a class="brand" href="{{ root }}/{{ query }}">{{ t("Accès aux soins") }}</a>
<nav aria-label="{{ t("Pages") }}"><ul>
<li><a class="page-link" href="{{ root }}/donnees{{ query }}">{{ t("Données") }}</a></li>
<li><a class="page-link" href="{{ root }}/methode{{ query }}">{{ t("Méthode") }}</a></li>
</ul></nav>
<a class="language" lang="{{ other }}" href="?lang={{ other }}">{{ other_name }}</a>
</header>
<main id="contenu" class="api" tabindex="-1">
<h1>{{ t("Interface de programmation (API)") }}</h1>
<p>{{ t("Les mêmes valeurs, statuts et sources que les pages, pour un programme. En lecture seule, \
sans clé. Le format se choisit par un suffixe (.json, .csv) ou par l'en-tête Accept.") }}</p>
<p>{{ t("Les descriptions qui suivent sont celles du document OpenAPI, en anglais.") }}</p>
<p><a href="{{ base }}/openapi.json">{{ t("Document OpenAPI {version}", version=openapi) }}</a></p>
<h2>{{ t("À essayer") }}</h2>
<ul>
{% for address in examples %}
<li><a href="{{ address }}"><code>{{ address }}</code></a></li>
{% endfor %}
</ul>
<h2>{{ t("Adresses") }}</h2>
{% for operation in operations %}
<section aria-labelledby="{{ operation.id }}">
<h3 id="{{ operation.id }}">{% for path in operation.paths %}
<code>GET {{ base }}{{ path }}</code> {% endfor %}</h3>
<p lang="en">{{ operation.summary }}</p>
<div class="table-scroll" tabindex="0" role="region" aria-label="{{ operation.caption }}">
<table class="data-table">
<caption>{{ operation.caption }}</caption>
<thead><tr><th scope="col">{{ t("Nom") }}</th><th scope="col">{{ t("Où") }}</th>
<th scope="col">{{ t("Valeurs") }}</th><th scope="col">{{ t("Ce que c'est") }}</th></tr></thead>
<tbody>
{% for one in operation.parameters %}
<tr><th scope="row"><code>{{ one.name }}</code>{% if one.required %} {{ t("(obligatoire)") }}\
{% endif %}</th>
<td>{{ one.where }}</td><td>{{ one.allowed }}</td><td lang="en">{{ one.description }}</td></tr>
{% endfor %}
</tbody></table></div>
</section>
{% endfor %}
<h2>{{ t("Ce qu'il y a dans une réponse") }}</h2>
{% for schema in schemas %}
<details>
<summary><code>{{ schema.name }}</code> <span lang="en">{{ schema.description }}</span></summary>
<dl>
{% for name, kind, description in schema.fields %}
<dt><code>{{ name }}</code></dt><dd>{{ kind }} <span lang="en">{{ description }}</span></dd>
{% endfor %}
</dl>
</details>
{% endfor %}
<h2>{{ t("Quand la demande est refusée") }}</h2>
<ul>
{% for status, why in refusals %}
<li><strong>{{ status }}</strong> <span lang="en">{{ why }}</span></li>
{% endfor %}
</ul>
</main>
</body>
</html>
"""
)
_SUFFIX = ".{format}"
"""A list takes the same parameters with a suffix as without: it is shown once."""
_TOLD = 8
"""Values of a list of choices that are shown before an ellipsis."""


def reference_page(document: dict[str, Any], lang: str, root: str = "") -> str:
    """Write the page.

    Parameters
    ----------
    document : dict
        The OpenAPI document.
    lang : str
        ``fr`` or ``en``; the descriptions of the document stay in English, and are marked so.
    root : str
        Where the application stands on its site: nothing, or such as ``/acces``.
    """
    t = translator(lang)
    base = document["servers"][0]["url"]
    paths = document["paths"]
    operations = [
        _operation([one for one in (path, path + _SUFFIX) if one in paths], item["get"], t)
        for path, item in paths.items()
        if not path.endswith(_SUFFIX)
    ]
    answers = paths["/observations"]["get"]["responses"].items()
    return _PAGE.render(
        t=t,
        lang=lang,
        root=root,
        query="" if lang == "fr" else f"?lang={lang}",
        other="en" if lang == "fr" else "fr",
        other_name="English" if lang == "fr" else "Français",
        base=base,
        openapi=document["openapi"],
        examples=_examples(base),
        operations=operations,
        schemas=[_schema(name, s) for name, s in document["components"]["schemas"].items()],
        refusals=[(status, one["description"]) for status, one in answers if status >= "4"],
    )


def _examples(base: str) -> list[str]:
    return [
        f"{base}/indicators.json",
        f"{base}/territories.csv?level=epci&within=62",
        f"{base}/observations.csv?indicator=apl&level=commune&within=62&year=2023",
        f"{base}/observations.json?indicator=apl&territory=62041&limit=5",
        f"{base}/sources.json",
    ]


def _operation(paths: list[str], operation: dict[str, Any], t: Translate) -> dict[str, Any]:
    where = {"query": t("requête"), "path": t("adresse")}
    return {
        "id": operation["operationId"],
        "paths": paths,
        "summary": operation["summary"],
        "caption": t("Paramètres de {path}", path=paths[0]),
        "parameters": [
            {
                "name": one["name"],
                "required": one["required"],
                "where": where[one["in"]],
                "allowed": _values(one["schema"]),
                "description": one.get("description", ""),
            }
            for one in operation["parameters"]
        ],
    }


def _values(schema: dict[str, Any]) -> str:
    """Say in a few words what a value may be."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", maxsplit=1)[-1]
    if "anyOf" in schema:
        return ", ".join(_values(one) for one in schema["anyOf"])
    if "items" in schema:
        return f"[{_values(schema['items'])}]"
    choices = schema.get("enum") or ([schema["const"]] if "const" in schema else [])
    if choices:
        told = ", ".join(str(choice) for choice in choices[:_TOLD])
        return f"{told}…" if len(choices) > _TOLD else told
    bounds = [str(schema[key]) for key in ("minimum", "maximum") if key in schema]
    said = f"{schema.get('type', '')} {' - '.join(bounds)} {schema.get('pattern', '')}"
    return " ".join(said.split())


def _schema(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    fields = [
        (field, _values(about), about.get("description", ""))
        for field, about in schema.get("properties", {}).items()
    ]
    return {"name": name, "description": schema.get("description", ""), "fields": fields}

"""What surrounds every page: header, search, navigation, footer."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html

from layouts.context import Context
from layouts.markup import HIDDEN, Child, labelled
from layouts.methode.accessibility import ANCHOR as ACCESSIBILITY
from layouts.search import listener, nothing_found, option, search_id, typed_id
from layouts.waiting import busy

PAGES = {
    "/": "Carte",
    "/evolutions": "Évolutions",
    "/fiche": "Fiche territoire",
    "/simuler": "Simuler",
    "/donnees": "Données",
    "/methode": "Méthode",
    "/sources": "Sources",
}
VERSION = "0.1.0"


def shell(
    context: Context,
    path: str,
    page: list[Child],
    notices: tuple[Child, ...] = (),
    indicators: list[str] | None = None,
) -> list[Child]:
    """Put a page between the header and the footer.

    Parameters
    ----------
    context : Context
        The view.
    path : str
        The page's path: a key of ``PAGES``, or that of a page that others lead to.
    page : list
        Its components.
    notices : tuple
        What is said above it (see ``layouts.notices``).
    indicators : list of str, optional
        What the page shows, for its sources; the indicator in view unless given.
    """
    t = context.t
    return [
        html.A(t("Aller au contenu"), href="#contenu", className="skip-link"),
        _header(context, path),
        busy(context),
        html.Main(
            [*notices, *page],
            id="contenu",
            tabIndex=-1,
            lang=context.lang,
        ),
        html.Footer(html.Div(footer(context, indicators or [context.view.indicator]), id="footer")),
    ]


def _header(context: Context, path: str) -> html.Header:
    t = context.t
    return html.Header(
        [
            html.Div(
                [
                    dcc.Link(t("Accès aux soins"), href=context.address("/"), className="brand"),
                    html.Span(context.departement.name, id="brand-place", className="brand-place"),
                ],
                className="brand-block",
            ),
            _search(context, listener(context, path)),
            html.Nav(
                html.Ul([_tab(context, href, name, path) for href, name in PAGES.items()]),
                **labelled(t("Pages")),
            ),
            _theme(context),
            _language(context, path),
        ],
        className="header",
    )


def _tab(context: Context, href: str, name: str, path: str) -> html.Li:
    is_current = href == path
    label: list[Child] = [context.t(name)]
    if is_current:
        label.append(html.Span(context.t(" (page affichée)"), className="hidden"))
    link = dcc.Link(
        label,
        href=context.address(href),
        className="page-link current" if is_current else "page-link",
    )
    return html.Li(link)


def _search(context: Context, path: str) -> html.Div:
    t = context.t
    chooser = dmc.Select(
        id=search_id(path),
        placeholder=t("Chercher une commune…"),
        searchable=True,
        clearable=True,
        data=[option(context, context.place)] if context.view.territory else [],
        value=f"{context.place.level}:{context.place.code}" if context.view.territory else None,
        nothingFoundMessage=nothing_found(context),
        filter={"function": "asGiven"},
        label=t("Chercher un territoire"),
        labelProps={"className": "hidden"},
        clearButtonProps={"aria-label": t("Revenir au département")},
        comboboxProps={"keepMounted": False},
    )
    return html.Div([chooser, dcc.Store(id=typed_id(path))], className="search", role="search")


def _theme(context: Context) -> dmc.ColorSchemeToggle:
    """Switch between the light and the dark theme; Mantine remembers it in the browser."""
    return dmc.ColorSchemeToggle(
        lightIcon=html.Span("\N{BLACK SUN WITH RAYS}", **HIDDEN),
        darkIcon=html.Span("\N{LAST QUARTER MOON}", **HIDDEN),
        variant="default",
        className="theme",
        **labelled(context.t("Changer de thème: clair ou sombre")),
    )


def _language(context: Context, path: str) -> html.A:
    other = "en" if context.lang == "fr" else "fr"
    name = "English" if other == "en" else "Français"
    href = context.with_view(lang=other).address(path)
    return html.A(name, href=href, id="language", lang=other, className="language")


def footer(context: Context, indicators: list[str]) -> list[Child]:
    """Name the sources of what is on the page, their licence, and the version of the tool."""
    t = context.t
    names = dict.fromkeys(
        source for name in indicators for source in context.catalogue.indicators[name].sources
    )
    always = ["ign-admin-express", "insee-cog", "insee-legal-populations"]
    return [
        html.P(t("Sources de cette page"), className="footer-title"),
        html.Ul([_source(context, name) for name in dict.fromkeys([*names, *always])]),
        html.P(
            [
                html.A(
                    t("Accessibilité: ce qui est fait, ce qui manque"),
                    href=f"{context.address('/methode')}#{ACCESSIBILITY}",
                ),
                " · ",
                t("Application libre (licence MIT), version {version}.", version=VERSION),
            ]
        ),
    ]


def _source(context: Context, name: str) -> html.Li:
    source = context.source(name)
    held = context.bundle.manifest["sources"].get(name, {})
    years = held.get("years", [])
    span = _span(years)
    link = html.A(source.title, href=source.address, rel="noreferrer")
    return html.Li(
        [f"{source.producer}, ", link, f" ({span}) · " if span else " · ", source.licence]
    )


def _span(years: list[int]) -> str:
    if not years:
        return ""
    return str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"

"""The state of a view: one frozen dataclass, and its address; `layouts.reading` reads it back."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from indicators.bundle import Bundle
from indicators.catalogue import LEVELS, Catalogue
from indicators.perimeter import FRANCE
from indicators.portrait import territory
from indicators.scenario.aims import GINI, PEOPLE_FAR, PEOPLE_UNDER, SHORTFALL
from indicators.scenario.base import RETIREMENT_AGES
from indicators.selection import years_inside, years_of
from indicators.trend_measures import Measure
from layouts.scope import mapped_levels

LANGUAGES = ("fr", "en")
DEFAULT_INDICATOR = "apl"
DEFAULT_LEVEL = "commune"
DEFAULT_DEPARTEMENT = "62"
ALL_YEARS = "tous"
NAMES = {
    "indicator": "indicateur",
    "level": "niveau",
    "year": "annee",
    "departement": "departement",
    "territory": "territoire",
    "territory_level": "niveau_territoire",
    "years": "millesimes",
    "table": "tableau",
    "lang": "lang",
    "classes": "classes",
    "palette": "palette",
    "layers": "couches",
    "symbols": "symboles",
    "added": "ajouts",
    "removed": "retraits",
    "retirement": "retraites",
    "acts": "actes",
    "threshold": "seuil",
    "drawn": "affichage",
    "aim": "objectif",
    "doctors": "medecins",
    "candidates": "candidats",
    "others": "avec",
    "hidden": "sans",
    "selection": "selection",
    "filter": "filtre",
    "compare": "comparer",
    "scatter": "nuage",
    "compared": "avec_territoires",
    "measure": "mesure",
}
"""Field of the view to its name in an address."""
RETIREMENTS = tuple(str(age) for age in RETIREMENT_AGES)
DRAWN = ("resultat", "fragilite")
"""What the map of the page Simuler may show besides the change."""
AIM_NAMES = {
    "manque": SHORTFALL,
    "habitants": PEOPLE_UNDER,
    "eloignes": PEOPLE_FAR,
    "inegalite": GINI,
}
"""Name of an aim in an address to its name in ``indicators.scenario.aims``."""
LAYERS = ("epci", "contrats", "centres")
"""What a map may draw over its values: outlines of EPCI, local health contracts, health centres."""
HIDEABLE = {
    "unite": "unit",
    "numerateur": "numerator",
    "denominateur": "denominator",
    "edition": "edition",
    "remarque": "note",
}
"""The columns that can be left out, by their names in an address; no value goes without its status,
its millésime and its source."""
MEASURES: dict[str, Measure] = {"indice": "index", "variation": "change_percent"}
"""How the page Évolutions draws series other than as they are: name in an address to its column."""
_PLAIN = ":;,.~"
"""Characters that an address keeps as they are: ``classes=2;3;4`` is to be read by people."""


@dataclass(frozen=True)
class View:
    """What a page shows.

    Parameters
    ----------
    indicator, level : str
        Names of the catalogue.
    year : int, optional
        The millésime; the last one unless given.
    departement : str
        The département that the map frames; ``FR`` frames France.
    territory : str
        The code of the territory in view; the département unless given.
    territory_level : str
        The level of that territory; the one that the map shows unless given.
    years : str
        ``tous`` where the page Données lists every millésime; the other pages show ``year``.
    table : str
        The filters and sorts of the page Données (see ``indicators.grid_query``).
    lang : str
        ``fr`` or ``en``.
    classes : str
        How the map parts its values (see ``indicators.classes.read_classing``).
    palette : str
        A name of ``layouts.colours.PALETTES``; that of the indicator's polarity unless given.
    layers : str
        Names of ``LAYERS`` that the map draws, separated by commas.
    symbols : str
        The indicator that the map adds as proportional symbols, if any.
    added, removed : str
        Doctors who arrive and leave on the page Simuler, such as ``62355:2,62038:1``.
    retirement : str
        An age of ``RETIREMENTS`` over which every GP retires there; none unless given.
    acts, threshold : str
        Acts a year of a doctor, and APL that is insufficient; those of the ARS unless given.
    drawn : str
        One of ``DRAWN``: what the map of that page shows; the change unless given.
    aim, doctors, candidates : str
        What the search for the best communes is asked: one of ``AIM_NAMES``, how many doctors, and
        the EPCI where they may settle; no search without an aim.
    others : str
        The indicators that the page Données lists besides, parted by commas.
    hidden : str
        The columns that it does not show, names of ``HIDEABLE`` parted by commas.
    selection : str
        A territory of one's own (see ``indicators.own_territory.read_selection``).
    filter : str
        Conditions on the territories of the map (see ``indicators.filters.read_filter``).
    compare : str
        What the map is compared with (see ``indicators.comparison.read_comparison``).
    scatter : str
        The indicator that the scatter under the map puts beside the one in view, if any.
    compared : str
        Territories that the page Évolutions draws besides, such as ``epci:200033579,commune:62041``
        (see ``layouts.scope.compared_of``).
    measure : str
        One of ``MEASURES``: how that page draws the series; as they are unless given.
    """

    indicator: str = DEFAULT_INDICATOR
    level: str = DEFAULT_LEVEL
    year: int | None = None
    departement: str = DEFAULT_DEPARTEMENT
    territory: str = ""
    territory_level: str = ""
    years: str = ""
    table: str = ""
    lang: str = "fr"
    classes: str = ""
    palette: str = ""
    layers: str = ""
    symbols: str = ""
    others: str = ""
    hidden: str = ""
    selection: str = ""
    filter: str = ""
    compare: str = ""
    scatter: str = ""
    added: str = ""
    removed: str = ""
    retirement: str = ""
    acts: str = ""
    threshold: str = ""
    drawn: str = ""
    aim: str = ""
    doctors: str = ""
    candidates: str = ""
    compared: str = ""
    measure: str = ""

    @property
    def indicators(self) -> list[str]:
        """The indicators that the page Données lists, the one in view first."""
        others = [name for name in self.others.split(",") if name]
        return list(dict.fromkeys([self.indicator, *others]))

    @property
    def hidden_columns(self) -> list[str]:
        """The columns that the page Données and its files leave out."""
        return [HIDEABLE[name] for name in self.hidden.split(",") if name]

    def to_query(self) -> str:
        """Write the query string of the view; what is by default is left out."""
        plain = View()
        told = {
            name: getattr(self, field)
            for field, name in NAMES.items()
            if getattr(self, field) != getattr(plain, field) and getattr(self, field) is not None
        }
        return f"?{urlencode(told, safe=_PLAIN)}" if told else ""


def map_levels(bundle: Bundle, indicator: str, departement: str = DEFAULT_DEPARTEMENT) -> list[str]:
    """Give the levels at which an indicator can be mapped inside a département, or in France."""
    levels = mapped_levels(bundle, departement)
    return [level for level in levels if years_of(bundle, indicator, level)]


def countable(bundle: Bundle, catalogue: Catalogue) -> list[str]:
    """Give the indicators that symbols can show: counts, one for each territory of a map."""
    return [
        name
        for name, entry in catalogue.indicators.items()
        if entry.additive and not entry.strata and map_levels(bundle, name)
    ]


def with_level_held(view: View, bundle: Bundle) -> View:
    """Replace the level by one at which the bundle holds the indicator, if need be.

    A commune then gives way to the EPCI or the TVS that holds it: a TVS has the code of one of its
    communes, and must not pass for it.
    """
    level = _level_held(view, bundle)
    if level == view.level:
        return view
    moved = replace(view, level=level)
    if not view.territory:
        return moved
    place = territory(bundle, view.territory, view.territory_level or view.level)
    holder = {"epci": place.epci, "tvs": place.tvs}.get(level, "")
    if place.level == "commune" and holder:
        return replace(moved, territory=holder, territory_level="")
    return with_place_kept(moved, place.level, bundle)


def _level_held(view: View, bundle: Bundle) -> str:
    maps = map_levels(bundle, view.indicator, view.departement)
    if view.level in maps:
        return view.level
    if view.departement != FRANCE and years_of(bundle, view.indicator, view.level):
        return view.level
    held = maps or [level for level in LEVELS if years_of(bundle, view.indicator, level)]
    return held[0] if held else DEFAULT_LEVEL


def with_place_kept(view: View, place_level: str, bundle: Bundle) -> View:
    """Say the level of the territory in view where its code would be read as another's."""
    read = territory(bundle, view.territory, view.level).level
    return replace(view, territory_level="" if read == place_level else place_level)


def with_year_held(view: View, bundle: Bundle) -> View:
    """Replace the year by the nearest one that the bundle holds at this level, if need be."""
    years = years_inside(bundle, view.indicator, view.level, view.departement)
    if view.year in years or not years:
        return view
    wanted = view.year or max(years)
    return replace(view, year=min(years, key=lambda year: (abs(year - wanted), -year)))


def as_dict(view: View) -> dict[str, str | int | None]:
    """Give the view as plain values, for a store of the page."""
    return {field.name: getattr(view, field.name) for field in fields(view)}

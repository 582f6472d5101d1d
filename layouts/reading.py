"""Reading a view from its address: each part is taken, or named as one that makes no sense."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from urllib.parse import parse_qs

from indicators.bundle import Bundle
from indicators.catalogue import LEVELS, Catalogue
from indicators.classes import read_classing
from indicators.comparison import read_comparison
from indicators.errors import UsageError
from indicators.filters import read_filter
from indicators.grid_query import parse_query
from indicators.own_territory import area_of, read_selection
from indicators.perimeter import FRANCE
from indicators.portrait import is_held, named, territory
from indicators.scenario.change import Scenario, moves_of
from indicators.scenario.measures import threshold_of
from indicators.scenario.siting import MOST_SITED
from indicators.selection import years_of
from layouts.colours import PALETTES
from layouts.scope import compared_of, frame_of
from layouts.view import (
    AIM_NAMES,
    ALL_YEARS,
    DEFAULT_DEPARTEMENT,
    DEFAULT_INDICATOR,
    DEFAULT_LEVEL,
    DRAWN,
    HIDEABLE,
    LANGUAGES,
    LAYERS,
    MEASURES,
    NAMES,
    RETIREMENTS,
    View,
    countable,
    with_level_held,
    with_year_held,
)

Check = Callable[[str], bool]


@dataclass(frozen=True)
class Reading:
    """A view read from an address, and the parts of the address that were not understood.

    Parameters
    ----------
    view : View
    problems : tuple of str
        Each ``name=value`` that makes no sense.
    not_built : str
        The département that was asked for, whose communes the bundle does not hold.
    year_asked, level_asked
        The year and the level of the address, where it names some: the view has others where its
        indicator lacks them.
    """

    view: View
    problems: tuple[str, ...] = ()
    not_built: str = ""
    year_asked: int | None = None
    level_asked: str = ""


@dataclass(frozen=True)
class _Address:
    """The parts of an address, and those found to make no sense so far."""

    given: Mapping[str, str]
    problems: list[str] = field(default_factory=list)

    def take(self, name: str, valid: Check, default: str = "") -> str:
        """Give a field as it was given if it is valid, else its default."""
        text = self.given.get(NAMES[name], default)
        if text != default and not valid(text):
            self.problems.append(f"{NAMES[name]}={text}")
            return default
        return text

    def unknown(self) -> list[str]:
        """Give the parts that no view has."""
        return [f"{name}={text}" for name, text in self.given.items() if name not in NAMES.values()]


def read_view(query: str, bundle: Bundle, catalogue: Catalogue) -> Reading:
    """Read a view from a query string; what makes no sense falls back to the default.

    Parameters
    ----------
    query : str
        With or without its question mark.
    bundle : Bundle
        Tells which territories and years there are.
    catalogue : Catalogue
        Tells which indicators there are.

    Returns
    -------
    Reading
        A view that can be shown, and each ``name=value`` that was not understood.
    """
    given = {name: values[0] for name, values in parse_qs(query.lstrip("?")).items()}
    address = _Address(given)
    defaults = {
        "indicator": DEFAULT_INDICATOR,
        "level": DEFAULT_LEVEL,
        "departement": _departement_by_default(bundle, given.get(NAMES["territory"], "")),
        "lang": LANGUAGES[0],
    }
    taken = {
        name: address.take(name, valid, defaults.get(name, ""))
        for name, valid in _checks(bundle, catalogue).items()
    }
    view = View(**taken)  # type: ignore[arg-type] # all texts: the year is not among them
    level_asked = view.level if NAMES["level"] in given else ""
    is_here = _reads(lambda text: read_selection(text, area_of(bundle, view.departement)))
    chosen = address.take("selection", is_here)
    view = with_level_held(replace(view, selection=chosen), bundle)
    years = {str(year) for year in years_of(bundle, view.indicator)}
    year = address.take("year", years.__contains__)
    view = with_year_held(replace(view, year=int(year) if year else None), bundle)
    is_known = _reads(lambda text: _known_comparison(text, view.indicator, bundle, catalogue))
    view = replace(view, compare=address.take("compare", is_known))
    not_built = _not_built(bundle, given.get(NAMES["departement"], ""))
    problems = [*address.problems, *address.unknown()]
    told = tuple(x for x in problems if not not_built or x != f"departement={not_built}")
    return Reading(view, told, not_built, int(year) if year else None, level_asked)


def _checks(bundle: Bundle, catalogue: Catalogue) -> dict[str, Check]:
    """Tell, for each field that stands by itself, which texts make sense."""
    territories = bundle.territories
    moves = _reads(lambda text: moves_of(text.split(",")))
    return {
        "indicator": catalogue.indicators.__contains__,
        "level": LEVELS.__contains__,
        "departement": {*bundle.departements, FRANCE}.__contains__,
        "territory": partial(is_held, bundle),
        "territory_level": LEVELS.__contains__,
        "years": ALL_YEARS.__eq__,
        "table": _reads(parse_query),
        "lang": LANGUAGES.__contains__,
        "classes": _reads(read_classing),
        "palette": PALETTES.__contains__,
        "layers": lambda text: set(text.split(",")) <= set(LAYERS),
        "filter": _reads(lambda text: _known_filter(text, catalogue)),
        "scatter": _reads(lambda text: _numbers_of(text, catalogue)),
        "symbols": lambda name: name in countable(bundle, catalogue),
        "added": moves,
        "removed": moves,
        "retirement": RETIREMENTS.__contains__,
        "acts": _reads(lambda text: Scenario(acts=_number(text))),
        "threshold": _reads(lambda text: threshold_of(_number(text))),
        "drawn": DRAWN.__contains__,
        "aim": AIM_NAMES.__contains__,
        "doctors": [str(n + 1) for n in range(MOST_SITED)].__contains__,
        "candidates": lambda code: bool((territories["epci"] == code).any()),
        "others": lambda text: _are_listed(text, catalogue),
        "compared": _reads(lambda text: compared_of(bundle, text)),
        "measure": MEASURES.__contains__,
        "hidden": lambda text: set(text.split(",")) <= set(HIDEABLE),
    }


def _not_built(bundle: Bundle, code: str) -> str:
    """Give a département of France that the bundle lacks, nothing where it is not one."""
    is_one = (named(bundle, code)["level"] == "departement").any()
    return code if is_one and code not in bundle.departements else ""


def _departement_by_default(bundle: Bundle, place: str) -> str:
    """Frame the territory that an address names; without one, the first département."""
    try:
        found = frame_of(bundle, territory(bundle, place))["departement"]
    except UsageError:
        return _first_departement(bundle)
    return found if found in bundle.departements else _first_departement(bundle)


def _known_filter(text: str, catalogue: Catalogue) -> None:
    for condition in read_filter(text):
        _numbers_of(condition.indicator, catalogue)


def _numbers_of(name: str, catalogue: Catalogue) -> None:
    """Refuse an indicator that has not one number for each territory."""
    entry = catalogue.indicator(name)
    if entry.strata or entry.categories:
        msg = f"{name} has classes or several values for a territory; choose another indicator"
        raise UsageError(msg)


def _known_comparison(text: str, indicator: str, bundle: Bundle, catalogue: Catalogue) -> None:
    comparison = read_comparison(text)
    if comparison is None:
        return
    name = comparison.indicator or indicator
    if catalogue.indicator(name).strata:
        msg = f"{name} has several values for a territory; choose another indicator"
        raise UsageError(msg)
    years = years_of(bundle, name)
    if comparison.year is not None and comparison.year not in years:
        msg = f"{name} has no year {comparison.year}; choose one of: {', '.join(map(str, years))}"
        raise UsageError(msg)


def _reads(parse: Callable[[str], object]) -> Check:
    """Tell which texts a reading accepts."""

    def accepts(text: str) -> bool:
        try:
            parse(text)
        except UsageError:
            return False
        return True

    return accepts


def _are_listed(names: str, catalogue: Catalogue) -> bool:
    """Tell whether indicators can stand in one column: their values are numbers, not classes."""
    entries = [catalogue.indicators.get(name) for name in names.split(",")]
    return all(entry is not None and not entry.categories for entry in entries)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _first_departement(bundle: Bundle) -> str:
    held = bundle.departements
    return DEFAULT_DEPARTEMENT if DEFAULT_DEPARTEMENT in held else held[0]

"""A territory of one's own: a set of communes, its short form, and its indicators by the rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from indicators.aggregate import aggregate, selection_membership
from indicators.bundle import Bundle
from indicators.catalogue import Catalogue
from indicators.errors import UsageError
from indicators.observations import members
from indicators.perimeter import search_key
from indicators.population import nearest_populations
from indicators.published_apl import INSUFFICIENT_APL, POPULATION_LAG
from indicators.selection import years_of

OWN, REST = "own", "rest"
_STANDARDISED = "population standardisée"
_SIREN = 9
"""Digits of the code of an EPCI; that of a commune has five characters."""
UNDER_THRESHOLD = "population_under_2_5_share"
_RUN = 3
"""Communes that follow one another in the list of the département before they make a range."""


@dataclass(frozen=True, eq=False)
class Area:
    """The communes among which a territory is composed.

    Parameters
    ----------
    communes : pandas.DataFrame
        ``code``, ``epci`` and ``key`` (the name without accents), by code.
    departement : str
        Its code, left out of the short form of its communes.
    """

    communes: pd.DataFrame
    departement: str

    @property
    def codes(self) -> list[str]:
        """The codes of the communes, increasing."""
        return list(self.communes["code"])


def area_of(bundle: Bundle, departement: str) -> Area:
    """Give the communes of a département."""
    table = bundle.territories
    rows = table[(table["level"] == "commune") & (table["departement"] == departement)]
    return Area(rows[["code", "epci", "key"]].sort_values("code"), departement)


def read_selection(text: str, area: Area) -> tuple[str, ...]:
    """Read a territory from its short form: ``041.193``, ``001~009``, ``200033579``.

    Codes are separated by dots, without the département's; ``~`` makes a range of the
    département's list; nine digits are an EPCI.

    Raises
    ------
    UsageError
        When a part is not a commune nor an EPCI of the département.
    """
    found: set[str] = set()
    for token in text.split(".") if text else []:
        first, _, last = token.partition("~")
        start = _members(first, area)
        if last:
            codes = area.codes
            a, b = codes.index(start[0]), codes.index(_members(last, area)[0])
            start = codes[a : b + 1]
        found.update(start)
    return tuple(sorted(found))


def _members(token: str, area: Area) -> list[str]:
    codes = set(area.codes)
    for code in (area.departement + token, token):
        if code in codes:
            return [code]
    inside = area.communes.loc[area.communes["epci"] == token, "code"]
    if len(token) == _SIREN and len(inside):
        return list(inside)
    msg = f"{token!r} is neither a commune nor an EPCI of {area.departement}; give its Insee code"
    raise UsageError(msg)


def write_selection(codes: Sequence[str], area: Area) -> str:
    """Write a territory in its short form; ``read_selection`` reads it back."""
    left = set(codes)
    parts = []
    for epci, communes in area.communes.groupby("epci"):
        inside = set(communes["code"])
        if len(inside) > _RUN and inside <= left:
            parts.append(str(epci))
            left -= inside
    places = [k for k, code in enumerate(area.codes) if code in left]
    short = [code.removeprefix(area.departement) for code in area.codes]
    return ".".join([*parts, *_runs(places, short)])


def _runs(places: list[int], short: list[str]) -> list[str]:
    runs: list[list[int]] = []
    for k in places:
        if runs and runs[-1][-1] == k - 1:
            runs[-1].append(k)
        else:
            runs.append([k])
    told = []
    for run in runs:
        if len(run) < _RUN:
            told += [short[k] for k in run]
        else:
            told.append(f"{short[run[0]]}~{short[run[-1]]}")
    return told


def read_pasted(text: str, area: Area) -> tuple[list[str], list[str]]:
    """Read a pasted list of codes or names, one a line or separated by commas or semicolons.

    Returns
    -------
    tuple of list of str
        The communes that were found (those of an EPCI for its code), and what was not understood.
    """
    by_name = dict(zip(area.communes["key"], area.communes["code"], strict=True))
    found: list[str] = []
    unknown: list[str] = []
    for part in re.split(r"[\n\r;,\t]+", text):
        for token in [part] if search_key(part) in by_name else part.split():
            named = by_name.get(search_key(token))
            try:
                found += [named] if named else _members(token.upper(), area)
            except UsageError:
                unknown.append(token)
    return found, unknown


def composed(
    bundle: Bundle,
    catalogue: Catalogue,
    codes: Sequence[str],
    area: Area,
    indicators: Sequence[str],
) -> pd.DataFrame:
    """Aggregate the communes of a territory, and those of the rest of its département.

    Parameters
    ----------
    bundle, catalogue : Bundle, Catalogue
        The data and each indicator's rule.
    codes : sequence of str
        The communes of the territory.
    area : Area
        The communes of the département.
    indicators : sequence of str
        What is aggregated; those that do not aggregate give nothing.

    Returns
    -------
    pandas.DataFrame
        Observations whose ``code`` is ``own`` or ``rest``, for each year.
    """
    table = bundle.observations
    rows = table[
        (table["level"] == "commune")
        & table["indicator"].isin(list(indicators))
        & (table["stratum"] == "")
        & table["code"].isin(area.codes)
    ]
    rows = rows.astype(dict.fromkeys(rows.columns[rows.dtypes == "category"], str))
    parts = [
        _with_weights(bundle, catalogue, part) for _, part in rows.groupby(["indicator", "year"])
    ]
    if UNDER_THRESHOLD in indicators:
        parts.append(_people_under_threshold(bundle, area))
    lent = pd.concat(parts)
    others = [code for code in area.codes if code not in set(codes)]
    membership = pd.concat([selection_membership(codes, OWN), selection_membership(others, REST)])
    return aggregate(lent, membership, catalogue)


def _people_under_threshold(bundle: Bundle, area: Area) -> pd.DataFrame:
    """Count the inhabitants of the communes with an APL under the threshold, year by year.

    The DREES counts them in total population, which the bundle gives for larger territories only:
    the municipal population of the nearest census stands in, so that the share is an estimate.
    """
    apl = bundle.rows("apl", "commune", codes=area.codes)
    census = bundle.rows("population", "commune", codes=area.codes)
    populations = census.rename(columns={"year": "census_year", "value": "population"})
    known = apl[apl["value"].notna()]
    frames = []
    for year, rows in known.groupby("year"):
        people = nearest_populations(populations, int(str(year)) - POPULATION_LAG)
        found = rows.merge(people, on="code").query("population > 0")
        is_under = found["value"] < INSUFFICIENT_APL
        frames.append(
            members(
                found,
                UNDER_THRESHOLD,
                value=100.0 * is_under,
                numerator=found["population"] * is_under,
                denominator=found["population"],
                aggregate_status="estimated",
                aggregate_note="population:" + found["census_year"].astype(str),
            )
        )
    every = pd.concat(frames, ignore_index=True)
    return every.assign(period=every["year"].astype(str))


def _with_weights(bundle: Bundle, catalogue: Catalogue, rows: pd.DataFrame) -> pd.DataFrame:
    """Say how a sum of these rows is marked; lend an APL the weights of the nearest year."""
    note = rows["note"].str.replace("merged", "").str.strip()
    marked = rows.assign(aggregate_status=rows["status"], aggregate_note=note)
    indicator, year = str(rows["indicator"].iloc[0]), int(rows["year"].iloc[0])
    weights = catalogue.indicator(indicator).weights
    if weights is None or weights.fr != _STANDARDISED or rows["denominator"].notna().any():
        return marked
    lenders = bundle.observations
    lenders = lenders[(lenders["level"] == "commune") & (lenders["indicator"] == indicator)]
    lenders = lenders[lenders["denominator"].notna()]
    nearest = min(lenders["year"].unique(), key=lambda known: abs(int(known) - year))
    held = lenders[lenders["year"] == nearest].astype({"code": str})
    people = rows["code"].map(held.set_index("code")["denominator"])
    return marked.assign(
        denominator=people,
        numerator=rows["value"] * people,
        aggregate_status="estimated",
        aggregate_note=f"weights:{int(nearest) - POPULATION_LAG}",
    )


def nearest_year(bundle: Bundle, indicator: str, level: str, year: int | None) -> int | None:
    """Give the year that is held nearest to another one, the latest of two; nothing without any."""
    years = years_of(bundle, indicator, level)
    wanted = year or max(years, default=0)
    return min(years, key=lambda held: (abs(held - wanted), -held), default=None)

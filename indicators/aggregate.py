"""From communes to any territory, each indicator by its own rule.

Every indicator that aggregates does so by sums: a ratio is the sum of the numerators over the sum
of the denominators (for the APL: accessible consultations over standardised population, which is
the mean weighted by standardised population that the DREES prescribes), a count is a sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from indicators.catalogue import Catalogue
from indicators.observations import observations

LEAST_COVERAGE = 0.95
"""Share of a territory's communes that must have data for its aggregate to be shown: the project's
own choice, so that a few communes never stand for a whole."""
_ABOVE_DEPARTEMENTS = ("region", "france")
_FIGURE = ["indicator", "stratum", "year", "period"]
_TEXTS = ["level", "territory", "indicator", "stratum", "period"]
_FIRST = ["aggregate_note", "source", "edition"]


def aggregate(
    members: pd.DataFrame, membership: pd.DataFrame, catalogue: Catalogue
) -> pd.DataFrame:
    """Aggregate the values of communes to territories.

    Parameters
    ----------
    members : pandas.DataFrame
        Observations of communes with, besides, ``aggregate_status`` and ``aggregate_note``: how a
        sum over them must be marked.
    membership : pandas.DataFrame
        ``code`` (commune), ``level``, ``territory`` and ``partial``: whether the territory has
        communes beyond those that are listed. ``expected``, where it is given, says which
        communes a territory is incomplete without; all of them otherwise.
    catalogue : Catalogue
        Gives each indicator's rule and the levels where it may be shown.

    Returns
    -------
    pandas.DataFrame
        Observations of the territories; ``estimated`` where weights are borrowed, where the
        territory is only partly covered or where some communes have no data, and its note says
        which; absent where less than ``LEAST_COVERAGE`` of its communes have data. A région or
        the country without some départements that the source leaves out altogether, as the DREES
        does Mayotte, is computed, and its note names them.
    """
    rules = {name: i.aggregation for name, i in catalogue.indicators.items()}
    parts = _parts(members, rules)
    by_level = {
        str(level): _totals(parts, str(level), places)
        for level, places in membership.groupby("level", sort=False)
    }
    by_level = {level: totals for level, totals in by_level.items() if len(totals)}
    present = by_level.get("departement")
    marked = [
        _marked(_with_absent_departements(totals, present, membership), membership)
        for totals in by_level.values()
    ]
    shown = [totals for totals in marked if len(totals)]
    if not shown:
        return observations(parts.iloc[:0].reindex(columns=["code", "year", "value"]))
    totals = pd.concat(shown, ignore_index=True)
    scale = totals["indicator"].map({n: i.scale for n, i in catalogue.indicators.items()})
    ratio = totals["indicator"].map(rules) == "ratio"
    totals["value"] = (scale * totals["numerator"] / totals["denominator"]).where(
        ratio, totals["numerator"]
    )
    totals.loc[~ratio, ["numerator", "denominator"]] = float("nan")
    return _shown(totals[totals["value"].notna()], catalogue)


def _parts(members: pd.DataFrame, rules: Mapping[str, str]) -> pd.DataFrame:
    """Make each count its own numerator; leave out what is suppressed or missing: it is not 0."""
    rule = members["indicator"].map(rules)
    parts = members[rule != "none"]
    is_sum = rule[rule != "none"] == "sum"
    parts["numerator"] = parts["numerator"].where(~is_sum, parts["value"])
    if "period" not in parts:
        parts["period"] = parts["year"].astype(str)
    parts["is_estimated"] = parts["aggregate_status"] == "estimated"
    known = parts["numerator"].notna() & (is_sum | parts["denominator"].notna())
    # Whole columns of text repeat a few words: as categories they take a tenth of the memory, and
    # what follows compares integers.
    texts = dict.fromkeys(["code", *_FIGURE, *_FIRST], "category")
    return parts[known].astype(texts | {"year": "int16"}).drop_duplicates(["code", *_FIGURE])


def _totals(parts: pd.DataFrame, level: str, places: pd.DataFrame) -> pd.DataFrame:
    """Sum the parts of each territory of one level."""
    codes = parts["code"].cat
    homes = pd.DataFrame(
        {
            "commune": codes.categories.get_indexer(pd.Index(places["code"])),
            "territory": places["territory"].astype("category"),
            "partial": places["partial"],
            "expected": places.get("expected", default=True),
        }
    )
    joined = parts.assign(commune=codes.codes.astype(np.intp)).merge(homes, on="commune")
    totals = (
        joined.groupby(["territory", *_FIGURE], sort=True, observed=True)
        .agg(
            numerator=("numerator", "sum"),
            denominator=("denominator", "sum"),
            # Those that it may lack are not counted either: they would hide one that it must have.
            communes=("expected", "sum"),
            is_estimated=("is_estimated", "any"),
            partial=("partial", "first"),
            **{name: (name, "first") for name in _FIRST},
        )
        .reset_index()
        .assign(level=level)
    )
    return totals.astype(dict.fromkeys([*_TEXTS, *_FIRST], str))


def _with_absent_departements(
    totals: pd.DataFrame, present: pd.DataFrame | None, membership: pd.DataFrame
) -> pd.DataFrame:
    """Name the départements of a région or of the country that have no value at all."""
    if present is None or totals["level"].iloc[0] not in _ABOVE_DEPARTEMENTS:
        return totals.assign(absent="")
    homes = membership[membership["level"] == "departement"].set_index("code")["territory"]
    larger = membership[membership["level"] == totals["level"].iloc[0]]
    inside = larger.assign(home=larger["code"].map(homes)).groupby("territory")["home"]
    whole = {territory: set(names.dropna()) for territory, names in inside}
    given = {key: set(rows) for key, rows in present.groupby(_FIGURE)["territory"]}
    keys = zip(totals["territory"], *(totals[name] for name in _FIGURE), strict=True)
    absent = [",".join(sorted(whole[key[0]] - given.get(key[1:], set()))) for key in keys]
    return totals.assign(absent=absent)


def _marked(totals: pd.DataFrame, membership: pd.DataFrame) -> pd.DataFrame:
    """Keep the territories most of whose communes have data; say of each what it lacks."""
    counted = membership[membership["expected"]] if "expected" in membership else membership
    expected = counted.groupby(["level", "territory"])["code"].nunique().rename("expected")
    totals = totals.merge(expected.reset_index())
    totals = totals[totals["communes"] >= LEAST_COVERAGE * totals["expected"]]
    if totals.empty:
        return totals
    sizes = counted[counted["level"] == "departement"].groupby("territory")["code"].nunique()
    left_out = totals["absent"].map(
        {absent: sizes.reindex(absent.split(",")).sum() for absent in totals["absent"].unique()}
    )
    incomplete = totals["communes"] + left_out < totals["expected"]
    doubtful = totals["is_estimated"] | totals["partial"] | incomplete
    note = totals["aggregate_note"]
    note = note.where(~totals["partial"], note + " partial")
    note = note.where(~incomplete, note + " incomplete")
    note = note.where(totals["absent"] == "", note + " without:" + totals["absent"])
    return totals.assign(
        status=doubtful.map({True: "estimated", False: "computed"}), note=note.str.strip()
    )


def _shown(totals: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    allowed = {(name, level) for name, i in catalogue.indicators.items() for level in i.levels}
    pairs = zip(totals["indicator"], totals["level"], strict=True)
    shown = np.array([pair in allowed for pair in pairs], dtype=bool)
    return observations(totals[shown].assign(code=lambda frame: frame["territory"]))


def selection_membership(codes: Iterable[str], name: str = "selection") -> pd.DataFrame:
    """Describe a user's own set of communes as one territory, for ``aggregate``."""
    return pd.DataFrame({"code": list(codes)}).assign(level="epci", territory=name, partial=False)

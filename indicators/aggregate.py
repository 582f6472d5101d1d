"""From communes to any territory, each indicator by its own rule.

Every indicator that aggregates does so by sums: a ratio is the sum of the numerators over the sum
of the denominators (for the APL: accessible consultations over standardised population, which is
the mean weighted by standardised population that the DREES prescribes), a count is a sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from indicators.catalogue import Catalogue
from indicators.observations import observations

LEAST_COVERAGE = 0.95
"""Share of a territory's communes that must have data for its aggregate to be shown: the project's
own choice, so that a few communes never stand for a whole."""
_ABOVE_DEPARTEMENTS = ("region", "france")
_GROUP = ["level", "territory", "indicator", "stratum", "year", "period"]


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
    summed = members[members["indicator"].map(rules) != "none"]
    if summed.empty:
        return observations(summed.reindex(columns=["code", "year", "value"]))
    joined = _with_parts(summed, rules).merge(membership, on="code", suffixes=("_commune", ""))
    totals = _covered(_with_absent_departements(_totals(joined), joined, membership), membership)
    if totals.empty:
        return observations(totals.reindex(columns=["code", "year", "value"]))
    totals = _mark_coverage(totals)
    scale = totals["indicator"].map({n: i.scale for n, i in catalogue.indicators.items()})
    ratio = totals["indicator"].map(rules) == "ratio"
    totals["value"] = (scale * totals["numerator"] / totals["denominator"]).where(
        ratio, totals["numerator"]
    )
    totals.loc[~ratio, ["numerator", "denominator"]] = float("nan")
    return _shown(totals[totals["value"].notna()], catalogue)


def _with_parts(members: pd.DataFrame, rules: Mapping[str, str]) -> pd.DataFrame:
    """Make each count its own numerator; leave out what is suppressed or missing: it is not 0."""
    is_sum = members["indicator"].map(rules) == "sum"
    parts = members.drop(columns=["level"]).copy()
    parts["numerator"] = parts["numerator"].where(~is_sum, parts["value"])
    parts["stratum"] = parts["stratum"].fillna("") if "stratum" in parts else ""
    if "period" not in parts:
        parts["period"] = parts["year"].astype(str)
    known = parts["numerator"].notna() & (is_sum | parts["denominator"].notna())
    return parts[known]


def _totals(joined: pd.DataFrame) -> pd.DataFrame:
    joined = joined.assign(is_estimated=joined["aggregate_status"] == "estimated")
    return joined.groupby(_GROUP, sort=True, as_index=False).agg(
        numerator=("numerator", "sum"),
        denominator=("denominator", "sum"),
        communes=("code", "nunique"),
        is_estimated=("is_estimated", "any"),
        aggregate_note=("aggregate_note", "first"),
        source=("source", "first"),
        edition=("edition", "first"),
        partial=("partial", "first"),
    )


def _with_absent_departements(
    totals: pd.DataFrame, joined: pd.DataFrame, membership: pd.DataFrame
) -> pd.DataFrame:
    """Name the départements of a région or of the country that have no value at all."""
    homes = membership[membership["level"] == "departement"].set_index("code")["territory"]
    larger = membership[membership["level"].isin(_ABOVE_DEPARTEMENTS)]
    expected = larger.assign(home=larger["code"].map(homes)).groupby(["level", "territory"])["home"]
    whole = expected.agg(lambda names: frozenset(names.dropna())).rename("whole")
    inside = joined[joined["level"].isin(_ABOVE_DEPARTEMENTS)]
    given = inside.assign(home=inside["code"].map(homes)).groupby(_GROUP)["home"]
    present = given.agg(lambda names: frozenset(names.dropna())).rename("present")
    both = totals.merge(whole.reset_index(), how="left").merge(present.reset_index(), how="left")
    absent = [
        ",".join(sorted(every - there)) if isinstance(every, frozenset) else ""
        for every, there in zip(both.pop("whole"), both.pop("present"), strict=True)
    ]
    return both.assign(absent=absent)


def _covered(totals: pd.DataFrame, membership: pd.DataFrame) -> pd.DataFrame:
    """Keep the territories most of whose communes have data; say how many are lacking."""
    counted = membership[membership["expected"]] if "expected" in membership else membership
    expected = counted.groupby(["level", "territory"])["code"].nunique().rename("expected")
    totals = totals.merge(expected.reset_index())
    totals = totals[totals["communes"] >= LEAST_COVERAGE * totals["expected"]]
    homes = membership[membership["level"] == "departement"].set_index("code")["territory"]
    sizes = homes[homes.index.isin(counted["code"])].value_counts()
    left_out = [
        sum(int(sizes.get(name, 0)) for name in names.split(",")) for names in totals["absent"]
    ]
    return totals.assign(lacking=totals["expected"] - totals["communes"] - left_out)


def _mark_coverage(totals: pd.DataFrame) -> pd.DataFrame:
    incomplete = totals["lacking"] > 0
    doubtful = totals["is_estimated"] | totals["partial"] | incomplete
    without = totals["absent"] != ""
    note = totals["aggregate_note"]
    note = note.where(~totals["partial"], note + " partial")
    note = note.where(~incomplete, note + " incomplete")
    note = note.where(~without, note + " without:" + totals["absent"])
    return totals.assign(
        status=doubtful.map({True: "estimated", False: "computed"}), note=note.str.strip()
    )


def _shown(totals: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    allowed = {(name, level) for name, i in catalogue.indicators.items() for level in i.levels}
    shown = [pair in allowed for pair in zip(totals["indicator"], totals["level"], strict=True)]
    return observations(totals[shown].assign(code=lambda frame: frame["territory"]))


def selection_membership(codes: Iterable[str], name: str = "selection") -> pd.DataFrame:
    """Describe a user's own set of communes as one territory, for ``aggregate``."""
    return pd.DataFrame({"code": list(codes)}).assign(level="epci", territory=name, partial=False)

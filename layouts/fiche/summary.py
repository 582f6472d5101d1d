"""The sheet's first sentences: the access to GPs and what it is beside, in plain words."""

from __future__ import annotations

from indicators import portrait, standing
from indicators.population import census_change
from indicators.series import series
from layouts.context import Context
from layouts.texts import number, typeset

_STEADY = 0.05
"""Per cent: what one decimal shows as 0."""
_SIDES = {
    ("better", "departement"): "c'est plus que dans le département ({value})",
    ("worse", "departement"): "c'est moins que dans le département ({value})",
    ("similar", "departement"): "c'est à peu près autant que dans le département ({value})",
    ("better", "france"): "c'est plus qu'en France ({value})",
    ("worse", "france"): "c'est moins qu'en France ({value})",
    ("similar", "france"): "c'est à peu près autant qu'en France ({value})",
}


def summary(context: Context) -> str:
    """Say how many people live in the territory and what access to GPs they have."""
    t, place = context.t, context.place
    told = []
    people = portrait.value(context.bundle, "population", place)
    if people is not None and people.value is not None:
        told.append(
            t(
                "{place}: {people} habitants ({year}).",
                place=place.name,
                people=context.people(people.value),
                year=people.year,
            )
        )
    return " ".join([*told, *_change(context), _access(context)])


def _change(context: Context) -> list[str]:
    """Tell the change of the population between two censuses that share no survey."""
    place = context.place
    found = census_change(series(context.bundle, "population", place.level, place.code))
    if found is None:
        return []
    first, last, change = found
    if abs(change) < _STEADY:
        return [context.t("Population stable entre {first} et {last}.", first=first, last=last)]
    size = number(abs(change), 1, context.lang)
    fields = {"size": size, "first": first, "last": last}
    if change > 0:
        return [context.t("{size} % d'habitants de plus entre {first} et {last}.", **fields)]
    return [context.t("{size} % d'habitants de moins entre {first} et {last}.", **fields)]


def _access(context: Context) -> str:
    t, place = context.t, context.place
    entry = context.catalogue.indicator("apl")
    found = portrait.value(context.bundle, "apl", place)
    if found is None or found.value is None:
        return t("L'accès aux généralistes (APL) n'est pas connu pour ce territoire.")
    said = {"value": context.figure(found.value, entry), "year": found.year}
    if context.is_one(found.value, entry):
        told = t(
            "Un habitant a accès en moyenne à {value} consultation de généraliste par an ({year})",
            **said,
        )
    else:
        told = t(
            "Un habitant a accès en moyenne à {value} consultations de généraliste par an ({year})",
            **said,
        )
    beside = [
        t(_SIDES[one.verdict, level], value=number(one.reference, entry.decimals, context.lang))
        for level, one in standing.compared(context.bundle, "apl", entry, place, found).items()
    ]
    return typeset(f"{'; '.join([told, *beside])}.", context.lang)

"""Scenarios that are offered ready-made: the Département's health centres, the retirements."""

from __future__ import annotations

from dataclasses import dataclass

from indicators.bundle import Bundle
from indicators.kept import kept
from layouts.context import Context

_CENTRE = "centre_departemental_de_sante"


@dataclass(frozen=True)
class Preset:
    """A scenario that is offered ready-made: its name, a remark, and its fields of the view."""

    name: str
    note: str = ""
    added: str = ""
    retirement: str = ""


@dataclass(frozen=True)
class _Centre:
    """A health centre of the Département: its commune, and when it opened where that is known."""

    code: str
    commune: str
    departement: str
    since: str


@kept(maxsize=2)
def _centres(bundle: Bundle) -> tuple[_Centre, ...]:
    table = bundle.initiatives
    centres = table[(table["kind"] == _CENTRE) & table["commune_code"].notna()]
    names = bundle.territories
    communes = names[names["level"] == "commune"].set_index("code")
    here = centres[centres["commune_code"].isin(communes.index)]
    return tuple(
        _Centre(
            code,
            str(communes.loc[code, "name"]),
            str(communes.loc[code, "departement"]),
            since if isinstance(since, str) else "",
        )
        for code, since in zip(here["commune_code"], here["since"], strict=True)
    )


def presets(context: Context, year: int) -> tuple[Preset, ...]:
    """Offer the health centres of the département that are known, and the retirements.

    Parameters
    ----------
    context : Context
    year : int
        Millésime of the base: the doctors of a centre that opened before may be in it already.
    """
    t, here = context.t, context.view.departement
    centres = [one for one in _centres(context.bundle) if one.departement == here]
    made = [
        Preset(
            t("Un médecin au centre de santé: {name}", name=centre.commune),
            note=_already(context, centre, year),
            added=centre.code,
        )
        for centre in centres
    ]
    if len(made) > 1:
        every = ",".join(sorted(centre.code for centre in centres))
        text = t("Un médecin dans chacun des {count} centres départementaux", count=len(made))
        made.append(Preset(text, added=every))
    made.append(Preset(t("Tous les généralistes de plus de 65 ans partent"), retirement="65"))
    return tuple(made)


def _already(context: Context, centre: _Centre, year: int) -> str:
    """Say whether the base may count the doctors of a centre already."""
    t = context.t
    if not centre.since:
        return t(
            "Ouverture non datée: la base {year} compte peut-être déjà ses médecins", year=year
        )
    day = context.day(centre.since)
    if int(centre.since[:4]) > year:
        return t("Ouvert le {day}, après la base {year}", day=day, year=year)
    return t(
        "Ouvert le {day}: la base {year} compte peut-être déjà ses médecins", day=day, year=year
    )

"""The command ``status``: what the bundle holds of each source, and what brings the rest."""

from __future__ import annotations

from datetime import UTC, date, datetime

import typer
from rich.console import Console
from rich.table import Table

from indicators.bundle import Bundle
from indicators.bundle_files import read_bundle
from indicators.catalogue import Catalogue, load_catalogue
from indicators.commands import BundleFolder
from indicators.holdings import (
    BUILD,
    Holding,
    absent_departements,
    absent_indicators,
    holdings,
)
from indicators.paths import BUNDLE

_NONE = "-"
_FEW = 5
"""Départements that are listed rather than counted."""


def status(bundle: BundleFolder = BUNDLE) -> None:
    """Show what the bundle holds: source, millésimes, rows, age, and what brings the rest."""
    held, catalogue = read_bundle(bundle), load_catalogue()
    today = datetime.now(UTC).date()
    console = Console()
    console.print(f"Bundle {bundle}: départements {_listed(held.departements)}")
    console.print(_table(holdings(held, catalogue), today))
    for line in (*_without_rows(holdings(held, catalogue)), *_missing(held, catalogue)):
        typer.echo(line)


def _table(held: list[Holding], today: date) -> Table:
    table = Table("source", "millésimes", "rows", "age", "licence")
    for one in held:
        rows = "missing" if one.is_missing else str(one.rows or _NONE)
        cells = (one.name, spans(one.years) or _NONE, rows, _age(one, today), one.source.licence)
        table.add_row(*cells)
    return table


def _age(one: Holding, today: date) -> str:
    years = one.years_old(today)
    if years is None:
        return _NONE
    received = f", received {one.received}" if one.received else ""
    return f"{years} y{received}"


def spans(years: tuple[int, ...]) -> str:
    """Write years as runs: ``2015-2019, 2021``."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _without_rows(held: list[Holding]) -> list[str]:
    absent = [one for one in held if one.is_missing]
    lines = [f"  {one.name} ({one.source.producer}): {one.remedy}" for one in absent]
    return ["Sources without a row here, and what brings them:", *lines] if lines else []


def _missing(bundle: Bundle, catalogue: Catalogue) -> list[str]:
    told = []
    departements = absent_departements(bundle)
    if departements:
        told.append(
            f"Départements not built: {_listed(departements)}; `{BUILD} CODE`, or --all, with "
            "--from DIR for the official files"
        )
    indicators = absent_indicators(bundle, catalogue)
    if indicators:
        told.append(f"Indicators without a value here: {', '.join(indicators)}")
    return told


def _listed(departements: list[str]) -> str:
    if len(departements) <= _FEW:
        return ", ".join(departements)
    return f"{', '.join(departements[:_FEW])}… ({len(departements)})"

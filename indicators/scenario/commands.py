"""The commands ``scenario`` and ``site`` of the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import pandas as pd
import typer

from indicators.bundle_files import read_bundle
from indicators.commands import BundleFolder
from indicators.errors import DataError, UsageError
from indicators.export import Table, to_csv, to_metadata
from indicators.files import metadata_beside, write_files
from indicators.paths import BUNDLE
from indicators.plain_csv import Code, Column, Quantity, read_plain_csv
from indicators.scenario.aims import AIMS, SHORTFALL
from indicators.scenario.base import Base, read_base
from indicators.scenario.change import ACTS, Outcome, Scenario, apply_scenario, moves_of
from indicators.scenario.measures import FAR_MINUTES, THRESHOLD, threshold_of
from indicators.scenario.metadata import metadata, siting_metadata
from indicators.scenario.recompute import recompute
from indicators.scenario.rows import communes_inside, rows_of, span_of
from indicators.scenario.siting import SECONDS, Answer, question_of, site
from indicators.travel.table import read_times

if TYPE_CHECKING:
    from indicators.bundle import Bundle
    from indicators.scenario.rows import Span

METHODS = ("exact", "greedy")
DECIMALS = 6
"""Of the numbers written: a change of one act a year in a large town still shows."""
LARGEST_TOWN = 1e8
"""Inhabitants: more is a mistake of column."""
_POPULATION: dict[str, Column] = {"code": Code(unique=True), "population": Quantity(LARGEST_TOWN)}
_FILE = {"exists": True, "dir_okay": False, "show_default": False}

Territory = Annotated[str, typer.Option(help="Code of the territory whose communes are counted.")]
Level = Annotated[
    str | None, typer.Option(help="Its level, where a code stands at several: epci, tvs…")
]
Add = Annotated[
    list[str] | None,
    typer.Option(help="CODE:DOCTORS who arrive, full-time; may be given several times."),
]
Remove = Annotated[
    list[str] | None, typer.Option(help="CODE:DOCTORS who leave; may be given several times.")
]
Retire = Annotated[
    int | None, typer.Option(help="Every GP over 65, 62 or 60 retires (official series).")
]
Threshold = Annotated[float, typer.Option(help="APL at or under which access is insufficient.")]
Acts = Annotated[float, typer.Option(help="Acts a year of one full-time doctor, 3600 to 6000.")]
Year = Annotated[
    int | None, typer.Option(help="Millésime of the base; the last one with its populations.")
]
Output = Annotated[Path, typer.Option("--output", "-o", help="CSV to write.", show_default=False)]


def scenario(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    output: Output,
    territory: Territory = "62",
    level: Level = None,
    add: Add = None,
    remove: Remove = None,
    retire: Retire = None,
    threshold: Threshold = THRESHOLD,
    acts: Acts = ACTS,
    times: Annotated[
        Path | None,
        typer.Option(
            help="CSV origin,destination,minutes: times that change, a road closed", **_FILE
        ),
    ] = None,
    population: Annotated[
        Path | None, typer.Option(help="CSV code,population: inhabitants projected", **_FILE)
    ] = None,
    year: Year = None,
    bundle: BundleFolder = BUNDLE,
) -> None:
    """Say what arrivals, departures, retirements, times or populations change, by commune."""
    held = read_bundle(bundle)
    base = read_base(held, year)
    inside = communes_inside(base, held, territory, level)
    threshold_of(threshold)
    supposed = Scenario(moves_of(add or (), remove or ()), retire, acts)
    outcome = _outcome(base, supposed, times, population)
    rows = rows_of(outcome, inside, threshold=threshold)
    span = span_of(outcome, inside, threshold=threshold)
    about = metadata(outcome, span, threshold) | {"territory": territory, "rows": len(rows)}
    _write(output, rows, about)
    typer.echo(_told(outcome, span, threshold))
    typer.echo(f"{output}: {len(rows)} communes; metadata in {output.name}.metadata.json")


def _outcome(
    base: Base, supposed: Scenario, times: Path | None, population: Path | None
) -> Outcome:
    if times is None and population is None:
        return apply_scenario(base, supposed)
    table = None if times is None else read_times(times)
    people = None
    if population is not None:
        frame = read_plain_csv(population, _POPULATION)
        people = frame.set_index("code")["population"].astype("float64")
    try:
        return recompute(base, supposed, times=table, population=people)
    except DataError as error:
        read = [str(path) for path in (times, population) if path is not None]
        raise DataError(error.message, file=" or ".join(read), column=error.column) from error


def _told(outcome: Outcome, span: Span, threshold: float) -> str:
    before, after, low, high = span.before, span.after, span.low, span.high
    status = "official" if outcome.is_official else "estimated"
    mean = f"{before.mean:.3f} -> {after.mean:.3f} ({low.mean:.3f} to {high.mean:.3f})"
    people = f"{before.people_under:.0f} -> {after.people_under:.0f}"
    people += f" ({low.people_under:.0f} to {high.people_under:.0f})"
    lacking = f"{before.shortfall:.0f} -> {after.shortfall:.0f}"
    lacking += f" ({low.shortfall:.0f} to {high.shortfall:.0f})"
    lines = [
        f"base: official APL {outcome.base.year}; result: {status}",
        f"mean APL {mean}",
        f"people at {threshold:g} or under {people}",
        f"shortfall, acts a year {lacking}",
    ]
    if before.people_far is not None and after.people_far is not None:
        far = f"{before.people_far:.0f} -> {after.people_far:.0f}"
        lines.append(f"people over {FAR_MINUTES:g} minutes from a GP {far}")
    if outcome.floored.any():
        lines.append(f"{int(outcome.floored.sum())} commune(s) would fall under 0: shown at 0")
    return "\n".join(lines)


def place_doctors(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    output: Output,
    territory: Territory = "62",
    level: Level = None,
    doctors: Annotated[int, typer.Option(help="Doctors to place, 1 to 10.")] = 1,
    aim: Annotated[str, typer.Option(help=f"One of {', '.join(AIMS)}.")] = SHORTFALL,
    candidates: Annotated[
        str | None,
        typer.Option(help="Where they may settle: codes of communes or of EPCI, between commas."),
    ] = None,
    threshold: Threshold = THRESHOLD,
    acts: Acts = ACTS,
    method: Annotated[
        str, typer.Option(help="exact: the best together; greedy: one after the other.")
    ] = METHODS[0],
    seconds: Annotated[
        float, typer.Option(help="How long the exact answer may be searched.", min=0.1)
    ] = SECONDS,
    add: Add = None,
    remove: Remove = None,
    retire: Retire = None,
    year: Year = None,
    bundle: BundleFolder = BUNDLE,
) -> None:
    """Find the communes where doctors would help most, after an optional scenario."""
    if method not in METHODS:
        message = f"unknown method {method!r}: choose one of {', '.join(METHODS)}"
        raise UsageError(message)
    held = read_bundle(bundle)
    base = read_base(held, year)
    inside = communes_inside(base, held, territory, level)
    supposed = Scenario(moves_of(add or (), remove or ()), retire, acts)
    question = question_of(
        base,
        supposed,
        inside,
        candidates=candidates_of(held, candidates),
        acts=acts,
        threshold=threshold_of(threshold),
    )
    answer = site(question, doctors, aim, exact=method == METHODS[0], seconds=seconds)
    about = siting_metadata(base, supposed, answer, threshold) | {"territory": territory}
    _write(output, answer_rows(base, answer), about)
    proof = "proven: nothing better exists" if answer.is_exact else _bound_told(answer)
    typer.echo(f"{aim}: {answer.before:.6g} -> {answer.after:.6g} ({proof})")
    typer.echo(f"{output}: {', '.join(answer.places)}")


def _bound_told(answer: Answer) -> str:
    if answer.bound is None:
        return "one after the other, not proven the best"
    gap = answer.after - answer.bound
    return f"not proven the best: none goes under {answer.bound:.6g}, {gap:.6g} less at most"


def candidates_of(bundle: Bundle, text: str | None) -> pd.Index | None:
    """Read where doctors may settle: codes of communes or EPCI between commas.

    Raises
    ------
    UsageError
        A code that is neither.
    """
    if text is None:
        return None
    table = bundle.territories[bundle.territories["level"] == "commune"]
    codes: list[str] = []
    for code in dict.fromkeys(part.strip() for part in text.split(",")):
        found = table.loc[(table["code"] == code) | (table["epci"] == code), "code"]
        if found.empty:
            message = f"{code!r} is neither a commune nor an EPCI of this bundle"
            raise UsageError(message)
        codes += list(found)
    return pd.Index(sorted(set(codes)))


def answer_rows(base: Base, answer: Answer) -> pd.DataFrame:
    """Give one row a doctor: where, and which other communes would do exactly as well."""
    columns = {
        "rank": range(1, len(answer.places) + 1),
        "code": answer.places,
        "name": [base.name_of(code) for code in answer.places],
        "equals": [" ".join(codes) for codes in answer.equals],
        "aim": answer.aim,
        "before": answer.before,
        "after": answer.after,
        "is_exact": answer.is_exact,
        "bound": answer.bound,
        "year": base.year,
        "status": "estimated",
        "source": " ".join(sorted(set(base.communes["source"]))),
    }
    return pd.DataFrame(columns)


def _write(output: Path, rows: pd.DataFrame, about: dict[str, Any]) -> None:
    beside = metadata_beside(output)
    made = Table(rows.round(DECIMALS), about)
    write_files({output: to_csv(made), beside: to_metadata(made)})

"""The command ``compute``: an indicator from the user's own files, nothing else needed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
import pandas as pd
import typer

from indicators.apl_parameters import load_parameters
from indicators.catchment import METHODS
from indicators.catchment import crowdedness as crowdedness_of
from indicators.decay_file import read_decay
from indicators.errors import DataError, UsageError
from indicators.files import refuse_overwriting
from indicators.plain_csv import Code, Column, Quantity, line_of, read_plain_csv, write_together
from indicators.raam import TAU, TOLERANCE, rational_access
from indicators.travel.costs import TravelCosts

if TYPE_CHECKING:
    import numpy.typing as npt

    from indicators.decay import Decay

    IntArray = npt.NDArray[np.intp]

# Bounds that no real file passes: a day of driving, and more people or acts than a country has.
LONGEST_MINUTES = 1440.0
LARGEST_AMOUNT = 1e10

DEMAND_COLUMNS: dict[str, Column] = {
    "code": Code(unique=True),
    "population": Quantity(LARGEST_AMOUNT),
}
SUPPLY_COLUMNS: dict[str, Column] = {"code": Code(unique=True), "supply": Quantity(LARGEST_AMOUNT)}
TIMES_COLUMNS: dict[str, Column] = {
    "origin": Code(),
    "destination": Code(),
    "minutes": Quantity(LONGEST_MINUTES),
}


@dataclass(frozen=True)
class Inputs:
    """What the three files hold, once checked together.

    Parameters
    ----------
    demand : DataFrame
        Columns code, population.
    supply : DataFrame
        Columns code, supply.
    costs : TravelCosts, shape (rows of demand, rows of supply)
    own_pairs_added : int
        Places of both files whose own time was absent, taken as 0 minutes.
    """

    demand: pd.DataFrame
    supply: pd.DataFrame
    costs: TravelCosts
    own_pairs_added: int


def _refuse_unknown_codes(times: pd.DataFrame, known: pd.Index, file: Path) -> None:
    for column in ("origin", "destination"):
        unknown = np.flatnonzero(known.get_indexer(pd.Index(times[column])) < 0)
        if unknown.size:
            at = int(unknown[0])
            message = (
                f"the code {times[column].iloc[at]!r} is neither in the demand nor in the supply "
                "file: add it there or remove the pair"
            )
            raise DataError(message, file=str(file), row=line_of(at), column=column)


def _refuse_repeated_pairs(times: pd.DataFrame, file: Path) -> None:
    repeated = np.flatnonzero(times.duplicated(["origin", "destination"]).to_numpy())
    if repeated.size:
        at = int(repeated[0])
        pair = f"{times['origin'].iloc[at]!r} to {times['destination'].iloc[at]!r}"
        message = f"the pair {pair} is already given above: keep one row per pair"
        raise DataError(message, file=str(file), row=line_of(at), column="destination")


def _with_own_pairs(
    rows: IntArray, columns: IntArray, minutes: npt.NDArray[np.float64], own: IntArray
) -> tuple[IntArray, IntArray, npt.NDArray[np.float64], int]:
    """Add at 0 minutes the own pairs that are absent; `own` maps a demand row to its supply row."""
    absent = own >= 0
    absent[rows[own[rows] == columns]] = False
    places = np.flatnonzero(absent)
    return (
        np.concatenate([rows, places]),
        np.concatenate([columns, own[places]]),
        np.concatenate([minutes, np.zeros(places.size)]),
        int(places.size),
    )


def read_inputs(demand_file: Path, supply_file: Path, times_file: Path) -> Inputs:
    """Read the three files and number their places.

    A pair whose origin has no row of demand, or whose destination has no row of supply, counts for
    nothing: nobody lives there, or nothing is offered. A code found in neither file is an error. A
    place of both files whose own pair is absent is at 0 minutes of itself, as in the APL.

    Raises
    ------
    DataError
        Any fault, with its file, row and column.
    """
    demand = read_plain_csv(demand_file, DEMAND_COLUMNS)
    supply = read_plain_csv(supply_file, SUPPLY_COLUMNS)
    times = read_plain_csv(times_file, TIMES_COLUMNS)
    residents, sites = pd.Index(demand["code"]), pd.Index(supply["code"])
    _refuse_unknown_codes(times, residents.union(sites), times_file)
    _refuse_repeated_pairs(times, times_file)
    rows = residents.get_indexer(pd.Index(times["origin"]))
    columns = sites.get_indexer(pd.Index(times["destination"]))
    used = (rows >= 0) & (columns >= 0)
    minutes = times["minutes"].to_numpy(dtype=np.float64)[used]
    own = sites.get_indexer(residents)
    rows, columns, minutes, added = _with_own_pairs(rows[used], columns[used], minutes, own)
    costs = TravelCosts.from_pairs(rows, columns, minutes, (len(residents), len(sites)))
    return Inputs(demand, supply, costs, added)


def find_decay(name: str) -> Decay:
    """Decay of a name of data/apl_parameters.yml, or read from a file.

    Raises
    ------
    UsageError
        Neither a known name nor a file.
    DataError
        A file that describes no decay.
    """
    parameters = load_parameters()
    if name in parameters.decays:
        return parameters.decay(name)
    path = Path(name)
    if not path.is_file():
        known = ", ".join(parameters.decays)
        message = f"--decay {name!r} is neither one of {known} nor a file"
        raise UsageError(message)
    return read_decay(path)


compute_app = typer.Typer(
    help="Compute an indicator from your own files.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

_INPUT = {"exists": True, "dir_okay": False, "show_default": False}
Demand = Annotated[Path, typer.Option(help="CSV: code,population", **_INPUT)]
Supply = Annotated[Path, typer.Option(help="CSV: code,supply", **_INPUT)]
Times = Annotated[Path, typer.Option(help="CSV: origin,destination,minutes", **_INPUT)]


@compute_app.callback()
def _compute() -> None:
    """Compute an indicator from your own files."""


@compute_app.command("apl")
def compute_apl(  # noqa: PLR0913, PLR0917 -- one parameter per option of the command
    demand: Demand,
    supply: Supply,
    times: Times,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="CSV: code,accessibility", show_default=False),
    ],
    decay: Annotated[
        str,
        typer.Option(
            help="drees, drees-2012, gaussian (0 at 20 min), or a file: CSV minutes_below,weight, "
            "or YAML with kind and parameters"
        ),
    ] = "drees",
    method: Annotated[str, typer.Option(help=f"One of {', '.join(METHODS)}")] = "e2sfca",
    ratios: Annotated[
        Path | None, typer.Option(help="CSV: code,ratio; blank where nobody is reached")
    ] = None,
    crowdedness: Annotated[
        Path | None,
        typer.Option(
            help="CSV: code,crowdedness, the demand that each supply meets under the decay, per "
            "unit of it (inverted 2SFCA); blank without supply"
        ),
    ] = None,
) -> None:
    """Compute the accessibility of each place of the demand file by a floating catchment area.

    A pair absent from the times is out of reach, except a place and itself: 0 minutes. A place
    absent from the supply file offers nothing. Codes are text.
    """
    if method not in METHODS:
        message = f"--method {method!r} is not one of {', '.join(METHODS)}"
        raise UsageError(message)
    refuse_overwriting([output, ratios, crowdedness], [demand, supply, times])
    weigh = find_decay(decay)
    inputs = read_inputs(demand, supply, times)
    people, offer = inputs.demand["population"], inputs.supply["supply"]
    weights = inputs.costs.weights(weigh)
    access = METHODS[method](people, offer, weights)
    tables = {output: _by_code(inputs.demand, "accessibility", access.accessibility)}
    if ratios is not None:
        tables[ratios] = _by_code(inputs.supply, "ratio", access.ratios)
    if crowdedness is not None:
        met = crowdedness_of(people, offer, weights)
        tables[crowdedness] = _by_code(inputs.supply, "crowdedness", met)
    write_together(tables)
    _tell(inputs, output)


@compute_app.command("raam")
def compute_raam(  # noqa: PLR0913, PLR0917 -- one parameter per option of the command
    demand: Demand,
    supply: Supply,
    times: Times,
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            help="CSV: code,cost, in units of the mean crowding; blank where no site is in reach",
            show_default=False,
        ),
    ],
    tau: Annotated[
        float, typer.Option(help="Minutes of travel that weigh as much as the mean crowding.")
    ] = TAU,
    tolerance: Annotated[
        float, typer.Option(help="Most that anyone would still gain by changing site.")
    ] = TOLERANCE,
    crowding: Annotated[
        Path | None, typer.Option(help="CSV: code,crowding, 1 being the mean; blank without supply")
    ] = None,
) -> None:
    """Compute what care costs each place, in crowding and travel, by the rational agent model.

    Lower is better. Everyone goes where the crowding met and the travel add up to the least, until
    nobody gains by changing. Some seconds for a département; too slow for the whole country.
    """
    refuse_overwriting([output, crowding], [demand, supply, times])
    inputs = read_inputs(demand, supply, times)
    found = rational_access(
        inputs.demand["population"],
        inputs.supply["supply"],
        inputs.costs,
        tau=tau,
        tolerance=tolerance,
    )
    tables = {output: _by_code(inputs.demand, "cost", found.cost)}
    if crowding is not None:
        tables[crowding] = _by_code(inputs.supply, "crowding", found.crowding)
    write_together(tables)
    _tell(inputs, output)


def _by_code(places: pd.DataFrame, name: str, values: npt.NDArray[np.float64]) -> pd.DataFrame:
    return pd.DataFrame({"code": places["code"], name: values})


def _tell(inputs: Inputs, output: Path) -> None:
    typer.echo(
        f"{len(inputs.demand)} places, {inputs.costs.minutes.nnz} pairs "
        f"({inputs.own_pairs_added} own pairs added at 0 minutes): {output}"
    )

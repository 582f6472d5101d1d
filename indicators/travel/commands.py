"""The command ``minutes``: the times by car between communes, from one of three providers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import pandas as pd
import typer

from indicators.errors import DataError, UsageError
from indicators.files import refuse_overwriting
from indicators.paths import GEOGRAPHY, MINUTES_CACHE
from indicators.plain_csv import Code, line_of, read_plain_csv, write_together
from indicators.travel.engines import Osrm, Valhalla
from indicators.travel.routing import BLOCK, Cache, EngineTimes
from indicators.travel.table import TableTimes
from indicators.travel.times import CATCHMENT_MINUTES

if TYPE_CHECKING:
    from collections.abc import Collection

    import geopandas as gpd

    from indicators.territories import Geography
    from indicators.travel.model import ModelTimes
    from indicators.travel.times import TravelTimeProvider

_FILE = {"exists": True, "dir_okay": False, "show_default": False}


def minutes(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    codes: Annotated[Path, typer.Option(help="CSV with a column code: the communes.", **_FILE)],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="CSV: origin,destination,minutes", show_default=False),
    ],
    within: Annotated[
        float, typer.Option(help="Minutes from which a pair is left out.")
    ] = CATCHMENT_MINUTES,
    osrm: Annotated[str, typer.Option(help="Address of an OSRM server to ask.")] = "",
    valhalla: Annotated[str, typer.Option(help="Address of a Valhalla server to ask.")] = "",
    block: Annotated[
        int, typer.Option(help="Communes a side of the tables that a server is asked.", min=1)
    ] = BLOCK,
    cache: Annotated[
        Path, typer.Option(help="Folder of what a server answered; empty it with another map.")
    ] = MINUTES_CACHE,
    table: Annotated[
        Path | None,
        typer.Option(help="CSV or Parquet: origin,destination,minutes, such as a distancier."),
    ] = None,
    *,
    both_ways: Annotated[
        bool, typer.Option("--both-ways", help="A pair that --table gives one way holds both.")
    ] = False,
) -> None:
    """Write the minutes by car between the communes of a file, for `compute` and `scenario`.

    The embedded model gives them, or the server or the table that is named. A commune is at 0
    minutes of itself.
    """
    if sum(map(bool, (osrm, valhalla, table))) > 1:
        message = "give one of --osrm, --valhalla and --table, or none for the embedded model"
        raise UsageError(message)
    refuse_overwriting([output], [codes, *([table] if table else [])])
    wanted = read_plain_csv(codes, {"code": Code(unique=True)})["code"].tolist()
    provider: TravelTimeProvider
    if table:
        provider = TableTimes.from_file(table, symmetric=both_ways, communes=wanted)
    else:
        geography = _geography_of(wanted, codes)
        engine = Osrm(osrm) if osrm else Valhalla(valhalla) if valhalla else None
        if engine:
            provider = EngineTimes(engine, _among(geography, wanted), Cache(cache), block=block)
        else:
            provider = _model_around(geography, wanted)
    found = provider.pairs_within(wanted, within).frame()
    rows = found[["origin", "destination", "minutes"]]
    # Not rounded: a time under a threshold must not be written as that threshold.
    write_together({output: rows.sort_values(["origin", "destination"])})
    typer.echo(f"{len(wanted)} communes, {len(rows)} pairs under {within:g} minutes: {output}")


def _geography_of(wanted: list[str], file: Path) -> Geography:
    """Read the geography of today, and refuse codes that are not in it."""
    from indicators.territories import load_geography  # noqa: PLC0415 - slow to load

    geography = load_geography(GEOGRAPHY)
    known = pd.Index(geography.communes["code"])
    for place, at in enumerate(known.get_indexer(pd.Index(wanted))):
        if at < 0:
            message = f"{wanted[place]!r} is no commune of today: give codes of the current COG"
            raise DataError(message, file=str(file), row=line_of(place), column="code")
    return geography


def _among(geography: Geography, codes: Collection[str]) -> gpd.GeoDataFrame:
    return geography.communes[geography.communes["code"].isin(codes)]


def _model_around(geography: Geography, wanted: list[str]) -> ModelTimes:
    """Make the model of the ground that the minutes between some communes depend on."""
    from indicators.inputs import legal_populations  # noqa: PLC0415
    from indicators.population import latest_populations  # noqa: PLC0415
    from indicators.travel.around import TERRAIN_MARGIN_KM, codes_around  # noqa: PLC0415
    from indicators.travel.model import ModelTimes  # noqa: PLC0415

    ground = _among(geography, codes_around(geography.communes, wanted, TERRAIN_MARGIN_KM))
    return ModelTimes.from_communes(ground, latest_populations(legal_populations(geography)))

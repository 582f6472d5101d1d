"""From the layers that a view asks for to the rows behind them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from callbacks.state import Data
from indicators.selection import years_of
from layouts.carte.layers_legend import place_text, symbol_text
from layouts.carte.shown import ShownLayers
from layouts.context import Context
from layouts.figures.map_layers import Layers
from layouts.view import with_year_held

CONTRACT = "contrat_local_de_sante"


def shown_layers(data: Data, context: Context) -> ShownLayers:
    """Gather what a view draws over its map."""
    asked = set(context.view.layers.split(","))
    initiatives = _initiatives(data, context, asked)
    contracts = initiatives[initiatives["kind"] == CONTRACT]
    centres = initiatives[initiatives["kind"] != CONTRACT]
    second, year = _second(data, context)
    drawn = Layers(
        epci=_epci(data, context) if "epci" in asked else (),
        contracts=tuple(contracts["epci_code"]),
        places=_points(context, centres) if len(centres) else None,
        symbols=_symbols(context, second, year) if len(second) else None,
    )
    return ShownLayers(drawn, initiatives, second, year)


def _epci(data: Data, context: Context) -> tuple[str, ...]:
    table = data.bundle.territories
    inside = (table["level"] == "epci") & (table["departement"] == context.view.departement)
    return tuple(table.loc[inside, "code"])


def _initiatives(data: Data, context: Context, asked: set[str]) -> pd.DataFrame:
    """List the contracts and the centres of the département whose layer is on, with their place."""
    rows = data.bundle.initiatives
    if not asked & {"contrats", "centres"}:
        return rows.iloc[:0]
    is_contract = rows["kind"] == CONTRACT
    rows = rows[(is_contract & ("contrats" in asked)) | (~is_contract & ("centres" in asked))]
    rows = rows.assign(code=rows["commune_code"].fillna(rows["epci_code"]))
    table = data.bundle.territories
    inside = table[table["departement"] == context.view.departement]
    places = inside.drop_duplicates("code").set_index("code")
    rows = rows[rows["code"].isin(places.index)]
    held = places.loc[rows["code"]]
    return rows.assign(
        place=held["name"].to_numpy(), lon=held["lon"].to_numpy(), lat=held["lat"].to_numpy()
    )


def _points(context: Context, centres: pd.DataFrame) -> pd.DataFrame:
    texts = [place_text(context, row) for row in centres.to_dict("records")]
    return centres.assign(text=texts)[["name", "lon", "lat", "text"]]


def _second(data: Data, context: Context) -> tuple[pd.DataFrame, int | None]:
    """Give the frame of the second indicator, at the millésime nearest to the one in view."""
    view = context.view
    if not view.symbols or not years_of(data.bundle, view.symbols, view.level):
        return pd.DataFrame(columns=["code"]), None
    other = with_year_held(replace(view, indicator=view.symbols), data.bundle)
    return data.frame(other), other.year


def _symbols(context: Context, second: pd.DataFrame, year: int | None) -> pd.DataFrame:
    table = context.bundle.territories
    places = table[table["level"] == context.view.level].set_index("code")
    known = second[second["value"].notna()]
    texts = [symbol_text(context, row, year) for row in known.to_dict("records")]
    return pd.DataFrame(
        {
            "lon": known["code"].map(places["lon"]).to_numpy(),
            "lat": known["code"].map(places["lat"]).to_numpy(),
            "value": known["value"].to_numpy(),
            "text": texts,
        }
    )

"""Fit the model of minutes and measure its error: ``python -m indicators.travel.fit``.

    python -m indicators.travel.fit --official DIR            fits, writes the model
    python -m indicators.travel.fit --official DIR --report   prints the error, writes nothing

DIR holds the DREES workbook « Accès aux soins urgents » of 2019 (see `indicators.travel.metric`).
The error is that on départements held out: the model that predicts a pair has seen no pair with an
end in the département of its origin.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import pandas as pd
import typer

from indicators.errors import DataError
from indicators.paths import GEOGRAPHY
from indicators.population import latest_populations
from indicators.territories import load_geography
from indicators.travel.formula import MODEL_FILE, Curve
from indicators.travel.metric import WORKBOOK, Measured, read_measured
from indicators.travel.regression import (
    SEED,
    Sample,
    fit,
    gather,
    median_regression,
    predict,
    spread_centres,
)
from indicators.travel.terrain import Terrain

if TYPE_CHECKING:
    import numpy.typing as npt

    from indicators.travel.formula import Formula

    FloatArray = npt.NDArray[np.float64]
    IntArray = npt.NDArray[np.intp]
    BoolArray = npt.NDArray[np.bool_]


FOLDS = 10
# Bands of the DREES decay (classeur APL 2022-2023, sheet Paramètres).
BANDS = (10.0, 15.0, 20.0)
# Published pairs of figures: mean absolute error and share in the right band, pairs under 20 min.
TO_BEAT = {"linear model": (2.19, 0.63), "boosted trees": (2.01, 0.65)}
DISTANCES_KM = (0.0, 4.0, 6.0, 8.0, 10.0, 13.0, 16.0, 20.0, 30.0)
DENSITIES = (0.0, 30.0, 80.0, 200.0, 600.0, np.inf)
SIGMA_MINUTES = (0.0, 6.0, 8.0, 10.0, 12.0, 14.0, 16.0, 18.0, 20.0, 24.0, 30.0)
# Standard deviation of a normal error whose mean absolute value is 1.
DEVIATION_PER_MEAN_ERROR = float(np.sqrt(np.pi / 2))


@dataclass(frozen=True)
class Held:
    """Predictions of each pair by a model that has not seen its département.

    Parameters
    ----------
    measured : Measured
    sample : Sample
    minutes : array of float, shape (pairs,)
        Of the model.
    reference : array of float, shape (pairs,)
        Of a linear model on the distance, its square root and the densities of the two communes,
        to check that the pairs are those of the figures to beat.
    """

    measured: Measured
    sample: Sample
    minutes: FloatArray
    reference: FloatArray


def folds_of(departements: npt.NDArray[np.object_]) -> IntArray:
    """Fold of each end of each pair, shape (pairs, 2); a département is in one fold."""
    names = np.unique(departements.astype(str))
    shuffled = np.random.default_rng(SEED).permutation(len(names)) % FOLDS
    return np.asarray(shuffled[np.searchsorted(names, departements.astype(str))], dtype=np.intp)


def _reference_design(sample: Sample) -> FloatArray:
    features = sample.features
    distance = features["distance"]
    densities = [features[f"density_{side}"] for side in ("min", "max")]
    return np.column_stack([distance, np.sqrt(distance), *densities])


def hold_out(terrain: Terrain, measured: Measured) -> Held:
    """Predict every pair with its département held out."""
    sample, centres = gather(terrain, measured), spread_centres(terrain)
    folds = folds_of(measured.departements)
    minutes, reference = np.empty(len(folds)), np.empty(len(folds))
    plain = _reference_design(sample)
    for fold in range(FOLDS):
        tested = folds[:, 0] == fold
        used = (folds != fold).all(axis=1)
        minutes[tested] = predict(fit(sample, used, centres), sample)[tested]
        even = np.ones(int(used.sum()))
        line = median_regression(plain[used], measured.minutes[used], even, penalty=0.0)
        reference[tested] = line.intercept + plain[tested] @ line.coefficients
    return Held(measured, sample, minutes, reference)


def measure_sigma(held: Held) -> Curve:
    """Measure the standard deviation of the error held out, by modelled minutes.

    It is that of the normal error with the same mean absolute value. Each knot takes the pairs
    between its two neighbours.
    """
    errors = np.abs(held.minutes - held.measured.minutes)
    spread = []
    edges = (0.0, *SIGMA_MINUTES, np.inf)
    for low, high in zip(edges[:-2], edges[2:], strict=True):
        near = (held.minutes >= low) & (held.minutes < high)
        spread.append(float(errors[near].mean()) * DEVIATION_PER_MEAN_ERROR)
    return Curve(SIGMA_MINUTES, tuple(np.round(spread, 3)), (0.0,) * len(SIGMA_MINUTES))


def _scores(held: Held, chosen: BoolArray, minutes: FloatArray) -> dict[str, float]:
    real = held.measured.minutes[chosen]
    error = minutes[chosen] - real
    right = np.digitize(minutes[chosen], BANDS) == np.digitize(real, BANDS)
    return {
        "pairs": int(chosen.sum()),
        "mean_absolute_error": round(float(np.abs(error).mean()), 3),
        "median_absolute_error": round(float(np.median(np.abs(error))), 3),
        "bias": round(float(error.mean()), 3),
        "right_band": round(float(right.mean()), 4),
    }


def _classes(values: FloatArray, edges: tuple[float, ...], unit: str) -> dict[str, BoolArray]:
    classes = {}
    for low, high in pairwise(edges):
        name = f"{low:g}-{high:g} {unit}" if np.isfinite(high) else f"{low:g} {unit} and more"
        classes[name] = (values >= low) & (values < high)
    return classes


def error_table(held: Held) -> pd.DataFrame:
    """Error held out: overall, by distance, by density and by département of origin.

    Returns
    -------
    DataFrame
        Index ``class``; ``pairs``, ``mean_absolute_error``, ``median_absolute_error`` and ``bias``
        (minutes), ``right_band`` (share). All but the rows that say otherwise are about the
        hospital pairs under 20 minutes, those of the figures to beat.
    """
    features = held.sample.features
    near = held.measured.hospital & (held.measured.minutes < BANDS[-1])
    rows = {"under 20 min": _scores(held, near, held.minutes)}
    rows["under 20 min, linear reference"] = _scores(held, near, held.reference)
    modelled = held.measured.hospital & (held.minutes < BANDS[-1])
    rows["modelled under 20 min"] = _scores(held, modelled, held.minutes)
    rows["all hospital pairs"] = _scores(held, held.measured.hospital, held.minutes)
    rows["all pairs to a médecin correspondant"] = _scores(
        held, ~held.measured.hospital, held.minutes
    )
    sparser = np.exp(features["density_min"])
    groups = _classes(features["distance"], DISTANCES_KM, "km")
    groups |= _classes(sparser, DENSITIES, "people a km2 at the sparser end")
    for name, chosen in groups.items():
        if (near & chosen).any():
            rows[name] = _scores(held, near & chosen, held.minutes)
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("class")


def departement_errors(held: Held) -> pd.DataFrame:
    """Error held out of the hospital pairs under 20 minutes, by département of origin."""
    near = held.measured.hospital & (held.measured.minutes < BANDS[-1])
    origins = held.measured.departements[:, 0].astype(str)
    rows = {}
    for departement in np.unique(origins[near]):
        rows[departement] = _scores(held, near & (origins == departement), held.minutes)
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("departement")


def _content(formula: Formula, held: Held) -> dict[str, Any]:
    table = error_table(held)
    return {
        "source": (
            "Fitted on minutes of Insee's distancier Metric as published by the DREES, « Accès aux "
            "soins urgents au 31/12/2019 » (Licence Ouverte 2.0), by "
            "`python -m indicators.travel.fit`"
        ),
        "pairs": len(held.minutes),
        "dropped_pairs": held.measured.dropped,
        "held_out_error": json.loads(table.to_json(orient="index")),
        **formula.to_plain(),
    }


def _json(content: dict[str, Any]) -> str:
    """JSON with one curve, or one line of the error table, a line."""
    lines = []
    for key, value in content.items():
        text = json.dumps(value, ensure_ascii=False)
        if key in {"curves", "held_out_error"}:
            inner = [
                f"  {json.dumps(name, ensure_ascii=False)}: {json.dumps(value[name])}"
                for name in value
            ]
            text = "{\n" + ",\n".join(inner) + "\n }"
        lines.append(f" {json.dumps(key)}: {text}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _print(held: Held) -> None:
    table = error_table(held)
    near = held.measured.hospital & (held.measured.minutes < BANDS[-1])
    usable = int(held.measured.hospital.sum())
    typer.echo(f"{usable} hospital pairs usable, {int(near.sum())} under 20 minutes")
    typer.echo(f"{held.measured.dropped} measured pairs dropped (merged communes, islands)")
    for name, (error, share) in TO_BEAT.items():
        typer.echo(f"to beat, {name}: {error:.2f} min, {share:.0%} in the right band")
    with pd.option_context("display.width", 200, "display.max_rows", None):
        typer.echo(table.to_string())
        worst = departement_errors(held).sort_values("mean_absolute_error")
        typer.echo("best and worst départements:")
        typer.echo(pd.concat([worst.head(5), worst.tail(8)]).to_string())


def main(
    official: Annotated[Path, typer.Option(help="Folder that holds the DREES workbook.")],
    geography: Annotated[Path, typer.Option(help="Folder of the communes.")] = GEOGRAPHY,
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write.")] = MODEL_FILE,
    *,
    report: Annotated[bool, typer.Option("--report", help="Print the error only.")] = False,
) -> None:
    """Fit the model of minutes between communes, and measure its error."""
    known = load_geography(geography)
    terrain = Terrain.survey(known.communes, latest_populations(known.current_populations()))
    measured = read_measured(official / WORKBOOK, terrain)
    held = hold_out(terrain, measured)
    _print(held)
    if report:
        return
    everything = np.ones(len(held.minutes), dtype=bool)
    formula = fit(held.sample, everything, spread_centres(terrain))
    formula = replace(formula, sigma=measure_sigma(held))
    output.write_text(_json(_content(formula, held)), encoding="utf-8")
    typer.echo(f"written: {output}")


def _run() -> None:
    try:
        typer.run(main)
    except DataError as error:
        typer.echo(f"Error: {error}", err=True)
        raise SystemExit(1) from None


if __name__ == "__main__":
    _run()

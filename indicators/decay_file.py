"""Decays described in a file: a YAML mapping, or a CSV of bands.

YAML: ``kind`` and the parameters of one decay of `indicators.decay`::

    kind: step            # bounds: [10, 15, 20]   weights: [1, 0.67, 0.33]
    kind: gaussian        # sigma: 8               cutoff: 20
    kind: edge-gaussian   # radius: 20
    kind: exponential     # scale: 5               cutoff: 20
    kind: inverse-power   # exponent: 2   floor: 1 cutoff: 20

CSV: the header ``minutes_below,weight`` and one row per band, the bounds increasing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from indicators.decay import (
    Decay,
    EdgeGaussianDecay,
    ExponentialDecay,
    GaussianDecay,
    InversePowerDecay,
    StepDecay,
)
from indicators.errors import DataError, UsageError
from indicators.plain_csv import Quantity, read_plain_csv

if TYPE_CHECKING:
    from pathlib import Path

BANDS_HEADER = {"minutes_below": Quantity(), "weight": Quantity()}


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
    source: str = ""


class StepSpec(_Spec):
    """Bands; see `StepDecay`."""

    kind: Literal["step"]
    bounds: tuple[float, ...]
    weights: tuple[float, ...]

    def decay(self) -> Decay:
        """Build the decay described."""
        return StepDecay(self.bounds, self.weights)


class GaussianSpec(_Spec):
    """See `GaussianDecay`; the cutoff is required, so that the catchment is finite."""

    kind: Literal["gaussian"]
    sigma: float
    cutoff: float

    def decay(self) -> Decay:
        """Build the decay described."""
        return GaussianDecay(self.sigma, self.cutoff)


class EdgeGaussianSpec(_Spec):
    """See `EdgeGaussianDecay`."""

    kind: Literal["edge-gaussian"]
    radius: float

    def decay(self) -> Decay:
        """Build the decay described."""
        return EdgeGaussianDecay(self.radius)


class ExponentialSpec(_Spec):
    """See `ExponentialDecay`."""

    kind: Literal["exponential"]
    scale: float
    cutoff: float

    def decay(self) -> Decay:
        """Build the decay described."""
        return ExponentialDecay(self.scale, self.cutoff)


class InversePowerSpec(_Spec):
    """See `InversePowerDecay`."""

    kind: Literal["inverse-power"]
    exponent: float
    floor: float = 1.0
    cutoff: float

    def decay(self) -> Decay:
        """Build the decay described."""
        return InversePowerDecay(self.exponent, self.floor, self.cutoff)


DecaySpec = Annotated[
    StepSpec | GaussianSpec | EdgeGaussianSpec | ExponentialSpec | InversePowerSpec,
    Field(discriminator="kind"),
]
_ADAPTER: TypeAdapter[
    StepSpec | GaussianSpec | EdgeGaussianSpec | ExponentialSpec | InversePowerSpec
] = TypeAdapter(DecaySpec)


def first_fault(error: ValidationError, file: str) -> DataError:
    """One line for the first fault that a schema finds: where it is and what was expected."""
    fault = error.errors()[0]
    where = ".".join(str(part) for part in fault["loc"]) or None
    return DataError(" ".join(fault["msg"].split()), file=file, column=where)


def read_yaml(path: Path) -> object:
    """Content of a YAML file.

    Raises
    ------
    DataError
        A file that cannot be read, is not UTF-8 or is not YAML.
    """
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        message = f"not YAML: {error.problem}"
        raise DataError(message, file=str(path), row=line) from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        message = f"cannot be read as YAML in UTF-8: {' '.join(str(error).split())}"
        raise DataError(message, file=str(path)) from error


def read_decay(path: Path) -> Decay:
    """Read a decay from a YAML file (.yml, .yaml) or a CSV of bands (any other name).

    Raises
    ------
    DataError
        A file that is not one of the two forms, or numbers that are no decay.
    """
    try:
        if path.suffix.lower() in {".yml", ".yaml"}:
            return _ADAPTER.validate_python(read_yaml(path)).decay()
        bands = read_plain_csv(path, BANDS_HEADER)
        return StepDecay(tuple(bands["minutes_below"]), tuple(bands["weight"]))
    except ValidationError as error:
        raise first_fault(error, str(path)) from error
    except UsageError as error:
        # A wrong number inside a file is bad data, not a bad argument.
        raise DataError(str(error), file=str(path)) from error

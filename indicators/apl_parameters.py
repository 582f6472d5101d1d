"""Parameters of the APL, read from data/apl_parameters.yml and checked."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from indicators.decay import StepDecay
from indicators.decay_file import DecaySpec, first_fault, read_yaml
from indicators.errors import DataError, UsageError

if TYPE_CHECKING:
    from indicators.decay import Decay

PARAMETERS_FILE = Path(__file__).resolve().parent.parent / "data" / "apl_parameters.yml"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Activity(_Frozen):
    """How many of a doctor's acts are counted.

    Parameters
    ----------
    none_below, floor, cap : float
        Acts a year: fewer than `none_below` count for nothing; the others count for at least
        `floor` and at most `cap`.
    imputed : float
        Acts of a doctor who had no private activity the year before.
    health_centres_bounded : bool
        Whether the bounds also apply to the centres de santé.
    source : str
        Publication of these numbers.
    """

    none_below: float = Field(ge=0)
    floor: float = Field(gt=0)
    cap: float = Field(gt=0)
    imputed: float = Field(gt=0)
    health_centres_bounded: bool
    source: str = Field(min_length=1)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.none_below <= self.floor <= self.cap:
            message = "expected none_below <= floor <= cap"
            raise ValueError(message)
        return self


class AgeWeights(_Frozen):
    """Relative consumption of care of each class of age, for one millésime."""

    weights: tuple[float, ...]
    second_hand: bool
    source: str = Field(min_length=1)


class Renormalisation(_Frozen):
    """The k of one millésime, where it is known or estimated."""

    k: float = Field(gt=0)
    estimated: bool
    source: str = Field(min_length=1)


class AplParameters(_Frozen):
    """Every parameter of the APL aux médecins généralistes."""

    decays: dict[str, DecaySpec]
    activity: Activity
    age_classes: tuple[str, ...]
    age_weights: dict[int, AgeWeights]
    renormalisation: dict[int, Renormalisation]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for year, ages in self.age_weights.items():
            if len(ages.weights) != len(self.age_classes):
                message = (
                    f"age_weights of {year} has {len(ages.weights)} weights "
                    f"for {len(self.age_classes)} classes"
                )
                raise ValueError(message)
            if min(ages.weights) <= 0:
                message = f"age_weights of {year} has a weight that is not positive"
                raise ValueError(message)
        return self

    def decay(self, version: str = "drees") -> Decay:
        """Decay of a version of the APL.

        Raises
        ------
        UsageError
            An unknown version.
        """
        if version not in self.decays:
            message = f"unknown decay {version!r}: use one of {', '.join(self.decays)}"
            raise UsageError(message)
        return self.decays[version].decay()

    def bands(self) -> StepDecay:
        """Bands of the APL in use since 2015.

        Raises
        ------
        DataError
            A decay ``drees`` that is not one in steps.
        """
        bands = self.decay("drees")
        if not isinstance(bands, StepDecay):
            message = "the decay 'drees' must be of the kind 'step'"
            raise DataError(message, file=PARAMETERS_FILE.name)
        return bands

    def weights_of(self, millesime: int) -> AgeWeights:
        """Age weights of a millésime.

        Raises
        ------
        UsageError
            A millésime whose weights are not in the file.
        """
        if millesime not in self.age_weights:
            known = ", ".join(str(year) for year in sorted(self.age_weights))
            message = f"no age weights for the millésime {millesime}: use one of {known}"
            raise UsageError(message)
        return self.age_weights[millesime]

    def renormalisation_of(self, millesime: int) -> Renormalisation:
        """Renormalisation k of a millésime, for those who only know a territory's ages.

        Raises
        ------
        UsageError
            A millésime whose k is not in the file.
        """
        if millesime not in self.renormalisation:
            message = (
                f"no renormalisation k is known for the millésime {millesime}: compute it with "
                "renormalisation() from national ages, or pass k=1 and call the result pseudo-APL"
            )
            raise UsageError(message)
        return self.renormalisation[millesime]


@lru_cache(maxsize=4)
def load_parameters(path: Path = PARAMETERS_FILE) -> AplParameters:
    """Read and check the parameters.

    Raises
    ------
    DataError
        A file that cannot be read or does not follow the schema; the message names the entry.
    """
    try:
        parameters = AplParameters.model_validate(read_yaml(path))
    except ValidationError as error:
        raise first_fault(error, str(path)) from error
    for version in parameters.decays:
        try:
            parameters.decay(version)
        except UsageError as error:
            raise DataError(str(error), file=str(path), column=f"decays.{version}") from error
    return parameters

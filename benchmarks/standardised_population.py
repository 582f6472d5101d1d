"""Our standardised population, from the census, against the DREES's own, commune by commune.

Run from the root of the repository::

    python -m benchmarks.standardised_population

Communes of the Pas-de-Calais. Ours: ages of the census of 2023, weights of the APL 2023, k of
data/apl_parameters.yml. The DREES's: edition 2023 of the APL, population of 2021. The years differ,
so what is compared is each side's ratio of standardised to total population.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from indicators.apl import standardised_population, weighted_population
from indicators.apl_parameters import AplParameters, load_parameters
from indicators.inputs import Inputs, load_inputs
from indicators.population import ages_of_today
from indicators.published_apl import weighted_communes

MILLESIME = 2023
OLDEST = ["age_90_94", "age_95_plus"]


@dataclass(frozen=True)
class Comparison:
    """What the comparison measures.

    Parameters
    ----------
    ratios : pandas.DataFrame
        ``ours, drees``: standardised over total population, by commune.
    k : float
        Median, over communes, of the DREES's ratio over ours before renormalisation.
    """

    ratios: pd.DataFrame
    k: float

    def differences(self) -> pd.Series:
        """Give the relative difference of each commune, without sign."""
        return (self.ratios["ours"] / self.ratios["drees"] - 1).abs().sort_values()


def ages_by_class(inputs: Inputs, parameters: AplParameters) -> pd.DataFrame:
    """Give the inhabitants of each commune by the classes of the APL, 90 and over together."""
    ages = ages_of_today(inputs.figures.ages_communes, inputs.current)
    both = ages.groupby("code").sum(numeric_only=True)
    both["age_90_plus"] = both[OLDEST].sum(axis=1)
    return both[list(parameters.age_classes)]


def compare(inputs: Inputs, parameters: AplParameters) -> Comparison:
    """Compare the two ratios of standardised to total population."""
    ages = ages_by_class(inputs, parameters)
    total = ages.sum(axis=1)
    k = parameters.renormalisation_of(MILLESIME).k
    ours = standardised_population(ages, MILLESIME, parameters, k=k) / total
    apl = weighted_communes(inputs.figures.apl_communes, inputs.current)
    edition = apl[apl["year"] == MILLESIME].set_index("code")
    drees = (edition["pop_std"] / edition["pop_total"]).reindex(ages.index)
    before = weighted_population(ages, MILLESIME, parameters) / total
    ratios = pd.DataFrame({"ours": ours, "drees": drees})
    return Comparison(ratios, float((drees / before).median()))


def main() -> None:
    """Print the comparison."""
    found = compare(load_inputs(), load_parameters())
    differences = found.differences()
    print(f"communes: {len(differences)}")
    print(f"k of the parameters: {load_parameters().renormalisation_of(MILLESIME).k}")
    print(f"k that the communes give (median): {found.k:.4f}")
    print(f"correlation of the ratios: {found.ratios['ours'].corr(found.ratios['drees']):.3f}")
    print(
        f"difference: median {100 * differences.median():.2f} %, 95th centile "
        f"{100 * differences.quantile(0.95):.1f} %, worst {100 * differences.iloc[-1]:.1f} % "
        f"({differences.index[-1]})"
    )


if __name__ == "__main__":
    main()

"""The official files of Insee, one module for each subject."""

from indicators.sources.forms import Form
from indicators.sources.insee import (
    age_structure,
    ages,
    bpe,
    cog,
    departement_ages,
    legal_populations,
)

FORMS: tuple[Form, ...] = (
    Form("insee-bpe-crosstab", bpe.SOURCE, bpe.recognises_crosstab, bpe.read_crosstab),
    Form("insee-bpe", bpe.SOURCE, bpe.recognises_long, bpe.read_long),
    Form("insee-ages-td-pop1b", ages.SOURCE, ages.recognises_pop1b, ages.read_pop1b),
    Form("insee-ages", ages.SOURCE, ages.recognises_melodi, ages.read_melodi),
    Form(
        "insee-age-structure",
        age_structure.SOURCE,
        age_structure.recognises,
        age_structure.read_structure,
    ),
    Form(
        "insee-departement-ages",
        departement_ages.SOURCE,
        departement_ages.recognises,
        departement_ages.read_departement_ages,
    ),
    Form(
        "insee-legal-populations",
        legal_populations.SOURCE,
        legal_populations.recognises_catalogue,
        legal_populations.read_catalogue,
    ),
    Form(
        "insee-populations-since-1876",
        legal_populations.SOURCE,
        legal_populations.recognises_workbook,
        legal_populations.read_workbook,
    ),
    Form("insee-cog-communes", cog.SOURCE, cog.recognises_communes, cog.read_communes),
    Form("insee-cog-moves", cog.SOURCE, cog.recognises_moves, cog.read_moves),
)

"""The official files of Insee, one module for each subject."""

from indicators.sources.forms import Form
from indicators.sources.insee import ages, bpe

FORMS: tuple[Form, ...] = (
    Form("insee-bpe-crosstab", bpe.SOURCE, bpe.recognises_crosstab, bpe.read_crosstab),
    Form("insee-bpe", bpe.SOURCE, bpe.recognises_long, bpe.read_long),
    Form("insee-ages-td-pop1b", ages.SOURCE, ages.recognises_pop1b, ages.read_pop1b),
    Form("insee-ages", ages.SOURCE, ages.recognises_melodi, ages.read_melodi),
)

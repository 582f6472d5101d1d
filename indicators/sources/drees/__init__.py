"""The official files of the DREES, one module for each subject."""

from indicators.sources.drees import apl_csv, apl_table, apl_workbook, doctors, tvs
from indicators.sources.forms import Form

FORMS: tuple[Form, ...] = (
    Form(
        "drees-apl-workbook",
        apl_table.SOURCE,
        apl_workbook.recognises,
        apl_workbook.read_apl_workbook,
    ),
    Form("drees-apl-by-age", apl_table.SOURCE, apl_csv.recognises_by_age, apl_csv.read_by_age),
    Form("drees-apl-series", apl_table.SOURCE, apl_csv.recognises_series, apl_csv.read_series),
    Form("drees-communes-tvs", tvs.SOURCE, tvs.recognises, tvs.read_tvs),
    Form("drees-doctors-by-age", doctors.SOURCE, doctors.recognises, doctors.read_doctors),
)

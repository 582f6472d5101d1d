"""Every form of official file that the project reads."""

from __future__ import annotations

from indicators.sources import (
    ans,
    cartosante,
    cnam_access,
    cnam_demography,
    cnam_directory,
    drees,
    finess,
    geoclip,
    ign,
    insee,
    minutes,
)
from indicators.sources.forms import Form

FORMS: tuple[Form, ...] = (
    *drees.FORMS,
    *insee.FORMS,
    *cnam_access.FORMS,
    *cnam_demography.FORMS,
    *cnam_directory.FORMS,
    *ans.FORMS,
    *finess.FORMS,
    *cartosante.FORMS,
    *geoclip.FORMS,
    *ign.FORMS,
    *minutes.FORMS,
)

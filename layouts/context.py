"""What every page is given: the data, the catalogue and the view."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property

from indicators.bundle import Bundle
from indicators.catalogue import Catalogue, Indicator, Source, Text
from indicators.perimeter import FRANCE
from indicators.portrait import Territory, territory
from layouts.scope import mapped_levels
from layouts.texts import NO_BREAK, Translate, day, named, number, translator, typeset
from layouts.view import View

FRENCH_PLURAL = 2
"""From 2 on, French counts in the plural: 1,9 point, 2 points."""


_NAMED = {"without": "departement", "through-tvs": "tvs"}
"""Remarks whose argument is the codes of territories, and the level of these."""
_DATE = re.compile(r"\b\d{4}-(?:T[1-4]|\d{2}(?:-\d{2})?)\b")
"""A date of the data: 2022-T4, 2022-09 or 2022-09-01."""
_SHORT_LEVELS = {
    "commune": "commune",
    "epci": "EPCI",
    "tvs": "TVS",
    "departement": "département",
    "region": "région",
}
"""Names of the levels where the space is short; France has none."""


@dataclass(frozen=True, eq=False)
class Context:
    """The data, the catalogue and the view, with the means to say them in the view's language."""

    bundle: Bundle
    catalogue: Catalogue
    view: View
    root: str = ""
    """Where the application stands on its site: nothing, or such as ``/acces``."""

    @property
    def lang(self) -> str:
        """The language of the reader."""
        return self.view.lang

    @property
    def t(self) -> Translate:
        """Translate a text of the interface."""
        return translator(self.lang)

    @property
    def colon(self) -> str:
        """A colon between two components, set as the language does."""
        return f"{NO_BREAK if self.lang == 'fr' else ''}: "

    @property
    def indicator(self) -> Indicator:
        """The catalogue's entry of the indicator in view."""
        return self.catalogue.indicator(self.view.indicator)

    @property
    def has_map(self) -> bool:
        """Whether a map can be drawn: one value for each territory of a level that it frames."""
        levels = mapped_levels(self.bundle, self.view.departement)
        return self.view.level in levels and not self.indicator.strata

    @cached_property
    def departement(self) -> Territory:
        """The département that the view frames, or France."""
        level = "france" if self.view.departement == FRANCE else "departement"
        return territory(self.bundle, self.view.departement, level)

    @cached_property
    def place(self) -> Territory:
        """The territory in view: the one that was chosen, or the département."""
        if not self.view.territory:
            return self.departement
        level = self.view.territory_level or self.view.level
        return territory(self.bundle, self.view.territory, level)

    @property
    def mapped_code(self) -> str:
        """The code of the territory in view where it is one of those of the map, else nothing.

        A TVS has the code of one of its communes: the code alone does not tell.
        """
        return self.view.territory if self.place.level == self.view.level else ""

    def with_view(self, **changes: object) -> Context:
        """Give the same context for a view that differs by ``changes``."""
        return replace(self, view=replace(self.view, **changes))  # type: ignore[arg-type]

    def address(self, path: str) -> str:
        """Give the address of a page or of a file, for the view in hand."""
        return f"{self.root}{path}{self.view.to_query()}"

    def level_name(self, level: str) -> str:
        """Name a level, such as "Intercommunalité (EPCI)"."""
        return self.catalogue.levels[level].in_(self.lang)

    def named(self, name: str, level: str) -> str:
        """Name a territory and its level: a commune and its EPCI may have one name."""
        short = _SHORT_LEVELS.get(level)
        return f"{name} ({self.t(short)})" if short else name

    def status_name(self, status: str) -> str:
        """Name a status, such as "estimé"."""
        return self.catalogue.statuses[status].in_(self.lang)

    def source(self, name: str) -> Source:
        """Give a source, named in the reader's language where it has a name in it."""
        source = self.catalogue.sources[name]
        words = ("producer", "title", "licence", "refresh")
        said = {word: typeset(named(getattr(source, word), self.lang), self.lang) for word in words}
        return source.model_copy(update=said)

    def dated(self, text: str) -> str:
        """Give a text of the data in the reader's language, its date written in words."""
        found = _DATE.findall(text)
        if not found:
            return self.t(text)
        dates = {f"date{k}" if k else "date": self._date(one) for k, one in enumerate(found)}
        fields = iter(dates)
        return self.t(_DATE.sub(lambda _: f"{{{next(fields)}}}", text), **dates)

    def _date(self, text: str) -> str:
        year, _, quarter = text.partition("-T")
        if not quarter:
            return self.day(text)
        if quarter == "1":
            return self.t("1er trimestre {year}", year=year)
        return self.t("{n}e trimestre {year}", n=quarter, year=year)

    def say(self, text: Text) -> str:
        """Give a text of the catalogue in the reader's language, well typeset."""
        return typeset(text.in_(self.lang), self.lang)

    def figure(self, value: float | None, entry: Indicator | None = None) -> str:
        """Write a value with the decimals of its indicator, or the name of its class."""
        indicator = entry or self.indicator
        if value is None or value != value:  # noqa: PLR0124 - NaN is the only such number
            return "-"
        for category in indicator.categories:
            if category.value == value:
                return self.say(category.label)
        return number(value, indicator.decimals, self.lang)

    def unit(self, value: float, entry: Indicator | None = None) -> str:
        """Name the unit of a value, in the singular where the value asks for it."""
        indicator = entry or self.indicator
        one = indicator.unit_one if self.is_one(value, indicator) else None
        return self.say(one or indicator.unit)

    def is_one(self, value: float, entry: Indicator) -> bool:
        """Tell whether a value, as it is shown, takes the singular.

        French counts in the plural from 2 on (1,9 consultation), English whatever is not 1.
        """
        shown = abs(round(value, entry.decimals))
        return shown < FRENCH_PLURAL if self.lang == "fr" else shown == 1

    def measured(self, value: float, entry: Indicator | None = None) -> str:
        """Write a value and its unit: "1,4 consultation", "12,5 % des habitants"."""
        indicator = entry or self.indicator
        if indicator.categories:
            return self.figure(value, indicator)
        return f"{self.figure(value, indicator)}{self.joined_unit(value, indicator)}"

    def joined_unit(self, value: float, entry: Indicator | None = None) -> str:
        """Give the unit of a value as it follows it: English writes 12.5%, French 12,5 %."""
        unit = self.unit(value, entry)
        return unit if self.lang == "en" and unit.startswith("%") else f"{NO_BREAK}{unit}"

    def title(self) -> str:
        """Name the indicator in view, and its unit where the name does not hold it already."""
        label, unit = self.say(self.indicator.label), self.say(self.indicator.unit)
        if self.indicator.categories or unit.lower() in label.lower():
            return label
        return f"{label}, {unit}"

    def note(self, tokens: str) -> str:
        """Spell out the remarks of an observation, dates in words."""
        text = typeset("; ".join(self._remark(token) for token in tokens.split()), self.lang)
        return re.sub(r"\d{4}-\d{2}-\d{2}", lambda found: day(found[0], self.lang), text)

    def _remark(self, token: str) -> str:
        """Spell out one remark; the territories that it tells of have their names."""
        told = self.catalogue.note(token, self.lang)
        key, _, codes = token.partition(":")
        if key not in _NAMED or not codes:
            return told
        names = [territory(self.bundle, code, _NAMED[key]).name for code in codes.split(",")]
        return told.replace(codes, ", ".join(names))

    def day(self, iso: str) -> str:
        """Write an ISO date in words."""
        return day(iso, self.lang)

    def people(self, count: float) -> str:
        """Write a number of inhabitants."""
        return number(count, 0, self.lang)

"""The official files found in a folder: recognised, read, and joined to the figures at hand.

An official file wins over the figures carried over in data/figures for the same millésime; two
editions never make one series; what two files of one edition say of the same thing must agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from indicators.errors import UsageError
from indicators.gp_ages import TABLE as GP_AGES
from indicators.official_series import SERIES, with_series
from indicators.registers import DIRECTORY, PRACTICES, SITES
from indicators.sources import cache
from indicators.sources.cache import Record
from indicators.sources.drees.apl_table import join_apl
from indicators.sources.figures import Figures
from indicators.sources.forms import Form, recognise, refuse_damaged
from indicators.territories import to_whole_city

APL = "apl_communes"
TVS = "communes_tvs"
COUNTS = "gp_communes"
TYPES = "gp_types"
AGES = "ages_communes"
EXPORTS = "geoclip"
USED = frozenset({APL, TVS, COUNTS, TYPES, AGES, EXPORTS, GP_AGES, PRACTICES, DIRECTORY, SITES})
"""Tables that a build makes something of, besides those of ``SERIES``; the others are checked."""


@dataclass(frozen=True)
class OfficialFile:
    """A file that was recognised and read.

    Parameters
    ----------
    path : pathlib.Path
        Where it is.
    form, source : str
        Its form, and its entry of ``data/sources.yml``.
    rows : Mapping of str to int
        Rows of each table that it gives.
    years : tuple of int
        The millésimes that it holds, where its tables name them.
    sha256 : str
        Its hash.
    size : int
        Bytes.
    record : Record, optional
        Where it was downloaded from, and when, where an update brought it.
    """

    path: Path
    form: str
    source: str
    rows: Mapping[str, int]
    years: tuple[int, ...]
    sha256: str
    size: int
    record: Record | None

    @property
    def is_used(self) -> bool:
        """Whether a build makes something of one of its tables."""
        return not (USED | SERIES.keys()).isdisjoint(self.rows)

    def told(self) -> dict[str, object]:
        """Describe the file for a manifest: address and date only where a download says them."""
        download = self.record and {"address": self.record.address, "date": self.record.date}
        return {
            "file": self.path.name,
            "form": self.form,
            "source": self.source,
            "rows": dict(self.rows),
            "years": list(self.years),
            "sha256": self.sha256,
            "size": self.size,
            **(download or {}),
        }


@dataclass(frozen=True, eq=False)
class Official:
    """What the official files of a folder hold.

    Parameters
    ----------
    files : tuple of OfficialFile
        Those that were read, in the order of their paths.
    unknown : tuple of pathlib.Path
        Those of no known form.
    tables : Mapping of str to list of pandas.DataFrame
        The tables of each name, one a file, in the order of ``files``.
    """

    files: tuple[OfficialFile, ...] = ()
    unknown: tuple[Path, ...] = ()
    tables: Mapping[str, list[pd.DataFrame]] = field(default_factory=dict)

    def stacked(self, name: str) -> pd.DataFrame | None:
        """Give the tables of a name one under the other, nothing where there is none."""
        found = self.tables.get(name)
        return pd.concat(found, ignore_index=True) if found else None


def read_official(folder: Path, forms: tuple[Form, ...]) -> Official:
    """Recognise and read every file of a folder and of its sub-folders.

    Raises
    ------
    UsageError
        When the folder is not one, or holds no file of a known form.
    DataError
        For the first fault of a file that is recognised, with file, row and column; for a file
        that is empty or damaged.
    """
    if not folder.is_dir():
        msg = f"{folder} is not a folder; give with --from the one that holds the official files"
        raise UsageError(msg)
    files: list[OfficialFile] = []
    unknown: list[Path] = []
    tables: dict[str, list[pd.DataFrame]] = {}
    for path in official_files(folder):
        form = recognise(path, forms)
        if form is None:
            refuse_damaged(path)
            unknown.append(path)
            continue
        read = form.read(path)
        files.append(_described(path, form, read))
        for name, table in read.items():
            tables.setdefault(name, []).append(table)
    if not files:
        msg = (
            f"{folder} holds no official file of a known form ({len(unknown)} of another); give "
            "with --from the folder that holds them, or build without --from"
        )
        raise UsageError(msg)
    return Official(tuple(files), tuple(unknown), tables)


def official_files(folder: Path) -> Iterator[Path]:
    """Give the files of a folder and of its sub-folders that a build looks at, in its order."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and not path.name.endswith(cache.SUFFIX):
            yield path


def _described(path: Path, form: Form, tables: Mapping[str, pd.DataFrame]) -> OfficialFile:
    years = {int(year) for table in tables.values() for year in _years(table)}
    record, digest = cache.read_record(path), cache.sha256_of(path)
    return OfficialFile(
        path=path,
        form=form.name,
        source=form.source,
        rows={name: len(table) for name, table in tables.items()},
        years=tuple(sorted(years)),
        sha256=digest,
        size=path.stat().st_size,
        # A record tells of the bytes that were downloaded: of others, it would tell a lie.
        record=record if record and record.sha256 == digest else None,
    )


def _years(table: pd.DataFrame) -> Sequence[int]:
    for column in ("year", "census_year"):
        if column in table:
            return list(table[column].dropna().unique())
    return []


def with_official(figures: Figures, official: Official) -> Figures:
    """Put the official tables in the place of the figures that they cover.

    Parameters
    ----------
    figures : Figures
        The figures carried over.
    official : Official
        What ``read_official`` gives.

    Raises
    ------
    DataError
        When two files of one edition differ.
    """
    joined: Mapping[str, Callable[[pd.DataFrame, list[pd.DataFrame]], pd.DataFrame]] = {
        APL: _with_apl,
        TVS: _with_tvs,
        COUNTS: _with_counts,
        TYPES: _with_types,
        AGES: _with_ages,
    }
    changed = {
        name: join(getattr(figures, name), official.tables[name])
        for name, join in joined.items()
        if name in official.tables
    }
    return with_series(replace(figures, **changed), official.tables)


def _with_apl(figures: pd.DataFrame, tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Keep, of each millésime, its last edition: a later workbook revises the one before."""
    workbooks = [table for table in tables if table["pop_std"].notna().any()]
    others = [table for table in tables if not table["pop_std"].notna().any()]
    kept: list[pd.DataFrame] = []
    revised: set[int] = set()
    for workbook in sorted(workbooks, key=lambda table: int(table["year"].max()), reverse=True):
        kept.append(workbook[~workbook["year"].isin(revised)])
        revised |= set(workbook["year"].unique())
    return _completed(figures, join_apl([*kept, *others]), ["year"])


def _with_tvs(_: pd.DataFrame, tables: list[pd.DataFrame]) -> pd.DataFrame:
    return tables[-1]


def _with_counts(figures: pd.DataFrame, tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Keep the counts of each millésime from one file, the last read: two would count twice."""
    kept: list[pd.DataFrame] = []
    counted: set[int] = set()
    for table in reversed(tables):
        kept.append(table[~table["year"].isin(counted)])
        counted |= set(table["year"].unique())
    official = pd.concat(kept, ignore_index=True)
    whole = official.assign(code=to_whole_city(official["code"]))
    summed = whole.groupby(["code", "year", "source"])["gp"].sum().reset_index()
    return _completed(figures, summed, ["year"])


def _with_types(figures: pd.DataFrame, tables: list[pd.DataFrame]) -> pd.DataFrame:
    return _completed(figures, pd.concat(tables, ignore_index=True).drop_duplicates(), ["year"])


def _with_ages(figures: pd.DataFrame, tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Keep the ages of the last census; of two files of one census, the last read.

    The figures stay for the communes of the same census that the file leaves out.
    """
    newest = max(int(table["census_year"].max()) for table in tables)
    of_newest = [table[table["census_year"] == newest] for table in tables]
    ages = [table for table in of_newest if len(table)][-1]
    whole = ages.assign(code=to_whole_city(ages["code"]))
    keys = ["code", "census_year", "sex", "source"]
    summed = whole.groupby(keys, as_index=False).sum(numeric_only=True)
    return _completed(figures[figures["census_year"] == newest], summed, ["code"])


def _completed(figures: pd.DataFrame, official: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Add to an official table the figures of the years that it does not have."""
    covered = pd.MultiIndex.from_frame(official[keys])
    rest = figures[~pd.MultiIndex.from_frame(figures[keys]).isin(covered)]
    return pd.concat([official, rest], ignore_index=True)

"""The commands ``build``, ``update`` and ``export`` of the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

from indicators import export as exporting
from indicators.addresses import folder_at
from indicators.bundle_files import read_bundle
from indicators.catalogue import load_catalogue
from indicators.errors import BundleError, UsageError
from indicators.files import metadata_beside, write_files
from indicators.holdings import BUILD, absent_departements
from indicators.official import OfficialFile
from indicators.paths import BUNDLE, CACHE
from indicators.selection import Selection, select

LANGUAGES = ("fr", "en")
"""The languages of the catalogue's texts."""

BundleFolder = Annotated[
    Path,  # Or another folder: an option has one type only.
    typer.Option(
        "--bundle",
        help="Folder of the bundle, or its address.",
        envvar="BUNDLE",
        parser=folder_at,
        metavar="PATH",
    ),
]


def build(
    departement: Annotated[
        list[str] | None, typer.Option(help="Code of a département; may be given several times.")
    ] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="All the départements of France.")] = False,
    folder: Annotated[
        Path | None, typer.Option("--from", help="Folder of official files; sub-folders included.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder of the bundle.")] = BUNDLE,
) -> None:
    """Build the bundle from the figures, the geography and the official files of a folder."""
    make_bundle(departement, every=every, folder=folder, out=out)


def update(  # noqa: PLR0913 - the options are a contract
    departement: Annotated[
        list[str] | None, typer.Option(help="Code of a département; may be given several times.")
    ] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="All the départements of France.")] = False,
    source: Annotated[
        list[str] | None,
        typer.Option(help="Only this source of data/sources.yml; may be given several times."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Build even where nothing is new.")
    ] = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask nothing: build with the files at hand.")
    ] = False,
    mirror: Annotated[
        str, typer.Option(help="Address asked instead of the official sites.", envvar="MIRROR")
    ] = "",
    cache: Annotated[
        Path, typer.Option(help="Folder of the downloaded files.", envvar="OFFICIAL_CACHE")
    ] = CACHE,
    out: Annotated[Path, typer.Option(help="Folder of the bundle.")] = BUNDLE,
) -> None:
    """Download the official files, what is new in them only, then build the bundle if need be."""
    from indicators.fingerprint import fingerprint  # noqa: PLC0415

    if mirror and not mirror.startswith(("http://", "https://")):
        msg = f"--mirror {mirror!r} is no address; give one such as https://mirror.example"
        raise UsageError(msg)
    if not offline:
        download_files(source or [], cache, mirror)
    elif not cache.is_dir():
        msg = f"there is no downloaded file in {cache}; run the update once without --offline"
        raise UsageError(msg)
    made_from = fingerprint(["--all"] if every else sorted(set(departement or [])), cache)
    if not force and _is_made_from(made_from, out):
        typer.echo(f"{out}: nothing new, the bundle is as it was (--force builds it again)")
        return
    make_bundle(departement, every=every, folder=cache, out=out, made_from=made_from)


def _is_made_from(made_from: str, folder: Path) -> bool:
    """Tell whether a folder holds a whole bundle that was made from the same things."""
    try:
        return read_bundle(folder).manifest.get("made_from") == made_from
    except BundleError:
        return False


def download_files(names: list[str], folder: Path, mirror: str) -> None:
    """Bring the files of some sources up to date, showing the progress of each."""
    from indicators.sources.client import Client  # noqa: PLC0415
    from indicators.sources.registry import FORMS  # noqa: PLC0415
    from indicators.update import Update, chosen_sources  # noqa: PLC0415

    wanted = chosen_sources(load_catalogue().sources, names)
    for download in Update(folder, Client(mirror=mirror), FORMS, shown_progress).run(wanted):
        state = "new" if download.is_new else "unchanged"
        megabytes = download.record.size / 1e6
        typer.echo(f"{download.path.name}: {state}, {megabytes:.1f} MB, {download.record.address}")


@contextmanager
def shown_progress(name: str) -> Iterator[Callable[[int, int | None], None]]:
    """Show a bar on standard error while a file is received."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    console = Console(stderr=True)
    watched = console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=not watched) as progress:
        task = progress.add_task(name, total=None)
        yield lambda done, whole: progress.update(task, completed=done, total=whole)


def make_bundle(
    departements: list[str] | None,
    *,
    every: bool,
    folder: Path | None,
    out: Path,
    made_from: str = "",
) -> None:
    """Build a bundle and say what was read, what was not understood and what was made."""
    # Geography and its libraries are slow to load: only this command needs them.
    from indicators.build import DEFAULT_DEPARTEMENTS  # noqa: PLC0415
    from indicators.build import build as build_bundle  # noqa: PLC0415
    from indicators.inputs import load_inputs  # noqa: PLC0415
    from indicators.official import Official, read_official  # noqa: PLC0415
    from indicators.sources.registry import FORMS  # noqa: PLC0415

    official = read_official(folder, FORMS) if folder else Official()
    for file in official.files:
        typer.echo(told_of(file))
    for path in official.unknown:
        typer.echo(f"{path.name}: not understood, left out")
    inputs = load_inputs(official)
    wanted = departements or list(DEFAULT_DEPARTEMENTS)
    if every:
        wanted = list(inputs.places.departements["code"])
    out = out if out.name else out.absolute()  # "." has no name to lock and to replace
    build_bundle(wanted, out, inputs=inputs, made_from=made_from)
    made = read_bundle(out)
    typer.echo(
        f"{out}: {len(made.observations)} observations of {len(made.departements)} département(s)"
    )


def told_of(file: OfficialFile) -> str:
    """Say on one line what an official file gave."""
    tables = ", ".join(f"{rows} rows of {name}" for name, rows in file.rows.items())
    years = f" ({', '.join(str(year) for year in file.years)})" if file.years else ""
    use = "" if file.is_used else "; checked, and the build makes nothing of it"
    return f"{file.path.name}: {file.form}, {tables}{years}{use}"


def export(  # noqa: PLR0913, PLR0917 - the options are a contract
    indicator: Annotated[str, typer.Option(help="Name of the indicator in the catalogue.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write.")],
    level: Annotated[str, typer.Option(help="commune, epci, tvs, departement…")] = "commune",
    territory: Annotated[str, typer.Option(help="Code of what holds the territories.")] = "62",
    territory_level: Annotated[
        str | None, typer.Option(help="Level of --territory, where a code stands at several.")
    ] = None,
    year: Annotated[int | None, typer.Option(help="Millésime; all of them unless given.")] = None,
    to: Annotated[
        str, typer.Option("--format", help="csv, xlsx, geojson, parquet or zip.")
    ] = "csv",
    lang: Annotated[str, typer.Option(help="Language of the labels: fr or en.")] = "fr",
    bundle: BundleFolder = BUNDLE,
) -> None:
    """Write what a view shows to a file, and its metadata beside it."""
    kind = exporting.as_format(to)
    if lang not in LANGUAGES:
        msg = f"unknown language {lang!r}; choose one of: {', '.join(LANGUAGES)}"
        raise UsageError(msg)
    held, catalogue = read_bundle(bundle), load_catalogue()
    frame = select(held, catalogue, Selection(indicator, level, territory, year, territory_level))
    if frame.empty:
        raise UsageError(_why_empty(level, territory, absent_departements(held)))
    made = exporting.table(frame, catalogue, lang=lang)
    beside = metadata_beside(output)
    write_files(
        {
            output: exporting.write(made, kind, held.contours),
            beside: exporting.to_metadata(made),
        }
    )
    typer.echo(f"{output}: {len(frame)} rows; metadata in {beside.name}")


def _why_empty(level: str, territory: str, unbuilt: list[str]) -> str:
    if territory in unbuilt:
        return (
            f"the bundle does not hold the territories of {territory}: "
            f"run `{BUILD} {territory}` with the départements to keep"
        )
    return f"no territory of the level {level} lies in {territory}; give another --territory"

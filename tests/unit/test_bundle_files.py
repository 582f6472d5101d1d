import json
import resource
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from indicators import bundle_files as store
from indicators import placing
from indicators.addresses import folder_at
from indicators.build import build
from indicators.bundle import Bundle
from indicators.bundle_files import read_bundle, write_bundle
from indicators.errors import BundleError, UsageError
from indicators.inputs import Inputs
from indicators.paths import BUNDLE

FILES = [f"{name}.parquet" for name in store.TABLES]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_committed_bundle_is_what_a_build_gives(bundle_folder: Path) -> None:
    """Equal but for the last bits of sums, which another processor may round otherwise."""
    fresh, committed = read_bundle(bundle_folder), read_bundle(BUNDLE)
    for name in store.TABLES:
        pd.testing.assert_frame_equal(
            getattr(fresh, name),
            getattr(committed, name),
            rtol=1e-12,
            obj=f"{name}: run `python -m indicators build` and commit data/bundle;",
        )
    assert without_hashes(fresh.manifest) == without_hashes(committed.manifest)


def without_hashes(manifest: dict[str, Any]) -> dict[str, Any]:
    rows = {name: about["rows"] for name, about in manifest["files"].items()}
    return {**manifest, "files": rows}


def test_building_twice_gives_the_same_bytes(
    bundle_folder: Path, inputs: Inputs, tmp_path: Path
) -> None:
    assert contents(build(["62"], tmp_path / "again", inputs=inputs)) == contents(bundle_folder)


def test_the_manifest_tells_rows_and_millesimes(bundle: Bundle) -> None:
    assert bundle.departements == ["62"]
    rows = {name: about["rows"] for name, about in bundle.manifest["files"].items()}
    assert rows == {name: len(getattr(bundle, name)) for name in store.TABLES}
    sources = bundle.manifest["sources"]
    assert sum(about["rows"] for about in sources.values()) == len(bundle.observations)
    assert sources["drees-apl"]["years"] == [2015, 2016, 2017, 2018, 2019, 2021, 2022, 2023, 2024]


def test_codes_are_text(bundle: Bundle) -> None:
    assert {type(code) for code in bundle.territories["code"]} == {str}
    assert "01" in set(bundle.territories["code"])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def empty(path: Path) -> None:
    path.write_bytes(b"")


DAMAGES: list[Callable[[Path], None]] = [flip, truncate, empty, Path.unlink]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("name", ["observations.parquet", "cpts.parquet"])
def test_a_damaged_file_is_named_with_the_command(
    bundle_copy: Path, name: str, damage: Callable[[Path], None]
) -> None:
    damage(bundle_copy / name)
    with pytest.raises(BundleError) as caught:
        read_bundle(bundle_copy)
    assert str(bundle_copy / name) in str(caught.value)
    assert "python -m indicators build" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        "<html>",
        '{"schema": 0}',
        '{"schema": 2}',
        '{"schema": 1}',
        '{"schema": 1, "files": null}',
        '{"schema": 1, "files": {"observations": 3}}',
        "\xff",
    ],
)
def test_a_wrong_manifest_is_refused(bundle_copy: Path, text: str) -> None:
    (bundle_copy / "manifest.json").write_text(text, encoding="latin-1")
    with pytest.raises(BundleError, match="python -m indicators build") as caught:
        read_bundle(bundle_copy)
    assert str(bundle_copy) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("key", ["departements", "sources"])
def test_a_manifest_that_lacks_an_entry_is_refused(bundle_copy: Path, key: str) -> None:
    path = bundle_copy / "manifest.json"
    manifest = json.loads(path.read_text())
    del manifest[key]
    path.write_text(json.dumps(manifest))
    with pytest.raises(BundleError, match="python -m indicators build"):
        read_bundle(bundle_copy)


def test_no_bundle_and_a_file_for_a_bundle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "absent", tmp_path / "file"):
        with pytest.raises(BundleError, match="python -m indicators build") as caught:
            read_bundle(path)
        assert str(path) in str(caught.value)
        # The command makes the bundle where it is looked for, not where another one stands.
        assert f"--out {path}" in str(caught.value)


def beside(folder: Path) -> list[str]:
    """Give what stands beside a bundle, but for its lock."""
    return [
        path.name
        for path in folder.parent.iterdir()
        if path.name not in {folder.name, f".{folder.name}.lock"}
    ]


def tables_of(bundle: Bundle) -> dict[str, object]:
    return {name: getattr(bundle, name) for name in store.TABLES}


def test_a_bundle_is_read_wherever_fsspec_opens_it(bundle: Bundle, bundle_folder: Path) -> None:
    away = folder_at("memory://shelf/bundle")
    assert store.identity(away) == ()
    with pytest.raises(BundleError, match="there is no bundle here"):
        read_bundle(away)
    for name, content in contents(bundle_folder).items():
        (away / name).write_bytes(content)
    held = read_bundle(away)
    assert held.manifest == bundle.manifest
    pd.testing.assert_frame_equal(held.observations, bundle.observations)
    before = store.identity(away)
    (away / "travel.parquet").unlink()
    (away / store.MANIFEST).write_text("{}")
    assert store.identity(away) != before
    assert folder_at(bundle_folder.as_uri()) == bundle_folder
    with pytest.raises(UsageError, match="nowhere://x cannot be opened"):
        folder_at("nowhere://x")


def test_a_failing_write_leaves_the_old_bundle_whole(bundle: Bundle, bundle_copy: Path) -> None:
    before = contents(bundle_copy)
    tables = tables_of(bundle)
    del tables["facts"]
    with pytest.raises(KeyError):
        write_bundle(tables, ["62"], bundle_copy)  # type: ignore[arg-type]
    assert contents(bundle_copy) == before
    assert beside(bundle_copy) == []


def test_a_full_disk_leaves_the_old_bundle_whole(bundle: Bundle, bundle_copy: Path) -> None:
    before = contents(bundle_copy)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with pytest.raises(BundleError, match="File too large") as caught:
            write_bundle(tables_of(bundle), ["62"], bundle_copy)  # type: ignore[arg-type]
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "the earlier bundle is as it was" in str(caught.value)
    assert contents(bundle_copy) == before
    assert beside(bundle_copy) == []


def test_a_bundle_is_read_whole_while_it_is_replaced(bundle: Bundle, bundle_copy: Path) -> None:
    fewer = tables_of(bundle) | {"observations": bundle.observations.head(500)}
    with ThreadPoolExecutor() as pool:
        writing = pool.submit(
            lambda: [write_bundle(t, ["62"], bundle_copy) for t in (fewer, tables_of(bundle))]  # type: ignore[arg-type]
        )
        seen = []
        while not writing.done():
            seen.append(len(read_bundle(bundle_copy).observations))
    assert set(seen) <= {500, len(bundle.observations)}
    assert len(read_bundle(bundle_copy).observations) == len(bundle.observations)


def test_a_failing_rename_puts_the_old_bundle_back(
    bundle: Bundle, bundle_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(bundle_copy)
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if path.name == "new":
            raise OSError(16, "Device or resource busy")
        return rename(path, target)

    monkeypatch.setattr(placing, "_exchanged", lambda _one, _other: False)
    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(BundleError, match=r"busy.*the earlier bundle is as it was"):
        write_bundle(tables_of(bundle), ["62"], bundle_copy)  # type: ignore[arg-type]
    assert contents(bundle_copy) == before


def test_a_folder_that_is_no_bundle_is_never_replaced(bundle: Bundle, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "letter.txt").write_text("mine")
    with pytest.raises(UsageError, match="not a bundle"):
        write_bundle(tables_of(bundle), ["62"], folder)  # type: ignore[arg-type]
    assert (folder / "letter.txt").read_text() == "mine"


def test_a_bundle_that_lost_its_manifest_can_be_made_again(
    bundle: Bundle, bundle_copy: Path
) -> None:
    before = contents(bundle_copy)
    (bundle_copy / "manifest.json").unlink()
    write_bundle(tables_of(bundle), ["62"], bundle_copy)  # type: ignore[arg-type]
    assert sorted(contents(bundle_copy)) == sorted(before)

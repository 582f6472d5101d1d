"""Which editions of a series a bundle holds: a reader must know where one ends."""

from __future__ import annotations

from dataclasses import dataclass

from indicators.bundle import Bundle


@dataclass(frozen=True)
class EditionHeld:
    """An edition of which a bundle has values.

    Parameters
    ----------
    edition : str
        Its name in the catalogue.
    years : tuple of int
        Its millésimes, oldest first.
    indicators : tuple of str
        The indicators that have values of it, by name.
    """

    edition: str
    years: tuple[int, ...]
    indicators: tuple[str, ...]


def editions_held(bundle: Bundle) -> list[EditionHeld]:
    """List the editions held, the oldest first."""
    columns = ["edition", "indicator", "year"]
    pairs = bundle.observations[columns].drop_duplicates().astype({"edition": str})
    found = [
        EditionHeld(
            str(name),
            tuple(sorted({int(year) for year in rows["year"]})),
            tuple(sorted(set(rows["indicator"].astype(str)))),
        )
        for name, rows in pairs[pairs["edition"] != ""].groupby("edition")
    ]
    return sorted(found, key=lambda held: (held.years, held.edition))

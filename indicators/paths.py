"""Where the repository keeps its data."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"
CATALOGUE = DATA / "catalogue.yml"
SOURCES = DATA / "sources.yml"
FIGURES = DATA / "figures"
GEOGRAPHY = DATA / "geography"
BUNDLE = DATA / "bundle"
STORIES = DATA / "stories"
CACHE = DATA.parent / ".cache" / "official"
"""Where the official files are kept once downloaded; never part of the repository."""
MINUTES_CACHE = DATA.parent / ".cache" / "minutes"
"""Where the answers of a routing engine are kept."""

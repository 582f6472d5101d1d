"""Results kept in memory, with what they were computed from, until another bundle is served."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])
_CLEARED: list[Callable[[], None]] = []


def kept(maxsize: int) -> Callable[[F], F]:
    """Keep the last results of a function of a bundle, as ``functools.lru_cache`` does.

    Parameters
    ----------
    maxsize : int
        How many results.
    """

    def wrap(function: F) -> F:
        cached = lru_cache(maxsize=maxsize)(function)
        _CLEARED.append(cached.cache_clear)
        return cast("F", cached)

    return wrap


def forget() -> None:
    """Let go of every result that was kept, and so of the bundles that they were made from."""
    for clear in _CLEARED:
        clear()

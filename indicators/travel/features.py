"""The names of what the model of minutes looks at: what `terrain` measures, `formula` weighs."""

from __future__ import annotations

MAINLAND = "metropole"
"""The zone of metropolitan France, Corsica included; the other zones are overseas."""
ENDS = ("p1", "p2", "p4", "p8", "p16", "c3", "c8", "area", "people", "density")
WAYS = ("p1", "p2", "p4", "p8", "c3")
FEATURES: tuple[str, ...] = (
    *(f"{name}_{side}" for name in ENDS for side in ("min", "max")),
    *(f"{name}_way" for name in WAYS),
    "p2_spread",
    "detour",
)
"""Names of the features of a pair, besides its distance.

``pS`` log of persons a km2 and ``cS`` of communes a km2 under a Gaussian of S km; ``area`` log of
the commune's km2, ``people`` log of its inhabitants, ``density`` log of the two's ratio; ``_min``
and ``_max`` over the two ends, ``_way`` mean along the line, ``p2_spread`` standard deviation along
it; ``detour`` log of the way round the water, see `indicators.travel.landmass.Land.detours`.
"""

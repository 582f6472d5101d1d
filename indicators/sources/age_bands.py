"""The age bands of the census tables by commune: five years each, the last one open."""

from __future__ import annotations

AGE_BANDS = [f"{low:02d}_{low + 4:02d}" for low in range(0, 95, 5)] + ["95_plus"]

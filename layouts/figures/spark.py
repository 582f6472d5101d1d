"""A small line for a card or a sheet, as an image that prints; estimates are hollow."""

from __future__ import annotations

from urllib.parse import quote

from indicators.series import Value
from indicators.trends import moment
from layouts.colours import PAPER, SERIES

SPARK = (240, 56)
_PAD = 5


def spark(parts: list[list[Value]], size: tuple[int, int] = SPARK) -> str:
    """Draw a small line, broken where its parts are, as an SVG in a data address.

    Parameters
    ----------
    parts : list of list of Value
        Each run of a series, oldest first, all values known; an estimate is a hollow dot.
    size : tuple of int
        Width and height, in pixels.
    """
    whole = [one for part in parts for one in part]
    x = _scaled([moment(one.period) for one in whole], size[0])
    y = _scaled([one.number for one in whole], size[1])
    points = [f"{a:.1f},{size[1] - b:.1f}" for a, b in zip(x, y, strict=True)]
    lines, start = [], 0
    for part in parts:
        lines.append(points[start : start + len(part)])
        start += len(part)
    line = f'fill="none" stroke="{SERIES[0]}" stroke-width="2"'
    drawn = "".join(f'<polyline points="{" ".join(run)}" {line}/>' for run in lines)
    alone = {run[0] for run in lines if len(run) == 1} | {points[-1]}
    hollow = [one.status == "estimated" for one in whole]
    drawn += "".join(
        _dot(point, hollow=is_hollow)
        for point, is_hollow in zip(points, hollow, strict=True)
        if is_hollow or point in alone
    )
    box = f'viewBox="0 0 {size[0]} {size[1]}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{drawn}</svg>'
    return f"data:image/svg+xml,{quote(svg)}"


def _scaled(values: list[float], length: int) -> list[float]:
    low, high = min(values), max(values)
    spread = (high - low) or 1.0
    return [_PAD + (value - low) / spread * (length - 2 * _PAD) for value in values]


def _dot(point: str, *, hollow: bool) -> str:
    x, y = point.split(",")
    fill = PAPER if hollow else SERIES[0]
    return f'<circle cx="{x}" cy="{y}" r="3" fill="{fill}" stroke="{SERIES[0]}"/>'

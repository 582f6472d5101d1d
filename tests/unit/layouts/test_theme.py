import re
from pathlib import Path

import pytest

from layouts.colours import INKS, LIGHT_TO_DARK_ALARM, LIGHT_TO_DARK_NEUTRAL, MISSING, SUPPRESSED
from layouts.figures.theme import TEMPLATE

ASSETS = Path(__file__).parents[3] / "assets"
TOKEN = re.compile(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);")
TOKENS = {
    name: (light, dark)
    for name, light, dark in TOKEN.findall((ASSETS / "style.css").read_text(encoding="utf-8"))
}


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", [0, 1])
@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        *((ink, paper) for ink in ("text", "muted", "accent") for paper in ("bg", "surface")),
        *((f"series-{k}", "bg") for k in range(1, 6)),
        ("benchmark", "bg"),
        ("accent-text", "accent"),
        ("warn-text", "warn-bg"),
    ],
)
def test_texts_are_legible_in_both_themes(ink: str, paper: str, theme: int) -> None:
    assert contrast(TOKENS[ink][theme], TOKENS[paper][theme]) >= 4.5


def test_charts_have_the_light_inks_of_the_style_sheet() -> None:
    assert {name: TOKENS[name][0] for name in INKS} == INKS


@pytest.mark.parametrize("name", list(INKS))
def test_the_style_sheet_repaints_every_ink_of_a_chart(name: str) -> None:
    red, green, blue = (int(INKS[name][k : k + 2], 16) for k in (1, 3, 5))
    rules = (ASSETS / "theme.css").read_text(encoding="utf-8")
    colour = f"rgb({red}, {green}, {blue})"
    assert f'[style*="fill: {colour}"] {{ fill: var(--{name}) !important; }}' in rules


def test_no_ink_is_the_colour_of_data() -> None:
    data = {*LIGHT_TO_DARK_ALARM, *LIGHT_TO_DARK_NEUTRAL, MISSING, SUPPRESSED}
    assert not data & set(INKS.values())


def test_a_chart_has_no_background_of_its_own() -> None:
    layout = TEMPLATE.layout
    assert {layout.paper_bgcolor, layout.plot_bgcolor, layout.geo.bgcolor} == {"rgba(0,0,0,0)"}

import pytest

from indicators.catalogue import Catalogue, Polarity
from indicators.classes import breaks_of
from layouts.colours import (
    DIVERGING,
    LIGHT_TO_DARK_ALARM,
    LIGHT_TO_DARK_NEUTRAL,
    PALETTES,
    diverging,
    ramp,
)


def lightness(colour: str) -> float:
    red, green, blue = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_low_access_is_dark() -> None:
    assert ramp("higher_is_better", 5) == list(LIGHT_TO_DARK_ALARM[::-1])
    assert ramp("lower_is_better", 5) == list(LIGHT_TO_DARK_ALARM)
    assert ramp("neutral", 5) == list(LIGHT_TO_DARK_NEUTRAL)


@pytest.mark.parametrize("classes", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("polarity", ["higher_is_better", "lower_is_better", "neutral"])
def test_every_class_has_its_own_colour_in_order(polarity: Polarity, classes: int) -> None:
    colours = ramp(polarity, classes)
    assert len(set(colours)) == classes
    light = [lightness(colour) for colour in colours]
    assert light == sorted(light, reverse=polarity != "higher_is_better")


def test_no_indicator_has_more_classes_than_colours(catalogue: Catalogue) -> None:
    import pandas as pd  # noqa: PLC0415

    for name, entry in catalogue.indicators.items():
        classes = len(breaks_of(entry, pd.Series([1.0, 2.0, 3.0, 4.0, 5.0]))) + 1
        assert len(set(ramp(entry.polarity, classes))) == classes, name


@pytest.mark.parametrize("palette", ["", *PALETTES])
@pytest.mark.parametrize("classes", range(1, 8))
def test_each_class_has_a_colour_of_its_own(palette: str, classes: int) -> None:
    colours = ramp("higher_is_better", classes, palette)
    assert len(set(colours)) == classes
    # Low access is the dark end, whatever the palette.
    assert ramp("lower_is_better", classes, palette) == colours[::-1]


def test_a_difference_is_coloured_symmetrically() -> None:
    five = diverging("higher_is_better", 5)
    assert five == list(DIVERGING)
    assert diverging("lower_is_better", 5) == five[::-1]
    assert diverging("neutral", 3) == [five[0], five[2], five[4]]
    assert diverging("neutral", 1) == [five[2]]

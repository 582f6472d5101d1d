import math

import numpy as np
import pytest
import shapely

from layouts.figures.insets import INSETS, MAINLAND, in_insets, inset_names


def moved(home: shapely.Geometry, code: str) -> shapely.Geometry:
    (found,) = in_insets(np.array([home], dtype=object), [code], {code: home})
    return found


@pytest.mark.parametrize(("code", "latitude"), INSETS.items())
def test_an_inset_lies_in_the_frame_at_its_latitude(code: str, latitude: float) -> None:
    west, south, east, north = moved(shapely.box(-55, 2, -51, 6), code).bounds

    assert MAINLAND.west < west < east < MAINLAND.east
    assert (south + north) / 2 == pytest.approx(latitude)


def test_a_square_on_a_mercator_map_stays_one() -> None:
    height = 2 * math.cos(math.radians(-21))
    west, south, east, north = moved(
        shapely.box(55, -21 - height / 2, 57, -21 + height / 2), "974"
    ).bounds

    drawn = (north - south) / math.cos(math.radians((south + north) / 2))
    assert drawn == pytest.approx(east - west, rel=0.01)


def test_the_mainland_does_not_move() -> None:
    home = shapely.box(2, 50, 3, 51)
    assert moved(home, "62") is home


def test_communes_keep_their_place_in_their_departement() -> None:
    home = shapely.box(55, -22, 56, -21)
    parts = np.array(
        [shapely.box(55, -22, 55.5, -21), shapely.box(55.5, -22, 56, -21)], dtype=object
    )
    west, east = in_insets(parts, ["974", "974"], {"974": home})

    assert west.bounds[2] == pytest.approx(east.bounds[0])
    assert shapely.area(west) == pytest.approx(shapely.area(east))


def test_each_inset_is_named() -> None:
    assert [name for name, *_ in inset_names({"974": "La Réunion", "62": "x"})] == ["La Réunion"]

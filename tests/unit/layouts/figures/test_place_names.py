import pandas as pd
import shapely

from layouts.figures.place_names import Frame, named_towns, side_of, surroundings


def test_towns_that_crowd_are_named_once_zoomed_in() -> None:
    towns = pd.DataFrame(
        {
            "code": ["a", "b", "c", "d"],
            "name": ["A", "B", "C", "D"],
            "lon": [2.0, 2.1, 2.1, 3.0],
            "lat": [50.0, 50.01, 50.5, 50.0],
        }
    )
    people = pd.Series({"a": 4.0, "b": 3.0, "c": 2.0, "d": 1.0})
    named = named_towns(towns, people).set_index("code")["zoom"]
    # A and B lie 0.1 degree apart: a name takes 0.3 degree, so 0.075 at the zoom of 4.
    assert named.to_dict() == {"a": 1, "c": 1, "d": 1, "b": 4}


def test_neighbours_and_seas_are_named_inside_the_frame() -> None:
    frame = Frame(1.5, 50.0, 3.2, 51.04)
    neighbours = {
        "Nord": shapely.box(2.5, 50.1, 4, 51),
        "Sliver": shapely.box(3.19, 50.0, 4, 50.5),
        "Far": shapely.box(10, 40, 11, 41),
    }
    told = {name: (lon, lat) for name, lon, lat in surroundings(frame, neighbours, "en")}
    assert "Sliver" not in told
    assert "Far" not in told
    assert 2.5 < told["Nord"][0] < 3.2
    assert {"Channel", "Belgium"} <= set(told)
    assert "Italy" not in told


def test_a_name_near_an_edge_is_written_away_from_it() -> None:
    # On a telephone, 2 degrees over 358 pixels: 7 letters take 0.27 degree.
    frame = Frame(2.0, 50.0, 4.0, 51.0)
    assert side_of("Béthune", 3.0, frame) == ""
    assert side_of("Étaples", 2.1, frame) == "right"
    assert side_of("Sari-Solenzara", 3.8, frame) == "left"
    assert side_of("Lens", 3.8, frame) == ""
    # No room on either side: the widest one.
    assert side_of("Saint-Laurent-de-Chamousset et ses environs", 2.7, frame) == "right"

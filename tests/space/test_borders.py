"""No quay is outside its municipality, a neighbour's land is the neighbour's, and what may be either's is said."""

import csv
import json

import numpy as np
import pytest
import shapely

from est.errors import AreaError
from est.settings import DATA
from est.space.borders import ABROAD_M, INTO_ANOTHER_M, OFF_SHORE_M, Belonging, municipality_borders
from est.space.ground import municipality_of, outline_shapes
from est.space.outlines import METRES_PER_DEGREE
from tests.sources import ROOT

KRISTINEHAMN, KARLSKOGA, GOTLAND = "1781", "1883", "0980"


def judged(code, lat, lng):
    borders = municipality_borders(json.dumps(municipality_of(code)), code)
    states, names = borders.judge(np.atleast_1d(np.asarray(lat, float)), np.atleast_1d(np.asarray(lng, float)))
    return [Belonging(state) for state in states.tolist()], names


def square(west, south, side):
    ring = [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


@pytest.mark.parametrize("path", [ROOT / "tests" / "data" / "coast_points.csv", DATA / "localities.csv"])
@pytest.mark.slow
def test_squares_quays_and_islands_are_inside_their_own_municipality(path):
    """Around the whole coast and in the great lakes, by outlines that run up to some kilometres inland."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    outside = [
        (row.get("place") or row["name"], names)
        for row in rows
        for (state,), names in [judged(row["municipality"], row["lat"], row["lng"])]
        if state > Belonging.NEAR
    ]
    assert len(rows) > 140
    assert outside == []


def test_from_one_municipality_into_the_next_a_point_is_own_then_either_then_the_others():
    """The strip is as wide as the rule says, and what lies behind it is called by the other's name."""
    ends = [shapely.get_coordinates(outline_shapes()[code][1].centroid)[0] for code in (KRISTINEHAMN, KARLSKOGA)]
    line = np.linspace(ends[0], ends[1], 4000)
    states, names = judged(KRISTINEHAMN, line[:, 1], line[:, 0])
    assert states == sorted(states, key=[Belonging.INSIDE, Belonging.NEAR, Belonging.ANOTHER].index)
    assert {name for name, state in zip(names, states, strict=True) if state == Belonging.ANOTHER} == {"Karlskoga"}
    last = line[[state == Belonging.NEAR for state in states]][-1]
    stretch = np.array([METRES_PER_DEGREE * np.cos(np.radians(last[1])), METRES_PER_DEGREE])
    land = shapely.transform(outline_shapes()[KARLSKOGA][1], lambda xy: xy * stretch)
    assert land.boundary.distance(shapely.Point(last * stretch)) == pytest.approx(INTO_ANOTHER_M, abs=20)


def test_the_sea_belongs_to_the_shore_as_far_as_the_rule_says():
    """East of Gotland, where nobody else is near."""
    corners = shapely.get_coordinates(outline_shapes()[GOTLAND][1])
    east, lat = corners[corners[:, 0].argmax()]
    away = [OFF_SHORE_M * share / (METRES_PER_DEGREE * np.cos(np.radians(lat))) for share in (0.9, 9)]
    assert judged(GOTLAND, [lat, lat], [east + metres for metres in away])[0] == [Belonging.INSIDE, Belonging.OUTSIDE]


def test_water_nearer_to_another_shore_may_be_eithers():
    """Gröna Lund by Stockholm's and by Nacka's outline: the one is nearer, and neither holds it."""
    assert judged("0180", 59.3235, 18.0965)[0] == [Belonging.INSIDE]
    assert judged("0182", 59.3235, 18.0965)[0] == [Belonging.NEAR]


def test_an_outline_of_ones_own_ends_where_it_ends():
    """Behind it the coarse outline of the same municipality holds nothing that is ours."""
    borders = municipality_borders(square(13.9, 59.2, 0.3), None)
    lat = np.array([59.3, 59.3, 59.3])
    states, names = borders.judge(lat, np.array([14.0, 14.2 + 0.005, 14.2 + 0.02]))
    assert states.tolist() == [Belonging.INSIDE, Belonging.NEAR, Belonging.OUTSIDE]
    assert names == [None] * 3
    far, names = borders.judge(np.array([59.327]), np.array([14.524]))
    assert (far.tolist(), names) == ([Belonging.ANOTHER], ["Karlskoga"])


def test_abroad_an_outline_has_a_margin_alone():
    """The neighbours of another country are not known."""
    degrees = ABROAD_M / METRES_PER_DEGREE
    states, _ = municipality_borders(square(-95.5, 29.6, 0.2), None).judge(
        np.array([29.6 - 0.9 * degrees, 29.6 - 1.1 * degrees]), np.array([-95.4, -95.4])
    )
    assert states.tolist() == [Belonging.INSIDE, Belonging.OUTSIDE]


def test_what_is_no_outline_is_refused():
    with pytest.raises(AreaError):
        municipality_borders('{"type": "Point", "coordinates": [14, 59]}', None)

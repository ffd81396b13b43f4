"""Cells found for many points at once are those that h3 finds one by one, everywhere and at every resolution shown."""

import h3
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from est.space.cells import RESOLUTIONS
from est.space.face_grid import cells_one_by_one, face_points, nearest_faces, unit_vectors

PLACES = {
    "Kristinehamn": (59.31, 14.11),
    "Malmö": (55.60, 13.00),
    "Göteborg": (57.70, 11.97),
    "Visby": (57.64, 18.29),
    "Kiruna": (67.86, 20.23),
    "Haparanda": (65.83, 24.13),
    "New York": (40.71, -73.96),
    "a corner of the icosahedron": h3.cell_to_latlng(h3.get_pentagons(7)[0]),
    "an edge of it west of Sundsvall": (62.39, 17.00),
    "an edge of it south of Gällivare": (66.50, 17.14),
}


def test_some_of_these_places_lie_on_several_faces():
    """Else nothing would be told of the edges."""
    random = np.random.default_rng(1)
    faces = {}
    for name, place in PLACES.items():
        lat, lng = (degrees + random.normal(size=200) * 0.05 for degrees in place)
        faces[name] = len(set(nearest_faces(unit_vectors(lat, lng))[0].tolist()))
    assert sorted(faces.values()) == [1] * 7 + [2, 2, 5]


def same(lat, lng, resolution):
    found = face_points(lat, lng).cells(resolution)
    np.testing.assert_array_equal(found, cells_one_by_one(lat, lng, resolution))
    return found


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("resolution", RESOLUTIONS)
def test_the_cells_of_a_town_are_those_of_h3(name, resolution):
    random = np.random.default_rng(resolution)
    lat, lng = (degrees + random.normal(size=2_000) * 0.05 for degrees in PLACES[name])
    found = same(lat, lng, resolution)
    assert found.dtype == np.uint64
    # the corners of the cells, and the middles of their sides, where a point could be taken for its neighbour's
    corners = np.array([corner for cell in np.unique(found)[:200].tolist() for corner in boundary(cell)])
    same(corners[:, 0].copy(), corners[:, 1].copy(), resolution)


def boundary(cell):
    corners = np.array(h3.cell_to_boundary(h3.int_to_str(cell)))
    return [*corners, *((corners + np.roll(corners, 1, axis=0)) / 2)]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), min_size=1, max_size=30),
    st.floats(1e-6, 1.0),
    st.sampled_from(RESOLUTIONS),
)
@pytest.mark.slow
def test_points_anywhere_on_earth_have_the_cells_of_h3(places, spread, resolution):
    """Far from each other, and a few around each."""
    random = np.random.default_rng(1)
    around = np.array(places)[:, None, :] + random.normal(size=(len(places), 20, 2)) * spread
    points = np.concatenate([np.array(places), around.reshape(-1, 2)])
    same(np.clip(points[:, 0], -90, 90), points[:, 1].copy(), resolution)


def test_no_points_have_no_cells():
    assert face_points(np.zeros(0), np.zeros(0)).cells(9).size == 0

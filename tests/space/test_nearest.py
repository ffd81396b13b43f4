"""A cell is spoken of by the named place nearest to it."""

import h3
import numpy as np
import polars as pl
import pytest

from est.space.nearest import called_by_their_own, cell_points, nearest_places

PLACES = pl.DataFrame(
    {"name": ["Torget", "Skolan"], "lat": [59.31, 59.33], "lng": [14.11, 14.11], "radius_m": [40.0, None]}
)


def test_the_nearest_place_and_the_metres_to_it():
    """A hundredth of a degree north is 1,112 metres, the same east at 59 degrees north about half of that."""
    points = pl.DataFrame({"lat": [59.31, 59.34, 59.31], "lng": [14.11, 14.11, 14.12]})
    found = nearest_places(points, PLACES)
    assert found["place"].to_list() == ["Torget", "Skolan", "Torget"]
    assert found["distance_m"].to_list() == pytest.approx([0, 1112, 568 - 40], abs=2)


def test_without_places_a_cell_has_no_name():
    """Nothing is guessed."""
    found = nearest_places(pl.DataFrame({"lat": [59.3], "lng": [14.1]}), PLACES.clear())
    assert found.row(0) == (59.3, 14.1, None, None)


def test_centres_come_in_the_order_of_the_cells():
    """The text of each cell stands beside the point h3 gives for it; no cells give an empty frame."""
    ids = sorted(h3.grid_disk(h3.latlng_to_cell(59.31, 14.11, 9), 1))
    found = cell_points(np.array([h3.str_to_int(cell) for cell in ids], dtype=np.uint64))
    assert found["cell"].to_list() == ids
    assert found.select("lat", "lng").row(3) == pytest.approx(h3.cell_to_latlng(ids[3]))
    assert cell_points(np.array([], dtype=np.uint64)).height == 0


def test_a_cell_is_called_by_the_place_that_lies_in_it():
    """Also where that is in a corner, and one behind the opposite edge is nearer to the middle."""
    cell = h3.latlng_to_cell(59.31, 14.11, 8)
    lat, lng = h3.cell_to_latlng(cell)
    corners = h3.cell_to_boundary(cell)
    edge = [sum(values) / 2 for values in zip(corners[2], corners[3], strict=True)]
    inside = (lat + 0.95 * (corners[0][0] - lat), lng + 0.95 * (corners[0][1] - lng))
    outside = (lat + 1.04 * (edge[0] - lat), lng + 1.04 * (edge[1] - lng))
    assert h3.latlng_to_cell(*inside, 8) == cell != h3.latlng_to_cell(*outside, 8)
    places = pl.DataFrame([("Kvarnen", *inside), ("Rinken", *outside)], schema=["name", "lat", "lng"], orient="row")
    beside = h3.latlng_to_cell(*outside, 8)
    cells = cell_points(np.array([h3.str_to_int(one) for one in (cell, beside)], dtype=np.uint64))
    assert nearest_places(cells, places)["place"].to_list() == ["Rinken", "Rinken"]
    found = called_by_their_own(nearest_places(cells, places), places)
    assert found.select("place", "distance_m").rows() == [("Kvarnen", 0.0), ("Rinken", 0.0)]
    assert called_by_their_own(nearest_places(cells, PLACES.clear()), PLACES.clear())["place"].null_count() == 2

"""Neighbouring flagged cells are one place with a name, an outline and an identity that survives."""

from itertools import count

import h3
import numpy as np
import polars as pl
import pytest
import shapely
from shapely.geometry import shape

from est.hotspots.candidates import State, candidates, clusters, follow
from tests.stores import TOWN

HOME = h3.latlng_to_cell(*TOWN, 9)
BESIDE = sorted(h3.grid_ring(HOME, 1))
FAR = sorted(h3.grid_ring(HOME, 6))[0]
PLACES = pl.DataFrame(
    {"name": ["Torget", "Skolan"], "lat": [TOWN[0], 59.4], "lng": [TOWN[1], 14.2], "radius_m": [40.0, 60.0]}
)


def found(cells, units=None, flags=None, spot=TOWN, first=0):
    frame = pl.DataFrame(
        {"cell": cells, "flag": flags or ["tydlig"] * len(cells), "unit": units or ["cell"] * len(cells)}
    )
    random = np.random.default_rng(1)
    lat, lng = spot[0] + random.normal(size=30) * 0.0002, spot[1] + random.normal(size=30) * 0.0004
    reports = pl.DataFrame({"lat": lat, "lng": lng}).with_columns(
        cell=pl.Series([h3.latlng_to_cell(y, x, 9) for y, x in zip(lat, lng, strict=True)])
    )
    numbers = count(first)
    return candidates(frame, reports, PLACES, lambda _: f"place {next(numbers)}")


def test_cells_that_touch_are_one_place_and_others_are_not():
    """A ring reaches as far as its members and their neighbours."""
    together = found([HOME, BESIDE[0], FAR])
    assert [set(place.flags) for place in together] == [{HOME, BESIDE[0]}, {FAR}]
    two_away = sorted(h3.grid_ring(HOME, 2))[0]
    assert len(found([HOME, two_away])) == 2
    assert len(found([HOME, two_away], ["ring", "ring"])) == 1
    assert len(found([HOME, two_away], ["ring", "cell"])) == 1
    assert found([]) == ()


def test_a_place_is_named_by_the_nearest_and_outlined_around_its_reports():
    """The outline holds the reports that lie together, in degrees, and is smaller than the cell."""
    (place,) = found([HOME])
    assert (place.name, place.distance_m, place.flag) == ("Torget", 0.0, "tydlig")
    outline = shape(place.outline)
    assert shapely.contains_xy(outline, place.lng, place.lat)
    assert outline.area < shapely.Polygon([(x, y) for y, x in h3.cell_to_boundary(HOME)]).area
    assert 20 <= place.reports <= 30
    metres = 111_195**2 * np.cos(np.radians(TOWN[0]))
    assert place.area_m2 == pytest.approx(outline.area * metres, rel=0.01)
    empty = found([FAR])[0]
    assert empty.reports == 0
    assert shapely.contains_xy(shape(empty.outline), *reversed(h3.cell_to_latlng(FAR)))


def test_reports_within_75_metres_are_one_cluster():
    """Two reports are none."""
    metres = np.array([[0, 0], [50, 0], [100, 0], [500, 0], [520, 0]], dtype=float)
    assert clusters(metres).tolist() == [0, 0, 0, -1, -1]
    assert clusters(metres[:2]).tolist() == [-1, -1]


def test_very_many_reports_are_clustered_on_squares_of_five_metres():
    """The same clusters come out, and the pairs within reach do not fill the memory."""
    random = np.random.default_rng(4)
    middles = np.array([[0, 0], [400, 0], [0, 700]])
    metres = np.concatenate([middle + random.normal(size=(700, 2)) * 40 for middle in middles])
    many = clusters(metres)
    assert many.max() == 2
    few = clusters(metres[::2])
    both = (many[::2] >= 0) & (few >= 0)
    assert len({*zip(many[::2][both].tolist(), few[both].tolist(), strict=True)}) == 3
    assert both.mean() > 0.97


def test_a_place_keeps_its_identity_while_it_moves_a_little_and_is_told_when_it_goes():
    """The larger overlap wins, and each place is followed once."""
    before = found([HOME, BESIDE[0], FAR])
    now = found([BESIDE[0], BESIDE[1]], first=10)
    followed = follow(before, now)
    assert [(item.candidate.identity, item.state) for item in followed] == [
        ("place 0", State.SAME),
        ("place 1", State.GONE),
    ]
    assert [item.state for item in follow((), now)] == [State.NEW]
    assert follow(now, ())[0].state is State.GONE
    parted = found([HOME, sorted(h3.grid_ring(HOME, 2))[0]], first=20)
    assert [item.state for item in follow(found([HOME]), parted)].count(State.SAME) == 1

"""Neighbouring flagged cells are one place with a name, an outline and an identity that survives."""

from datetime import date, datetime, timedelta
from itertools import count

import h3
import numpy as np
import polars as pl
import pytest
import shapely
from shapely.geometry import shape

from est.hotspots.detection.flags import find_flags
from est.hotspots.detection.places import TouchingCells, find_places, report_clusters
from est.hotspots.evolution.place_identity import PlaceState, pair_places, track_places
from est.hotspots.evolution.tracking import places_of_flags
from est.picture import points
from est.picture.selection import Selection
from est.space.area import set_study_area
from est.space.places import named_places
from tests.hotspots.detection.test_flags import built_up
from tests.stores import NOW, TOWN, organisation_ids, prepared_store, put

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
        cell=pl.Series([h3.latlng_to_cell(y, x, 9) for y, x in zip(lat, lng, strict=True)]), reports=1
    )
    numbers = count(first)
    return find_places(frame, reports, PLACES, lambda _: f"place {next(numbers)}")


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
    assert report_clusters(metres).tolist() == [0, 0, 0, -1, -1]
    assert report_clusters(metres[:2]).tolist() == [-1, -1]


def test_a_point_may_stand_for_many_reports():
    """Three on one spot are a cluster, and what lies within reach of them belongs to it."""
    metres = np.array([[0, 0], [60, 0], [400, 0]], dtype=float)
    assert report_clusters(metres, np.array([3, 1, 2])).tolist() == [0, 0, -1]
    assert report_clusters(metres[:0]).tolist() == []


@pytest.mark.slow
def test_very_many_reports_taken_together_on_fine_cells_give_the_same_place(monkeypatch):
    """Cells of some fifty metres stand for their reports: the same cells and number, nearly the same outline."""
    store = prepared_store()
    set_study_area(store, built_up(), "test", NOW)
    random = np.random.default_rng(4)
    days = [datetime(2026, 3, 2) + timedelta(hours=n) for n in range(300)]
    frame = {"starts": days, "organisation": [organisation_ids(store)[n % 3] for n in range(300)]}
    spread = {"lat": TOWN[0] + random.normal(size=300) * 0.0004, "lng": TOWN[1] + random.normal(size=300) * 0.0008}
    put(store, pl.DataFrame(frame | spread))
    spring = Selection(date(2026, 3, 2), date(2026, 4, 6))
    found = find_flags(store, spring, 9)
    fine = places_of_flags(spring, found, named_places(store))
    monkeypatch.setattr(points, "MANY_REPORTS", 100)
    coarse = places_of_flags(spring, find_flags(store, spring, 9), named_places(store))
    assert [(place.cells, place.reports, place.identity) for place in fine] == [
        (place.cells, place.reports, place.identity) for place in coarse
    ]
    one, other = shape(fine[0].outline), shape(coarse[0].outline)
    assert one.intersection(other).area / one.union(other).area > 0.8


def test_the_middle_of_a_place_is_the_median_of_its_reports_however_they_are_told():
    """A point that stands for five reports weighs as five points."""
    random = np.random.default_rng(3)
    spots = random.normal(size=(9, 2)) * 0.0002 + TOWN
    reports = random.integers(1, 6, 9)
    home = h3.latlng_to_cell(*TOWN, 8)
    flag = pl.DataFrame({"cell": [home], "flag": ["tydlig"], "unit": ["cell"]})
    told = pl.DataFrame({"lat": spots[:, 0], "lng": spots[:, 1], "cell": [home] * 9, "reports": reports})
    one_by_one = told.select(pl.exclude("reports").repeat_by("reports").explode()).with_columns(reports=1)
    nameless = pl.DataFrame(schema={"name": pl.String, "lat": pl.Float64, "lng": pl.Float64})
    together, apart = (find_places(flag, rows, nameless, str)[0] for rows in (told, one_by_one))
    every = np.repeat(spots, reports, axis=0)
    for place in (together, apart):
        assert (place.lat, place.lng) == pytest.approx(tuple(np.median(every, axis=0)), abs=1e-9)
        assert place.reports == reports.sum()


def test_places_are_the_same_from_a_fifth_of_their_cells_in_common():
    """One of five cells is enough, one of six is not, when neither holds a flagged cell of the other."""
    before = TouchingCells(frozenset("abc"), ("a",))
    assert pair_places([before], [TouchingCells(frozenset("cde"), ("e",))]) == {0: 0}
    assert pair_places([before], [TouchingCells(frozenset("cdef"), ("e",))]) == {}
    assert pair_places([before], [TouchingCells(frozenset("adefgh"), ("a",))]) == {0: 0}


def test_a_place_keeps_its_identity_while_it_moves_a_little_and_is_told_when_it_goes():
    """The larger overlap wins, and each place is followed once."""
    before = found([HOME, BESIDE[0], FAR])
    now = found([BESIDE[0], BESIDE[1]], first=10)
    followed = track_places(before, now)
    assert [(item.candidate.identity, item.state) for item in followed] == [
        ("place 0", PlaceState.SAME),
        ("place 1", PlaceState.GONE),
    ]
    assert [item.state for item in track_places((), now)] == [PlaceState.NEW]
    assert track_places(now, ())[0].state is PlaceState.GONE
    parted = found([HOME, sorted(h3.grid_ring(HOME, 2))[0]], first=20)
    assert [item.state for item in track_places(found([HOME]), parted)].count(PlaceState.SAME) == 1

"""The study area: the cells an outline overlaps with their shares, or those of the reports."""

import json
from datetime import datetime, timedelta

import h3
import numpy as np
import polars as pl
import pytest

from est.errors import AreaError, NotFoundError
from est.picture.off_map import OffMapReason, off_map_reports
from est.picture.selection import Selection
from est.space.area import (
    lone_points,
    municipality_given,
    municipality_outline,
    set_municipality,
    set_study_area,
    silent_share,
    study_area,
    study_area_outline,
    unset_municipality,
)
from tests.stores import empty_store, prepared_store, put

NOW = datetime(2026, 3, 2, 12)
LAT, LNG = 59.3057, 14.105


def square(lat=LAT, lng=LNG, side=0.02):
    ring = [[lng, lat], [lng + 2 * side, lat], [lng + 2 * side, lat + side], [lng, lat + side], [lng, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def store():
    with empty_store() as opened:
        yield opened


@pytest.mark.slow
def test_the_shares_of_the_cells_add_up_to_the_outline(store):
    set_study_area(store, square(), "anna", NOW)
    sides = 0.02 * 111.195, 0.04 * 111.195 * np.cos(np.radians(LAT + 0.01))
    for resolution in (7, 8, 9, 10, 11):
        area = study_area(store, resolution)
        assert area.source == "outline"
        assert area.cells["cell"].is_sorted()
        assert area.cells["area_km2"].sum() == pytest.approx(sides[0] * sides[1], rel=0.01)
        assert area.cells["share"].is_between(0, 1.0000001).all()


@pytest.mark.slow
def test_cells_whose_centre_lies_outside_belong_to_the_area_too(store):
    set_study_area(store, square(), "anna", NOW)
    centred = h3.geo_to_cells(square(), 8)
    cells = [h3.int_to_str(cell) for cell in study_area(store, 8).cells["cell"].to_list()]
    assert set(centred) < set(cells)


@pytest.mark.slow
def test_a_hole_and_a_second_part_are_followed(store):
    holed = square(side=0.04)
    holed["coordinates"].append(square(LAT + 0.01, LNG + 0.01, 0.02)["coordinates"][0])
    both = {"type": "MultiPolygon", "coordinates": [holed["coordinates"], square(LAT + 0.2)["coordinates"]]}
    set_study_area(store, json.dumps(both), "anna", NOW)
    cells = {h3.int_to_str(cell) for cell in study_area(store, 9).cells["cell"].to_list()}
    assert h3.latlng_to_cell(LAT + 0.02, LNG + 0.03, 9) not in cells
    assert h3.latlng_to_cell(LAT + 0.21, LNG + 0.01, 9) in cells
    assert study_area_outline(store) == both


@pytest.mark.slow
def test_a_new_outline_replaces_the_old_one_and_both_are_in_the_log(store):
    set_study_area(store, square(), "anna", NOW)
    set_study_area(store, square(lat=60.0), "bo", NOW)
    assert study_area(store, 9).cells["cell"].is_in(study_area(store, 9).ids.tolist()).all()
    assert h3.cell_to_latlng(h3.int_to_str(study_area(store, 9).ids[0].item()))[0] > 59.9
    assert store.ask("SELECT count(*) FROM outlines").item() == 1
    assert store.ask("SELECT who FROM log WHERE action = 'set study area' ORDER BY id")["who"].to_list() == [
        "anna",
        "bo",
    ]


@pytest.mark.slow
def test_an_outline_that_crosses_itself_becomes_the_study_area(store):
    """As real files do; its two wings are the area."""
    corners = [[LNG, LAT], [LNG + 0.04, LAT + 0.02], [LNG + 0.04, LAT], [LNG, LAT + 0.02], [LNG, LAT]]
    set_study_area(store, json.dumps({"type": "Polygon", "coordinates": [corners]}), "anna", NOW)
    whole = 0.02 * 111.195 * 0.04 * 111.195 * np.cos(np.radians(LAT + 0.01))
    assert study_area(store, 9).cells["area_km2"].sum() == pytest.approx(whole / 2, rel=0.01)


@pytest.mark.slow
def test_without_an_outline_the_area_is_the_cells_with_reports_as_far_as_these_reach(store):
    """Never the ring around them: nobody knows whether a report could come from there."""
    empty = study_area(store, 9)
    assert (empty.source, empty.cells.height) == ("reports", 0)
    random = np.random.default_rng(1)
    lat, lng = LAT + random.uniform(0, 0.02, 900), LNG + random.uniform(0, 0.04, 900)
    put(store, pl.DataFrame({"starts": [NOW] * 901, "lat": [*lat, None], "lng": [*lng, None]}))
    area = study_area(store, 9)
    assert area.source == "reports"
    assert set(area.texts) == {h3.latlng_to_cell(*point, 9) for point in zip(lat, lng, strict=True)}
    shares = area.cells["share"].to_numpy()
    assert (shares == 1).mean() > 0.4
    assert shares.min() > 0
    # the hull of so many points is their ground, and 100 metres around it
    side = 0.02 * 111.195 + 0.2, 0.04 * 111.195 * np.cos(np.radians(LAT)) + 0.2
    assert area.cells["area_km2"].sum() == pytest.approx(side[0] * side[1], rel=0.08)
    assert silent_share(store, area) == 0


@pytest.mark.slow
def test_a_point_far_from_all_others_is_no_part_of_the_area_and_is_named():
    """One wrong coordinate would stretch the ground over three municipalities."""
    store, random = prepared_store(), np.random.default_rng(1)
    lat, lng = LAT + random.uniform(0, 0.02, 60), LNG + random.uniform(0, 0.04, 60)
    lone = [(LAT + 0.5, LNG)] * 2  # the same mistake twice is still one point
    put(
        store,
        pl.DataFrame([*zip(lat, lng, strict=True), *lone], schema=["lat", "lng"], orient="row").with_columns(
            starts=NOW
        ),
    )
    for resolution in (7, 9, 11):
        area = study_area(store, resolution)
        assert h3.latlng_to_cell(*lone[0], resolution) not in set(area.texts)
        assert set(area.texts) == {h3.latlng_to_cell(*point, resolution) for point in zip(lat, lng, strict=True)}
        assert area.cells["area_km2"].sum() < 20
    told = off_map_reports(store, Selection(NOW.date(), NOW.date() + timedelta(days=1)), 9)
    assert told["reason"].to_list() == [OffMapReason.LONE.value] * 2


def test_where_many_live_alone_no_point_is_a_mistake():
    """Of twenty farms and a village, twenty kilometres apart."""
    village = np.full((100, 2), [LAT, LNG]) + np.arange(200).reshape(100, 2) * 1e-5
    farms = np.array([[LAT + 0.2 * n, LNG + 1] for n in range(20)])
    assert not lone_points(np.concatenate([village, farms])).any()
    assert lone_points(np.concatenate([village, farms[:6]])).sum() == 0
    assert lone_points(np.concatenate([village, farms[:5]])).sum() == 5
    assert not lone_points(farms[:2]).any()


@pytest.mark.slow
def test_the_cells_of_an_outline_where_nothing_was_ever_reported_are_told(store):
    set_study_area(store, square(), "anna", NOW)
    assert silent_share(store, study_area(store, 8)) == 1
    put(store, pl.DataFrame({"starts": [NOW] * 2, "lat": [LAT + 0.01, 61.0], "lng": [LNG + 0.01, LNG]}))
    area = study_area(store, 8)
    assert silent_share(store, area) == pytest.approx(1 - 1 / area.ids.size)


@pytest.mark.slow
def test_the_members_of_a_disk_are_the_cell_and_its_ring_inside_the_area(store):
    set_study_area(store, square(), "anna", NOW)
    area = study_area(store, 9)
    assert study_area(store, 9) is area
    for row, members in enumerate(area.disks.tolist()):
        cells = {h3.int_to_str(area.ids[member].item()) for member in members if member < area.ids.size}
        assert cells == set(h3.grid_disk(area.texts[row], 1)) & set(area.texts.to_list())


def test_a_cell_reaches_those_of_the_area_within_none_one_and_two_rings(store):
    """As H3 tells them, and once each however many ways lead there."""
    set_study_area(store, square(), "anna", NOW)
    area = study_area(store, 9)
    for rings, reach in enumerate(area.reaches):
        within = reach.toarray()
        assert set(np.unique(within)) <= {0.0, 1.0}
        for row, cell in enumerate(area.ids.tolist()):
            near = {h3.str_to_int(one) for one in h3.grid_disk(h3.int_to_str(cell), rings)}
            assert set(area.ids[within[row] > 0].tolist()) == near & set(area.ids.tolist())


@pytest.mark.slow
def test_what_is_no_area_is_refused_and_says_what_to_give(store):
    for wrong in ("{", {"type": "Point", "coordinates": [LNG, LAT]}, {"type": "FeatureCollection", "features": []}):
        with pytest.raises(AreaError):
            set_study_area(store, wrong, "anna", NOW)
    with pytest.raises(AreaError, match="too large"):
        set_study_area(store, square(50, 10, 8), "anna", NOW)
    with pytest.raises(AreaError):
        study_area(store, 12)
    assert store.ask("SELECT count(*) FROM log").item() == 0


@pytest.mark.slow
def test_a_whole_municipality_is_taken_at_the_resolutions_that_fit(store):
    set_study_area(store, square(side=0.5), "anna", NOW)
    assert study_area(store, 9).cells.height > 10_000
    with pytest.raises(AreaError, match="coarser"):
        study_area(store, 11)


@pytest.mark.slow
def test_the_municipality_is_kept_by_its_code_with_its_name(store):
    set_municipality(store, "1781", "anna", NOW)
    kept = store.ask("SELECT name, value FROM settings ORDER BY name").rows()
    assert kept == [("municipality", "1781"), ("name", "Kristinehamn")]
    assert municipality_outline(store)["properties"]["name"] == "Kristinehamn"
    assert municipality_given(store)[1] == "1781"
    with pytest.raises(NotFoundError):
        set_municipality(store, "9999", "anna", NOW)
    set_municipality(store, square(), "anna", NOW)
    assert municipality_given(store) == (json.dumps(square()), None)  # no longer the coarse one
    unset_municipality(store, "anna", NOW)
    assert municipality_given(store) == (None, None)
    assert store.ask("SELECT name FROM settings").is_empty()
    with pytest.raises(NotFoundError):
        unset_municipality(store, "anna", NOW)

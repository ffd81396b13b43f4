"""A report is counted in the hexagon that is drawn around it: on the map, beside it, in verdicts and ahead."""

import json
from collections import Counter
from datetime import date, datetime, timedelta

import h3
import numpy as np
import polars as pl
import pytest

from est import measures
from est.hotspots.detection.flags import find_flags
from est.hotspots.detection.null_models import by_people
from est.hotspots.evolution.weekly_flags import rolling_window
from est.hotspots.forecasting.outlook import monthly_history
from est.measures.followup.proposal import DesignRequest, propose_design
from est.measures.followup.queries import follow_up_reports
from est.municipality.repeat_rules import set_every_row
from est.picture.counts import cell_counts, reports_in
from est.picture.off_map import off_map_reports
from est.picture.selection import Selection
from est.space.area import set_study_area, study_area
from est.space.backgrounds import people_by_cell, set_people
from est.space.cells import RESOLUTIONS, cells_to_text
from tests.stores import NOW, TOWN, organisation_ids, prepared_store, put

REPORTS = 900
HALF = np.array([0.01, 0.018])  # degrees from the middle of the study area to its sides
YEAR = Selection(date(2025, 3, 3), date(2026, 3, 2))


@pytest.fixture(scope="module")
def points():
    random = np.random.default_rng(1)
    return np.array(TOWN) + random.uniform(-1, 1, (REPORTS, 2)) * 0.95 * HALF


@pytest.fixture(scope="module")
def store(points):
    """Even reports of a year over some 4 km2, each by one of three organisations."""
    with prepared_store() as opened:
        (south, west), (north, east) = np.array(TOWN) - HALF, np.array(TOWN) + HALF
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        set_study_area(opened, {"type": "Polygon", "coordinates": [ring]}, "test", NOW)
        who = organisation_ids(opened)
        hours = np.sort(np.random.default_rng(2).integers(0, 364 * 24, REPORTS)).tolist()
        put(
            opened,
            pl.DataFrame(
                {
                    "starts": [datetime(2025, 3, 3) + timedelta(hours=hour) for hour in hours],
                    "lat": points[:, 0],
                    "lng": points[:, 1],
                    "organisation": [who[number % 3] for number in range(REPORTS)],
                }
            ),
        )
        for identity in who:  # so that what is counted as events is counted as reports too
            set_every_row(opened, identity, True, "test", NOW)
        yield opened


def truth(points, resolution):
    """Return how many points lie in each hexagon, as h3 tells it."""
    return Counter(h3.latlng_to_cell(lat, lng, resolution) for lat, lng in points)


@pytest.mark.parametrize("resolution", RESOLUTIONS)
@pytest.mark.slow
def test_counts_map_and_place_page_count_it_where_it_lies(store, points, resolution):
    wanted = truth(points, resolution)
    counted = cell_counts(store, YEAR, resolution)
    assert dict(zip(cells_to_text(counted["cell"]), counted["count"], strict=True)) == wanted
    for cell in sorted(wanted)[:3]:
        assert reports_in(store, YEAR, [cell]).height == wanted[cell]
    found = find_flags(store, YEAR, resolution)
    if resolution == RESOLUTIONS[-1]:  # a point of a GPS is not exact enough for these
        assert (found.reports, found.coarse) == (0, REPORTS)
        return
    assert dict(found.cells.filter(pl.col("count") > 0).select("cell", "count").rows()) == wanted
    assert off_map_reports(store, YEAR, resolution).is_empty()


@pytest.mark.slow
def test_weeks_verdicts_and_the_forecast_count_it_there_too(store, points):
    wanted = truth(points, 9)
    home = max(wanted, key=wanted.__getitem__)
    weeks = rolling_window(store, YEAR, 9).weekly.group_by("cell").agg(pl.col("count").sum()).sort("cell")
    assert dict(zip(cells_to_text(weeks["cell"]), weeks["count"], strict=True)) == wanted
    past = monthly_history(store, YEAR, 9)
    counts = past.cells.counts.sum(axis=1)
    assert {cell: n for cell, n in zip(past.area.texts, counts, strict=True) if n} == wanted
    identity = measures.add_measure(
        store, measures.Measure("Skylt", organisation_ids(store)[0], cells=(home,), starts=date(2025, 9, 1)), "a", NOW
    )
    design = propose_design(store, identity, DesignRequest(weeks=26))
    known = follow_up_reports(store, design, date(2026, 3, 1)).every
    sums = known.group_by("cell").agg(pl.col("count").sum()).sort("cell")
    assert dict(zip(cells_to_text(sums["cell"]), sums["count"], strict=True)) == wanted


@pytest.mark.parametrize("resolution", RESOLUTIONS)
@pytest.mark.slow
def test_people_are_expected_where_they_live(store, points, resolution):
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [lng, lat]}}
        for lat, lng in points
    ]
    set_people(store, json.dumps({"type": "FeatureCollection", "features": features}).encode(), "p.json", "test", NOW)
    known, area = people_by_cell(store), study_area(store, resolution)
    there = known.filter(pl.col("resolution") == resolution)
    assert dict(zip(cells_to_text(there["cell"]), there["value"], strict=True)) == truth(points, resolution)
    even = by_people(area, known.clear()).shares
    expected = by_people(area, known).shares - 0.05 * even
    assert expected.sum() == pytest.approx(0.95)

"""Where reports lie is told closer than in cells, and every report of the walk stands in one row."""

from datetime import date, datetime, timedelta

import h3
import polars as pl
import pytest

from est.hotspots.detection.flags import find_flags
from est.picture import points
from est.picture.points import report_points
from est.picture.selected_reports import select_reports
from est.picture.selection import Selection
from est.store import Store
from tests.stores import organisation_ids, prepared_store, put

SPRING = Selection(date(2026, 3, 2), date(2026, 6, 1))
HERE, NEAR = (59.3057, 14.1050), (59.3060, 14.1050)  # 33 metres apart
CELL = h3.latlng_to_cell(*HERE, 9)


@pytest.fixture(scope="module")
def store() -> Store:
    """Give a store with two reports on one spot, one near it, and one elsewhere."""
    made = prepared_store()
    spots = [HERE, HERE, NEAR, (59.33, 14.15)]
    put(
        made,
        pl.DataFrame(
            {
                "starts": [datetime(2026, 3, 2) + timedelta(days=n) for n in range(4)],
                "organisation": [organisation_ids(made)[0]] * 4,
                "lat": [lat for lat, _ in spots],
                "lng": [lng for _, lng in spots],
            }
        ),
    )
    return made


def told(store: Store, cells: list[str]) -> pl.DataFrame:
    return report_points(select_reports(store, SPRING), cells)


def test_reports_on_one_spot_are_one_row(store):
    """And those of other cells are not asked for."""
    found = told(store, [CELL]).sort("lat")
    assert found["reports"].to_list() == [2, 1]
    assert found["cell"].to_list() == [CELL, CELL]
    assert [(lat, lng) for lat, lng in found.select("lat", "lng").rows()] == [pytest.approx(HERE), pytest.approx(NEAR)]
    assert told(store, []).schema == found.schema


@pytest.mark.slow
def test_very_many_are_told_together_in_their_middle(store, monkeypatch):
    """Three reports are very many here: two cells of resolution 11 or one, and none is lost."""
    monkeypatch.setattr(points, "MANY_REPORTS", 2)
    found = told(store, [CELL])
    assert found["reports"].sum() == 3
    wanted = {h3.latlng_to_cell(*spot, 11) for spot in (HERE, NEAR)}
    assert found.height == len(wanted)
    middle = (found["lat"] * found["reports"]).sum() / 3
    assert middle == pytest.approx((2 * HERE[0] + NEAR[0]) / 3)


@pytest.mark.slow
def test_a_report_without_a_place_is_in_the_total_and_in_no_cell():
    """Two of three have a cell; the third is there all the same, and a map says that it lies outside."""
    own = prepared_store()
    days = [datetime(2026, 3, day) for day in (2, 3, 4)]
    lat, lng = [HERE[0], HERE[0], None], [HERE[1], HERE[1], None]
    put(own, pl.DataFrame({"starts": days, "lat": lat, "lng": lng}))
    found = select_reports(own, SPRING)
    assert (found.total, found.days.size) == (3.0, 2)
    assert find_flags(own, SPRING, 9).outside == 1

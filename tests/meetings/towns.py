"""A small town with an outline for tests of pictures and meetings: sixteen weeks, one place that stands out."""

from datetime import date, datetime, timedelta

import h3
import polars as pl
import shapely

from est import measures
from est.hotspots.register.commands import add_hotspot
from est.hotspots.register.hotspot import Hotspot, HotspotState, PriorityLevel
from est.space.area import set_study_area
from est.store import Store
from tests.measures.followup.follow_ups import FAR, HOME, RING
from tests.stores import organisation_ids, put

MONDAY = date(2026, 6, 22)  # the week that is frozen begins
BEFORE = MONDAY - timedelta(weeks=1)
NOW = datetime(2026, 6, 29, 8)
ELSEWHERE = FAR[0]


def fill_town(store: Store) -> None:
    """Give a store its outline, reports until the end of the week, a hotspot at HOME and a measure that is late."""
    cells = h3.grid_disk(HOME, 4)
    outline = shapely.union_all([shapely.Polygon([(lng, lat) for lat, lng in h3.cell_to_boundary(c)]) for c in cells])
    set_study_area(store, shapely.geometry.mapping(outline), "test", NOW)
    first, second = organisation_ids(store)[:2]
    add_reports(store, [(HOME, MONDAY - timedelta(weeks=number), 2, first) for number in range(16)])
    add_reports(store, [(HOME, MONDAY - timedelta(weeks=number), 1, second) for number in range(1, 16)])
    add_reports(store, [(RING[0], BEFORE - timedelta(weeks=number), 4, second) for number in range(15)])
    hotspot = add_hotspot(
        store,
        Hotspot("Torget", (HOME,), state=HotspotState.ANALYSED, need=PriorityLevel.HIGH, influence=PriorityLevel.LOW),
        "test",
        datetime(2026, 4, 1, 9),
    )
    late = measures.Measure("Skylt", first, measures.MeasureState.PROPOSED, hotspot=str(hotspot), due=date(2026, 6, 1))
    measures.add_measure(store, late, "test", datetime(2026, 4, 2, 9))


def add_reports(store: Store, wanted: list[tuple[str, date, int, str]]) -> None:
    """Put so many reports into a cell, each on a day of the week that begins on a day, of an organisation."""
    rows = []
    for cell, monday, number, organisation in wanted:
        lat, lng = h3.cell_to_latlng(cell)
        for at in range(number):
            day = monday + timedelta(days=at % 7)
            rows.append((datetime(day.year, day.month, day.day, 20, at // 7), lat, lng, organisation))
    put(store, pl.DataFrame(rows, schema=["starts", "lat", "lng", "organisation"], orient="row"))

"""Points are drawn where reports are few, and never one that could be somebody's home."""

from datetime import date, datetime

import polars as pl
import pytest

from est.access.permissions import Actor, Role
from est.access.views import visible_store
from est.municipality.address_rules import set_street_only
from est.picture.few_points import FEW, MOST_ON_MAP, few_points
from est.picture.selection import Selection
from tests.stores import NOW, TOWN, organisation_ids, prepared_store, put

MARCH = Selection(date(2026, 3, 1), date(2026, 4, 1))
OTHER = (TOWN[0] + 0.02, TOWN[1])


def stored(store, *rows):
    """Put reports of 10 March at the town's point, each as it is given."""
    police = store.ask("SELECT id::VARCHAR AS id FROM organisations WHERE name = 'Polisen'")["id"][0]
    usual = {
        "starts": datetime(2026, 3, 10, 22), "ends": None, "organisation": police, "lat": TOWN[0], "lng": TOWN[1],
        "place_precision": "point", "category": "SKA", "subcategory": None, "place_kind": None,
    }  # fmt: skip
    kinds = {"ends": pl.Datetime, "subcategory": pl.String, "place_kind": pl.String}
    put(store, pl.DataFrame([usual | row for row in rows], schema_overrides=kinds))


def points(store, selection=MARCH):
    return [(round(lat, 4), count) for _cell, lat, _lng, count in few_points(store, selection, 9).rows()]


def test_few_reports_of_a_cell_are_points_and_those_on_one_point_stand_together():
    """The other cell has one too many, and keeps its colour."""
    with prepared_store() as store:
        stored(store, {}, {}, {"lat": TOWN[0] + 1e-4}, *[{"lat": OTHER[0]}] * (FEW + 1))
        assert points(store) == [(TOWN[0], 2), (round(TOWN[0] + 1e-4, 4), 1)]


@pytest.mark.parametrize(
    "row",
    [
        {"place_precision": "approximate"},
        {"place_kind": "Trapphus"},
        {"place_kind": "tvättstugan, Port B"},
        {"place_kind": "INNERGÅRD"},
        {"category": "SAM", "subcategory": "trapphus"},
        {"starts": datetime(2026, 3, 31, 12), "ends": datetime(2026, 4, 9), "hours": True},
    ],
)
def test_one_report_that_may_not_be_a_point_keeps_the_colour_of_its_cell(row):
    """Else the point of the others would tell where it is not. The last one counts only in part."""
    selection = MARCH
    if row.pop("hours", False):
        selection = Selection(MARCH.start, MARCH.end, frozenset(range(22, 24)) | frozenset(range(46, 48)))
    with prepared_store() as store:
        stored(store, {}, {"lat": OTHER[0]})
        assert len(points(store, selection)) == 2
    with prepared_store() as store:
        stored(store, row, {"lat": OTHER[0]})
        assert [lat for lat, _ in points(store, selection)] == [round(OTHER[0], 4)]


def test_home_care_and_whoever_else_visits_homes_never_get_a_point():
    """By their names, and as a municipality has set it."""
    with prepared_store() as store:
        care = store.ask("SELECT id::VARCHAR AS id FROM organisations WHERE name LIKE 'Hemtj%'")["id"][0]
        stored(store, {"organisation": care}, {"lat": OTHER[0]})
        assert [lat for lat, _ in points(store)] == [round(OTHER[0], 4)]
        police = store.ask("SELECT id::VARCHAR AS id FROM organisations WHERE name = 'Polisen'")["id"][0]
        set_street_only(store, police, True, "test", NOW)
        assert points(store) == []


def test_a_map_of_many_reports_has_no_points():
    """Colours tell more then."""
    with prepared_store() as store:
        stored(store, {}, *[{"lat": OTHER[0]}] * MOST_ON_MAP)
        assert points(store) == []


def test_whoever_only_reports_gets_no_point_of_another_organisation():
    """Nor does the administrator, who sees no report at all."""
    with prepared_store() as store:
        stored(store, {})
        other = organisation_ids(store)[0]
        for role in Role:
            actor = Actor("a", role, other if role is Role.REPORTER else None)
            seen = bool(points(visible_store(store, actor)))
            assert seen is (role in (Role.MEMBER, Role.COORDINATOR, Role.OWNER)), role

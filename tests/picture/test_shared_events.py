"""Reports that likely tell of one event are one row in a list, with all their sources; the tests count every one."""

from datetime import date, datetime, timedelta

import h3
import polars as pl
import pytest

from est.picture.counts import reports_in
from est.picture.data_quality import duplicate_reports
from est.picture.selected_reports import select_reports
from est.picture.selection import Selection
from est.picture.shared_events import shared_event_rows
from est.picture.tested_events import events_by_cell, events_of_reports
from est.store import Store
from tests.stores import TOWN, organisation_ids, prepared_store, put

NIGHT = datetime(2026, 3, 3, 23, 50)
SPRING = Selection(date(2026, 3, 2), date(2026, 4, 6))


def told(*rows) -> tuple[Store, list[str]]:
    """A store with reports (minutes after midnight, number of the organisation, degrees north, description)."""
    store = prepared_store()
    ids = organisation_ids(store)
    frame = [(NIGHT + timedelta(minutes=m), ids[who], TOWN[0] + north, text) for m, who, north, text in rows]
    put(store, pl.DataFrame(frame, schema=["starts", "organisation", "lat", "description"], orient="row"))
    names = store.ask("SELECT name FROM organisations ORDER BY name")["name"].to_list()
    return store, names


@pytest.mark.slow
def test_a_pair_is_one_row_with_both_organisations_and_what_both_wrote():
    """It stands where the earlier report stood; reports by themselves stand as they were."""
    store, names = told((0, 0, 0, "larm"), (50, 1, 0.0005, "skrik"), (300, 1, 0, None))
    reports = reports_in(store, SPRING)
    found = shared_event_rows(reports, duplicate_reports(store, SPRING))
    assert found["told"].to_list() == [1, 2]
    assert found["others"].to_list() == [[], [names[1]]]
    assert found["organisation"].to_list() == [names[1], names[0]]
    assert found["description"].to_list() == [None, f"{names[0]}: larm\n{names[1]}: skrik"]
    assert found["starts"][1] == NIGHT
    assert found["metres"][1] == pytest.approx(55.6, abs=0.1)
    assert found["minutes"].to_list() == [None, 50]
    assert shared_event_rows(reports, duplicate_reports(store, SPRING).clear())["told"].to_list() == [1, 1, 1]


@pytest.mark.slow
def test_an_event_holds_one_report_of_each_organisation():
    """Three organisations make one row; a second report of the same organisation is another event."""
    store, names = told((0, 0, 0, None), (10, 1, 0.0001, None), (20, 2, 0.0002, None), (30, 1, 0.0003, None))
    found = shared_event_rows(reports_in(store, SPRING), duplicate_reports(store, SPRING))
    assert sorted(found["told"].to_list()) == [1, 3]
    assert found.filter(pl.col("told") == 3)["others"].to_list() == [[names[1], names[2]]]


@pytest.mark.slow
def test_a_partner_in_another_cell_is_named_too():
    """The row stands for one listed report, and says who else told of it."""
    store, names = told((0, 0, 0, None), (10, 1, 0.0012, None))
    cells = (h3.latlng_to_cell(*TOWN, 11),)
    reports = reports_in(store, SPRING, list(cells))
    pairs = duplicate_reports(store, SPRING, cells=cells)
    assert shared_event_rows(reports, pairs).select("told", "others").rows() == [(1, [names[1]])]
    far = (h3.latlng_to_cell(TOWN[0] + 0.1, TOWN[1], 11),)
    assert duplicate_reports(store, SPRING, cells=far).is_empty()


@pytest.mark.slow
def test_the_tests_count_both_reports_of_a_pair():
    """One for each organisation, cell, category and day: no flag hangs on a guess that two are one."""
    store, _ = told((-120, 0, 0, None), (-110, 1, 0.0001, None))
    assert duplicate_reports(store, SPRING).height == 1
    assert events_by_cell(events_of_reports(select_reports(store, SPRING), 9))["tested"].sum() == 2


@pytest.mark.slow
def test_a_field_of_which_the_earliest_tells_nothing_is_as_the_next_tells_it():
    """What only the second organisation knew is not lost when two reports become one row."""
    store = prepared_store()
    rows = {
        "starts": [NIGHT, NIGHT + timedelta(minutes=10)],
        "organisation": organisation_ids(store)[:2],
        "place_kind": ["torg", "park"],
        "effect": [None, 2],
        "police_reported": [None, True],
    }
    put(store, pl.DataFrame(rows, schema_overrides={"effect": pl.UInt8}))
    found = shared_event_rows(reports_in(store, SPRING), duplicate_reports(store, SPRING))
    assert found.select("told", "place_kind", "effect", "police_reported").rows() == [(2, "torg", 2, True)]

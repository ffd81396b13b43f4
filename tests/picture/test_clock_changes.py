"""A night in which the clock is changed has five hours from midnight to six, or seven, and counts so everywhere."""

from datetime import date, datetime

import polars as pl
import pytest

from est.clock import hours_of_week, turned_clocks, turned_hours, window_minutes
from est.picture.counts import hour_table
from est.picture.selection import Selection
from est.picture.selection_sql import selected_sql
from est.reports.batches.batch import take_batch
from est.reports.columns.recognition import recognise_columns
from est.reports.files.reader import read_file
from est.reports.rows.reference_data import ReferenceData
from est.reports.rows.validation import check_rows
from est.store import Store
from est.store.clock_changes import keep_turned_clocks
from tests.reports.tables import WORDS
from tests.stores import NOW

SPRING, AUTUMN = "2026-03-29", "2026-10-25"


def night(store: Store, organisation: str, day: str, first: str = "00:00", last: str = "06:00") -> None:
    """Take one report of a window on a day."""
    content = f"Starttid;Sluttid;Lat;Lng;Kategori\n{day} {first};{day} {last};59.3098;14.1080;Klotter\n"
    table = read_file(content.encode(), "natt.csv")
    mapping = recognise_columns(table, WORDS).mapping
    checked = check_rows(table, mapping, ReferenceData(), WORDS, datetime(2026, 11, 28))
    take_batch(store, checked, who="test", when=NOW, organisation=organisation, mapping=mapping)


def weight(store: Store, hours: range) -> float:
    selection = Selection(date(2026, 1, 1), date(2027, 1, 1), hours=hours_of_week(hours, range(7)))
    sql, values = selected_sql(selection)
    return float(store.ask(f"SELECT coalesce(sum(weight), 0) AS w FROM ({sql})", values).item())


@pytest.mark.parametrize(
    ("day", "minutes"),
    [(SPRING, {0: 60, 1: 60, 2: 0, 3: 60, 4: 60, 5: 60}), (AUTUMN, {0: 60, 1: 60, 2: 120, 3: 60, 4: 60, 5: 60})],
)
@pytest.mark.slow
def test_the_real_minutes_of_a_night_count(store, police, day, minutes):
    """In the weight of each choice of hours, and in the table of hours, which add up to one report."""
    night(store, police, day)
    whole = sum(minutes.values())
    for hour, real in minutes.items():
        assert weight(store, range(hour, hour + 1)) == pytest.approx(real / whole)
    assert weight(store, range(3, 6)) == pytest.approx(180 / whole)
    counts = hour_table(store, Selection(date(2026, 1, 1), date(2027, 1, 1)))["count"]
    assert counts[6 * 24 : 6 * 24 + 6].to_list() == pytest.approx([real / whole for real in minutes.values()])
    assert counts.sum() == pytest.approx(1)


@pytest.mark.slow
def test_a_window_that_ends_within_the_hour_keeps_what_the_clock_shows(store, police):
    """Nobody knows in which of the two hours it ends; and a night without a change is as before."""
    night(store, police, AUTUMN, last="02:30")
    assert weight(store, range(2, 3)) == pytest.approx(30 / 150)
    night(store, police, "2026-03-22")
    assert weight(store, range(2, 3)) == pytest.approx(30 / 150 + 1 / 6)


@pytest.mark.slow
def test_a_store_of_before_gets_its_changes_of_the_clock(store, police):
    """By the step of the schema, also in earlier versions and what waits; windows of a week and points get none."""
    night(store, police, SPRING)
    night(store, police, AUTUMN, first="03:00")
    before = store.ask("SELECT clock_hour, clock_minutes FROM reports ORDER BY starts").rows()
    assert before == [(146, -60), (None, None)]
    cursor = store._connection.cursor()
    cursor.execute("USE est; UPDATE reports SET clock_hour = NULL, clock_minutes = NULL")
    keep_turned_clocks(cursor)
    assert store.ask("SELECT clock_hour, clock_minutes FROM reports ORDER BY starts").rows() == before


def test_each_zone_has_its_hours():
    assert turned_hours("Europe/Stockholm", 2026) == (
        (datetime(2026, 3, 29, 2), -60),
        (datetime(2026, 10, 25, 2), 60),
    )
    assert turned_hours("America/New_York", 2026)[1] == (datetime(2026, 11, 1, 1), 60)
    assert turned_hours("Europe/Helsinki", 2026)[0] == (datetime(2026, 3, 29, 3), -60)
    assert turned_hours("UTC", 2026) == turned_hours("Australia/Lord_Howe", 2026) == ()


def test_a_window_knows_its_change_whatever_stands_beside_it():
    starts = [datetime(2026, 3, 28, 20), None, datetime(2026, 3, 20), datetime(2026, 3, 29, 3), datetime(2025, 10, 26)]
    ends = [datetime(2026, 3, 29, 3), None, datetime(2026, 4, 20), None, datetime(2025, 10, 26, 9)]
    windows = pl.DataFrame({"starts": starts, "ends": ends})
    windows = windows.with_columns(minutes=window_minutes(pl.col("starts"), pl.col("ends")))
    found = turned_clocks(windows, "Europe/Stockholm")
    assert found.rows() == [(146, -60), (None, None), (None, None), (None, None), (146, 60)]
    assert turned_clocks(windows.clear(), "Europe/Stockholm").height == 0

"""The selection checks itself, and the one rule gives every report its share of minutes inside the chosen hours."""

import csv
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from est.clock import ALL_HOURS, HOURS_IN_WEEK, PRESETS, hours_of_week, parse_hours, parse_weekdays
from est.errors import SelectionError
from est.picture.counts import hour_table, total_count, unknown_time_count
from est.picture.selection import Selection, default_selection, loaded_period
from est.picture.selection_sql import selected_sql
from tests.data import PUBLISHED
from tests.stores import organisation_ids, prepared_store, put

WEEK = Selection(date(2026, 3, 2), date(2026, 3, 9))


@pytest.fixture
def store():
    with prepared_store() as opened:
        yield opened


def weights(store, selection):
    sql, values = selected_sql(selection)
    return dict(store.ask(f"SELECT position, weight FROM ({sql}) ORDER BY position", values).rows())


def test_a_selection_that_means_nothing_is_refused():
    day = date(2026, 3, 2)
    for wrong in (
        {"start": day, "end": day},
        {"start": day, "end": day, "hours": frozenset()},
        {"start": day, "end": date(2026, 3, 9), "hours": frozenset({168})},
        {"start": day, "end": date(2026, 3, 9), "districts": ("Väster",)},
        {"start": day, "end": date(2026, 3, 9), "effects": (4,)},
    ):
        with pytest.raises(SelectionError):
            Selection(**wrong)


def test_the_previous_period_is_as_long_and_ends_where_this_one_starts():
    before = Selection(date(2026, 3, 2), date(2026, 3, 12), PRESETS["night"]).previous()
    assert (before.start, before.end, before.hours) == (date(2026, 2, 20), date(2026, 3, 2), PRESETS["night"])


@pytest.mark.slow
def test_the_default_is_the_last_twelve_weeks_of_what_is_loaded(store):
    assert loaded_period(store) is None
    assert total_count(store, default_selection(store)) == 0
    put(store, pl.DataFrame({"starts": [datetime(2025, 1, 1), datetime(2026, 3, 1, 23, 59)]}))
    put(store, pl.DataFrame({"starts": [datetime(2027, 1, 1)], "category": ["ARR"]}))
    assert loaded_period(store) == (date(2025, 1, 1), date(2026, 3, 1))
    assert default_selection(store) == Selection(date(2025, 12, 8), date(2026, 3, 2))


@pytest.mark.slow
def test_the_period_has_its_first_day_and_not_its_end(store):
    moments = [datetime(2026, 3, 1, 23, 59), datetime(2026, 3, 2), datetime(2026, 3, 8, 23, 59), datetime(2026, 3, 9)]
    put(store, pl.DataFrame({"starts": moments}))
    assert weights(store, WEEK) == {3: 1.0, 4: 1.0}


@pytest.mark.slow
def test_coming_events_and_reports_not_approved_never_count(store):
    put(
        store,
        pl.DataFrame(
            {
                "starts": [datetime(2026, 3, 3)] * 3,
                "category": ["ARR", "SKA", "SKA"],
                "review": ["approved", "received", "approved"],
            }
        ),
    )
    assert weights(store, WEEK) == {4: 1.0}
    assert weights(store, Selection(WEEK.start, WEEK.end, categories=("ARR",))) == {}


@pytest.mark.slow
def test_categories_organisations_and_districts_narrow_the_selection(store):
    one, two = organisation_ids(store)[:2]
    put(
        store,
        pl.DataFrame(
            {
                "starts": [datetime(2026, 3, 3)] * 3,
                "category": ["SKA", "FOR", "FOR"],
                "organisation": [one, one, two],
                "district": [None, two, None],
            }
        ),
    )
    assert list(weights(store, Selection(WEEK.start, WEEK.end, categories=("FOR",)))) == [3, 4]
    assert list(weights(store, Selection(WEEK.start, WEEK.end, organisations=(one,)))) == [2, 3]
    assert list(weights(store, Selection(WEEK.start, WEEK.end, districts=(two,)))) == [3]


@pytest.mark.slow
def test_a_report_counts_when_its_category_or_its_subcategory_is_chosen(store):
    """A subcategory of the same name in another category is another one."""
    put(
        store,
        pl.DataFrame(
            {
                "starts": [datetime(2026, 3, 3)] * 5,
                "category": ["SKA", "SKA", "SKA", "FOR", "ORD"],
                "subcategory": ["klotter", "glaskross", None, "klotter", None],
            }
        ),
    )
    part = Selection(WEEK.start, WEEK.end, subcategories=("SKA/klotter",))
    assert list(weights(store, part)) == [2]
    both = Selection(WEEK.start, WEEK.end, categories=("ORD",), subcategories=("SKA/klotter", "SKA/glaskross"))
    assert list(weights(store, both)) == [2, 3, 6]
    assert both.category_codes == ("ORD", "SKA")


@pytest.mark.slow
def test_kinds_of_place_and_effects_narrow_the_selection(store):
    """A kind of place in any capitals; what has no kind and no effect is chosen only where neither is asked for."""
    put(
        store,
        pl.DataFrame(
            {
                "starts": [datetime(2026, 3, 3)] * 4,
                "place_kind": ["Torg", "torg", "Park", None],
                "effect": [1, 3, 3, None],
            },
            schema_overrides={"effect": pl.UInt8},
        ),
    )
    assert list(weights(store, Selection(WEEK.start, WEEK.end, place_kinds=("torg",)))) == [2, 3]
    assert list(weights(store, Selection(WEEK.start, WEEK.end, effects=(3,)))) == [3, 4]
    assert list(weights(store, Selection(WEEK.start, WEEK.end, place_kinds=("park", "torg"), effects=(1, 3)))) == [
        2,
        3,
        4,
    ]
    assert list(weights(store, WEEK)) == [2, 3, 4, 5]


def test_filters_that_are_not_used_are_not_in_the_question():
    """What is left empty costs nothing: the database is asked for the period and the counted categories alone."""
    sql, values = selected_sql(WEEK)
    assert sql == (
        "SELECT *, 1::DOUBLE AS weight FROM reports WHERE starts >= $start::TIMESTAMP AND starts < $end::TIMESTAMP AND "
        "review = 'approved' AND category IN (SELECT code FROM categories WHERE counted)"
    )
    assert set(values) == {"start", "end"}


@pytest.mark.slow
def test_a_date_without_a_time_counts_under_the_whole_week_and_beside_any_hours(store):
    put(
        store,
        pl.DataFrame(
            {"starts": [datetime(2026, 3, 3)] * 2, "time_precision": ["unknown", "exact"], "ends": [None, None]},
            schema_overrides={"ends": pl.Datetime},
        ),
    )
    night = Selection(WEEK.start, WEEK.end, PRESETS["night"])
    assert weights(store, WEEK) == {2: 1.0, 3: 1.0}
    assert weights(store, night) == {3: 1.0}
    assert (unknown_time_count(store, WEEK), unknown_time_count(store, night)) == (0, 1)


@pytest.mark.parametrize(("days", "held"), [("fri", [1, 0, 1, 0]), ("sun", [0, 0, 0, 1]), ("thu", [0, 1, 0, 0])])
@pytest.mark.slow
def test_a_night_is_the_evenings(store, days, held):
    """22-06 on Fridays: Saturday 02:00 is in it, Friday 02:00 is Thursday's, Friday 22 to Saturday 02 is all in it."""
    starts = [datetime(2026, 3, 7, 2), datetime(2026, 3, 6, 2), datetime(2026, 3, 6, 22), datetime(2026, 3, 9, 2)]
    ends = [None, None, datetime(2026, 3, 7, 2), None]
    put(store, pl.DataFrame({"starts": starts, "ends": ends}))
    hours = hours_of_week(parse_hours("22-06"), parse_weekdays(days))
    found = weights(store, Selection(WEEK.start, date(2026, 3, 16), hours))
    assert [found.get(position, 0.0) for position in range(2, 6)] == held


@pytest.mark.slow
def test_a_report_without_a_time_counts_on_its_day(store):
    """Under Fridays it counts on a Friday, and under a choice of hours nowhere but on a day that is chosen whole."""
    put(
        store,
        pl.DataFrame(
            {"starts": [datetime(2026, 3, 6), datetime(2026, 3, 7)], "time_precision": ["unknown"] * 2},
        ),
    )
    friday, morning = hours_of_week(range(24), (4,)), hours_of_week(range(12), (4,))
    for hours, held, left_out in ((friday, [2], 0), (morning, [], 1), (morning | (friday | {5 * 24}), [2], 1)):
        chosen = Selection(WEEK.start, WEEK.end, hours)
        assert (list(weights(store, chosen)), unknown_time_count(store, chosen)) == (held, left_out)
        assert total_count(store, chosen) == len(held)


# Esri crime-analysis-toolbox, issue 72: the share of each window that falls on the shift from noon to four
@pytest.mark.slow
def test_the_share_of_a_shift_is_the_published_one(store):
    monday = datetime(2026, 3, 2)
    hours = [(8, 16), (8, 13), (14.55, None), (14, 17), (18, 20)]
    put(
        store,
        pl.DataFrame(
            {
                "starts": [monday + timedelta(hours=start) for start, _ in hours],
                "ends": [None if end is None else monday + timedelta(hours=end) for _, end in hours],
            }
        ),
    )
    found = weights(store, Selection(WEEK.start, WEEK.end, frozenset(range(12, 16))))
    assert found == pytest.approx({2: 0.5, 3: 0.2, 4: 1.0, 5: 2 / 3})


@pytest.mark.slow
def test_every_filter_weighs_windows_as_a_count_of_minutes_does(store):
    rng = np.random.default_rng(7)
    starts = [datetime(2026, 3, 2) + timedelta(minutes=int(m)) for m in rng.integers(0, 10_080, 60)]
    lengths = [int(m) for m in rng.choice([1, 2, 45, 60, 600, 5_000, 10_079, 10_080, 30_000], 60)]
    ends = [start + timedelta(minutes=length) for start, length in zip(starts, lengths, strict=True)]
    put(store, pl.DataFrame({"starts": starts, "ends": ends}))
    for hours in (
        PRESETS["night"],
        PRESETS["weekend"],
        frozenset({167, 0}),
        frozenset(rng.integers(0, 168, 60).tolist()),
    ):
        found = weights(store, Selection(WEEK.start, WEEK.end, hours))
        for position, (start, length) in enumerate(zip(starts, lengths, strict=True), 2):
            begin = (start - datetime(2026, 3, 2)) // timedelta(minutes=1)
            if length >= 10_080:
                share = len(hours) / HOURS_IN_WEEK
            else:
                minutes = range(begin, begin + (length if length > 1 else 1))
                share = sum((minute // 60) % 168 in hours for minute in minutes) / len(minutes)
            assert found.get(position, 0.0) == pytest.approx(share, abs=1e-12)


@pytest.mark.slow
def test_the_hours_of_the_week_add_up_to_every_filter(store):
    rng = np.random.default_rng(8)
    starts = [datetime(2026, 3, 2) + timedelta(minutes=int(m)) for m in rng.integers(0, 10_080, 300)]
    ends = [start + timedelta(minutes=int(m)) for start, m in zip(starts, rng.integers(0, 12_000, 300), strict=True)]
    put(store, pl.DataFrame({"starts": starts, "ends": ends}))
    table = hour_table(store, WEEK)
    assert table["hour"].to_list() == list(range(168))
    assert table["count"].sum() == pytest.approx(300)
    for hours in (PRESETS["school"], frozenset({5})):
        selection = Selection(WEEK.start, WEEK.end, hours)
        expected = table.filter(pl.col("hour").is_in(list(hours)))["count"].sum()
        assert total_count(store, selection) == pytest.approx(expected)
        assert hour_table(store, selection)["count"].sum() == pytest.approx(expected)


def hour_by_hour(store, selection):
    one_hour = [Selection(selection.start, selection.end, frozenset({hour})) for hour in sorted(ALL_HOURS)]
    return np.array([total_count(store, selection) for selection in one_hour])


# The first two burglaries of Ratcliffe's Washington data (CRAN aoristic) and one over the end of the week, by hand
@pytest.mark.slow
def test_a_small_table_by_hand(store):
    starts = [datetime(2016, 1, 1, 15), datetime(2016, 1, 2, 1, 30), datetime(2016, 1, 3, 23, 30)]
    ends = [datetime(2016, 1, 1, 23), datetime(2016, 1, 2, 2, 38), datetime(2016, 1, 4, 0, 15)]
    put(store, pl.DataFrame({"starts": starts, "ends": ends}))
    by_hand = np.zeros(168)
    by_hand[4 * 24 + 15 : 4 * 24 + 23] = 1 / 8
    by_hand[5 * 24 + 1 : 5 * 24 + 3] = 30 / 68, 38 / 68
    by_hand[[167, 0]] = 30 / 45, 15 / 45
    period = Selection(date(2016, 1, 1), date(2016, 1, 8))
    np.testing.assert_allclose(hour_table(store, period)["count"].to_numpy(), by_hand, atol=1e-9)
    np.testing.assert_allclose(hour_by_hour(store, period), by_hand, atol=1e-9)


# Ratcliffe's table of burglaries in Washington DC, first half of 2016 (CRAN aoristic: dcburglaries, dcburgsum)
@pytest.mark.slow
def test_ratcliffes_published_table_by_the_rule_and_by_the_hour_table(store):
    with (PUBLISHED / "dc_burglaries_2016h1.csv").open() as file:
        rows = list(csv.DictReader(file))
    starts = [datetime.fromisoformat(row["start_local"]) for row in rows]
    ends = [datetime.fromisoformat(row["end_local"]) if row["end_local"] else None for row in rows]
    put(store, pl.DataFrame({"starts": starts, "ends": ends}))
    with (PUBLISHED / "dc_burglaries_2016h1_expected_aoristic.csv").open() as file:
        published = np.array([[float(value) for value in row[1:]] for row in list(csv.reader(file))[1:]]).T.ravel()
    period = Selection(date(2015, 1, 1), date(2017, 1, 1))
    assert total_count(store, period) == 1025
    np.testing.assert_allclose(hour_table(store, period)["count"].to_numpy(), published, atol=0.00051)
    np.testing.assert_allclose(hour_by_hour(store, period), published, atol=0.00051)

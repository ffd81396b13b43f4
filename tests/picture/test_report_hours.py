"""What kept reports weigh under chosen hours is what the store says of each, to the last bit."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from est.clock import ALL_HOURS, PRESETS
from est.picture.report_hours import WEEK_TIMES, ReportHours
from est.picture.selection import Selection
from est.picture.selection_sql import weighted_sql
from tests.stores import prepared_store, put

YEAR = Selection(date(2026, 1, 1), date(2027, 1, 1))
RANDOM = np.random.default_rng(4)
CHOICES = {
    **{name: hours for name, hours in PRESETS.items() if hours != ALL_HOURS},
    "one hour": frozenset({146}),
    "all but one": ALL_HOURS - {3},
    "two whole days": frozenset(range(24, 72)),
    "any": frozenset(RANDOM.choice(168, 40, replace=False).tolist()),
}
LENGTHS = (None, 2, 59, 60, 61, 720, 1440, 1441, 10_079, 10_080, 10_081, 40_000)


@pytest.fixture(scope="module")
def rows():
    """Two thousand reports of a year: points, windows of minutes and of weeks, and days without a time; of some windows
    the clock was changed within.
    """
    n = 2000
    starts = [datetime(2026, 1, 1) + timedelta(minutes=int(m)) for m in RANDOM.integers(0, 365 * 1440, n)]
    lengths = [LENGTHS[k] for k in RANDOM.integers(0, len(LENGTHS), n)]
    ends = [start + timedelta(minutes=m) if m else None for start, m in zip(starts, lengths, strict=True)]
    with prepared_store() as store:
        put(store, pl.DataFrame({"starts": starts, "ends": pl.Series(ends, dtype=pl.Datetime)}))
        own = store._connection.cursor()
        own.execute("USE est; UPDATE reports SET hour = NULL WHERE position % 5 = 0")
        turned = "clock_minutes = CASE WHEN position % 3 = 0 THEN 60 ELSE -60 END, clock_hour = position % 168"
        own.execute(f"UPDATE reports SET {turned} WHERE position % 4 = 0 AND minutes BETWEEN 61 AND 10079")
        assert store.ask("SELECT count(*) FROM reports WHERE clock_minutes IS NOT NULL AND hour IS NULL").item() > 20
        yield store


@pytest.mark.parametrize("name", CHOICES)
def test_each_weighs_what_the_store_says(rows, name):
    """Points, windows, changes of the clock, windows of a week and more, and reports of which only the day is known."""
    selection = replace(YEAR, hours=CHOICES[name])
    sql, values = weighted_sql(selection)
    found = rows.ask(f"SELECT {', '.join(WEEK_TIMES)}, starts::DATE AS day, weight FROM ({sql}) ORDER BY id", values)
    days, wanted = found["day"].to_physical().to_numpy(), found["weight"].fill_null(0.0).to_numpy()
    hours = ReportHours.from_rows(found.select(WEEK_TIMES))
    assert hours.weights(selection, days, slice(None)).tolist() == wanted.tolist()
    assert 0 < np.count_nonzero(wanted) < wanted.size
    some = np.flatnonzero(RANDOM.random(wanted.size) < 0.3)
    assert hours.weights(selection, days[some], some).tolist() == wanted[some].tolist()
    part = slice(100, 300)
    assert hours.weights(selection, days[part], part).tolist() == wanted[part].tolist()

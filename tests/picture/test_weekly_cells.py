"""Over all weeks a cell has the reports that it has over the period, windows with their share."""

from datetime import date, datetime

import polars as pl
import pytest

from est.clock import PRESETS
from est.picture.counts import cell_counts
from est.picture.selection import Selection
from est.picture.weekly_cells import weekly_cell_counts
from tests.stores import organisation_ids, prepared_store, put

MARCH = Selection(date(2026, 3, 4), date(2026, 3, 18))  # a Wednesday to a Tuesday: two half weeks and a whole one


@pytest.mark.parametrize("hours", ["all", "night"])
@pytest.mark.slow
def test_the_weeks_of_a_cell_add_up_to_its_count(hours: str):
    """A window that lies half in the night counts a half, in the week it starts in."""
    starts = [datetime(2026, 3, day, 20) for day in (3, 4, 8, 9, 17, 18)]  # the first and the last lie outside
    with prepared_store() as store:
        rows = {
            "starts": starts,
            "ends": [moment.replace(hour=23, minute=59) if moment.day == 8 else None for moment in starts],
            "organisation": organisation_ids(store)[:1] * len(starts),
        }
        put(store, pl.DataFrame(rows, schema_overrides={"ends": pl.Datetime}))
        selection = Selection(MARCH.start, MARCH.end, PRESETS[hours])
        weeks = weekly_cell_counts(store, selection, 9)
        whole = cell_counts(store, selection, 9)
    assert weeks["count"].sum() == pytest.approx(whole["count"].sum())
    assert set(weeks["cell"]) == set(whole["cell"])
    expected = {2: 2.0, 9: 1.0, 16: 1.0} if hours == "all" else {2: 0.5}
    assert {start.day: count for start, count in weeks.select("start", "count").rows()} == pytest.approx(
        expected, abs=0.01
    )

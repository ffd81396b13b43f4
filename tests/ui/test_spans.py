"""A trend looks further back than the selection, and a click on it chooses days or hours."""

from datetime import date

import polars as pl

from est.picture.selection import Selection
from est.text import translator
from est.ui.spans import hours_frame, long_period, spans_frame

SELECTION = Selection(date(2026, 1, 1), date(2026, 3, 26))


def test_a_trend_reaches_back_from_the_end_of_the_selection():
    """A selection longer than that stays as it is."""
    assert long_period(SELECTION, 52) == Selection(date(2025, 3, 27), date(2026, 3, 26))
    assert long_period(SELECTION, 0) == SELECTION


def test_the_tables_hold_what_the_charts_show():
    """Weeks newest first; hours as rows and weekdays as columns."""
    weeks = pl.DataFrame(
        {"start": [date(2026, 1, 5), date(2026, 1, 12)], "count": [1.0, 2.04], "organisations": [1, 1], "days": [7, 7]}
    )
    assert spans_frame(weeks, "week", translator("sv")).rows() == [("v. 3 2026", 2.0, 1, 7), ("v. 2 2026", 1.0, 1, 7)]
    hours = hours_frame(pl.DataFrame({"hour": [0, 167], "count": [2.0, 3.0]}))
    assert (hours.height, hours["0"][0], hours["6"][23], hours["0"][1]) == (24, 2.0, 3.0, 0.0)

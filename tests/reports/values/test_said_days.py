"""Days that are said in words: read where they can be one day only, and left as they are where they may be several."""

from datetime import date, datetime

import polars as pl
import pytest

from est.reports.fields.reasons import Reason
from est.reports.values.said_days import usual_days
from tests.reports.tables import checked, reports

TODAY = date(2026, 3, 15)


def usual(text, form=None):
    found = usual_days(pl.Series([text]), form, TODAY)
    return None if found is None else found[0]


@pytest.mark.parametrize(
    "text",
    [
        "natten mot 2026-03-07",
        "Natten till lördag 7 mars",
        "natten till den 7 mars 2026",
        "natten mot lördagen den 7 mars 2026",
        "natt mot 7/3-2026",
        "natten mellan 6 och 7 mars 2026",
        "natten mellan 2026-03-06 och 2026-03-07",
        "natten mellan den 6 och den 7 mars 2026",
        "natten mellan fredag 6 mars och lördag 7 mars",
        "natten 6-7 mars 2026",
        "natten 6/7 mars 2026",
        "natten 6–7/3 2026",
        "natten 6/3-7/3 2026",
        "overnight 6-7 March 2026",
        "2026-03-06 natten mot 2026-03-07",
        "2026-03-06 natt mot lördag",
        "2026-03-07 natt mot lördag",
        "2026-03-06 natt mot 7",
        "natten den 6 mars 2026",
        "natt 2026-03-06",
        "natten efter 6 mars -26",
    ],
)
def test_a_night_begins_on_the_day_before_the_one_it_leads_to(text):
    assert usual(text) == "2026-03-06 natt"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("natten till den 1 januari 2026", "2025-12-31 natt"),
        ("natten 31 dec - 1 jan 2026", "2025-12-31 natt"),
        ("natten mot 7 mars 2026 kl 02", "2026-03-07 02:00"),
        ("natten mot 2026-03-07 23:40", "2026-03-06 23:40"),
        ("fredag kväll 6 mars 2026", "2026-03-06 kväll"),
        ("på kvällen den 6/3 -26", "2026-03-06 kvällen"),
        ("kvällen den 6 mars 2026 kl 21.15", "2026-03-06 21:15"),
        ("lör 7/3 21:15", "2026-03-07 21:15"),
        ("lördag 7 mars", "2026-03-07"),
        ("lör 7/3 22-23", "2026-03-07 22-23"),
        ("ons 31/12 21:15", "2025-12-31 21:15"),
        ("6-7 mars 2026", "2026-03-06 - 2026-03-07"),
        ("28 februari–2 mars 2026", "2026-02-28 - 2026-03-02"),
    ],
)
def test_a_day_in_words_is_a_date(text, written):
    assert usual(text) == written


@pytest.mark.parametrize(
    "text",
    [
        "natten mellan 6 och 7 mars",  # of which year?
        "natten mot lördag",
        "natten mellan 5 och 7 mars 2026",  # two nights
        "natten mot 06/03/2026 (English: night)",
        "2026-03-06 natt mot måndag",
        "natten mot 7 mars 2026 kl 14",
        "fre 7/3 21:15",  # a Saturday
        "mån 16/3 21:15",  # to come
        "lör 7/3 22",  # an hour, or the year
        "sat 7/3 21:15",  # English, and so perhaps the third of July
        "7 mars 21:15",
        "kväll",
        "06-03-2026",
    ],
)
def test_what_may_be_several_days_stays_as_it_is(text):
    assert usual(text) in (None, text)


def test_the_order_that_is_told_goes_before_that_of_the_language():
    assert usual("night of 3/6/2026", "mdy") == "2026-03-06 natt"
    assert usual("natten mot 3/7/2026", "mdy") == "2026-03-06 natt"
    assert usual("night of 3/6/2026") is None


def test_a_night_is_a_window_in_one_column_and_in_two():
    one = checked(reports(2, tid=["natten mot lördag 7 mars 2026", "2026-03-08 11:00"]))
    window = (datetime(2026, 3, 6, 22), datetime(2026, 3, 7, 6))
    assert one.rows.select("starts", "ends").row(0) == window
    assert one.rows["time_precision"].to_list() == ["approximate", "exact"]
    pairs = reports(4)
    del pairs["tid"]
    pairs |= {
        "datum": ["2026-03-06", "2026-03-07", "natten till 2026-03-07", "2026-03-06"],
        "klockslag": ["natt mot lördag", "natten mot lördag", "", "natten mot tisdag"],
    }
    two = checked(pairs)
    assert two.rows.select("starts", "ends").rows() == [window] * 3
    assert [(reject.row, reject.reason) for reject in two.rejects] == [(5, Reason.TIME_UNREADABLE)]

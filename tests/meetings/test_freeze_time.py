"""The last whole week is frozen once, at its hour or when the program starts after it."""

from datetime import datetime, timedelta

import pytest

from est.errors import SettingError
from est.meetings.situation.freeze_time import FreezeTime, due_period, freeze_due, parse_freeze_time
from est.meetings.situation.queries import frozen_pictures
from est.municipality.settings import write_setting
from tests.meetings.towns import NOW, fill_town

MONDAY = datetime(2026, 6, 29, 7)


@pytest.mark.slow
def test_the_last_week_is_frozen_once_from_its_hour_on(store):
    """Not before, not where nothing is settled, not without reports of the week, and a missed hour is made up for."""
    fill_town(store)
    assert due_period(store, MONDAY) is None
    write_setting(store, "freeze_time", str(FreezeTime(0, 7)), "anna", NOW)
    before = due_period(store, MONDAY - timedelta(minutes=1))
    assert before is not None
    assert before.name == "2026-W25"
    for late in (timedelta(0), timedelta(days=3), timedelta(days=7, minutes=-1)):
        due = due_period(store, MONDAY + late)
        assert due is not None
        assert due.name == "2026-W26"
    assert due_period(store, MONDAY + timedelta(days=7)) is None, "nothing is reported of the week after"
    frozen = freeze_due(store, "est", MONDAY + timedelta(days=1), "1")
    assert frozen is not None
    assert freeze_due(store, "est", MONDAY + timedelta(days=1), "1") is None
    assert frozen_pictures(store).select("period", "frozen_by").rows() == [("2026-W26", "est")]
    write_setting(store, "freeze_time", "", "anna", NOW)
    assert due_period(store, MONDAY) is None


@pytest.mark.parametrize("moment", [datetime(2026, 6, 29, 6), datetime(2026, 7, 2, 12), datetime(2026, 7, 5, 23, 59)])
@pytest.mark.parametrize("hour", [FreezeTime(0, 7), FreezeTime(6, 23), FreezeTime(3, 0)])
def test_the_latest_hour_lies_within_the_week_before(hour, moment):
    """Whatever the day; and what is settled is read as it was written."""
    latest = hour.latest(moment)
    assert moment - timedelta(weeks=1) < latest <= moment
    assert (latest.weekday(), latest.hour, latest.minute) == (hour.weekday, hour.hour, 0)
    assert parse_freeze_time(str(hour)) == hour


@pytest.mark.parametrize("text", ["8-07", "1-24", "måndag", "1-7"])
def test_what_is_no_hour_of_the_week_is_refused(text):
    """With an example of one."""
    with pytest.raises(SettingError, match="1-07"):
        parse_freeze_time(text)

"""Of a time that is past the map shows what the group worked with then."""

from datetime import date

from est.clock import DaySpan
from est.maps import WorkKind, WorkMark
from est.ui.situation.dated_marks import DatedMark, marks_by_week, marks_in_periods

TORGET = WorkMark(WorkKind.HOTSPOT, ("a",), "Torget")
LIGHTS = WorkMark(WorkKind.MEASURE, ("b",), "Belysning")
DATED = (
    DatedMark(TORGET, DaySpan(date(2026, 1, 1), date(2026, 1, 10))),
    DatedMark(TORGET, DaySpan(date(2026, 2, 1))),  # reopened
    DatedMark(LIGHTS, DaySpan(date(2026, 1, 14), date(2026, 1, 20))),
)


def test_a_period_has_what_was_there_on_one_of_its_days_each_once():
    """A hotspot that was closed and reopened within it is one place."""
    january = (date(2026, 1, 1), date(2026, 2, 1))
    assert marks_in_periods(DATED, [(date(2026, 1, 11), date(2026, 1, 14))]) == ()
    assert marks_in_periods(DATED, [january]) == (TORGET, LIGHTS)
    assert marks_in_periods(DATED, [january, (date(2026, 2, 1), date(2026, 3, 1))]) == (TORGET, LIGHTS)


def test_a_week_has_what_was_there_on_one_of_its_days():
    """The numbers of the first and the last of them; what was there twice is told twice."""
    weeks = [(date(2026, 1, day), date(2026, 1, day + 7)) for day in (5, 12, 19)]
    found = marks_by_week(DATED, weeks)
    assert [(mark.name, mark.weeks) for mark in found] == [("Torget", (0, 0)), ("Belysning", (1, 2))]

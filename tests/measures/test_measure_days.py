"""A measure ran from its start to its due day, unless it is ongoing, meant for long, or was abandoned."""

from dataclasses import replace
from datetime import date, datetime

from est.clock import DaySpan
from est.measures import AsPlanned, DecidedBy, Measure, MeasureState, MeasureTerm, add_measure, edit_measure
from est.measures.measure_days import measure_days
from tests.stores import organisation_ids

START, DUE = date(2026, 1, 5), date(2026, 2, 1)
WHEN = datetime(2026, 3, 2, 9)


def known(store) -> Measure:
    """A measure about which everything is said that any state asks for."""
    return Measure(
        "A",
        organisation_ids(store)[0],
        place="P",
        starts=START,
        due=DUE,
        without_cause="Ingen än.",
        decided=date(2026, 1, 1),
        decided_by=DecidedBy.WORKING_GROUP,
        as_planned=AsPlanned.NO,
        deviation="Allt.",
        outcome="Inget.",
    )


def test_a_measure_that_has_begun_ran_until_its_due_day_or_runs_still(store) -> None:
    """What is only proposed or decided has not begun, and one that does not say when is not placed in time."""
    measure = known(store)
    for one in (
        replace(measure, title="proposed"),
        replace(measure, title="decided", state=MeasureState.DECIDED),
        replace(measure, title="late", state=MeasureState.ONGOING),
        replace(measure, title="done", state=MeasureState.CARRIED_OUT),
        replace(measure, title="built", state=MeasureState.CLOSED, term=MeasureTerm.LONG),
        replace(measure, title="no due day", state=MeasureState.CARRIED_OUT, due=None),
        replace(measure, title="some day", state=MeasureState.ONGOING, starts=None),
        replace(measure, title="dropped", state=MeasureState.ABANDONED),
    ):
        add_measure(store, one, "anna", WHEN)
    assert {one.title: span for one, span in measure_days(store)} == {
        "late": DaySpan(START),
        "done": DaySpan(START, DUE),
        "built": DaySpan(START),
        "no due day": DaySpan(START, WHEN.date()),
    }


def test_a_measure_that_was_abandoned_ran_until_that_day(store) -> None:
    """If it had begun; one that is abandoned before its start never ran, whatever was planned."""
    for title, starts in (("begun", START), ("planned", date(2026, 4, 1))):
        measure = replace(known(store), title=title, starts=starts, due=None, state=MeasureState.ONGOING)
        identity = add_measure(store, measure, "anna", datetime(2026, 1, 5, 9))
        edit_measure(store, identity, 1, replace(measure, state=MeasureState.ABANDONED), "anna", WHEN)
    assert [(one.title, span) for one, span in measure_days(store)] == [("begun", DaySpan(START, WHEN.date()))]

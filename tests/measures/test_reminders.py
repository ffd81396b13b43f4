"""The group is reminded of what is late, soon due, to be followed up, and of what points to no cause."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import duckdb
import pytest

from est.identity import new_id
from est.measures import AsPlanned, DecidedBy, Measure, MeasureState, Reminder, add_measure, all_measures, by_urgency
from est.store import Change, applies
from tests.stores import organisation_ids

MONDAY = datetime(2026, 3, 2, 9, 0)
TODAY = date(2026, 3, 3)


@pytest.fixture
def known(store) -> Measure:
    """A measure about which everything is said but dates and hotspot."""
    return Measure(
        "A",
        organisation_ids(store)[0],
        place="P",
        without_cause="Ingen än.",
        decided=date(2026, 1, 1),
        decided_by=DecidedBy.WORKING_GROUP,
        as_planned=AsPlanned.NO,
        deviation="Allt.",
        outcome="Inget.",
    )


@applies("put a verdict of a test")
def _put(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    cursor.execute(
        "INSERT INTO verdicts (id, measure, as_of) VALUES (?, ?, ?)",
        [str(new_id()), str(change.object), change.payload["as_of"]],
    )


def reminded(store) -> dict[str, set[str]]:
    """Each measure's reminders but the one of a hotspot, by title."""
    listed = by_urgency(all_measures(store), TODAY)
    return {title: set(found) - {Reminder.NO_HOTSPOT} for title, found in listed.select("title", "reminders").rows()}


@pytest.mark.slow
def test_overdue_come_first(store, known) -> None:
    """What is late and not done comes first, the latest on top; what is done is never late."""
    for title, state, due in (
        ("done", MeasureState.CARRIED_OUT, date(2026, 1, 1)),
        ("no day", MeasureState.ONGOING, None),
        ("today", MeasureState.DECIDED, date(2026, 3, 3)),
        ("late", MeasureState.DECIDED, date(2026, 3, 2)),
        ("later", MeasureState.PROPOSED, date(2026, 2, 3)),
    ):
        add_measure(store, replace(known, title=title, state=state, due=due), "anna", MONDAY)
    listed = by_urgency(all_measures(store), TODAY)
    assert listed.select("title", "overdue", "days_late").rows() == [
        ("later", True, 28),
        ("late", True, 1),
        ("today", False, 0),
        ("no day", False, 0),
        ("done", False, 0),
    ]


@pytest.mark.slow
def test_no_measures(store) -> None:
    """A store without measures gives an empty list with all its columns."""
    listed = by_urgency(all_measures(store), TODAY)
    assert listed.is_empty()
    assert {"title", "overdue", "days_late", "reminders", "organisation_name", "hotspot_name"} <= set(listed.columns)


@pytest.mark.parametrize(
    ("days", "reminder"),
    [(-1, Reminder.OVERDUE), (0, Reminder.DUE_SOON), (14, Reminder.DUE_SOON), (15, None)],
)
@pytest.mark.slow
def test_due_days(store, known, days, reminder) -> None:
    """Due yesterday is overdue, due today or within two weeks is soon, and after that nothing is said."""
    add_measure(store, replace(known, due=TODAY + timedelta(days=days)), "anna", MONDAY)
    assert reminded(store) == {"A": {reminder} if reminder else set()}


@pytest.mark.parametrize(
    ("days", "reminder"),
    [(-9, Reminder.FOLLOW_UP), (0, Reminder.FOLLOW_UP), (1, Reminder.FOLLOW_UP_SOON), (15, None)],
)
@pytest.mark.slow
def test_follow_up_days(store, known, days, reminder) -> None:
    """A measure that is carried out is to be followed up from its day on, and soon in the two weeks before."""
    day = TODAY + timedelta(days=days)
    add_measure(store, replace(known, state=MeasureState.CARRIED_OUT, follow_up=day), "anna", MONDAY)
    add_measure(store, replace(known, title="closed", state=MeasureState.CLOSED, follow_up=day), "anna", MONDAY)
    assert reminded(store) == {"A": {reminder} if reminder else set(), "closed": set()}


@pytest.mark.slow
def test_a_verdict_ends_the_reminder(store, known) -> None:
    """What the group has decided on, as of the follow-up day or later, is followed up."""
    identity = add_measure(
        store, replace(known, state=MeasureState.CARRIED_OUT, follow_up=date(2026, 2, 1)), "anna", MONDAY
    )
    for as_of, expected in (("2026-01-15", {Reminder.FOLLOW_UP}), ("2026-02-01", set())):
        store.apply(Change("t", MONDAY, "put a verdict of a test", UUID(str(identity)), {"as_of": as_of}))
        assert reminded(store) == {"A": expected}


@pytest.mark.slow
def test_no_orphans(store, known) -> None:
    """A measure without a hotspot or a cause is said to be; words for why are enough; what is abandoned is left."""
    add_measure(store, known, "anna", MONDAY)
    add_measure(store, replace(known, title="orphan", without_cause=""), "anna", MONDAY)
    add_measure(store, replace(known, title="left", without_cause="", state=MeasureState.ABANDONED), "anna", MONDAY)
    found = dict(by_urgency(all_measures(store), TODAY).select("title", "reminders").rows())
    assert found == {
        "A": [Reminder.NO_HOTSPOT],
        "orphan": [Reminder.NO_HOTSPOT, Reminder.NO_CAUSE],
        "left": [],
    }

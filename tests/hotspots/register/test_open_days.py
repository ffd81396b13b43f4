"""A hotspot was open from the day the group had it in view until it was closed, and anew where it was reopened."""

from dataclasses import replace
from datetime import date, datetime

from est.clock import DaySpan
from est.hotspots.register.commands import add_hotspot, edit_hotspot, merge_hotspots
from est.hotspots.register.hotspot import Hotspot, HotspotState
from est.hotspots.register.open_days import open_days

A, B = "8908866d443ffff", "8908866d44fffff"


def test_a_hotspot_is_open_until_it_is_closed_and_anew_when_it_is_reopened(store) -> None:
    """The days between are not among them; without a day since when, it is that on which it was logged."""
    seen = Hotspot("Torget", (A,), since=date(2026, 1, 5))
    add_hotspot(store, Hotspot("Parken", (B,)), "anna", datetime(2026, 2, 1, 9))
    add_hotspot(store, replace(seen, name="Stigen"), "anna", datetime(2026, 2, 1, 9))
    torget = add_hotspot(store, seen, "anna", datetime(2026, 1, 7, 9))
    for number, (state, day) in enumerate(((HotspotState.CLOSED, 1), (HotspotState.WATCHED, 20)), 1):
        edit_hotspot(store, torget, number, replace(seen, state=state), "anna", datetime(2026, 3, day, 9))
    assert {one.name: spans for one, spans in open_days(store)} == {
        "Torget": (DaySpan(date(2026, 1, 5), date(2026, 3, 1)), DaySpan(date(2026, 3, 20))),
        "Parken": (DaySpan(date(2026, 2, 1)),),
        "Stigen": (DaySpan(date(2026, 1, 5)),),
    }


def test_one_that_went_into_another_is_told_by_that_one(store) -> None:
    """It has the cells and the time of both, which would be drawn twice."""
    both = [
        add_hotspot(store, Hotspot(name, (cell,), since=since), "anna", datetime(2026, 3, 2, 9))
        for name, cell, since in (("Torget", A, date(2026, 1, 5)), ("Parken", B, date(2026, 2, 1)))
    ]
    merge_hotspots(store, {str(one): 1 for one in both}, "Båda", "anna", datetime(2026, 3, 3, 9))
    assert [(one.name, spans) for one, spans in open_days(store)] == [("Båda", (DaySpan(date(2026, 1, 5)),))]


def test_days_meet_a_period_that_holds_one_of_them() -> None:
    """The end of a period is not in it, the last day of the days is."""
    days = DaySpan(date(2026, 3, 2), date(2026, 3, 8))
    assert days.meets(date(2026, 3, 8), date(2026, 3, 15))
    assert days.meets(date(2026, 2, 1), date(2026, 3, 3))
    assert not days.meets(date(2026, 3, 9), date(2026, 3, 15))
    assert not days.meets(date(2026, 2, 1), date(2026, 3, 2))
    assert DaySpan(date(2026, 3, 2)).meets(date(2030, 1, 1), date(2030, 1, 2))

"""Hours are told by name or by days and times, and chosen by days and times, or in a grid that is painted."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from est.clock import ALL_HOURS, PRESETS, hours_of_week
from est.picture.hour_names import HOURS, SHORT_HOURS, describe_hours, title_hours
from est.text import translator
from est.ui.filters.hour_grid import hours_to_signs, read_hours
from est.ui.filters.hours import hours_of_days, span_of_days


def test_every_preset_has_its_names():
    """A preset without one could not be shown; only hours of one's own have no button."""
    assert list(HOURS) == list(SHORT_HOURS) == list(PRESETS)


def test_weekend_nights_begin_on_friday_and_saturday_evening():
    """Eight hours each, the last of them on Sunday morning."""
    assert PRESETS["weekend-nights"] == frozenset([*range(118, 126), *range(142, 150)])


@given(some.sets(some.integers(0, 6), min_size=1), some.integers(0, 23), some.integers(1, 24))
@pytest.mark.slow
def test_days_and_times_are_read_from_the_hours_that_they_make(days, first, end):
    """So the form begins with what holds; where hours run into each other over midnight, they are the same hours."""
    hours = hours_of_days(sorted(days), first, end)
    told = span_of_days(hours)
    assert told is None or hours_of_days(list(told[0]), told[1], told[2]) == hours
    assert told is not None or (first == end % 24 or end <= first)


def test_hours_of_several_times_are_not_told_as_one():
    """The table shows them."""
    assert span_of_days(hours_of_week((8, 20), range(5))) is None
    assert span_of_days(hours_of_week((8,), (0,)) | hours_of_week((9,), (1,))) is None
    assert span_of_days(ALL_HOURS) == (tuple(range(7)), 0, 24)


@given(some.frozensets(some.integers(0, 167)))
@pytest.mark.slow
def test_painted_hours_are_read_as_they_were_painted(hours):
    """One sign an hour, from Monday 00; where a browser sends no hours, those it began with stay."""
    assert read_hours(hours_to_signs(hours), PRESETS["night"]) == hours
    for nonsense in (None, "", "1" * 167, "2" * 168, 168, ["1"] * 168):
        assert read_hours(nonsense, hours) == hours
    assert read_hours("", hours, place=True) is None
    assert read_hours(None, None, place=True) is None


@pytest.mark.parametrize(
    ("hours", "swedish", "english"),
    [
        (PRESETS["night"], "natt 22–06", "night 22–06"),
        (hours_of_week((15, 16, 17), range(5)), "mån–fre 15–18", "Mon–Fri 15–18"),
        (hours_of_week(range(22, 30), (4, 5, 6)), "fre–sön 22–06", "Fri–Sun 22–06"),
        (
            hours_of_week((23,), (4,)) | hours_of_week((0, 1, 23), (5,)),
            "fre 23–02; lör 23–24",
            "Fri 23–02; Sat 23–24",
        ),
        (
            hours_of_week(range(0, 24, 4), range(0, 7, 2)),
            "egna timmar, 24 av veckans 168",
            "own hours, 24 of the week's 168",
        ),
    ],
)
def test_hours_are_told_by_name_or_by_their_days(hours, swedish, english):
    """Only hours that take more than a line are counted instead; a capital begins them where nothing stands before."""
    assert describe_hours(hours, translator("sv")) == swedish
    assert title_hours(hours, translator("sv")) == swedish[:1].upper() + swedish[1:]
    assert describe_hours(hours, translator("en")) == english

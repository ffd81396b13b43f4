"""The form gives the selection that it shows, and its table of hours rules when it was edited."""

from dataclasses import replace
from datetime import date

import pytest

from est.clock import ALL_HOURS, PRESETS, hours_of_week
from est.errors import SelectionError
from est.municipality.reference_lists import ReferenceLists
from est.picture.selection import Selection
from est.text import translator
from est.ui.select import (
    SelectionForm,
    describe_hours,
    describe_selection,
    form_selection,
    hour_frame,
    merge_hours,
    ruling_hours,
)

FORM = SelectionForm(date(2026, 1, 1), date(2026, 1, 31), "night", PRESETS["night"], False, ["SKA"], [], [], [], [])


def test_the_form_gives_a_selection_with_its_last_day_included():
    """The 31st of January is counted."""
    assert form_selection(FORM) == Selection(date(2026, 1, 1), date(2026, 2, 1), PRESETS["night"], ("SKA",))


def test_an_edited_table_rules_over_the_preset():
    """Otherwise what somebody ticked would be lost without a word."""
    assert form_selection(replace(FORM, table=frozenset({5}), edited=True)).hours == frozenset({5})


def test_the_table_of_hours_rules_when_it_was_edited_or_hours_of_ones_own_are_chosen():
    """The same in the selection and in the form of a hotspot."""
    own = frozenset({5})
    assert ruling_hours("night", own, edited=True) == own
    assert ruling_hours("own", own, edited=False) == own
    assert ruling_hours("night", own, edited=False) == PRESETS["night"]


@pytest.mark.parametrize(
    ("hours", "swedish", "english"),
    [
        (PRESETS["night"], "Natt 22–06", "Night 22–06"),
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
    """Only hours that take more than a line are counted instead."""
    assert describe_hours(hours, translator("sv")) == swedish
    assert describe_hours(hours, translator("en")) == english


def test_the_form_gives_the_kinds_of_place_and_the_effects_that_were_chosen():
    """As they are asked of the reports."""
    chosen = form_selection(replace(FORM, place_kinds=["torg"], effects=[2, 3]))
    assert (chosen.place_kinds, chosen.effects) == (("torg",), (2, 3))


@pytest.mark.parametrize(
    "form",
    [
        replace(FORM, first=None),
        replace(FORM, first=date(2026, 2, 1)),
        replace(FORM, table=frozenset(), edited=True),
    ],
)
def test_a_form_that_means_nothing_says_why(form):
    """No selection is made of it."""
    with pytest.raises(SelectionError):
        form_selection(form)


def test_the_table_has_a_row_an_hour_and_a_column_a_day():
    """Monday 00 is its first box, Sunday 23 its last."""
    frame = hour_frame(frozenset({0, 167}))
    assert frame.columns == ["hour", *map(str, range(7))]
    assert frame["hour"].to_list()[22] == "22–23"
    assert (frame["0"][0], frame["6"][23], frame["1"][0]) == (True, True, False)


def test_ticks_change_the_hours_they_stand_for():
    """Row 23, column 6 is Sunday's last hour."""
    assert merge_hours(ALL_HOURS, {23: {"6": False}}) == ALL_HOURS - {167}
    assert merge_hours(frozenset(), {0: {"0": True}, 1: {"1": True}}) == frozenset({0, 25})


def test_the_selection_is_said_in_a_few_words():
    """Period, hours, categories, organisations."""
    choices = ReferenceLists({"SKA": "Skadegörelse"}, {}, {})
    assert describe_selection(form_selection(FORM), choices, translator("sv")) == (
        "1–31 jan. 2026 · Natt 22–06 · Skadegörelse · alla aktörer"
    )


def test_kinds_of_place_and_effects_are_said_where_they_are_chosen():
    """A selection without them says nothing of them."""
    chosen = form_selection(replace(FORM, place_kinds=["torg", "park"], effects=[2, 3]))
    assert describe_selection(chosen, ReferenceLists({}, {}, {}), translator("sv")) == (
        "1–31 jan. 2026 · Natt 22–06 · SKA · alla aktörer · torg, park · påverkan 2 och 3"
    )

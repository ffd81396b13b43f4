"""No column of a table is out of sight for the sake of another that is wide."""

import pytest

from est.ui.column_widths import BESIDE, LEAST, LETTER, column_widths

TEXTS = {
    "title": ["Rubrik", "x" * 40],
    "state": ["Status", "pågår"],
    "who": ["Ansvarig", "y" * 30],
    "course": ["Ett år"],
}
FIXED = {"course": 100}


def wanted(letters: int) -> float:
    return BESIDE + LETTER * letters


WHOLE = wanted(40) + wanted(6) + wanted(30) + 100


def test_what_has_room_is_left_to_the_table():
    assert column_widths(TEXTS, WHOLE, FIXED) == {}


def test_the_widest_gives_way_first_and_the_others_keep_what_they_want():
    found = column_widths(TEXTS, WHOLE - 20, FIXED)
    assert found.pop("title") == pytest.approx(wanted(40) - 20, abs=1)
    assert found == {"state": int(wanted(6)), "who": int(wanted(30)), "course": 100}


def test_where_two_are_wide_both_give_way_to_the_same_width():
    found = column_widths(TEXTS, WHOLE - 150, FIXED)
    assert found["title"] == found["who"] < wanted(30)
    assert WHOLE - 154 <= sum(found.values()) <= WHOLE - 150


def test_a_column_keeps_the_least_that_can_be_read():
    """The table is wider than its room then, and can be moved."""
    found = column_widths(TEXTS, 50, FIXED)
    assert found == {"title": LEAST, "state": int(wanted(6)), "who": LEAST, "course": 100}

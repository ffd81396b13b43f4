"""No column of a table is out of sight for the sake of another that is wide, and none is cut off that has the room."""

import pytest

from est.ui.column_widths import BESIDE, BROKEN, LEAST, LETTER, LINE, OWN, column_widths, row_height

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
    assert found["title"] - found["who"] in (0, 1)  # a pixel that is left over
    assert found["title"] < wanted(30)
    assert sum(found.values()) == int(WHOLE - 150)


def test_a_column_keeps_the_least_that_can_be_read():
    """The table is wider than its room then, and can be moved."""
    found = column_widths(TEXTS, 50, FIXED)
    assert found == {"title": LEAST, "state": int(wanted(6)), "who": LEAST, "course": 100}


def test_no_heading_is_cut_where_all_give_way():
    """The values of the others break, or end sooner: a heading stands on one line, and says what they are."""
    told = {"effect": ["Påverkan på tryggheten", "3"]} | {str(n): ["Plats", "x" * 40] for n in range(7)}
    found = column_widths(told, 1100, {})
    assert found["effect"] >= int(wanted(22))
    assert {found[str(n)] for n in range(7)} == {int((1100 - wanted(22)) / 7)}
    assert sum(found.values()) == 1100


def test_a_column_wider_than_the_table_makes_one_gets_the_room_there_is():
    """Streamlit makes no column wider than about OWN, and cuts what it says, beside columns with room to spare."""
    told = {"when": ["När", "2026-03-01"], "what": ["Vad", "x" * 80]}
    assert wanted(80) > OWN
    found = column_widths(told, 1000, {})
    assert found["when"] == int(wanted(10))
    assert sum(found.values()) == 1000


def test_a_row_is_as_high_as_the_text_that_breaks_most():
    """One line has the table's own height, and three stand in the least that Streamlit breaks texts in."""
    widths = {"title": int(BESIDE + LETTER * 10)}
    assert row_height({"title": ["x" * 10]}, widths) is None
    assert row_height({"other": ["x" * 80]}, widths) is None
    assert row_height({"title": ["kort", "ord " * 6]}, widths) == BROKEN
    assert row_height({"title": ["ett längre " * 4]}, widths) == BROKEN + LINE
    assert row_height({"title": ["x" * 200]}, widths) == BROKEN + 2 * LINE

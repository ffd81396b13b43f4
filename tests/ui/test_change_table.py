"""What changed is said in words that are no surer than the numbers."""

import polars as pl

from est.picture.change import count_changes
from est.picture.comparison import change_direction, compare_periods
from est.text import translator
from est.ui.situation.change_table import describe_period_change, direction_text, readable_changes

SV = translator("sv")


def test_a_small_difference_is_said_to_be_nothing():
    """No percentage stands beside three reports."""
    assert (
        describe_period_change(compare_periods(3, 2), SV)
        == "3 mot 2 förut. En så liten skillnad kan vara en slump; det går inte att säga något."
    )


def test_a_difference_that_may_be_chance_has_no_percentage_however_large_the_counts():
    """A third more of fifty is not yet sure, and a number in per cent would be read as if it were."""
    found = compare_periods(67, 50)
    assert found.percent is not None
    assert "%" not in describe_period_change(found, SV)


def test_a_large_difference_is_said_with_its_size():
    """Sixty against twenty is two hundred per cent more."""
    assert describe_period_change(compare_periods(60, 20), SV).endswith("knappast en slump. Det är +200 %.")


def test_what_can_be_told_stands_first_and_nothing_reported_is_left_out():
    """Then come those with the most reports."""
    columns = {"code": ["A", "B", "C"], "name": ["a", None, "c"]}
    now = pl.DataFrame(columns | {"count": [30.0, 60.0, 0.0]})
    before = pl.DataFrame(columns | {"count": [31.0, 20.0, 0.0]})
    rows = readable_changes(count_changes(now, before), SV, "utan namn")
    assert rows.select("name", "verdict", "count", "before", "difference").rows() == [
        ("utan namn", "▲ fler", 60.0, 20.0, 40.0),
        ("a", "– går inte att säga", 30.0, 31.0, -1.0),
    ]
    assert rows.select("low", "high").dtypes == [pl.Float64, pl.Float64]  # a file has numbers
    assert [between.split(" … ")[0][0] for between in rows["between"]] == ["+", "−"]  # the page a minus, no hyphen


def test_a_direction_names_the_weeks_it_was_read_from():
    """Too few weeks say so."""
    weeks = pl.DataFrame({"count": [float(n) for n in range(9)], "days": [7] * 9})
    assert direction_text(change_direction(weeks, "week"), "week", SV).startswith("Antalet stiger över 9 hela veckor")
    assert direction_text(change_direction(weeks.head(1), "week"), "week", SV).startswith("Bara 1 hel vecka")

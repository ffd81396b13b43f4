"""Two periods side by side say who reported, and nothing surer than the counts."""

import polars as pl

from est.picture.change import ChangeVerdict
from est.picture.comparison import change_direction, compare_periods, reporter_change


def organisations(**counts: float) -> pl.DataFrame:
    return pl.DataFrame({"id": list(counts), "name": [name.upper() for name in counts], "count": list(counts.values())})


def test_one_count_beside_another_carries_its_interval():
    """Three against two is nothing; sixty against twenty is more."""
    assert compare_periods(3, 2).verdict == ChangeVerdict.UNSURE
    assert compare_periods(60, 20).verdict == ChangeVerdict.MORE
    assert compare_periods(60, 20).low > 0


def test_a_percentage_is_told_from_twenty_reports_in_both_periods():
    """Nineteen in either period are too few, whichever it is."""
    assert compare_periods(20, 25).percent == -20
    assert compare_periods(25, 20).percent == 25
    assert compare_periods(19, 40).percent is None
    assert compare_periods(40, 19).percent is None


def test_who_came_and_who_went_is_named_and_left_out_of_the_closed_cohort():
    """An organisation that joined brings reports that say nothing about the town."""
    found = reporter_change(organisations(a=10.0, b=5.0, new=40.0), organisations(a=12.0, b=4.0, old=3.0))
    assert (found.now, found.before, found.both) == (3, 3, 2)
    assert (found.joined, found.gone) == (("NEW",), ("OLD",))
    assert (found.closed.count, found.closed.before, found.closed.verdict) == (15, 16, ChangeVerdict.UNSURE)


def test_without_a_common_organisation_nothing_is_compared():
    """No reports of both periods is zero against zero."""
    found = reporter_change(organisations(a=1.0), organisations(b=1.0))
    assert (found.both, found.closed.count, found.closed.verdict) == (0, 0, ChangeVerdict.UNSURE)


def weeks(counts: list[float], days: int = 7) -> pl.DataFrame:
    return pl.DataFrame({"count": counts, "days": [days] * len(counts)})


def test_a_direction_is_read_from_eight_whole_spans_or_more():
    """Weeks that are covered in part do not count."""
    assert change_direction(weeks([1, 2, 3, 4, 5, 6, 7]), "week").p is None
    assert change_direction(weeks([1, 2, 3, 4, 5, 6, 7, 8], days=6), "week").spans == 0
    assert change_direction(weeks([1, 2, 3, 4, 5, 6, 7, 8]), "week").verdict == ChangeVerdict.MORE
    assert change_direction(weeks([8, 7, 6, 5, 4, 3, 2, 1]), "week").verdict == ChangeVerdict.FEWER
    assert change_direction(weeks([3, 1, 4, 1, 5, 9, 2, 6]), "week").verdict == ChangeVerdict.UNSURE

"""The check of a file that nobody looks at ends where it would take minutes, and says so; any other goes on."""

import itertools

import pytest

from est.errors import FileRefusedError
from est.reports.columns.recognition import recognise_columns
from est.reports.rows.checking_time import MOST_SECONDS_ALONE, CheckingTime
from est.reports.rows.reference_data import ReferenceData
from est.reports.rows.validation import check_rows
from tests.reports.tables import NOW, WORDS, reports, table


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def heard(pace):
    """Return at which second the check of a file of this pace (seconds for the whole) ended; None if it did not."""
    clock = Clock()
    time = CheckingTime("vecka.csv", clock)
    for share in range(101):
        clock.now = pace * share / 100
        try:
            time(share / 100)
        except FileRefusedError as error:
            return clock.now, str(error)
    return None


def test_a_check_that_would_take_too_long_ends_within_fifteen_seconds():
    ended = heard(MOST_SECONDS_ALONE * 3)
    assert ended is not None
    assert ended[0] < 15
    assert "takes about 15 minutes, more than the 5 that" in ended[1]


@pytest.mark.parametrize("pace", [0.1, 20.0, MOST_SECONDS_ALONE - 1])
def test_any_other_goes_on(pace):
    assert heard(pace) is None


@pytest.mark.slow
def test_the_check_says_how_far_it_has_come_among_its_texts():
    shares: list[float] = []
    made = table(reports(3000, text=[f"Anna Svensson ringde {n}" for n in range(3000)]))
    mapping = recognise_columns(made, WORDS).mapping
    check_rows(made, mapping, ReferenceData(), WORDS, NOW, shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len([share for share in shares if 0.2 < share < 0.9]) > 4


@pytest.mark.slow
@pytest.mark.long
def test_a_small_part_of_the_texts_goes_through_all_of_the_check_first():
    """So the pace of the first seconds is that of the whole, and no field that is missing makes the share leap."""
    shares: list[float] = []
    made = table(reports(4000, text=[f"Anna Svensson ringde {n} " + "och allt var lugnt " * 20 for n in range(4000)]))
    mapping = recognise_columns(made, WORDS).mapping
    check_rows(made, mapping, ReferenceData(), WORDS, NOW, shares.append)
    judging = [share for share in shares if 0.1 <= share <= 0.9]
    assert len([share for share in judging if share < 0.2]) > 2
    assert max(after - before for before, after in itertools.pairwise(judging)) < 0.2

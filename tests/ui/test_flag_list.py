"""The list beside the map tells its numbers in one line."""

import pytest

from est.ui.situation.flag_list import rank_numbers


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ([1], "1."),
        ([1, 2], "1, 2."),
        ([1, 2, 3, 4, 9], "1–4, 9."),
        (list(range(1, 30, 2)), "1, 3, 5, 7, 9, 11 …"),
    ],
)
def test_numbers_of_one_place_are_told_in_runs_and_never_endlessly(numbers, said):
    """A place of hundreds of cells would fill the page."""
    assert rank_numbers(numbers) == said

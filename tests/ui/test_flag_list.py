"""The list beside the map tells its numbers in one line."""

import pytest

from est.text import translator
from est.ui.situation.basis import cell_area_text
from est.ui.situation.flag_list import rank_numbers, times_text


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


@pytest.mark.parametrize(
    ("count", "expected", "said"),
    [
        (26, 8.9, "3 gånger så många som väntat"),
        (11, 5.4, "dubbelt så många som väntat"),
        (18, 10, "nästan dubbelt så många som väntat"),
        (19, 10, "dubbelt så många som väntat"),
        (21, 10, "dubbelt så många som väntat"),
        (24, 10, "mer än dubbelt så många som väntat"),
        (27, 10, "mer än dubbelt så många som väntat"),
        (28, 10, "nästan 3 gånger så många som väntat"),
        (33, 10, "mer än 3 gånger så många som väntat"),
        (100, 10, "10 gånger så många som väntat"),
        (106, 10, "mer än 10 gånger så många som väntat"),
        (17.4, 10, "där 10 är väntat"),
        (1, 0.7, "där färre än en är väntat"),
        (30, 20.2, "där 20 är väntat"),
        (14, 0.1, "mer än 10 gånger så många som väntat"),
    ],
)
def test_a_count_is_held_against_what_is_expected_as_people_say_it(count, expected, said):
    """No decimals, and no hundredfold of nearly nothing."""
    assert times_text(count, expected, translator("sv")) == said


def test_the_size_of_a_cell_is_told_in_the_unit_that_fits():
    """From some square kilometres to some thousand square metres."""
    sizes = [
        cell_area_text(area, translator("sv")).replace("\xa0", " ") for area in (5.16, 0.737, 0.105, 0.01505, 0.00215)
    ]
    assert sizes == ["5 km²", "0,7 km²", "0,1 km²", "15 000 m²", "2 200 m²"]

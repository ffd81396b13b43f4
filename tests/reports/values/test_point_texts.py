"""Points in one column, in the spellings of people and programs."""

import polars as pl
import pytest

from est.reports.values.coordinates import SWEREF, WGS84
from est.reports.values.point_texts import holds_points, split_points


@pytest.mark.parametrize(
    ("text", "north", "east", "system"),
    [
        ("59.390, 13.500", "59.390", "13.500", WGS84),
        ("59,39; 13,50", "59,39", "13,50", WGS84),
        ("N 59,39 E 13,50", "59,39", "13,50", WGS84),
        ("59.39 N, 13.50 E", "59.39", "13.50", WGS84),
        ("N: 6 589 223 E: 414 100", "6589223", "414100", SWEREF),
        ("6589223 N, 414100 E", "6589223", "414100", SWEREF),
        ("6 589 223, 414 100", "6589223", "414100", SWEREF),
        ("6.589.223; 414.100", "6589223", "414100", SWEREF),
        ("414.100; 6.589.223", "6589223", "414100", SWEREF),
    ],
)
def test_the_two_numbers_of_a_point(text, north, east, system):
    first, second, fits = split_points(pl.Series("p", [text]), swedish=True)
    assert (first[0], second[0], fits) == (north, east, system)
    assert holds_points(pl.Series("p", [text]))


@pytest.mark.parametrize("text", ["Nygatan 3, 12", "Kungsgatan 12", "N Torget", "Ekgatan 4 E"])
def test_an_address_is_no_point(text):
    assert not holds_points(pl.Series("p", [text]))

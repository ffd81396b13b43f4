"""A point that is typed or pasted is known by its numbers; a street, a postcode or half a point is none."""

import pytest

from est.reports.entries.typed_point import typed_point


@pytest.mark.parametrize(
    "text",
    ["59.3057, 14.1050", "59,3057 14,1050", "14.1050, 59.3057", "N 59°18.342' E 14°6.3'", "POINT(14.1050 59.3057)"],
)
def test_a_point_is_read_as_others_write_it(text):
    assert typed_point(text) == pytest.approx((59.3057, 14.105), abs=1e-6)


def test_metres_are_of_the_national_grid():
    assert typed_point("6575000 449000") == pytest.approx((59.310769, 14.104205), abs=1e-6)


@pytest.mark.parametrize("text", ["Kungsgatan 12", "12 14", "0,0", "", "59.3057", "681 30", "10-12", "99.5, 14.1"])
def test_what_is_no_point_is_none(text):
    assert typed_point(text) is None

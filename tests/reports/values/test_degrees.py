"""Degrees with minutes and seconds, alone and as a pair in one cell."""

import polars as pl
import pytest

from est.reports.values.degrees import decimal_degrees
from est.reports.values.point_texts import holds_points, split_points


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("59°19'45\"N", 59.3291667),
        ("18° 4′ 0″ Ö", 18.0666667),
        ("N 59° 19.75'", 59.3291667),
        ("59° 19' 45,5'' N", 59.3293056),
        ("59,33° N", 59.33),
        ("18°30'W", -18.5),
    ],
)
def test_angles_become_decimal_degrees(text, degrees):
    assert float(decimal_degrees(pl.Series([text]))[0]) == pytest.approx(degrees, abs=1e-7)


@pytest.mark.parametrize("text", ["59°61'0\"N", "59°19'60\"N", "59.33", "Storgatan 5", ""])
def test_what_is_no_angle_stays(text):
    assert decimal_degrees(pl.Series([text, None])).to_list() == [text, None]


@pytest.mark.parametrize(
    "text", ["59°19'45\"N 18°4'0\"E", "N 59° 19.75', E 18° 4'", "18°4'0\"Ö, 59°19'45\"N", "59.3291667/18.0666667"]
)
def test_a_pair_in_one_cell_has_north_first(text):
    values = pl.Series("Koordinat", [text])
    assert holds_points(values)
    first, second, _ = split_points(values, swedish=True)
    assert (float(first[0]), float(second[0])) == pytest.approx((59.3291667, 18.0666667), abs=1e-7)

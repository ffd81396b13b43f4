"""Coordinates are taken only when they are surely a point, in WGS 84 or SWEREF 99 TM."""

import numpy as np
import polars as pl
import pytest

from est.reports.fields.reasons import REASONS, Reason
from est.reports.values.coordinates import SWEREF, WGS84, guess_system, read_pair, read_points


def read(pairs, system=WGS84, swedish=True):
    return read_points(pl.Series([a for a, _ in pairs]), pl.Series([b for _, b in pairs]), system, swedish=swedish)


def reason(points, row=0):
    return REASONS[points.wrong[row] - 1] if points.wrong[row] else None


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        (("59.3301", "18.0601"), None),
        (("59,3301", " 18,0601 "), None),
        (("59", "18"), None),
        (("5.93301e1", "18.0601"), None),
        (("", "18.06"), Reason.COORDINATE_MISSING),
        ((None, None), Reason.COORDINATE_MISSING),
        (("NaN", "inf"), Reason.COORDINATE_UNREADABLE),
        (("59\u00a0330\u00a0100", "18.06"), Reason.COORDINATE_UNREADABLE),
        (("59 330", "18.06"), Reason.COORDINATE_UNREADABLE),
        (("1.234,5", "18.06"), Reason.COORDINATE_UNREADABLE),
        (("59.33°", "18.06"), None),
        (("59.33 m", "18.06"), Reason.COORDINATE_UNREADABLE),
        (("0", "0"), Reason.COORDINATE_ZERO),
        (("0,0", "0.000"), Reason.COORDINATE_ZERO),
        (("18.0601", "59.3301"), Reason.COORDINATES_SWAPPED),
        (("95", "18"), Reason.COORDINATE_OUTSIDE_RANGE),
        (("59", "181"), Reason.COORDINATE_OUTSIDE_RANGE),
        (("6580822", "674032"), Reason.COORDINATE_OUTSIDE_RANGE),
    ],
)
def test_degrees(pair, expected):
    assert reason(read([pair])) == expected


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        (("6580822", "674032"), None),
        (("6580822,5", "674032"), None),
        (("674032", "6580822"), Reason.COORDINATES_SWAPPED),
        (("6580822", "1674032"), Reason.COORDINATE_OUTSIDE_RANGE),
        (("59.33", "18.06"), Reason.COORDINATE_OUTSIDE_RANGE),
        (("6 580 822", "674\u00a0032,5"), None),
        (("6\u202f580\u202f822", "674\u2009032"), None),
        (("65 808 22", "674032"), Reason.COORDINATE_UNREADABLE),
        (("6 580 822 1", "674032"), Reason.COORDINATE_UNREADABLE),
        (("6.58.822", "674032"), Reason.COORDINATE_UNREADABLE),
        (("59 330", "18 060"), Reason.COORDINATE_OUTSIDE_RANGE),
        (("6.580.822", "674.032"), None),
        (("6,580,822", "674,032"), None),
        (("6.580.822,5", "674.032"), None),
        (("6580822", "98.412"), Reason.COORDINATE_OUTSIDE_RANGE),
        (("6.580.822", "6.032"), Reason.COORDINATE_OUTSIDE_RANGE),
        (("0", "0"), Reason.COORDINATE_ZERO),
    ],
)
def test_metres(pair, expected):
    assert reason(read([pair], SWEREF)) == expected


@pytest.mark.parametrize(
    ("first", "second", "system", "exchanged"),
    [
        (["449.000", "449.512"], ["6.589.123", "6.589.400"], SWEREF, True),
        (["6.589.123"], ["449.000"], SWEREF, False),
        (["6589123"], ["449,000"], SWEREF, False),
        (["59.380"], ["13.500"], WGS84, False),
        (["59,380"], ["13,500"], WGS84, False),
        (["449.000"], ["x"], None, False),
        (["6589123", "0", "-1", "1"], ["449000", "0", "-1", "449000"], SWEREF, False),
    ],
)
def test_thousands_are_read_where_nothing_else_fits(first, second, system, exchanged):
    assert read_pair(pl.Series(first), pl.Series(second))[2:] == (system, exchanged)


def test_thousands_are_so_many_metres():
    points = read([("6.580.822", "674.032"), ("6580822", "674032")], SWEREF)
    assert (points.lat[0], points.lng[0]) == (points.lat[1], points.lng[1])


def test_metres_become_degrees():
    # one of the control points Lantmäteriet publishes for SWEREF 99 TM: 55° 00' N, 12° 45' E
    points = read([("6097106.672", "356083.438")], SWEREF)
    assert (points.lat[0], points.lng[0]) == (pytest.approx(55.0, abs=1e-7), pytest.approx(12.75, abs=1e-7))


def test_native_numbers_are_taken():
    points = read([(59.33, 18.06), (None, 18.06), (float("nan"), 18.06)])
    assert [reason(points, row) for row in range(3)] == [
        None, Reason.COORDINATE_MISSING, Reason.COORDINATE_UNREADABLE
    ]  # fmt: skip


def test_a_pair_is_swapped_when_it_lies_among_the_others_only_then():
    here = [("29.7", "-95.4"), ("29.8", "-95.3"), ("29.6", "-95.5"), ("29.71", "-95.41"), ("29.72", "-95.42")]
    points = read([*here, ("-95.4", "29.7"), ("40.7", "-73.9")], swedish=False)
    assert [reason(points, row) for row in (0, 5, 6)] == [None, Reason.COORDINATES_SWAPPED, None]


def test_a_few_points_are_too_few_to_say():
    assert reason(read([("29.7", "-40.4"), ("-40.4", "29.7")], swedish=False), 1) is None


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (59.33, 18.06, (WGS84, False)),
        (18.06, 59.33, (WGS84, True)),
        (-95.4, 29.7, (WGS84, True)),
        (29.7, -95.4, (WGS84, False)),
        (6580822, 674032, (SWEREF, False)),
        (674032, 6580822, (SWEREF, True)),
        (5e8, 5e8, (None, False)),
    ],
)
def test_the_system_is_known_by_its_range(first, second, expected):
    assert guess_system(np.full(9, float(first)), np.full(9, float(second))) == expected


@pytest.mark.parametrize(("fitting", "expected"), [(5, (WGS84, False)), (4, (None, False))])
def test_a_system_is_one_that_at_least_half_of_the_pairs_fit(fitting, expected):
    """Columns of other numbers, a few of which could be degrees, are no coordinates."""
    first = np.array([59.33] * fitting + [5e8] * (10 - fitting))
    second = np.array([18.06] * fitting + [5e8] * (10 - fitting))
    assert guess_system(first, second) == expected

"""The tests behind a flag give what is published, and what enumeration gives."""

import numpy as np
import polars as pl
import pyproj
import pytest
import shapely
from scipy import sparse, stats

from est.statistics.exact_tests import exact_tail, false_discovery, gi_star
from tests.data import PUBLISHED

# esda (pysal, BSD-3), doctest of esda/getisord.py and esda/tests/test_getisord.py: six points, band of 15
POINTS = np.array([[10, 10], [20, 10], [40, 10], [15, 20], [30, 20], [30, 30]])
VALUES = np.array([2, 3, 3.2, 5, 8, 7])
GI = [-1.0136729, -0.04361589, 1.31558703, -0.31412676, 1.15373986, 1.77833941]
GI_STAR = [-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331]


def band(points, distance):
    apart = np.hypot(*(points[:, None] - points[None]).T)
    return sparse.csr_array(((apart <= distance) & (apart > 0)).astype(np.int8))


def test_gi_and_gi_star_are_those_of_esda():
    neighbours = band(POINTS, 15)
    np.testing.assert_allclose(gi_star(VALUES, neighbours), GI_STAR, atol=1e-7)
    np.testing.assert_allclose(gi_star(VALUES, neighbours, include_self=False), GI, atol=1e-7)


def test_gi_star_is_0_where_nothing_varies():
    assert gi_star(np.ones(6), band(POINTS, 15)).tolist() == [0] * 6
    assert gi_star(np.zeros(0), sparse.csr_array((0, 0))).size == 0


def test_the_exact_tail_is_the_binomial_one():
    counts, expected = np.array([0, 1, 4, 12, 400]), np.array([2.2, 2.2, 2.2, 0.1, 399.9])
    np.testing.assert_allclose(exact_tail(counts, expected, 400), stats.binom.sf(counts - 1, 400, expected / 400))


def test_the_exact_tail_by_hand():
    # two coins, at least one head: 3/4; both: 1/4
    np.testing.assert_allclose(exact_tail([0, 1, 2], [1, 1, 1], 2), [1, 0.75, 0.25])


def test_with_dispersion_the_tail_is_the_negative_binomial_one_and_longer():
    counts, expected = np.array([0, 5, 9]), np.array([2.0, 2.0, 3.0])
    p = 1 / 1.5
    np.testing.assert_allclose(
        exact_tail(counts, expected, 100, dispersion=1.5), stats.nbinom.sf(counts - 1, expected / 0.5, p)
    )
    assert (exact_tail([5], [2.0], 100, dispersion=1.5) > exact_tail([5], [2.0], 100)).all()


def test_impossible_counts_are_refused():
    for counts, dispersion in (([-1], 1.0), ([11], 1.0), ([1], 0.5)):
        with pytest.raises(ValueError, match="between 0 and the total"):
            exact_tail(counts, [1.0], 10, dispersion)


def test_q_values_by_hand():
    # Benjamini-Hochberg: p * m / rank, never falling; Yekutieli multiplies by 1 + 1/2 + 1/3 + 1/4
    np.testing.assert_allclose(false_discovery([0.01, 0.02, 0.03, 0.5]), [0.04, 0.04, 0.04, 0.5])
    np.testing.assert_allclose(
        false_discovery([0.01, 0.02, 0.03, 0.5], "by"), np.minimum(np.array([0.04] * 3 + [0.5]) * 25 / 12, 1)
    )
    assert false_discovery([]).size == 0


@pytest.mark.parametrize(("p", "method"), [([0.1, 1.5], "bh"), ([-0.1], "bh"), ([np.nan], "bh"), ([0.1], "holm")])
def test_what_is_no_p_value_and_no_method_is_refused(p, method):
    """A q-value of it would be one of nothing."""
    with pytest.raises(ValueError, match="got"):
        false_discovery(p, method)


def test_four_of_fifteen_are_found_in_the_example_of_benjamini_and_hochberg():
    # Benjamini & Hochberg 1995, Journal of the Royal Statistical Society B 57:289-300, section 3.2: the thrombolysis
    # study's fifteen p-values, of which their procedure rejects four at 5 % and Bonferroni's three
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    p += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000]
    assert (false_discovery(p) <= 0.05).tolist() == [True] * 4 + [False] * 11
    assert false_discovery(p)[3] == pytest.approx(0.0095 * 15 / 4)
    assert (false_discovery(p, "by") <= 0.05).sum() == 3


def test_gi_star_takes_every_kind_of_sparse_matrix():
    """An array and a matrix of scipy, which sum to one and two dimensions, give the same z."""
    neighbours = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    values = [1.0, 5.0, 2.0]
    given = [gi_star(values, kind(neighbours)) for kind in (sparse.csr_array, sparse.csr_matrix, sparse.coo_matrix)]
    assert given[0].shape == (3,)
    np.testing.assert_array_equal(given[0], given[1])
    np.testing.assert_array_equal(given[0], given[2])


# mpjashby/sfhotspot (MIT), docs/reference/hotspot_gistar.html of version 1.0.0: the first ten of 2,715 squares of 500 m
FIRST_Z = [-0.546, -0.598, -0.598, 0.716, 0.716, 0.716, -0.598, -0.598, -0.546, 0.893]
FIRST_P = [0.585, 0.550, 0.550, 0.474, 0.474, 0.474, 0.550, 0.550, 0.585, 0.372]
FIRST_N = [0, 0, 0, 0, 1, 0, 0, 0, 0, 0]


@pytest.mark.slow
def test_the_robberies_of_memphis_give_the_z_and_p_that_sfhotspot_publishes():
    """Squares of 500 m that meet the robberies' convex hull and 250 m around it; each with the eight that touch it."""
    frame = pl.read_csv(PUBLISHED / "memphis_robberies_jan_2019.csv")
    to_metres = pyproj.Transformer.from_crs(4326, 32615, always_xy=True)
    x, y = to_metres.transform(frame["lon"].to_numpy(), frame["lat"].to_numpy())
    hull = shapely.MultiPoint(np.column_stack([x, y])).convex_hull.buffer(250, quad_segs=30)
    west, south, east, north = hull.bounds
    columns, rows = (int(np.ceil(size / 500)) for size in (east - west, north - south))
    assert (west, south, west + 500 * columns, south + 500 * rows) == pytest.approx(
        (761986.2, 3876436, 794486.2, 3905936), abs=0.5
    )
    row, column = np.divmod(np.arange(rows * columns), columns)
    left, low = west + 500 * column, south + 500 * row
    kept = shapely.intersects(shapely.box(left, low, left + 500, low + 500), hull)
    assert kept.sum() == 2715
    number = np.full(rows * columns, -1)
    number[kept] = np.arange(2715)
    inside = number[(np.floor((y - south) / 500) * columns + np.floor((x - west) / 500)).astype(int)]
    counts = np.bincount(inside, minlength=2715)
    points = np.column_stack([column, row])[kept]
    found = gi_star(counts, band(points, np.sqrt(2) + 1e-9))
    assert counts[:10].tolist() == FIRST_N
    assert found[:10].round(3).tolist() == FIRST_Z
    assert (2 * stats.norm.sf(np.abs(found[:10]))).round(3).tolist() == FIRST_P

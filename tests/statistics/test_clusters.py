"""Clusters by density are those of the reference implementation, point by point."""

import numpy as np
import pytest
from sklearn.cluster import DBSCAN

from est.statistics.clusters import dbscan


@pytest.mark.parametrize("seed", range(60))
def test_every_point_is_in_the_cluster_of_the_reference(seed):
    """On scattered points, on a grid whose distances are exactly the reach, and with points that stand for several."""
    random = np.random.default_rng(seed)
    n, wide = int(random.integers(1, 150)), random.choice([100, 500, 1500])
    points = random.uniform(0, wide, (n, 2))
    if seed % 4 == 0:
        points = np.round(points / 75) * 75
    weights = random.integers(1, 4, n) if seed % 2 else None
    wanted = DBSCAN(eps=75, min_samples=3).fit_predict(points, sample_weight=weights)
    assert dbscan(points, 75, 3, weights).tolist() == wanted.tolist()


def test_no_points_are_no_clusters():
    assert dbscan(np.zeros((0, 2)), 75, 3).tolist() == []

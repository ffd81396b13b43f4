"""Clusters of points by density: DBSCAN, exactly, from the pairs within reach."""

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.spatial import cKDTree

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def dbscan(points: Floats, reach: float, fewest: float, weights: npt.ArrayLike | None = None) -> Integers:
    """Return the number of the cluster of every point (n × 2), from 0 in the order of the points, -1 for none.

    A point is at the core of a cluster when the weights within reach, its own among them, add up to `fewest`; cores
    within reach of each other are one cluster, and a point that only reaches cores belongs to the first of theirs.
    All pairs within reach are held at once. Source: Ester, Kriegel, Sander & Xu 1996.
    """
    n = len(points)
    if not n:
        return np.full(0, -1, dtype=np.int64)
    weight = np.ones(n) if weights is None else np.asarray(weights, dtype=np.float64)
    tree = cKDTree(points, balanced_tree=False, compact_nodes=False)  # made twice as quick for one question
    one, other = tree.query_pairs(reach, output_type="ndarray").T
    held = weight + np.bincount(one, weight[other], n) + np.bincount(other, weight[one], n)
    core = held >= fewest
    both = core[one] & core[other]
    joined = sparse.coo_array((np.ones(both.sum(), dtype=np.int8), (one[both], other[both])), shape=(n, n))
    _, part = sparse.csgraph.connected_components(joined, directed=False)
    label = np.full(n, -1, dtype=np.int64)
    _, first, number = np.unique(part[core], return_index=True, return_inverse=True)
    label[core] = np.argsort(np.argsort(first))[number]
    reached = np.full(n, n, dtype=np.int64)
    for inner, outer in ((one, other), (other, one)):
        edge = core[inner] & ~core[outer]
        np.minimum.at(reached, outer[edge], label[inner[edge]])
    label[reached < n] = reached[reached < n]
    return label

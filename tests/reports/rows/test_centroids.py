"""Coordinates that stand for whole areas are told from places where much happens."""

import tracemalloc

import numpy as np
import pytest

from est.reports.rows.centroids import Centroids, find_centroids

TOWNS = np.array([(59.38, 13.50), (59.65, 12.59), (59.31, 14.11), (60.14, 13.01), (59.53, 14.27)])


def find(points, columns=("lat", "lon")):
    lat, lng = np.asarray(points, float).T
    return find_centroids(lat, lng, np.isfinite(lat), columns)


def test_many_reports_on_few_points_far_apart_are_centroids():
    assert find(np.repeat(TOWNS, 30, axis=0)) == Centroids(150, 5, named=False)


def test_a_column_can_say_so_itself():
    assert find(TOWNS, ("api_centroid_lat", "api_centroid_lon")) == Centroids(5, 5, named=True)


@pytest.mark.parametrize(
    "points",
    [
        np.repeat(TOWNS, 10, axis=0),  # too few to say
        np.repeat(TOWNS[:1], 500, axis=0),  # one square
        np.repeat(TOWNS[:1] + np.arange(5)[:, None] * 0.002, 100, axis=0),  # the corners of one town
        np.random.default_rng(1).uniform((59, 13), (60, 14), (5000, 2)),  # each its own
        np.vstack([np.repeat(TOWNS, 30, axis=0), np.random.default_rng(1).uniform((59, 13), (60, 14), (300, 2))]),
    ],
    ids=["few", "one square", "one town", "scattered", "mixed"],
)
def test_places_are_no_centroids(points):
    assert find(points) is None


def test_no_points_are_no_centroids():
    assert find(np.full((200, 2), np.nan)) is None


def test_the_addresses_of_a_city_are_judged_in_the_memory_of_a_file_and_not_of_every_pair():
    """Half a million reports on twenty thousand addresses; a table of every pair takes 3 GB a copy."""
    addresses = np.random.default_rng(1).uniform((59.2, 17.9), (59.4, 18.2), (20_000, 2))
    tracemalloc.start()
    assert find(np.repeat(addresses, 25, axis=0)) is None
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 200e6

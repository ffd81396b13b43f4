"""Recognise coordinates that stand for whole municipalities or districts: many reports on few points far apart."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.spatial import KDTree

from est.reports.fields.synonyms import field_synonyms
from est.reports.values.coordinates import Mask, Numbers

FEWEST_REPORTS = 100
REPORTS_A_POINT = 20  # on the mean; a square or a station is shared too, but not every point of a file
SHARED_BY = 10  # reports on a point that is clearly shared
FAR_KM = 2.0  # between a point and the nearest other, at the median: no two corners of one town
_KM_PER_DEGREE = 111.195


@dataclass(frozen=True)
class Centroids:
    """How many reports share how few points."""

    reports: int
    points: int
    named: bool  # the column's own name says so


def find_centroids(lat: Numbers, lng: Numbers, usable: Mask, columns: tuple[str, ...]) -> Centroids | None:
    """Return the sharing of points when they are centroids, or None when they are places.

    They are when a column says so by its name, or when at least FEWEST_REPORTS reports lie on points of which each is
    shared by very many and which lie far apart.
    """
    named = any(
        word.startswith(("centroid", "centrum", "mittpunkt"))
        for name in columns
        for word in field_synonyms(name).split()
    )
    points = pl.DataFrame({"lat": lat[usable], "lng": lng[usable]}).group_by("lat", "lng").len()
    reports = int(points["len"].sum())
    found = Centroids(reports, points.height, named)
    if named:
        return found if reports else None
    if reports < FEWEST_REPORTS or reports < REPORTS_A_POINT * points.height:
        return None
    shared = int(points.filter(pl.col("len") >= SHARED_BY)["len"].sum())
    if shared < 0.9 * reports or _usual_gap_km(points) < FAR_KM:
        return None
    return found


def _usual_gap_km(points: pl.DataFrame) -> float:
    """Return the median distance from a point to the nearest other one; 0 for a single point, which is one place."""
    if points.height < 2:
        return 0.0
    lat, lng = points["lat"].to_numpy(), points["lng"].to_numpy()
    flat = np.column_stack([lat, lng * np.cos(np.radians(lat.mean()))]) * _KM_PER_DEGREE
    # a tree, not every pair: half a million reports on street addresses lie on tens of thousands of points
    gaps, _ = KDTree(flat).query(flat, k=2)
    return float(np.median(gaps[:, 1]))

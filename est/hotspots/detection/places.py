"""Places, not cells: neighbouring flagged cells become one place, with an outline, a name and an identity."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import h3
import numpy as np
import numpy.typing as npt
import polars as pl
import shapely
from scipy import sparse

from est.hotspots.detection.flag_rule import Flag
from est.space.cells import Floats, cell_disk
from est.space.nearest import nearest_places
from est.space.outlines import METRES_PER_DEGREE
from est.statistics.clusters import dbscan

REACH_M = 75.0  # reports this near each other belong together: a point's error of 30 m on both sides, and a little
FEWEST = 3  # reports that make a cluster
MARGIN_M = 25.0  # the outline runs this far outside its reports


@dataclass(frozen=True)
class FlaggedPlace:
    """One place for the group to look at.

    `cells` are the flagged cells, with the rings of those flagged with their ring, as text; `flags` those that carry
    the flag, sorted. `lat` and `lng` is its middle, `outline` GeoJSON (polygons around its reports) of `area_m2`,
    `name` the nearest named place and `distance_m` how far that is. `identity` survives from week to week
    (`tracking.tracked_places`).
    """

    identity: str
    cells: frozenset[str]
    flags: tuple[str, ...]
    flag: str
    lat: float
    lng: float
    outline: Mapping[str, Any]
    reports: int
    name: str | None
    distance_m: float | None
    area_m2: float


@dataclass(frozen=True)
class TouchingCells:
    """The cells of a place without anything else: enough to follow it through many weeks."""

    cells: frozenset[str]
    flags: tuple[str, ...]


Identify = Callable[[tuple[str, ...]], str]
"""Gives the identity of a place that carries these flags."""


def touching_cells(cells: pl.DataFrame) -> tuple[TouchingCells, ...]:
    """Return the spots of a map [cell, flag, unit]: flagged cells that touch are one, as in `find_places`."""
    flagged = cells.filter(pl.col("flag").is_not_null()).select("cell", "unit")
    rows = flagged.rows()
    groups = ([rows[number] for number in group] for group in _groups(flagged))
    return tuple(TouchingCells(_cells_of(group), tuple(sorted(cell for cell, _ in group))) for group in groups)


def find_places(
    cells: pl.DataFrame, reports: pl.DataFrame, places: pl.DataFrame, identify: Identify
) -> tuple[FlaggedPlace, ...]:
    """Return the flagged places of a map, clear ones first, then by the number of their reports.

    `cells` is [cell, flag, unit] of the study area, `reports` [lat, lng, cell text of the same resolution, reports:
    how many stand there] and `places` [name, lat, lng, radius_m]; `identify` gives the identity. Flagged cells that
    touch, and cells whose rings touch them, are one place. The outline is drawn around the clusters of its reports
    (DBSCAN, Ester et al. 1996, in metres); where no three reports lie together it is that of the cells.
    """
    flagged = cells.filter(pl.col("flag").is_not_null())
    groups = _groups(flagged)
    found = [_candidate(flagged[group], reports, places, identify) for group in groups]
    return tuple(sorted(found, key=lambda place: (place.flag != Flag.CLEAR, -place.reports, min(place.cells))))


def _groups(flagged: pl.DataFrame) -> list[list[int]]:
    """Return the row numbers of flagged cells that belong together."""
    units = flagged.select("cell", "unit").rows()
    reached = [cover_cells(cell, unit) for cell, unit in units]
    touching: dict[str, int] = {}
    row, column = [], []
    for number, (cell, unit) in enumerate(units):
        near = reached[number] if unit == "ring" else cell_disk(cell)
        for other in near:
            if other in touching:
                row.append(number)
                column.append(touching[other])
        for own in reached[number]:
            touching.setdefault(own, number)
    n = len(reached)
    graph = sparse.csr_array((np.ones(len(row)), (row, column)), shape=(n, n))
    _, label = sparse.csgraph.connected_components(graph, directed=False)
    return [np.flatnonzero(label == number).tolist() for number in range(label.max() + 1)] if n else []


def cover_cells(cell: str, unit: str | None) -> frozenset[str]:
    """Return the cells that a flag on this cell covers: the cell, or the cell and its ring."""
    return cell_disk(cell) if unit == "ring" else frozenset((cell,))


def _cells_of(rows: Sequence[tuple[str, str | None]]) -> frozenset[str]:
    return frozenset().union(*(cover_cells(cell, unit) for cell, unit in rows))


def _candidate(rows: pl.DataFrame, reports: pl.DataFrame, places: pl.DataFrame, identify: Identify) -> FlaggedPlace:
    ground = _cells_of(rows.select("cell", "unit").rows())
    inside = reports.filter(pl.col("cell").is_in(list(ground)))
    outline, middle = _outline(inside, rows["cell"].to_list())
    point = pl.DataFrame({"lat": [middle[0]], "lng": [middle[1]]})
    near = nearest_places(point, places).row(0, named=True)
    flag = str(Flag.CLEAR if (rows["flag"] == Flag.CLEAR).any() else Flag.WATCH)
    shape = shapely.geometry.mapping(outline)
    named = (near["place"], near["distance_m"])
    size = float(shapely.area(shapely.transform(outline, lambda degrees: degrees * _scale(middle[0]))))
    flags = tuple(rows["cell"].sort())
    return FlaggedPlace(
        identify(flags), ground, flags, flag, *middle, shape, int(inside["reports"].sum()), *named, round(size)
    )


def _outline(inside: pl.DataFrame, cells: Sequence[str]) -> tuple[shapely.Geometry, tuple[float, float]]:
    """Return the outline (degrees) and the middle (lat, lng) of a place."""
    centre = np.array([h3.cell_to_latlng(cell) for cell in cells]).mean(axis=0)
    scale = _scale(centre[0])
    metres = inside.select("lng", "lat").to_numpy() * scale
    reports = inside["reports"].cast(pl.Int64).to_numpy()
    label = report_clusters(metres, reports)
    kept = metres[label >= 0]
    if not len(kept):
        hexagons = [shapely.Polygon([(lng, lat) for lat, lng in h3.cell_to_boundary(cell)]) for cell in cells]
        return shapely.union_all(hexagons), (float(centre[0]), float(centre[1]))
    order = np.argsort(label, kind="stable")[np.count_nonzero(label < 0) :]
    # as lines, which are made quicker than points and have the same hull; a line needs two ends
    parts = shapely.linestrings(np.repeat(metres[order], 2, axis=0), indices=np.repeat(label[order], 2))
    drawn = shapely.union_all(shapely.buffer(shapely.convex_hull(parts), MARGIN_M, quad_segs=4)).simplify(2.0)
    # the middle of the largest cluster lies where the reports are
    most = label == np.bincount(label[label >= 0], weights=reports[label >= 0]).argmax()
    largest = np.array([_median(along, reports[most]) for along in metres[most].T]) / scale
    outline = shapely.transform(drawn, lambda xy: np.round(xy / scale, 6))
    return outline, (float(largest[1]), float(largest[0]))


def _median(values: Floats, weights: npt.NDArray[np.int64]) -> float:
    """Return the weighted median of values."""
    order = np.argsort(values)
    ends = np.cumsum(weights[order])
    middle = np.searchsorted(ends, [(ends[-1] - 1) // 2, ends[-1] // 2], side="right")
    return float(values[order][middle].mean())


def _scale(lat: float) -> Floats:
    """Return the metres of a degree of longitude and of latitude."""
    return np.array([METRES_PER_DEGREE * np.cos(np.radians(lat)), METRES_PER_DEGREE])


def report_clusters(metres: Floats, reports: npt.NDArray[np.int64] | None = None) -> npt.NDArray[np.int64]:
    """Return the number of the cluster of every point (metres, n × 2), from 0, and -1 for a point by itself.

    `reports` is how many reports each point stands for, one where it is left out.
    """
    return dbscan(metres, REACH_M, FEWEST, reports)

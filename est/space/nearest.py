"""The named place nearest to a cell, used to label the cell."""

import h3.api.basic_int as h3_int
import numpy as np
import polars as pl
from scipy.spatial import KDTree

from est.space.cells import Cells, Floats, cells_to_text
from est.space.outlines import METRES_PER_DEGREE


def cell_points(cells: Cells) -> pl.DataFrame:
    """Return [cell text, lat, lng] of the cells' centres in degrees, in the order of the cells."""
    points = np.array([h3_int.cell_to_latlng(cell) for cell in cells.tolist()], dtype=np.float64).reshape(-1, 2)
    texts = cells_to_text(pl.Series("cell", cells, dtype=pl.UInt64))
    return pl.DataFrame([texts, pl.Series("lat", points[:, 0]), pl.Series("lng", points[:, 1])])


def nearest_places(points: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Return the points with the nearest place and how far it is: [.., place String, distance_m f64].

    `points` and `places` have lat and lng in degrees, `places` also name. The distance is in metres to the rim of the
    place where it has a radius_m, 0 inside it; both columns are null when there are no places.
    Distances are taken on a map flat about the middle of the points: right to a thousandth within a municipality.
    """
    if places.is_empty() or points.is_empty():
        nothing = (pl.lit(None, dtype=pl.String).alias("place"), pl.lit(None, dtype=pl.Float64).alias("distance_m"))
        return points.with_columns(*nothing)
    middle = float(points["lat"].mean())  # type: ignore[arg-type]  # a numeric column's mean
    distance, number = KDTree(_metres(places, middle)).query(_metres(points, middle))
    near = places[number.astype(np.int64)]
    radius = near["radius_m"].fill_null(0).to_numpy() if "radius_m" in places.columns else 0
    return points.with_columns(
        near["name"].alias("place"), pl.Series("distance_m", np.maximum(distance - radius, 0.0), dtype=pl.Float64)
    )


def _metres(points: pl.DataFrame, middle: float) -> Floats:
    flat = points.select(
        pl.col("lng") * METRES_PER_DEGREE * np.cos(np.radians(middle)), pl.col("lat") * METRES_PER_DEGREE
    )
    metres: Floats = flat.to_numpy()
    return metres

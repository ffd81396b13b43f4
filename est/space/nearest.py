"""The named place nearest to a cell, used to label the cell."""

import h3.api.basic_int as h3_int
import numpy as np
import polars as pl
from scipy.spatial import KDTree

from est.space.cells import Cells, Floats, cells_to_text, text_to_cell
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


def called_by_their_own(nearest: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Return the cells of `nearest_places`, those in which a named place lies called by it, 0 m away.

    Of several in one cell it is the nearest to the middle; `cell` is text, of one resolution.
    """
    if places.is_empty() or nearest.is_empty():
        return nearest
    resolution = h3_int.get_resolution(text_to_cell(nearest["cell"][0]))
    found = [h3_int.latlng_to_cell(lat, lng, resolution) for lat, lng in places.select("lat", "lng").rows()]
    held = places.select("name", "lat", "lng").with_columns(cells_to_text(pl.Series("cell", found, dtype=pl.UInt64)))
    both = held.join(nearest.select("cell", "lat", "lng"), on="cell", suffix="_middle", maintain_order="left")
    aside = (pl.col("lng") - pl.col("lng_middle")) * pl.col("lat").radians().cos()
    distance = aside**2 + (pl.col("lat") - pl.col("lat_middle")) ** 2
    own = both.sort(distance, "name").unique("cell", keep="first").select("cell", own="name")
    named = nearest.join(own, on="cell", how="left", maintain_order="left")
    is_own = pl.col("own").is_not_null()
    return named.with_columns(
        pl.coalesce("own", "place").alias("place"),
        pl.when(is_own).then(0.0).otherwise("distance_m").alias("distance_m"),
    ).drop("own")


def _metres(points: pl.DataFrame, middle: float) -> Floats:
    flat = points.select(
        pl.col("lng") * METRES_PER_DEGREE * np.cos(np.radians(middle)), pl.col("lat") * METRES_PER_DEGREE
    )
    metres: Floats = flat.to_numpy()
    return metres

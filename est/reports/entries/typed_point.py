"""A point that somebody types or pastes where a place is searched for: `59.3057, 14.1050`, `6575000 449000`."""

import numpy as np
import polars as pl

from est.reports.rows.reference_data import ReferenceData
from est.reports.rows.validation import points_of_rows

_POINT = "point"
_SWEDEN = ((54.0, 70.0), (10.0, 25.0))  # latitudes and longitudes


def typed_point(text: str) -> tuple[float, float] | None:
    """Return latitude and longitude of a text in degrees or in metres of SWEREF 99 TM; None for any other text."""
    read, asks = points_of_rows(pl.DataFrame({_POINT: [text.strip()]}), {_POINT: _POINT}, {}, ReferenceData())
    lat, lng = float(read.lat[0]), float(read.lng[0])
    within = all(low <= value <= high for value, (low, high) in zip((lat, lng), _SWEDEN, strict=True))
    known = not asks and not read.wrong[0] and np.isfinite([lat, lng]).all() and within
    return (lat, lng) if known else None

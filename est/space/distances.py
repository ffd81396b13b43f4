"""Cells on a flat map: their centres in metres, for distances within a municipality."""

import h3.api.basic_int as h3_int
import numpy as np

from est.space.cells import Cells, Floats
from est.space.outlines import METRES_PER_DEGREE


def middle_point(cells: Cells) -> float:
    """Return the mean latitude of the cells' centres in degrees, 0 without cells: what a map is flat about."""
    return float(_degrees(cells)[:, 0].mean()) if cells.size else 0.0


def metres_between(cells: Cells, middle: float) -> tuple[Floats, Floats]:
    """Return x and y (float64, metres east and north) of the cells' centres on a map flat about a latitude.

    Of resolution 13 the centre lies within 5 m of the report.
    """
    points = _degrees(cells) * METRES_PER_DEGREE
    return points[:, 1] * np.cos(np.radians(middle)), points[:, 0]


def _degrees(cells: Cells) -> Floats:
    return np.array([h3_int.cell_to_latlng(cell) for cell in cells.tolist()], dtype=np.float64).reshape(-1, 2)

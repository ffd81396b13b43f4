"""Where cells lie, in degrees as deck.gl wants them: kept, as the same cells are drawn again and again."""

from collections.abc import Iterable
from functools import lru_cache

import h3

Point = tuple[float, float]
"""Longitude and latitude, to a tenth of a metre."""


@lru_cache(maxsize=100_000)
def cell_centre(cell: str) -> Point:
    """Return the centre of a cell."""
    lat, lng = h3.cell_to_latlng(cell)
    return round(lng, 6), round(lat, 6)


@lru_cache(maxsize=20_000)
def cell_boundary(cell: str, unit: str | None = None) -> tuple[Point, ...]:
    """Return the closed outline of a cell, or of a cell and its ring (unit "ring")."""
    whole = h3.cells_to_h3shape(h3.grid_disk(cell, 1), tight=True).outer if unit == "ring" else None
    corners = [(round(lng, 6), round(lat, 6)) for lat, lng in whole or h3.cell_to_boundary(cell)]
    return (*corners, corners[0])


def cell_outlines(cells: Iterable[str]) -> list[list[list[float]]]:
    """Return the closed lines around cells that touch, as [lng, lat]; the inner ones too."""
    known = list(cells)
    if not known:
        return []
    shape = h3.cells_to_h3shape(known, tight=False)
    rings = [ring for polygon in shape for ring in (polygon.outer, *polygon.holes)]
    return [[[round(lng, 6), round(lat, 6)] for lat, lng in (*ring, ring[0])] for ring in rings]

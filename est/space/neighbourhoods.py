"""The cells of a named place, and those around some cells: what a hotspot is drawn from by hand."""

from collections.abc import Collection

import h3

RINGS = {7: 2, 8: 3, 9: 5, 10: 8, 11: 10}  # rings that are offered around a cell: what fits on a clickable map


def cells_within(lat: float, lng: float, radius_m: float, resolution: int) -> tuple[str, ...]:
    """Return the cells (text, sorted) with a centre at most `radius_m` metres from a point, and the one it is in."""
    own = h3.latlng_to_cell(lat, lng, resolution)
    apart = h3.average_hexagon_edge_length(resolution, unit="m")  # centres of neighbours lie further apart, everywhere
    disk = h3.grid_disk(own, int(radius_m // apart) + 1)
    near = {
        cell for cell in disk if h3.great_circle_distance((lat, lng), h3.cell_to_latlng(cell), unit="m") <= radius_m
    }
    return tuple(sorted({own, *near}))


def neighbourhood(cells: Collection[str], known: Collection[str]) -> tuple[str, ...]:
    """Return these cells and the known ones some rings around them (text, sorted). All are of one resolution."""
    if not cells:
        return ()
    rings = RINGS.get(h3.get_resolution(next(iter(cells))), 5)
    near = {found for cell in cells for found in h3.grid_disk(cell, rings)}
    return tuple(sorted(set(cells) | (near & set(known))))

"""H3 cells: from coordinates to cells, the cell of every resolution that is shown, and cells as text.

A report keeps its cell at every resolution that is shown, each found from its own point: H3's cells do not nest, and
6 to 7 % of points lie outside the parent of their cell. As an integer a cell is 64 bits and does not survive Excel,
JavaScript or pandas with gaps; outside SQL and numpy it is its 15-character text.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

import h3
import h3.api.basic_int as h3_int
import numpy as np
import polars as pl
from scipy import sparse

from est.errors import AreaError
from est.space.face_grid import Cells, Floats, cells_one_by_one, face_points
from est.space.index_codes import IndexPlaces, index_values
from est.text import N_

__all__ = ["Cells", "Floats"]

RESOLUTIONS = (7, 8, 9, 10, 11)  # those that are shown
STORED_RESOLUTION = 13  # of `cell`, which tells where a report is to some metres
_FEW = 200  # points that h3 finds sooner one by one


def latlng_to_cells(lat: Floats, lng: Floats, resolution: int = STORED_RESOLUTION) -> Cells:
    """Return the H3 cell (uint64, shape n) of every point in degrees WGS 84. Every coordinate must be a number."""
    # at resolution 13 hardly two points lie in one cell, so that nothing is won by taking them together
    if lat.size <= _FEW or resolution >= STORED_RESOLUTION:
        return cells_one_by_one(lat, lng, resolution)
    return face_points(lat, lng).cells(resolution)


def shown_cells(lat: Floats, lng: Floats) -> dict[str, Cells]:
    """Return the cell of every point in degrees at each resolution that is shown, by its column of a report."""
    if lat.size <= _FEW:
        return {cell_column(resolution): cells_one_by_one(lat, lng, resolution) for resolution in RESOLUTIONS}
    points = face_points(lat, lng)
    return {cell_column(resolution): points.cells(resolution) for resolution in RESOLUTIONS}


def cell_column(resolution: int) -> str:
    """Return the column of a report that holds its cell at a resolution. Raises AreaError when none is kept."""
    if resolution not in RESOLUTIONS:
        raise AreaError(
            N_("Reports are counted in cells of the resolutions {coarsest} to {finest}, not {resolution}."),
            coarsest=RESOLUTIONS[0],
            finest=RESOLUTIONS[-1],
            resolution=resolution,
        )
    return f"cell_{resolution}"


def cell_resolution(cell: int) -> int:
    """Return the resolution of a cell."""
    return (cell >> _RESOLUTION_BITS) & 0xF


_TEXT = re.compile("[0-9a-f]{15}")
_RESOLUTION_BITS = 52  # where the resolution stands in a cell; below it 15 digits of three bits


def cell_to_text(cell: int) -> str:
    """Return the 15-character text of a cell."""
    return str(h3.int_to_str(cell))


def cells_to_text(cells: pl.Series) -> pl.Series:
    """Return the texts of a column of cells (UInt64 to String), by the same name."""
    texts = [f"{cell:x}" for cell in cells.to_list()]
    return pl.Series(cells.name, texts, dtype=pl.String)


def is_cell(text: str) -> bool:
    """Tell whether a text is that of a cell: h3 itself reads any number, and breaks on one that has no room."""
    return _TEXT.fullmatch(text) is not None and bool(h3.is_valid_cell(text))


def text_to_cell(text: str) -> int:
    """Return the cell of a text. Raises AreaError for what is no H3 cell."""
    if not is_cell(text):
        raise AreaError(N_("{text!r} is not an H3 cell. A cell is 15 characters, such as 8908ac84b4fffff."), text=text)
    return int(h3.str_to_int(text))


@lru_cache(maxsize=100_000)
def cell_disk(cell: str) -> frozenset[str]:
    """Return a cell and its neighbours, as text."""
    return frozenset(h3.grid_disk(cell, 1))


def coarser_cell(cell: str, resolution: int) -> str:
    """Return the cell of a coarser resolution, or the same, in which the middle of a cell lies."""
    return str(h3.latlng_to_cell(*h3.cell_to_latlng(cell), resolution))


def shares_ground(one: str, other: str) -> bool:
    """Tell whether two cells are the same, or the middle of the finer one lies in the other."""
    coarse, fine = sorted((one, other), key=h3.get_resolution)
    return coarser_cell(fine, h3.get_resolution(coarse)) == coarse


@lru_cache(maxsize=4096)
def finer_cells(cell: str, resolution: int) -> frozenset[str]:
    """Return the cells of a finer resolution, or the same, whose middles lie in a cell."""
    near = {part for member in h3.grid_disk(cell, 1) for part in h3.cell_to_children(member, resolution)}
    own = h3.get_resolution(cell)
    return frozenset(str(part) for part in near if coarser_cell(part, own) == cell)


def cells_of_size(cells: Iterable[str], resolution: int) -> frozenset[str]:
    """Return the cells of one resolution that cells of any resolution lie in, or hold."""
    found: set[str] = set()
    for cell in cells:
        if h3.get_resolution(cell) >= resolution:
            found.add(coarser_cell(cell, resolution))
        else:
            found |= finer_cells(cell, resolution)
    return frozenset(found)


def index_cells(cells: Cells, resolution: int) -> tuple[Cells, IndexPlaces]:
    """Return the distinct ones of cells of one resolution, sorted, and for every cell its place among them."""
    below = np.uint64(3 * (15 - resolution))  # the digits below are sevens; without them cells of a town lie close
    known, place = index_values(cells >> below)
    return (known << below) | ((np.uint64(1) << below) - np.uint64(1)), place


def cell_centres(cells: Cells) -> Floats:
    """Return the centres (lat, lng) in degrees of the cells (n × 2). A cell asked for again costs a tenth."""
    return np.array(list(map(_centre, cells.tolist())), dtype=np.float64).reshape(-1, 2)


@lru_cache(maxsize=2**18)
def _centre(cell: int) -> tuple[float, float]:
    lat, lng = h3_int.cell_to_latlng(cell)
    return lat, lng


def areas_km2(cells: Cells) -> Floats:
    """Return the true area in km² (float64) of every cell; cells of one resolution differ by a quarter."""
    return np.fromiter(map(h3_int.cell_area, cells.tolist()), dtype=np.float64, count=cells.size)


def add_ring_cells(cells: Cells) -> Cells:
    """Return the cells and the ring around each of them, sorted, each once."""
    disks = map(h3_int.grid_disk, cells.tolist(), [1] * cells.size)
    return np.array(sorted({cell for disk in disks for cell in disk}), dtype=np.uint64)


def ring_neighbours(cells: Cells) -> sparse.csr_array:
    """Return the n x n binary matrix (int8, no diagonal) of which of these sorted cells touch each other."""
    disks = [h3_int.grid_disk(cell, 1) for cell in cells.tolist()]
    lengths = np.fromiter(map(len, disks), dtype=np.int64, count=cells.size)
    flat = np.fromiter((cell for disk in disks for cell in disk), dtype=np.uint64, count=int(lengths.sum()))
    rows = np.repeat(np.arange(cells.size), lengths)
    columns = np.minimum(np.searchsorted(cells, flat), max(cells.size - 1, 0))
    known = (cells[columns] == flat) & (columns != rows) if cells.size else np.zeros(0, dtype=bool)
    ones = np.ones(int(known.sum()), dtype=np.int8)
    return sparse.csr_array((ones, (rows[known], columns[known])), shape=(cells.size, cells.size))

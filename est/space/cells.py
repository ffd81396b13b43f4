"""H3 cells: from coordinates to cells, from cells to their parents, and cells as text.

A report keeps its cell at resolution 13. As an integer a cell is 64 bits and does not survive Excel, JavaScript or
pandas with gaps; outside SQL and numpy it is its 15-character text.
"""

from functools import lru_cache

import h3
import h3.api.basic_int as h3_int
import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import sparse

from est.errors import AreaError
from est.space.index_codes import IndexPlaces, index_values
from est.text import N_

Cells = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]

STORED_RESOLUTION = 13
_RESOLUTION_BITS = 52  # where the resolution stands in a cell; below it 15 digits of three bits


def latlng_to_cells(lat: Floats, lng: Floats, resolution: int = STORED_RESOLUTION) -> Cells:
    """Return the H3 cell (uint64, shape n) of every point in degrees WGS 84. Every coordinate must be a number."""
    # h3 4 has no array form; this loop does about a million points a second
    cells = map(h3_int.latlng_to_cell, lat.tolist(), lng.tolist(), [resolution] * lat.size)
    return np.fromiter(cells, dtype=np.uint64, count=lat.size)


def cell_to_text(cell: int) -> str:
    """Return the 15-character text of a cell."""
    return str(h3.int_to_str(cell))


def cells_to_text(cells: pl.Series) -> pl.Series:
    """Return the texts of a column of cells (UInt64 to String), by the same name."""
    texts = [f"{cell:x}" for cell in cells.to_list()]
    return pl.Series(cells.name, texts, dtype=pl.String)


def text_to_cell(text: str) -> int:
    """Return the cell of a text. Raises AreaError for what is no H3 cell."""
    if not h3.is_valid_cell(text):
        raise AreaError(N_("{text!r} is not an H3 cell. A cell is 15 characters, such as 8908ac84b4fffff."), text=text)
    return int(h3.str_to_int(text))


@lru_cache(maxsize=100_000)
def cell_disk(cell: str) -> frozenset[str]:
    """Return a cell and its neighbours, as text."""
    return frozenset(h3.grid_disk(cell, 1))


def cell_parents(cells: Cells, resolution: int) -> Cells:
    """Return the parent (uint64) of every cell of resolution 13 at a coarser resolution, by bit arithmetic."""
    keep, put = _masks(resolution)
    return (cells & np.uint64(keep)) | np.uint64(put)


def parent_sql(column: str, resolution: int) -> str:
    """Return the SQL expression (UBIGINT) for the parent of a stored cell at a coarser resolution.

    `column` must be a name of ours. The arithmetic is that of `parents`.
    """
    keep, put = _masks(resolution)
    return f"(({column} & {keep}::UBIGINT) | {put}::UBIGINT)"


def cell_parent(column: str, resolution: int) -> pl.Expr:
    """Return the expression for the parent of the stored cells of a column at a coarser resolution, by its name."""
    keep, put = (pl.lit(bits, dtype=pl.UInt64) for bits in _masks(resolution))
    return (pl.col(column) & keep) | put


def _masks(resolution: int) -> tuple[int, int]:
    """Return the bits to keep and the bits to set: the resolution itself, and sevens for the digits below it."""
    if not 0 <= resolution <= STORED_RESOLUTION:
        raise AreaError(
            N_("A resolution lies between 0 and {finest}, not {resolution}."),
            finest=STORED_RESOLUTION,
            resolution=resolution,
        )
    # the two digits below resolution 13 are sevens in the stored cell already
    sevens = (1 << 3 * (15 - resolution)) - 1
    keep = ((1 << 64) - 1) ^ (0xF << _RESOLUTION_BITS) ^ sevens
    return keep, (resolution << _RESOLUTION_BITS) | sevens


def index_parents(cells: Cells, resolution: int) -> tuple[Cells, IndexPlaces]:
    """Return the distinct parents of cells, sorted, and for every cell the place of its parent among them."""
    below = np.uint64(3 * (15 - resolution))  # without these bits the parents of one town lie near each other
    known, place = index_values(cells >> below)
    return cell_parents(known << below, resolution), place


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

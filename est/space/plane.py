"""A study area on a plane where its cells are regular hexagons, so that moving a place is arithmetic."""

from dataclasses import dataclass
from functools import lru_cache

import h3.api.basic_int as h3_int
import numpy as np
import numpy.typing as npt

from est.space.cells import Cells, Floats
from est.space.outlines import METRES_PER_DEGREE
from est.statistics.position_error import moving_shares

Integers = npt.NDArray[np.int64]

_STEPS = 40  # places in a cell are told apart to this part of the distance between two centres: 7 m at resolution 9
_FARTHEST = round(_STEPS * 0.62)  # steps from a centre to a corner (0.577), and what shearing adds


@dataclass(frozen=True)
class Plane:
    """The plane of a study area.

    `degrees` is metres per degree (lng, lat), `matrix` (2 × 2) takes metres east and north to the plane. `centres` (n ×
    2) are the cells' centres on it, `size` the distance of two of them in metres, `first` the angle of the first of six
    directions. `around` (n × 7) is the row of each cell and of its neighbour in each direction, n where there is none.
    """

    degrees: Floats
    matrix: Floats
    centres: Floats
    size: float
    first: float
    around: Integers

    def place(self, places: Floats) -> Floats:
        """Return places (lat, lng) on the plane."""
        on_it: Floats = (places[:, ::-1] * self.degrees) @ self.matrix.T
        return on_it


def plane_of(cells: Cells, disks: Integers) -> Plane:
    """Return the plane of sorted cells with their disks (`StudyArea.disks`).

    H3's hexagons are sheared by up to a tenth; on the plane a point lies in the cell with the nearest centre.
    """
    centres = np.array([h3_int.cell_to_latlng(cell) for cell in cells.tolist()]).reshape(-1, 2)
    if not cells.size:
        return Plane(np.ones(2), np.eye(2), centres, 1.0, 0.0, disks)
    degrees = np.array([METRES_PER_DEGREE * np.cos(np.radians(centres[:, 0].mean())), METRES_PER_DEGREE])
    home = int(cells[int(np.argmin(((centres - centres.mean(axis=0)) ** 2 * [4, 1]).sum(axis=1)))])
    ring = np.array([h3_int.cell_to_latlng(cell) for cell in h3_int.grid_disk(home, 1) if cell != home])
    steps = (ring - np.array(h3_int.cell_to_latlng(home)))[:, ::-1] * degrees
    steps = steps[np.argsort(np.arctan2(steps[:, 1], steps[:, 0]))]
    first, size = float(np.arctan2(steps[0, 1], steps[0, 0])), float(np.hypot(steps[:, 0], steps[:, 1]).mean())
    angle = first + np.arange(len(steps)) * (2 * np.pi / len(steps))
    wanted = size * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    matrix = np.linalg.lstsq(steps, wanted, rcond=None)[0].T
    flat = (centres[:, ::-1] * degrees) @ matrix.T
    return Plane(degrees, matrix, flat, size, first, _directed(flat, disks, first))


def _directed(centres: Floats, disks: Integers, first: float) -> Integers:
    """Return the disks with the neighbours in the order of the six directions."""
    n = len(centres)
    around = np.full((n, 7), n, dtype=np.int64)
    around[:, 0] = np.arange(n)
    for column in range(1, disks.shape[1]):
        row = np.flatnonzero(disks[:, column] < n)
        step = centres[disks[row, column]] - centres[row]
        turn = np.round((np.arctan2(step[:, 1], step[:, 0]) - first) / (np.pi / 3)).astype(np.int64) % 6
        around[row, 1 + turn] = disks[row, column]
    return around


def hexagon_shares(away: Floats, sigma: Floats, plane: Plane) -> Floats:
    """Return for places in a cell the share of their error that falls in it and in its six neighbours (places × 7).

    `away` is the way from the cell's centre to the place on the plane (× 2), `sigma` the standard deviation of the
    error in metres along each axis. The columns are those of `plane.around`; beyond the neighbours nothing falls.
    """
    # a place on the very edge of a cell may be rounded to the spot beside it
    spots = np.clip(np.round(away / (plane.size / _STEPS)), -_FARTHEST, _FARTHEST).astype(np.int64) + _FARTHEST
    number = spots[:, 0] * (2 * _FARTHEST + 1) + spots[:, 1]
    rounded = np.round(sigma, 1)
    shares = np.empty((len(away), 7))
    for error in np.unique(rounded).tolist():
        of_it = rounded == error
        shares[of_it] = _spot_shares(plane.size, plane.first, plane.matrix.tobytes(), error)[number[of_it]]
    return shares


@lru_cache(maxsize=64)
def _spot_shares(size: float, first: float, matrix: bytes, sigma: float) -> Floats:
    """Return the shares of every spot that a place in a cell can be on, once for each plane and error."""
    steps = np.arange(-_FARTHEST, _FARTHEST + 1) * (size / _STEPS)
    spots = np.stack(np.meshgrid(steps, steps, indexing="ij"), axis=-1).reshape(-1, 2)
    angle = first + np.arange(6) * (np.pi / 3)
    centres = np.vstack([np.zeros((1, 2)), size * np.stack([np.cos(angle), np.sin(angle)], axis=1)])
    spread = np.broadcast_to(sigma * np.frombuffer(matrix).reshape(2, 2), (len(spots), 2, 2))
    shares = moving_shares(spots, spread, np.zeros(len(spots), dtype=np.int64), centres, np.arange(7)[None, :])
    shares.flags.writeable = False
    return shares

"""A study area on a plane where its cells are regular hexagons, so that moving a place is arithmetic."""

from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Lock

import h3.api.basic_int as h3_int
import numpy as np
import numpy.typing as npt

from est.space.cells import Cells, Floats, areas_km2, cell_resolution
from est.space.face_grid import nearest_faces, places_on_face, unit_vectors
from est.space.outlines import METRES_PER_DEGREE
from est.statistics.position_error import moving_shares

Integers = npt.NDArray[np.int64]

_STEPS = 40  # places in a cell are told apart to this part of the distance between two centres: 7 m at resolution 9
_FARTHEST = round(_STEPS * 0.62)  # steps from a centre to a corner (0.577), and what shearing adds
_NEAR = 1e-5  # degrees, some metre: over such a step the plane is straight


@dataclass(frozen=True)
class Plane:
    """The plane of a study area: the face of H3's icosahedron that its middle lies on, in metres of its middle.

    `degrees` is metres per degree (lng, lat), `matrix` (2 × 2) takes metres east and north to the plane. `centres` (n ×
    2) are the cells' centres on it, `size` the distance of two of them in metres. The first of six directions is that
    of the plane's first axis. `around` (n × 7) is the row of each cell and of its neighbour in each direction, n where
    there is none.
    """

    face: int
    resolution: int
    degrees: Floats
    matrix: Floats
    centres: Floats
    size: float
    around: Integers

    def place(self, places: Floats) -> Floats:
        """Return places (lat, lng) on the plane. A place lies in the cell with the nearest centre."""
        return self.size * places_on_face(unit_vectors(places[:, 0], places[:, 1]), self.face, self.resolution)


def plane_of(cells: Cells, disks: Integers) -> Plane:
    """Return the plane of sorted cells with their disks (`StudyArea.disks`).

    An area over an edge of the icosahedron is bent there, and beyond the edge its cells are not quite regular.
    """
    centres = np.array([h3_int.cell_to_latlng(cell) for cell in cells.tolist()]).reshape(-1, 2)
    if not cells.size:
        return Plane(0, 0, np.ones(2), np.eye(2), centres, 1.0, disks)
    middle = centres.mean(axis=0)
    degrees = np.array([METRES_PER_DEGREE * np.cos(np.radians(middle[0])), METRES_PER_DEGREE])
    home = int(np.argmin(((centres - middle) ** 2 * [4, 1]).sum(axis=1)))
    size = 1000 * float(np.sqrt(areas_km2(cells[[home]])[0] * 2 / np.sqrt(3)))
    face = int(nearest_faces(unit_vectors(centres[[home], 0], centres[[home], 1]))[0][0])
    bare = Plane(face, cell_resolution(int(cells[0])), degrees, np.eye(2), centres, size, disks)
    # how the plane lies to east and north in the middle
    steps = middle + np.array([[0.0, _NEAR], [0.0, -_NEAR], [_NEAR, 0.0], [-_NEAR, 0.0]])
    east, west, north, south = bare.place(steps)
    matrix = np.stack([(east - west) / degrees[0], (north - south) / degrees[1]], axis=1) / (2 * _NEAR)
    flat = bare.place(centres)
    return replace(bare, matrix=matrix, centres=flat, around=_directed(flat, disks))


def _directed(centres: Floats, disks: Integers) -> Integers:
    """Return the disks with the neighbours in the order of the six directions."""
    n = len(centres)
    around = np.full((n, 7), n, dtype=np.int64)
    around[:, 0] = np.arange(n)
    for column in range(1, disks.shape[1]):
        row = np.flatnonzero(disks[:, column] < n)
        step = centres[disks[row, column]] - centres[row]
        turn = np.round(np.arctan2(step[:, 1], step[:, 0]) / (np.pi / 3)).astype(np.int64) % 6
        around[row, 1 + turn] = disks[row, column]
    return around


def hexagon_shares(away: Floats, sigma: Floats, plane: Plane) -> Floats:
    """Return for places in a cell the share of their error that falls in it and in its six neighbours (places × 7).

    `away` is the way from the cell's centre to the place on the plane (× 2), `sigma` the standard deviation of the
    error in metres along each axis. The columns are those of `plane.around`; beyond the neighbours nothing falls.
    """
    # positions that are taken together may lie outside the cell that their reports are counted in: at its edge then
    slanted = np.abs(away[:, 0]) / 2 + np.abs(away[:, 1]) * (np.sqrt(3) / 2)
    beyond = np.maximum(np.abs(away[:, 0]), slanted) / (plane.size / 2)
    away = away / np.maximum(beyond, 1.0)[:, None]
    # a place on the very edge of a cell may be rounded to the spot beside it
    spots = np.clip(np.round(away / (plane.size / _STEPS)), -_FARTHEST, _FARTHEST).astype(np.int64) + _FARTHEST
    number = spots[:, 0] * (2 * _FARTHEST + 1) + spots[:, 1]
    rounded = np.round(sigma, 1)
    shares = np.empty((len(away), 7))
    for error in np.unique(rounded).tolist():
        of_it = rounded == error
        shares[of_it] = _spot_shares(plane.size, plane.matrix.tobytes(), error).of(number[of_it])
    return shares


class _SpotShares:
    """The shares of the spots that a place in a cell can be on, of one plane and one error; each is found once.

    Reports lie on few of the thousands of spots.
    """

    def __init__(self, size: float, spread: Floats) -> None:
        steps = np.arange(-_FARTHEST, _FARTHEST + 1) * (size / _STEPS)
        self._spots = np.stack(np.meshgrid(steps, steps, indexing="ij"), axis=-1).reshape(-1, 2)
        angle = np.arange(6) * (np.pi / 3)
        self._centres = np.vstack([np.zeros((1, 2)), size * np.stack([np.cos(angle), np.sin(angle)], axis=1)])
        self._spread = spread
        self._known = np.full((len(self._spots), 7), np.nan)
        self._finding = Lock()

    def of(self, numbers: Integers) -> Floats:
        """Return the shares of the spots with these numbers (spots × 7)."""
        with self._finding:
            lacking = np.unique(numbers[np.isnan(self._known[numbers, 0])])
            if lacking.size:
                self._known[lacking] = moving_shares(self._spots[lacking], self._spread, self._centres)
            found: Floats = self._known[numbers]
        return found


@lru_cache(maxsize=64)
def _spot_shares(size: float, matrix: bytes, sigma: float) -> _SpotShares:
    """Return the shares of one plane and one error."""
    return _SpotShares(size, sigma * np.frombuffer(matrix).reshape(2, 2))

"""The cells of many points at once: on a face of H3's icosahedron the cells of a resolution are regular hexagons.

h3 finds a cell in two steps: it projects the point from the earth's centre onto the nearest face, and numbers the
hexagon that it meets there (Sahr, White & Kimerling 2003; `latLngToCell` of H3). The first step is done here for all
points, the second by h3 itself, once for each hexagon, so that every cell is that of `latlng_to_cell`.
"""

import itertools
from dataclasses import dataclass
from functools import cache

import h3.api.basic_int as h3_int
import numpy as np
import numpy.typing as npt

from est.space.index_codes import combine_codes, index_values

Cells = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

TURN = np.arcsin(np.sqrt(3 / 28))  # every other resolution is turned by this angle (radians)
UNIT = (3 - np.sqrt(5)) / 2  # the distance of two cells of resolution 0 on a face, whose sphere has the radius 1
# as near to an edge of its hexagon (distances of two centres), or to an edge of its face, a point may be rounded to
# either side, and h3 is asked for its cell
NEAR_EDGE, NEAR_FACE = 1e-5, 1e-9
CHUNK = 2**16  # points whose nearest face is looked for at once


@dataclass(frozen=True)
class FaceAxes:
    """The faces of the icosahedron: their middles, and on each a direction to a corner and one a quarter to its left.

    All are unit vectors, each 20 × 3.
    """

    middle: Floats
    ahead: Floats
    left: Floats


def unit_vectors(lat: Floats, lng: Floats) -> Floats:
    """Return the points in degrees as vectors of length 1 (n × 3)."""
    north, east = np.radians(lat), np.radians(lng)
    flat = np.cos(north)
    return np.stack([flat * np.cos(east), flat * np.sin(east), np.sin(north)], axis=1)


@cache
def face_axes() -> FaceAxes:
    """Return the faces. The corners of the icosahedron are the middles of H3's pentagons."""
    places = np.array([h3_int.cell_to_latlng(cell) for cell in h3_int.get_pentagons(0)])
    corners = unit_vectors(places[:, 0], places[:, 1])
    beside = corners @ corners.T > 0.4  # of two corners of one face it is 0.447, of any others negative
    triples = [
        (a, b, c) for a, b, c in itertools.combinations(range(12), 3) if beside[a, b] and beside[b, c] and beside[a, c]
    ]
    middle = _unit(corners[np.array(triples)].sum(axis=1))
    corner = corners[[a for a, _, _ in triples]]
    ahead = _unit(corner - (corner * middle).sum(axis=1, keepdims=True) * middle)
    return FaceAxes(middle, ahead, np.cross(middle, ahead))


def _unit(vectors: Floats) -> Floats:
    length: Floats = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / length


def nearest_faces(vectors: Floats) -> tuple[Integers, npt.NDArray[np.bool_]]:
    """Return the face of every point, and whether another one is as near but for rounding."""
    face, doubtful = np.empty(len(vectors), dtype=np.int64), np.zeros(len(vectors), dtype=np.bool_)
    for first in range(0, len(vectors), CHUNK):
        part = slice(first, first + CHUNK)
        one = _face_of_all(vectors[part])
        if one is not None:
            face[part] = one
            continue
        nearness = vectors[part] @ face_axes().middle.T
        face[part] = nearness.argmax(axis=1)
        two = np.partition(nearness, -2, axis=1)[:, -2:]
        doubtful[part] = two[:, 1] - two[:, 0] < NEAR_FACE
    return face, doubtful


def _face_of_all(vectors: Floats) -> int | None:
    """Return the face that is the nearest to all of these points, where that is told by how near they lie together."""
    home = vectors[0]
    reach = np.sqrt(((vectors - home) ** 2).sum(axis=1).max()) + NEAR_FACE
    middle = face_axes().middle
    nearest = int(np.argmax(middle @ home))
    ahead = middle[nearest] - np.delete(middle, nearest, axis=0)
    # the lead of a face over another one is at most this much smaller at another point
    return nearest if (ahead @ home > reach * np.linalg.norm(ahead, axis=1)).all() else None


def places_on_face(vectors: Floats, face: int, resolution: int) -> Floats:
    """Return points (n × 3) on a face (n × 2), where the centres of two cells that touch lie 1 apart.

    Beside each centre lies one along the first axis.
    """
    axes = face_axes()
    ahead, left = axes.ahead[face], axes.left[face]
    if resolution % 2:
        ahead, left = np.cos(TURN) * ahead + np.sin(TURN) * left, np.cos(TURN) * left - np.sin(TURN) * ahead
    scale = np.sqrt(7.0) ** resolution / UNIT
    flat: Floats = vectors @ (np.stack([ahead, left], axis=1) * scale)
    flat /= (vectors @ axes.middle[face])[:, None]
    return flat


def hexagons(flat: Floats) -> tuple[Integers, Integers, Floats]:
    """Return the two numbers of the hexagon that each place on a face lies in, and how far it lies from its edge."""
    # cube coordinates: three that add up to 0, of which the one that was rounded the most follows from the two others
    second = flat[:, 1] * (2 / np.sqrt(3))
    first = flat[:, 0] - second / 2
    third = -first - second
    i, j, k = np.rint(first), np.rint(second), np.rint(third)
    off_i, off_j, off_k = np.abs(i - first), np.abs(j - second), np.abs(k - third)
    of_i = (off_i > off_j) & (off_i > off_k)
    i = np.where(of_i, -j - k, i)
    j = np.where(~of_i & (off_j > off_k), -i - k, j)
    x, y = first - i + (second - j) / 2, (second - j) * (np.sqrt(3) / 2)
    slanted = np.abs(x) / 2 + np.abs(y) * (np.sqrt(3) / 2)
    return i.astype(np.int64), j.astype(np.int64), 0.5 - np.maximum(np.abs(x), slanted)


def cells_by_face(lat: Floats, lng: Floats, resolution: int) -> Cells:
    """Return the cell (uint64) of every point in degrees, as `h3.latlng_to_cell` gives it."""
    vectors = unit_vectors(lat, lng)
    face, doubtful = nearest_faces(vectors)
    numbers = np.empty((2, lat.size), dtype=np.int64)
    for one in np.unique(face).tolist():
        own = slice(None) if (face == one).all() else face == one
        first, second, inside = hexagons(places_on_face(vectors[own], one, resolution))
        numbers[0, own], numbers[1, own] = first, second
        doubtful[own] |= inside < NEAR_EDGE
    cells = np.empty(lat.size, dtype=np.uint64)
    sure = np.flatnonzero(~doubtful)
    known, place = index_values(combine_codes(face[sure], numbers[0, sure], numbers[1, sure]))
    one_each = np.empty(known.size, dtype=np.int64)
    one_each[place] = sure
    cells[sure] = cells_one_by_one(lat[one_each], lng[one_each], resolution)[place]
    cells[doubtful] = cells_one_by_one(lat[doubtful], lng[doubtful], resolution)
    return cells


def cells_one_by_one(lat: Floats, lng: Floats, resolution: int) -> Cells:
    """Return the same by asking h3 for every point; h3 4 has no array form."""
    found = map(h3_int.latlng_to_cell, lat.tolist(), lng.tolist(), [resolution] * lat.size)
    return np.fromiter(found, dtype=np.uint64, count=lat.size)

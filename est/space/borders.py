"""Which municipality a point belongs to, where the outlines are coarse: off the own shore, near a border, in another.

The outlines that come with the program leave out quays, bathing places and islands, and run some hundred metres to the
side of the real border. So a point just outside is not yet a point outside.
"""

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, cached_property, lru_cache

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from est.sentences import Sentence
from est.settings import DATA
from est.space.cells import Floats
from est.space.ground import outline_shapes
from est.space.outlines import METRES_PER_DEGREE, municipality_land
from est.text import N_

OFF_SHORE_M = 5_000.0  # from the own outline, in no other municipality and nearer to no other: inside
INTO_ANOTHER_M = 500.0  # that far behind another's outline, a point is surely there
ASTRAY_M = 2_000.0  # as far as the outlines put a locality's middle into a neighbour: 1,962 m of 2,017 localities
ABROAD_M = 300.0  # around an outline that is not in Sweden, as the neighbours are not known
_RADIUS_M = METRES_PER_DEGREE * 180 / math.pi
_HALF = 0.5  # of an outline: which of the program's outlines is a coarser one of the same municipality

Integers = npt.NDArray[np.int64]


class Belonging(IntEnum):
    """How a point stands to a municipality."""

    INSIDE = 0
    NEAR = 1  # it may be either's
    OUTSIDE = 2
    ANOTHER = 3


@dataclass(frozen=True)
class Borders:
    """The land of one municipality and of all others, on a plane where short distances have one scale around a point.

    `same` is which of the `others` are the program's coarse outline of the own land: its name is the own one.
    """

    own: BaseGeometry
    others: npt.NDArray[np.object_]
    names: tuple[str, ...]
    same: npt.NDArray[np.bool_]

    def judge(self, lat: Floats, lng: Floats) -> tuple[npt.NDArray[np.uint8], list[str | None]]:
        """Return the Belonging of every point in degrees, and the name of the other municipality that it lies in.

        A point that lies more than INTO_ANOTHER_M behind the outline of another, or in it and more than ASTRAY_M from
        the own one, is in that one. One in no other, within OFF_SHORE_M of the own outline and nearer to it than to any
        other, is inside: the sea, a lake, an island that the outlines leave out. What is between these is near.
        """
        states = np.zeros(lat.size, np.uint8)
        names: list[str | None] = [None] * lat.size
        points = shapely.points(_flat(np.column_stack([lng, lat])))
        beyond = np.flatnonzero(~shapely.intersects(self.own, points))
        if not beyond.size:
            return states, names
        scale = np.cos(np.radians(lat[beyond])) * _RADIUS_M
        far = points[beyond]
        own_m = shapely.distance(self.own, far) * scale
        held, depth_m = self._other(far, scale)
        of_another = (held >= 0) & ~np.append(self.same, False)[held]
        deep = np.minimum(depth_m, own_m) > INTO_ANOTHER_M  # the own outline may be finer than the other
        reach = OFF_SHORE_M if self.others.size else ABROAD_M
        outside = (own_m > reach) | deep | (of_another & (own_m > ASTRAY_M))
        near = ~outside & ((held >= 0) | (self._nearest_m(far, scale) < own_m))
        states[beyond] = np.select(
            [outside & of_another, outside, near],
            [Belonging.ANOTHER, Belonging.OUTSIDE, Belonging.NEAR],
            Belonging.INSIDE,
        )
        for place, other in zip(
            beyond[outside & of_another].tolist(), held[outside & of_another].tolist(), strict=True
        ):
            names[place] = self.names[other]
        return states, names

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.others)

    @cached_property
    def _strangers(self) -> shapely.STRtree:
        return shapely.STRtree(self.others[~self.same])

    def _other(self, points: npt.NDArray[np.object_], scale: Floats) -> tuple[Integers, Floats]:
        """Return which of the others each point lies in (-1 for none), and how many metres behind its outline."""
        held, depth_m = np.full(points.size, -1), np.zeros(points.size)
        which, others = self._tree.query(points, predicate="intersects")
        if which.size:
            depth = shapely.distance(shapely.boundary(self.others)[others], points[which]) * scale[which]
            for place, other, metres in zip(which.tolist(), others.tolist(), depth.tolist(), strict=True):
                if held[place] < 0 or self.same[held[place]]:
                    held[place], depth_m[place] = other, metres
        return held, depth_m

    def _nearest_m(self, points: npt.NDArray[np.object_], scale: Floats) -> Floats:
        """Return how many metres it is from each point to the nearest other municipality; infinite where there is none
        within OFF_SHORE_M.
        """
        nearest = np.full(points.size, np.inf)
        limit = OFF_SHORE_M / scale.min()
        (which, _), away = self._strangers.query_nearest(
            points, max_distance=limit, return_distance=True, all_matches=False
        )
        nearest[which] = away * scale[which]
        return nearest


@lru_cache(maxsize=8)
def municipality_borders(outline: str, code: str | None) -> Borders:
    """Return the borders of a municipality with an outline (GeoJSON text).

    `code` is given when the outline is the program's own, coarse one: islands and places beside it then belong to it
    too. Raises AreaError when the outline is none.
    """
    own = _planar(municipality_land(outline, Sentence(N_("The municipality"))))
    lands = dict(_lands())
    if code in lands:
        return _borders(lands.pop(code)[1], lands, {})
    area = shapely.area(own)
    shared = {
        other: shapely.area(shapely.intersection(own, land))
        for other, (_, land) in lands.items()
        if shapely.intersects(own, land)
    }
    same = {
        other: True
        for other, part in shared.items()
        if part > _HALF * area or part > _HALF * shapely.area(lands[other][1])
    }
    return _borders(own, lands if shared else {}, same)


def _borders(own: BaseGeometry, lands: Mapping[str, tuple[str, BaseGeometry]], same: Mapping[str, bool]) -> Borders:
    shapely.prepare(own)
    return Borders(
        own,
        np.array([land for _, land in lands.values()], dtype=object),
        tuple(name for name, _ in lands.values()),
        np.array([code in same for code in lands], dtype=bool),
    )


@cache
def _lands() -> dict[str, tuple[str, BaseGeometry]]:
    """Return code → (name, land on the plane) of Sweden's municipalities, with the places that lie beside them."""
    beside: dict[str, list[BaseGeometry]] = {}
    for name in ("localities.csv", "islands.csv"):
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                lat, lng = float(row["lat"]), float(row["lng"])
                radius = float(row["radius_m"]) / (_RADIUS_M * math.cos(math.radians(lat)))
                centre = shapely.points(_flat(np.array([[lng, lat]])))[0]
                beside.setdefault(row["municipality"], []).append(centre.buffer(radius))
    return {
        code: (name, shapely.union_all([_planar(land), *beside.get(code, ())]))
        for code, (name, land) in outline_shapes().items()
    }


def _planar(land: BaseGeometry) -> BaseGeometry:
    planar: BaseGeometry = shapely.transform(land, _flat)
    return planar


def _flat(degrees: Floats) -> Floats:
    """Return positions (lng, lat; n × 2) in radians of a Mercator map: its scale is one in every direction."""
    lat = np.radians(np.clip(degrees[:, 1], -89.0, 89.0))
    return np.column_stack([np.radians(degrees[:, 0]), np.arcsinh(np.tan(lat))])

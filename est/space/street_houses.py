"""The houses of one street: where each is, the nearest to a number, and places on the street that tell no house."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from est.space.cells import Floats
from est.space.outlines import METRES_PER_DEGREE

BESIDE_M = 8.0  # a place on the street lies at least so far from a house
BLOCK = 5  # houses that share one place on the street
STEP_M = 50.0  # to which half the length of a street is rounded
_BEYOND = 2  # numbers past the last house that a street may have by now


@dataclass(frozen=True)
class StreetHouses:
    """The houses of one street, by number and letter."""

    keys: tuple[tuple[int, str], ...]
    points: Floats  # n × 2, lat and lng

    @cached_property
    def places(self) -> dict[tuple[int, str], int]:
        """The row of each house."""
        return {key: place for place, key in enumerate(self.keys)}

    @cached_property
    def metres(self) -> Floats:
        """The houses on a map in metres, flat about their middle."""
        middle = np.cos(np.radians(self.points[:, 0].mean()))
        return self.points * (METRES_PER_DEGREE, METRES_PER_DEGREE * middle)

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of the street."""
        return float(self.points[:, 0].mean()), float(self.points[:, 1].mean())

    @property
    def radius_m(self) -> float:
        """Half the length of the street, rounded up."""
        spread = self.metres.max(axis=0) - self.metres.min(axis=0)
        return STEP_M * max(1.0, float(np.ceil(np.hypot(*spread) / 2 / STEP_M)))

    def block(self, number: int) -> tuple[float, float]:
        """Return the place of the street that a house shares with those beside it: it shows the street, not the house.

        Houses are taken in their order, BLOCK at a time; a shorter rest goes with the block before it.
        """
        order = sorted(range(len(self.keys)), key=self.keys.__getitem__)
        first = next((at for at, row in enumerate(order) if self.keys[row][0] >= number), len(order) - 1)
        blocks = max(1, len(order) // BLOCK)
        block = min(first // BLOCK, blocks - 1)
        rows = order[block * BLOCK : None if block == blocks - 1 else (block + 1) * BLOCK]
        return self._beside_houses(self.points[rows].mean(axis=0))

    def _beside_houses(self, point: Floats) -> tuple[float, float]:
        """Return a point, or where a house stands there the way half to the next one."""
        scale = np.array([1.0, np.cos(np.radians(point[0]))]) * METRES_PER_DEGREE
        away = np.hypot(*((self.points - point) * scale).T)
        if away.min() < BESIDE_M and len(self.keys) > 1:
            one = self.points[away.argmin()]
            apart = np.hypot(*((self.points - one) * scale).T)
            apart[apart == 0] = np.inf  # the same house with another letter
            if np.isfinite(apart.min()):
                point = (one + self.points[apart.argmin()]) / 2
        return float(point[0]), float(point[1])

    def nearest(self, number: int) -> list[int]:
        """Return the rows of the same number with any letter, or of the nearest number on the same side, or on any.

        None when the number lies beyond the street's.
        """
        numbers = np.array([one for one, _ in self.keys])
        same = np.flatnonzero(numbers == number)
        if same.size:
            return [int(row) for row in same]
        known = numbers[numbers > 0]
        if not known.size or not 0 < number <= known.max() + _BEYOND:
            return []
        away = np.abs(numbers - number).astype(float)
        away[numbers == 0] = np.inf
        away[numbers % 2 != number % 2] += 3  # the other side of the street
        return [int(np.argmin(away))]

"""Whole numbers for what is to be sorted or grouped: numbers compare many times faster than rows."""

from typing import TypeVar

import numpy as np
import numpy.typing as npt

IndexPlaces = npt.NDArray[np.int64]
Kind = TypeVar("Kind", bound=np.integer)

_LOOKED_UP = 2**22  # the largest span of values that are numbered by a table
_LARGEST = 2**62


def index_values(values: npt.NDArray[Kind]) -> tuple[npt.NDArray[Kind], IndexPlaces]:
    """Return the distinct values, sorted, and for every value its place among them.

    What np.unique gives by sorting; where the values lie near each other they are looked up, several times faster.
    """
    if not values.size or int(values.max()) - int(values.min()) > _LOOKED_UP:
        return np.unique(values, return_inverse=True)
    least = values.min()
    offset = (values - least).astype(np.int64, copy=False)
    there = np.zeros(offset.max() + 1, dtype=np.bool_)
    there[offset] = True
    known = np.flatnonzero(there)
    place = np.empty(there.size, dtype=np.int64)
    place[known] = np.arange(known.size)
    return known.astype(values.dtype) + least, place[offset]


def combine_codes(*columns: npt.NDArray[np.integer]) -> IndexPlaces:
    """Return one number, 0 or more, for every combination of whole numbers, in their order, the first weighing most."""
    number, span = np.zeros(columns[0].size, dtype=np.int64), 1
    for column in columns if number.size else ():
        least = int(column.min())
        width = int(column.max()) - least + 1
        if span * width > _LARGEST:  # the combinations so far are fewer than the numbers for them
            number = index_values(number)[1]
            span = int(number.max()) + 1
        number *= width
        number += column - column.dtype.type(least) if least else column
        span *= width
    return number


def part_places(known: int, place: IndexPlaces, by: npt.NDArray[np.integer]) -> IndexPlaces:
    """Return the place of each value, of so many `known`, where those of one that are of several numbers are parted.

    For values that hardly ever are, such as positions, of which those near a border lie in two cells: the others need
    not be looked up again.
    """
    own = np.empty(known, dtype=np.int64)
    own[place] = by
    beyond = np.flatnonzero(own[place] != by)
    parted = place.copy()
    parted[beyond] = known + index_values(combine_codes(place[beyond], by[beyond]))[1]
    return parted


def repeated_values(values: IndexPlaces) -> tuple[IndexPlaces, IndexPlaces]:
    """Return the places of the values (0 or more) that came before, and for each of them where it came first.

    The values are sorted with their places as their last digits, many times faster than places are by their values.
    """
    bits = int(values.size).bit_length()
    if values.size and int(values.max()) >> (62 - bits):
        values = index_values(values)[1]
    sorted_values = np.sort((values << bits) | np.arange(values.size))
    value, place = sorted_values >> bits, sorted_values & ((1 << bits) - 1)
    more = np.flatnonzero(value[1:] == value[:-1]) + 1
    begins = np.diff(more, prepend=-1) > 1  # of several that repeat one, the first
    return place[more], place[(more[begins] - 1)[np.cumsum(begins) - 1]]

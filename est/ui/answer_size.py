"""About how much memory an answer holds."""

import sys
from collections.abc import Collection, Mapping
from dataclasses import is_dataclass
from itertools import islice
from typing import Any

import numpy as np
import polars as pl

LOOKED_AT = 6  # so many members of a long list stand for all of it: a size that takes a while to find is of no use
PLAIN = (str, int, float, bool, bytes, type(None))  # nothing is held by them, and most of what is looked at are such


def held_bytes(answer: object) -> int:
    """Return about how many bytes an answer holds: frames, arrays, texts, and whatever is made up of them.

    What is held twice within it counts once, as far as it was looked at.
    """
    return _held(answer, set())


def _held(value: Any, seen: set[int]) -> int:  # noqa: ANN401 (whatever questions answer)
    if type(value) in PLAIN:
        return sys.getsizeof(value)
    if id(value) in seen:
        return 0
    seen.add(id(value))
    if isinstance(value, pl.DataFrame | pl.Series):
        return int(value.estimated_size())
    if isinstance(value, np.ndarray):
        return int(value.nbytes)
    return sys.getsizeof(value) + _held_within(value, seen)


def _held_within(value: Any, seen: set[int]) -> int:  # noqa: ANN401 (whatever questions answer)
    if isinstance(value, list | tuple | set | frozenset):
        return _held_by_all(value, seen)
    if isinstance(value, Mapping):
        return _held_by_all(value.keys(), seen) + _held_by_all(value.values(), seen)
    if is_dataclass(value) and not isinstance(value, type):
        # not some of them: one field may hold the frame and the others nothing
        return sum(_held(part, seen) for part in vars(value).values())
    return 0


def _held_by_all(values: Collection[Any], seen: set[int]) -> int:
    """Return the bytes of all members, from those of some spread evenly over them."""
    step = max(1, len(values) // LOOKED_AT)
    some = [*islice(values, 0, None, step)]
    return sum(_held(value, seen) for value in some) * len(values) // max(1, len(some))

"""Which flagged place of one week is which of another: places are paired by the cells that they share."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Protocol

from est.hotspots.detection.places import FlaggedPlace

LEAST_OVERLAP = 0.2


class CoveredCells(Protocol):
    """What covers cells and has flags among them: a candidate, or the bare ground of one."""

    @property
    def cells(self) -> frozenset[str]:
        """All its cells, as text."""

    @property
    def flags(self) -> tuple[str, ...]:
        """The cells that carry the flag, sorted."""


class PlaceState(StrEnum):
    """What has become of a candidate since the last time. The values are msgids."""

    SAME = "same"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True)
class TrackedPlace:
    """A candidate and what has become of it; one that is gone is as it last was.

    `since` is the Monday of the week since which it has been flagged without a break, where that was asked for.
    """

    candidate: FlaggedPlace
    state: PlaceState
    since: date | None = None


def pair_places(before: Sequence[CoveredCells], now: Sequence[CoveredCells]) -> dict[int, int]:
    """Return for the number of a present place the number of the one before that is the same place.

    Two are the same place when the cells of both make up at least a fifth of the cells of either (Jaccard index), or
    when one holds a flagged cell of the other; of several possible pairs the one with the largest overlap is made
    first, and each is in one pair.
    """
    pairs = sorted(
        (-_overlap(old, new), old.flags, new.flags, i, j)
        for i, old in enumerate(before)
        for j, new in enumerate(now)
        if _overlap(old, new) >= LEAST_OVERLAP or set(old.flags) & set(new.flags)
    )
    same: dict[int, int] = {}
    for *_, i, j in pairs:
        if i not in same.values() and j not in same:
            same[j] = i
    return same


def track_places(before: Sequence[FlaggedPlace], now: Sequence[FlaggedPlace]) -> tuple[TrackedPlace, ...]:
    """Return the present candidates in their order, those that were there before with their identity, then those gone.

    Which are the same is told by `paired`. A place that parts in two keeps its identity in its larger part.
    """
    same = pair_places(before, now)
    followed = [
        TrackedPlace(replace(new, identity=before[same[j]].identity), PlaceState.SAME)
        if j in same
        else TrackedPlace(new, PlaceState.NEW)
        for j, new in enumerate(now)
    ]
    gone = [TrackedPlace(old, PlaceState.GONE) for i, old in enumerate(before) if i not in same.values()]
    return (*followed, *gone)


def _overlap(one: CoveredCells, other: CoveredCells) -> float:
    return len(one.cells & other.cells) / len(one.cells | other.cells)

"""Which flagged place of one week is which of another, since when it has been flagged, and the identity that it keeps.

Places of two weeks are paired by the cells that they share.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Protocol
from uuid import UUID, uuid5

from est.hotspots.detection.places import FlaggedPlace, touching_cells
from est.hotspots.evolution.weekly_flags import WEEK, RollingWindow
from est.progress import Progress, ignore_progress

LEAST_OVERLAP = 0.2
PLACES = UUID("0197d3a0-8f2c-7b1e-9c55-6a1f0e3d2b47")
"""The namespace of places. Never changed: every identity is made from it."""

MANY_CELLS = 5_000  # in a study area of more, judging a week takes seconds


class CoveredCells(Protocol):
    """What covers cells and has flags among them: a flagged place, or its cells alone."""

    @property
    def cells(self) -> frozenset[str]:
        """All its cells, as text."""

    @property
    def flags(self) -> tuple[str, ...]:
        """The cells that carry the flag, sorted."""


class PlaceState(StrEnum):
    """What has become of a place since the last time. The values are those of `est flags --json --details`.

    Of two times alone it is the same, new or gone (`track_places`); the list of weeks (`place_list`) knows whether it
    is back after less than twelve weeks, and whether it is watched only and was never on the list.
    """

    SAME = "same"
    NEW = "new"
    BACK = "back"
    WATCHED = "watched"
    GONE = "gone"


@dataclass(frozen=True)
class TrackedPlace:
    """A flagged place and what has become of it; one that is gone is as it last was.

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
    """Return the present places in their order, those that were there before with their identity, then those gone.

    Which are the same is told by `pair_places`. A place that parts in two keeps its identity in its larger part.
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


def place_identity(flags: Sequence[str], week: date) -> str:
    """Return the identity of a place whose unbroken chain of weeks began with these flags in this week.

    It is made of the first of the cells and the Monday of the week (UUID version 5, RFC 9562), so that whoever asks,
    whenever, gets the same, and nothing need be kept. Two places of one week have no cell in common.
    """
    return str(uuid5(PLACES, f"{min(flags)} {week.isoformat()}"))


@dataclass(frozen=True)
class StreakLink:
    """A place of one week, by the cells that carry its flag then, and where its chain began."""

    flags: tuple[str, ...]
    identity: str
    since: date


def streak_starts(back: RollingWindow, week: date, progress: Progress = ignore_progress) -> tuple[StreakLink, ...]:
    """Return the places flagged in a week, each with its identity and the Monday of the week since which it has been.

    Each week's places are paired with those of the week before (`pair_places`), as far back as any of them goes,
    at most to the first week with reports; in a study area of more than 5,000 cells at most to the beginning of the
    year before. `progress` hears the share of those weeks, and ends with 1 when no place goes further back.
    """
    last = touching_cells(back.flags(week))
    first = max(back.first or week, _furthest(back, week))
    weeks = max(1, (week - first).days // 7)
    open_ends = {number: number for number in range(len(last))}  # of a place of the last week, its number in this one
    begun: dict[int, tuple[str, date]] = {}
    now, at = last, week
    while open_ends:
        before = touching_cells(back.flags(at - WEEK)) if at > first else ()
        same = pair_places(before, now)
        for number, there in list(open_ends.items()):
            if there in same:
                open_ends[number] = same[there]
            else:
                begun[number] = (place_identity(now[there].flags, at), at)
                del open_ends[number]
        now, at = before, at - WEEK
        progress((week - at).days // 7 / weeks if open_ends else 1.0)
    return tuple(StreakLink(spot.flags, *begun[number]) for number, spot in enumerate(last))


def _furthest(back: RollingWindow, week: date) -> date:
    if back.area.ids.size <= MANY_CELLS:
        return date.min
    # a fixed day, so that the answer does not move from week to week
    return date.fromisocalendar(week.isocalendar().year - 1, 1, 1)

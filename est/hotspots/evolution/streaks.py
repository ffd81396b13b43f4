"""Since when places have been flagged without a break, and the identity that they have had since then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from est.hotspots.detection.places import touching_cells
from est.hotspots.evolution.place_identity import pair_places
from est.hotspots.evolution.weekly_flags import WEEK, RollingWindow
from est.progress import Progress, ignore_progress

PLACES = UUID("0197d3a0-8f2c-7b1e-9c55-6a1f0e3d2b47")
"""The namespace of places. Never changed: every identity is made from it."""

MANY_CELLS = 5_000  # in a study area of more, judging a week takes seconds


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

    Each week's places are paired with those of the week before (`candidates.paired`), as far back as any of them goes,
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

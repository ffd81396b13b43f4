"""The list of flagged places from week to week, with two thresholds, so that chance at one of them names nothing new.

A place comes on the list with a clear flag (q at most 0.05) and stays for as long as it is flagged at all (q at most
0.20). It is new where no place that shares a cell with it was on the list in the twelve weeks before (docs/method.md,
section 5.8).
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from est.hotspots.detection.flag_rule import Flag
from est.hotspots.detection.places import touching_cells
from est.hotspots.evolution.place_identity import CoveredCells, PlaceState
from est.hotspots.evolution.weekly_flags import LENGTH, WEEK, RollingWindow

MEMORY = LENGTH  # weeks in which a place that comes again is not new: none of its reports is in both windows


def listed_places(back: RollingWindow, week: date) -> tuple[tuple[CoveredCells, ...], ...]:
    """Return the places on the list in each of the twelve weeks until this one, the earliest first.

    The list is followed from twelve weeks before these on; what is flagged in the first of them is taken as on it.
    """
    if back.first is None:
        return ()
    first = max(back.first, week - (2 * MEMORY - 1) * WEEK)
    listed: list[tuple[CoveredCells, ...]] = []
    for number in range((week - first).days // 7 + 1):
        cells = back.flags(first + number * WEEK)
        before = listed[-1] if listed else ()
        clear = clear_cells(cells)
        listed.append(
            tuple(
                spot
                for spot in touching_cells(cells)
                if clear.intersection(spot.flags) or (_among(spot, before) if listed else first > back.first)
            )
        )
    return tuple(listed[-MEMORY:])


def clear_cells(cells: pl.DataFrame) -> frozenset[str]:
    """Return the cells of a map with a clear flag."""
    return frozenset(cells.filter(pl.col("flag") == Flag.CLEAR)["cell"].to_list())


def list_state(place: CoveredCells, clear: bool, listed: Sequence[Sequence[CoveredCells]]) -> PlaceState:
    """Return how a flagged place stands to the list of the weeks before (`listed_places`); `clear` is its flag."""
    if listed and _among(place, listed[-1]):
        return PlaceState.SAME
    if not clear:
        return PlaceState.WATCHED
    return PlaceState.BACK if any(_among(place, week) for week in listed) else PlaceState.NEW


def _among(place: CoveredCells, others: Sequence[CoveredCells]) -> bool:
    return any(place.cells & other.cells for other in others)


def left_list(place: CoveredCells, now: Sequence[CoveredCells], listed: Sequence[Sequence[CoveredCells]]) -> bool:
    """Return whether a place of the week before was on the list and no part of it is flagged now."""
    return bool(listed) and _among(place, listed[-1]) and not _among(place, now)

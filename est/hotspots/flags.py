"""The flags of a selection: its resolution, its study area, and every cell with its test."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from est.errors import AreaError
from est.hotspots.marking import Flag, Thresholds, mark
from est.hotspots.resolution import CANDIDATES, Candidate, Choice, by_hand, choose_resolution, right_cell_share
from est.picture.counts import coarser, placed_counts
from est.picture.selection import Selection
from est.space.area import StudyArea, study_area
from est.space.cells import areas_km2
from est.store import Store

__all__ = ["Flag", "Flagged", "Thresholds", "flagged", "mark"]

FINEST = max(CANDIDATES)


@dataclass(frozen=True)
class Flagged:
    """The flags of one selection.

    `resolution` is None when no resolution fits the rule; `cells` (see `marking.mark`) is then empty and `choice` says
    why. `reports` is the sum of weights inside the study area, `outside` that of all others, those without a place
    included.
    """

    resolution: int | None
    choice: Choice
    reports: float
    outside: float
    area: StudyArea
    cells: pl.DataFrame


def flagged(
    store: Store, selection: Selection, resolution: int | None = None, thresholds: Thresholds | None = None
) -> Flagged:
    """Return the flags of the selected reports, at the resolution asked for or the one the rule chooses.

    Raises AreaError for a resolution other than 7 to 11, or for which the outline is too large.
    """
    placed = placed_counts(store, selection, max(resolution or 0, FINEST))
    counts, precisions = placed.cells, placed.precisions
    if resolution is not None:
        area = study_area(store, resolution)
        choice = by_hand(_candidate(area, counts, precisions))
    else:
        areas = {area.resolution: area for area in _areas(store)}
        choice = choose_resolution(_candidate(area, counts, precisions) for area in areas.values())
        area = areas[choice.resolution or min(areas)]
    inside = coarser(counts, area.resolution).join(area.cells.select("cell"), on="cell", how="semi")
    cells = mark(area, inside, thresholds)
    if choice.resolution is None:
        cells = cells.clear()
    reports = float(inside["count"].sum())
    return Flagged(choice.resolution, choice, reports, max(placed.total - reports, 0.0), area, cells)


def _areas(store: Store) -> list[StudyArea]:
    """Return the study area at each resolution that the rule may choose and that the outline has."""
    areas = []
    for resolution in CANDIDATES:
        try:
            areas.append(study_area(store, resolution))
        except AreaError:
            break  # an outline too large for this resolution is too large for the finer ones
    return areas


def _candidate(area: StudyArea, counts: pl.DataFrame, precisions: Mapping[str, float]) -> Candidate:
    inside = coarser(counts, area.resolution).join(area.cells.select("cell"), on="cell", how="semi")
    size = float(areas_km2(area.ids[:1]).sum())  # cells of one town hardly differ
    return Candidate(
        area.resolution, area.cells.height, float(inside["count"].sum()), right_cell_share(precisions, size)
    )

"""In which sizes of cells a selection is shown and tested, and whether reports come from all of its outline."""

from dataclasses import replace

import numpy as np

from est.clock import ALL_HOURS
from est.errors import AreaError
from est.hotspots.detection.family import MOST_CELLS
from est.hotspots.detection.resolution import (
    BY_WEEK,
    CANDIDATES,
    NO_OUTLINE,
    NO_REPORTS,
    ResolutionCandidate,
    ResolutionChoice,
    ResolutionRule,
    can_carry,
    choose_resolution,
    right_cell_share,
)
from est.picture.placed_counts import PlacedCounts, placed_counts
from est.picture.selected_reports import SelectedReports
from est.picture.selection import Selection
from est.space.area import StudyArea, silent_share, study_area
from est.space.cells import areas_km2
from est.store import Store
from est.store.kept_answers import Remembered
from est.text import N_

SILENT = N_(
    "Nothing was ever reported in {share} % of the cells of the outline. Beside ground where nobody can report from, "
    "all other places look like hotspots. See that the outline is that of the built-up area, and that somebody reports "
    "in every district."
)


def sizes_of_cells(
    store: Store, selection: Selection, chosen: SelectedReports | None = None
) -> tuple[ResolutionChoice, tuple[StudyArea, ...]]:
    """Return the resolution that the rule chooses for a selection, and the study area at each that is tested.

    Chosen hours keep the resolutions of the whole week, so that the cells stay the same while hours are compared.
    `chosen` are the selected reports, where they are known.
    """
    known: SelectedReports | PlacedCounts = chosen or placed_counts(store, selection)
    areas = _areas(store)
    if not selection.whole_week:
        if resolution_candidate(areas[0], known).reports <= 0:
            return ResolutionChoice(None, NO_REPORTS, {}), ()
        known = placed_counts(store, replace(selection, hours=ALL_HOURS))
    candidates = [resolution_candidate(area, known) for area in areas]
    choice = choose_resolution(candidates)
    if choice.resolution is None:
        return choice, ()
    if not selection.whole_week:
        choice = replace(choice, reason=BY_WEEK)
    if areas[0].source == "reports":
        choice = replace(choice, withheld=NO_OUTLINE)
    carried = tuple(
        area
        for area, candidate in zip(areas, candidates, strict=True)
        if area.resolution == choice.resolution or (can_carry(candidate) and area.cells.height <= MOST_CELLS)
    )
    return choice, carried


def resolution_candidate(area: StudyArea, chosen: SelectedReports | PlacedCounts) -> ResolutionCandidate:
    """Return what the rule asks of the study area at one resolution."""
    homes, counts = chosen.counts(area.resolution)
    inside = counts[np.isin(homes, area.ids, assume_unique=True)]
    size = float(areas_km2(area.ids[:1]).sum())  # cells of one town hardly differ
    return ResolutionCandidate(
        area.resolution, area.cells.height, float(inside.sum()), right_cell_share(chosen.precisions, size)
    )


def _areas(store: Store) -> list[StudyArea]:
    """Return the study area at each resolution that the rule may choose and that the outline has."""
    areas = []
    for resolution in CANDIDATES:
        try:
            areas.append(study_area(store, resolution))
        except AreaError:
            break  # an outline too large for this resolution is too large for the finer ones
    return areas


_REPORTS: Remembered[float] = Remembered()


def reported_nowhere(store: Store, area: StudyArea) -> float:
    """Return the share (0-1) of an outline's cells where no report ever was; 0 where reports are too few to tell."""
    if area.source == "reports":
        return 0.0
    asked = "SELECT count(*) FROM reports WHERE cell IS NOT NULL"
    reports = _REPORTS.get(store, "placed", lambda seen: float(seen.ask(asked).item()))
    enough = area.cells.height <= ResolutionRule().cells_per_report * reports
    return silent_share(store, area) if enough else 0.0

"""The design that the program proposes for a measure, from what is stored: place, periods, surroundings and control."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

import h3
import numpy as np
import numpy.typing as npt
import polars as pl

from est.clock import ALL_HOURS
from est.errors import DesignError
from est.hotspots.register.queries import get_hotspot
from est.measures.followup.design import (
    LONGEST_WEEKS,
    MOST_YEARS,
    SHORTEST_WEEKS,
    YEAR,
    BaselineKind,
    ControlKind,
    CountedUnit,
    DesignWindow,
    ExpectedDirection,
    FollowUpDesign,
    WatchedPlace,
)
from est.measures.followup.other_measures import FINEST, named_place_cells, other_measures
from est.measures.followup.queries import cell_areas, follow_up_reports
from est.measures.followup.tally import Tally, tally_reports, tally_rows
from est.measures.followup.validity_checks import FEWEST_PLACES, comparable_cells
from est.measures.measure import Measure
from est.measures.queries import MEASURES
from est.picture.selection import loaded_period
from est.space.area import StudyArea, study_area
from est.space.cells import coarser_cell, text_to_cell
from est.space.ground_features import ground_features, nearest_street
from est.space.nearest import cell_points, nearest_places
from est.space.places import all_districts, assign_districts, named_places
from est.store import Store
from est.text import N_

Rows = npt.NDArray[np.intp]

WEEKS = 26
THIN_TIMES, THIN_COUNT = 5.0, 30.0  # a control with less than this, of the place's or in all, is too thin


@dataclass(frozen=True)
class DesignRequest:
    """What the group chooses; None is left to the program."""

    start: date | None = None
    weeks: int | None = None
    rings: int = 1
    control: ControlKind = ControlKind.REST
    categories: tuple[str, ...] | None = None
    hours: frozenset[int] | None = None
    direction: ExpectedDirection = ExpectedDirection.DECREASE
    hoped: float | None = None
    watched: tuple[WatchedPlace, ...] = ()
    cells: tuple[str, ...] | None = None


@dataclass(frozen=True)
class _Place:
    """What is followed up: cells of one resolution, categories and hours, and when it was flagged."""

    cells: tuple[str, ...]
    categories: tuple[str, ...]
    hours: frozenset[int]
    flagged_from: date | None
    flagged_to: date | None


def propose_design(store: Store, measure: UUID, wishes: DesignRequest | None = None) -> FollowUpDesign:
    """Return the default design of a measure, with what the group wishes in place of it.

    The place is the measure's hotspot, else its own cells, else those of its named place. What it is compared with has
    no cell of another measure that begins or ends within the time compared. Without a start, an end, or history that is
    long enough there is none: DesignError says what to do.
    """
    wishes = wishes or DesignRequest()
    known, _ = MEASURES.get(store, measure)
    start = wishes.start or known.starts
    if start is None:
        raise DesignError(N_("The measure has no day on which it starts. Give it one; the design is built around it."))
    weeks = wishes.weeks or weeks_between(start, known.follow_up)
    place = _place(store, known, wishes)
    resolution = h3.get_resolution(place.cells[0])
    area = study_area(store, resolution)
    target = frozenset(place.cells)
    disks = [h3.grid_disk(cell, wishes.rings) for cell in target]
    near = frozenset(cell for disk in disks for cell in disk) - target
    watched = frozenset(cell for other in wishes.watched for cell in other.cells)
    inside = set(area.texts.to_list())
    ring = sorted((near & inside) - watched)
    before, baseline = _periods(store, start, weeks, place)
    compared = DesignWindow(before[-1].first, start + timedelta(weeks=weeks))
    others = other_measures(store, str(measure), compared, resolution)
    treated = frozenset(cell for other in others for cell in other.cells)
    rest = sorted(inside - target - near - watched - treated)
    design = FollowUpDesign(
        measure=str(measure),
        start=start,
        weeks=weeks,
        before=before,
        resolution=resolution,
        target=tuple(sorted(target)),
        ring=tuple(ring),
        control=tuple(rest[::2]),
        ring_control=tuple(rest[1::2]),
        rings=wishes.rings,
        categories=tuple(sorted(place.categories)),
        hours=place.hours,
        direction=wishes.direction,
        flagged_from=place.flagged_from,
        flagged_to=place.flagged_to,
        baseline=baseline,
        hoped=wishes.hoped,
        watched=tuple(WatchedPlace(other.name, tuple(sorted(other.cells))) for other in wishes.watched),
    )
    return _controlled(store, design, wishes.control)


def baseline_tally(store: Store, design: FollowUpDesign) -> tuple[Tally, StudyArea]:
    """Return the counts of the windows before in full, and nothing after: what is known when a design is made."""
    area = cell_areas(store, design)
    last = design.follow_up - timedelta(days=1)
    found = tally_reports(follow_up_reports(store, design, last), design, area, last)
    # what has come since the start has no part in a design
    return replace(found, chosen=_without_after(found.chosen), every=_without_after(found.every)), area


def _without_after(table: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    kept = table.copy()
    kept[:, -1] = 0
    return kept


def weeks_between(start: date | None, follow_up: date | None) -> int:
    """Return how many weeks a follow-up between these days has, within what it may have; 26 where one is not known."""
    if start is None or follow_up is None:
        return WEEKS
    return min(LONGEST_WEEKS, max(SHORTEST_WEEKS, (follow_up - start).days // 7))


def _place(store: Store, measure: Measure, wishes: DesignRequest) -> _Place:
    found = _Place(measure.cells, (), ALL_HOURS, None, None)
    if measure.hotspot:
        spot, _ = get_hotspot(store, UUID(measure.hotspot))
        found = _Place(spot.cells, spot.categories, spot.hours, spot.flagged_from, spot.flagged_to)
    if wishes.cells:
        found = replace(found, cells=wishes.cells)
    if not found.cells and measure.place:
        found = replace(found, cells=named_place_cells(store, measure.place))
    if not found.cells:
        raise DesignError(N_("The measure has no cells to follow up. Give it a hotspot, cells or a named place."))
    resolution = min(FINEST, *(h3.get_resolution(cell) for cell in found.cells))
    return replace(
        found,
        cells=tuple(sorted({coarser_cell(cell, resolution) for cell in found.cells})),
        categories=found.categories if wishes.categories is None else wishes.categories,
        hours=found.hours if wishes.hours is None else wishes.hours,
    )


def _periods(store: Store, start: date, weeks: int, place: _Place) -> tuple[tuple[DesignWindow, ...], BaselineKind]:
    """Return the windows before: the same weeks of up to three earlier years, else the weeks just before the start.

    Those that made the place a hotspot are left out; where there are no others they stand, with the empirical-Bayes
    expectation in place of their counts.
    """
    loaded = loaded_period(store)
    first = loaded[0] if loaded else start
    length, step = timedelta(weeks=weeks), timedelta(days=YEAR) * -(-weeks // 52)
    windows = [DesignWindow(start - step * year, start - step * year + length) for year in range(1, MOST_YEARS + 1)]
    windows = [window for window in windows if window.first >= first]
    if not windows:
        windows = [DesignWindow(start - length, start)]
    if windows[-1].first < first:
        raise DesignError(
            N_(
                "There are reports from {first} only, which is less than {weeks} weeks before the start. Choose a "
                "shorter follow-up, or load older reports."
            ),
            first=first,
            weeks=weeks,
        )
    clean = [window for window in windows if not window.overlaps(place.flagged_from, place.flagged_to)]
    return (tuple(clean), BaselineKind.INDEPENDENT) if clean else (tuple(windows), BaselineKind.EMPIRICAL_BAYES)


def _controlled(store: Store, design: FollowUpDesign, kind: ControlKind) -> FollowUpDesign:
    """Return the design with comparable cells as its control where that is wished, and with all categories and hours
    where its own are too few in it.
    """
    counts, area = baseline_tally(store, design)
    if kind is ControlKind.COMPARABLE:
        design = _with_comparable(design, counts, area)
    if design.categories or not design.whole_week:
        years = len(design.before)
        cohort = counts.chosen[counts.cohort_before][:, :-1].sum(axis=(0, 1)) / years
        place = float(cohort[tally_rows(area, design.target)].sum())
        beside = min(float(cohort[tally_rows(area, cells)].sum()) for cells in (design.control, design.ring_control))
        if beside < max(THIN_TIMES * place, THIN_COUNT):
            return replace(design, counted=CountedUnit.ALL)
    return design


def _with_comparable(design: FollowUpDesign, counts: Tally, area: StudyArea) -> FollowUpDesign:
    """Return the design with the cells that were most like the place, in turn for it and for its surroundings.

    They have at least the organisations that the place has, and are the nearest in square-rooted counts of the earlier
    periods: 19 for each where there are so many.
    """
    by_organisation = counts.every[:, :-1].sum(axis=1) > 0
    target = tally_rows(area, design.target)
    here = by_organisation[:, target].any(axis=1)
    free = np.zeros(area.ids.size, dtype=bool)
    free[tally_rows(area, (*design.control, *design.ring_control))] = True
    free &= by_organisation[here].all(axis=0)
    chosen: Rows = comparable_cells(counts.chosen[:, :-1].sum(axis=0), target, free)[: 2 * FEWEST_PLACES]
    if chosen.size < 4:
        raise DesignError(
            N_(
                "Only {number} cells have the organisations of the place, which is too few to compare with. Take the "
                "rest of the town."
            ),
            number=chosen.size,
        )
    texts = area.texts.gather(chosen).to_list()
    return replace(
        design,
        control=tuple(sorted(texts[::2])),
        ring_control=tuple(sorted(texts[1::2])),
        control_kind=ControlKind.COMPARABLE,
    )


def place_name(store: Store, cells: tuple[str, ...]) -> str:
    """Return what the middle of cells is called, in no language: the nearest named place, else the street and the
    district there, as far as they are known, else its coordinates.
    """
    known = named_places(store)
    points = cell_points(np.array([text_to_cell(cell) for cell in cells], dtype=np.uint64))
    middle = points.select(pl.col("lat", "lng").mean())
    if not known.is_empty():
        return str(nearest_places(middle, known)["place"][0])
    lat, lng = middle.row(0)
    districts = all_districts(store)
    within = assign_districts(middle["lat"].to_numpy(), middle["lng"].to_numpy(), districts)[0]
    district = dict(districts.select("id", "name").iter_rows()).get(within)
    told = [name for name in (nearest_street(ground_features(store), lat, lng), district) if name]
    return ", ".join(told) or f"{lat:.4f}, {lng:.4f}"

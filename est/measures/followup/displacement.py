"""Where else it may have moved: places outside the target and its surroundings that grew beyond the town."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import special

from est.hotspots.detection.batch_rule import LEAST, add_rings
from est.measures.followup.circumstances import DriftEstimate
from est.measures.followup.comparison import DifferenceTest, baseline_counts
from est.measures.followup.design import CountedUnit, FollowUpDesign
from est.measures.followup.tally import Tally, tally_rows
from est.measures.followup.verdict import CountPair, GrownPlace
from est.space.area import StudyArea
from est.statistics.stratified_counts import grown_beyond

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]

FALSE_DISCOVERY = 0.05
MOST = 12  # places that are named
_WORTH_TESTING = 2.0  # standard deviations above the expected; what lies below is never as rare as is asked for

Namer = Callable[[tuple[str, ...]], str]


@dataclass(frozen=True)
class _Town:
    """Counts of organisations × cells, before (all windows together) and after: of the design's categories and hours,
    and of what the control counts, which a place is held against; the cells without another measure, which alone are
    held against; how a change is judged, and how much cells move by themselves.
    """

    before: Floats
    after: Floats
    beside_before: Floats
    beside_after: Floats
    untreated: Bools
    comparison: DifferenceTest
    drift: DriftEstimate

    def p(self, unit: Rows, rest: Bools) -> float:
        """Return the p that a unit grew no more than the rest, organisation by organisation."""
        y = self.after[:, unit].sum(axis=1)
        x = self.before[:, unit].sum(axis=1)
        others = self.beside(unit, rest)
        late = self.beside_after[:, others].sum(axis=1)
        early = self.beside_before[:, others].sum(axis=1)
        p = grown_beyond(y, y + x, late, late + early)
        exact = float(special.ndtr(special.ndtri(p) / np.sqrt(self.comparison.dispersion)))
        comparison = replace(self.comparison, drift=self.drift.of_place(self.before[:, unit].sum(axis=0)))
        if exact > FALSE_DISCOVERY or not comparison.drift:
            return exact
        # the exact test knows of no drift: each organisation's growth elsewhere, taken together, tells what was to come
        grown = float((x * late / np.maximum(early, 0.5)).sum()) / max(float(x.sum()), 1e-9)
        beside = CountPair(float(early.sum()), float(early.sum()) * grown if x.sum() else float(late.sum()))
        coming = comparison.predict_more(baseline_counts(float(x.sum())), beside)
        return max(exact, float(coming.upper(float(y.sum()))))

    def beside(self, unit: Rows, rest: Bools) -> Bools:
        """Return the cells of the rest that a unit is held against."""
        others = rest & self.untreated
        others[unit] = False
        return others

    def expected_after(self, unit: Rows, rest: Bools) -> float:
        """Return the unit's count after, had it followed the rest of the town."""
        others = self.beside(unit, rest)
        before, late = self.beside_before[:, others].sum(), self.beside_after[:, others].sum()
        return float(self.before[:, unit].sum() * late / max(before, 0.5))


def places_that_grew(
    tally: Tally,
    design: FollowUpDesign,
    area: StudyArea,
    comparison: DifferenceTest,
    drift: DriftEstimate,
    named: Namer,
    treated: frozenset[str] = frozenset(),
) -> tuple[GrownPlace, ...]:
    """Return the places that grew, the surest first: cells, alone or with their ring, and the watched places.

    The same categories and hours are counted, of the organisations that reported in every period. A unit is held
    against the rest of the town (what the control counts of it) by the exact test over organisations; the surest is
    taken out and the next one held against what is left, as long as its p is within the false discovery rate of 5 %
    over all units (Benjamini & Hochberg 1995, step by step). Watched places are tested one by one, at 5 % together.
    Looking early costs as it does elsewhere. Cells that are `treated` by another measure may have grown, and are not
    what a place is held against. A place is named after its cell with the most reports.
    """
    spent = comparison.look.spent
    chosen = tally.chosen[tally.cohort]
    beside = tally.every[tally.cohort] if design.counted is CountedUnit.ALL else chosen
    untreated = ~np.isin(area.texts.to_numpy(), list(treated))
    town = _Town(
        chosen[:, :-1].sum(axis=1),
        chosen[:, -1],
        beside[:, :-1].sum(axis=1),
        beside[:, -1],
        untreated,
        comparison,
        drift,
    )
    free = np.ones(area.ids.size, dtype=bool)
    free[tally_rows(area, (*design.target, *design.ring))] = False
    watched: list[GrownPlace] = []
    for place in design.watched:
        unit = tally_rows(area, place.cells)
        p = spent(town.p(unit, free))
        if p <= FALSE_DISCOVERY / len(design.watched):
            watched.append(_grown(town, area, unit, free, p, place.name, watched=True))
    for place in design.watched:
        free[tally_rows(area, place.cells)] = False
    return (*watched, *_unwatched(town, area, free, named, spent))


def _unwatched(
    town: _Town, area: StudyArea, free: Bools, named: Namer, spent: Callable[[float], float]
) -> list[GrownPlace]:
    tests, found = 2 * int(free.sum()), list[GrownPlace]()
    while len(found) < MOST and (best := _surest(town, area, free)) is not None:
        p, unit = spent(best[0]), best[1]
        if p > FALSE_DISCOVERY * (len(found) + 1) / max(tests, 1):
            break
        heart = unit[town.after[:, unit].sum(axis=0).argmax()]
        found.append(_grown(town, area, unit, free, p, named((area.texts[int(heart)],)), watched=False))
        free = free.copy()
        free[unit] = False
    return found


def _surest(town: _Town, area: StudyArea, free: Bools) -> tuple[float, Rows] | None:
    """Return the p and the rows of the unit that grew most surely, or None when none is worth testing."""
    before, after = (np.where(free, counts.sum(axis=0), 0.0) for counts in (town.before, town.after))
    rest = free & town.untreated
    late = town.beside_after[:, rest].sum()
    share = late / max(late + town.beside_before[:, rest].sum(), 1e-9)
    best: tuple[float, Rows] | None = None
    for ring in (False, True):
        y, x = (np.asarray(add_rings(part, area.disks), dtype=float) if ring else part for part in (after, before))
        expected = (y + x) * share
        spread = np.sqrt(np.maximum(expected * (1 - share), 1e-9))
        for row in np.flatnonzero(free & (y >= LEAST) & (y - expected > _WORTH_TESTING * spread)).tolist():
            disk = area.disks[row] if ring else area.disks[row][:1]
            unit = disk[(disk < free.size)]
            unit = unit[free[unit]]
            p = town.p(unit, free)
            if best is None or p < best[0]:
                best = (p, unit)
    return best


def _grown(town: _Town, area: StudyArea, unit: Rows, free: Bools, p: float, name: str, *, watched: bool) -> GrownPlace:
    return GrownPlace(
        name,
        tuple(area.texts.gather(unit).to_list()),
        float(town.before[:, unit].sum()),
        float(town.after[:, unit].sum()),
        town.expected_after(unit, free),
        p,
        watched,
    )

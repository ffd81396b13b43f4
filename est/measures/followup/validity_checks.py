"""What speaks against a change: earlier periods, comparable places, and the organisations behind the reports."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from est.measures.followup.comparison import BaselineCounts, DifferenceTest, area_weight
from est.measures.followup.verdict import (
    CountPair,
    DisplacedPart,
    FamiliarTest,
    ParallelResult,
    PlaceboResult,
    RatioInterval,
    ReporterInfluence,
)
from est.measures.followup.verdict_levels import VerdictLevel
from est.space.area import StudyArea
from est.statistics.dispersion import homogeneity_test
from est.statistics.rates import DifferenceInterval, weighted_difference
from est.statistics.stratified_counts import common_ratio
from est.text import N_

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]

NOT_PARALLEL = 0.05
FEWEST_PLACES, MOST_PLACES = 19, 24
EXTREME = 0.05  # the rank among all places that a change must reach
LEVELS_APART = 3.0  # comparable is what had between a third and three times as many reports
FEWEST_REPORTS = 5.0
DECREASES = (VerdictLevel.CLEAR_DECREASE, VerdictLevel.DECREASE)
INCREASES = (VerdictLevel.CLEAR_INCREASE, VerdictLevel.INCREASE)


def local_change(comparison: DifferenceTest, before: BaselineCounts, after: float, control: CountPair) -> DisplacedPart:
    """Return the change of a place beyond its control's."""
    return comparison.local_part(before, after, control, _difference(comparison, before.mean, after, control))


def _difference(comparison: DifferenceTest, before: float, after: float, control: CountPair) -> DifferenceInterval:
    return weighted_difference(
        (before, after),
        (control.before, control.after),
        time_weights=(comparison.years, 1),
        area_weights=(1.0, area_weight(control.before, before)),
        dispersion=comparison.dispersion,
        drift=(comparison.drift, 0.0),
    ).local


def parallel_test(target: Floats, control: Floats, dispersion: float, drift: float = 0.0) -> ParallelResult:
    """Return whether place and control followed each other, from their counts in the windows before.

    With two or three earlier years in the same season; one alone can show nothing. That a place moves by itself from
    year to year adds drift² × its mean count to the dispersion.
    """
    if len(target) < 2:
        return ParallelResult(None, len(target))
    scale = dispersion + drift**2 * float(np.mean(target))
    return ParallelResult(homogeneity_test(np.array([target, control]), scale), len(target))


@dataclass(frozen=True)
class TownCounts:
    """The town's counts by cell: windows × cells before, cells after, what is expected of each cell before (the counts,
    or shrunk), what the control counts before and after, and which cells the control holds.
    """

    before: Floats
    after: Floats
    baseline: Floats
    control_before: Floats
    control_after: Floats
    in_control: npt.NDArray[np.bool_]


def placebo_test(
    comparison: DifferenceTest, town: TownCounts, area: StudyArea, target: Rows, taken: npt.NDArray[np.bool_], z: float
) -> PlaceboResult:
    """Return the rank of the place's z among comparable units where nothing was done.

    Units are as many cells as the place has, none in two of them and none that is `taken`; comparable are those with
    at least five reports before and a third to three times the place's, the nearest in square-rooted counts of the
    windows first, at most 24. The rank is that of a decrease where z is negative, else of an increase. It is not
    defined below 19 units, as the smallest rank then says less than 5 %.
    """
    units = _units(town, area, target, taken)
    if len(units) < FEWEST_PLACES:
        return PlaceboResult(None, len(units), None)
    values = np.array([_unit_z(comparison, town, unit) for unit in units])
    rank = 1 + int((values <= z).sum() if z < 0 else (values >= z).sum())
    return PlaceboResult(rank, len(units) + 1, rank <= EXTREME * (len(units) + 1))


def comparable_cells(counts: Floats, target: Rows, free: npt.NDArray[np.bool_]) -> Rows:
    """Return the free cells nearest to the place's mean cell, by square-rooted counts of windows × cells, nearest
    first: alike in level and in trend.
    """
    roots, own = np.sqrt(counts), np.sqrt(counts[:, target].mean(axis=1))
    away = ((roots - own[:, None]) ** 2).sum(axis=0)
    order = np.lexsort((np.arange(away.size), away))
    return np.asarray(order[free[order]], dtype=np.intp)


def _units(town: TownCounts, area: StudyArea, target: Rows, taken: npt.NDArray[np.bool_]) -> list[Rows]:
    free, units = ~taken, list[Rows]()
    own = float(town.baseline[target].sum())
    for seed in comparable_cells(town.before, target, free).tolist():
        if len(units) == MOST_PLACES:
            break
        unit = _grow(area, seed, len(target), free)
        held = float(town.baseline[unit].sum())
        alike = held >= FEWEST_REPORTS and own / LEVELS_APART <= held <= own * LEVELS_APART
        if unit.size == len(target) and alike:
            units.append(unit)
            free = free.copy()
            free[unit] = False
    return units


def _grow(area: StudyArea, seed: int, size: int, free: npt.NDArray[np.bool_]) -> Rows:
    """Return the seed with its nearest free neighbours, ring by ring, so many cells in all."""
    found, at = ([seed] if free[seed] else []), 0
    while found and len(found) < size and at < len(found):
        near = [row for row in area.disks[found[at]].tolist() if row < free.size and free[row] and row not in found]
        found, at = [*found, *near][:size], at + 1
    return np.array(found, dtype=np.intp)


def _unit_z(comparison: DifferenceTest, town: TownCounts, unit: Rows) -> float:
    others = town.in_control.copy()
    others[unit] = False
    control = CountPair(float(town.control_before[others].sum()), float(town.control_after[others].sum()))
    return _difference(comparison, float(town.baseline[unit].sum()), float(town.after[unit].sum()), control).z


@dataclass(frozen=True)
class OrganisationStrata:
    """Counts by organisation, of those that are counted: place and control, before and after (organisations × 2)."""

    names: tuple[str, ...]
    target: Floats
    control: Floats


def reporter_influence(
    comparison: DifferenceTest,
    strata: OrganisationStrata,
    before: BaselineCounts,
    step: VerdictLevel,
    left_out: Mapping[str, float],
) -> ReporterInfluence:
    """Return whose reports are counted, and what the answer is organisation by organisation and without each one."""
    scale = before.mean / max(float(strata.target[:, 0].sum()), 1e-9)
    target = strata.target * [scale, 1.0]
    found = common_ratio(target, strata.control)
    ratio, stratified = None, step
    if found is not None:
        error = np.sqrt(found.standard_error**2 * comparison.dispersion + comparison.log_drift)
        p = float(special.ndtr(found.log_ratio / error)) if error > 0 else 0.5
        stratified = comparison.step(p, 1 - p)
        reach = float(-special.ndtri(0.025)) * error
        bounds = [float(np.exp(found.log_ratio + side * reach)) for side in (0, -1, 1)]
        ratio = RatioInterval(bounds[0], bounds[1], bounds[2])
    weight = strata.target.sum(axis=1)
    reporting = [name for name, number in zip(strata.names, weight, strict=True) if number > 0]
    return ReporterInfluence(
        strata.names,
        tuple(sorted(left_out)),
        float(sum(left_out.values())),
        ratio,
        stratified,
        _carrier(comparison, strata, before, step),
        reporting[0] if len(reporting) == 1 else None,
    )


def _carrier(
    comparison: DifferenceTest, strata: OrganisationStrata, before: BaselineCounts, step: VerdictLevel
) -> str | None:
    """Return the organisation without which the step is no longer on its side, of several the one that reports most.

    Where one alone reports at the place nothing is left without it: that is a limit of the data, not a doubt.
    """
    weight = strata.target.sum(axis=1)
    if step is VerdictLevel.UNSURE or (weight > 0).sum() < 2:
        return None
    for at in map(int, np.argsort(-weight, kind="stable")):
        if weight[at] == 0:
            break
        if not holds_without(comparison, strata, before, step, at):
            return strata.names[at]
    return None


def holds_without(
    comparison: DifferenceTest, strata: OrganisationStrata, before: BaselineCounts, step: VerdictLevel, at: int
) -> bool:
    """Tell whether a step is still on its side without one organisation, by its row."""
    kept = np.arange(len(strata.names)) != at
    known = before.scaled_by(float(strata.target[kept, 0].sum()) / max(float(strata.target[:, 0].sum()), 1e-9))
    control = CountPair(*strata.control[kept].sum(axis=0).tolist())
    part = local_change(comparison, known, float(strata.target[kept, 1].sum()), control)
    return comparison.step(part.p_decrease, part.p_increase) in (DECREASES if step in DECREASES else INCREASES)


NO_RING = N_("The design has no surroundings.")
NOTHING_IN_CONTROL = N_("The control has no reports in one of the periods.")
NO_CHANGE = N_("The place's share of the control did not change, so that nothing can be divided by it.")
NO_DECREASE = N_("It is defined only where the place decreased beside its control.")


def displacement_quotient(target: CountPair, control: CountPair, ring: CountPair | None) -> FamiliarTest:
    """Return the weighted displacement quotient (D1/C1 − D0/C0) / (T1/C1 − T0/C0) (Bowers & Johnson 2003)."""
    if ring is None:
        return FamiliarTest(None, NO_RING)
    if control.before == 0 or control.after == 0:
        return FamiliarTest(None, NOTHING_IN_CONTROL)
    success = target.after / control.after - target.before / control.before
    if success == 0:
        return FamiliarTest(None, NO_CHANGE)
    if success > 0:
        return FamiliarTest(None, NO_DECREASE)
    return FamiliarTest((ring.after / control.after - ring.before / control.before) / success)


def net_effect(target: CountPair, control: CountPair, ring: CountPair | None) -> FamiliarTest:
    """Return the total net effect: reports prevented in place and surroundings together (Guerette 2009)."""
    if ring is None:
        return FamiliarTest(None, NO_RING)
    if control.before == 0 or control.after == 0:
        return FamiliarTest(None, NOTHING_IN_CONTROL)
    growth = control.after / control.before
    return FamiliarTest(target.before * growth - target.after + ring.before * growth - ring.after)

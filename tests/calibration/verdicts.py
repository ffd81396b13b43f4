"""Trials of the verdict: towns whose truth is known, judged by the very functions that judge a municipality's measure.

A town is the demo's built-up area with cells of resolution 9. Its reports fall by chance on cells and months of 28
days: Poisson, or negative binomial with a dispersion; four organisations share them. A year is thirteen such months,
so that the windows before are whole months of earlier years.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache

import numpy as np
from h3 import latlng_to_cell
from scipy import stats

from est.demo.assembly import build_demo
from est.demo.plans import FOLLOW_UPS
from est.demo.town import demo_reports
from est.demo.truth import MOVED_TO_HARBOUR, MOVED_TO_SHOPS
from est.measures.followup.design import (
    YEAR,
    BaselineKind,
    ControlKind,
    CountedUnit,
    DesignWindow,
    ExpectedDirection,
    FollowUpDesign,
)
from est.measures.followup.evaluation import evaluate_measure, find_measure
from est.measures.followup.tally import Tally
from est.measures.followup.verdict import Evaluation, LockedDesign
from est.measures.followup.verdict_levels import DisplacementLevel, VerdictLevel
from est.measures.followup.verdict_rules import EvaluationBasis, judge_measure
from est.space.area import StudyArea
from est.statistics.rates import rate_ratio
from est.store import open_store
from tests.calibration import towns

START = date(2026, 3, 2)
MONTHS = 13
SHARES = np.array([0.4, 0.3, 0.2, 0.1])
NAMES = ("a", "b", "c", "d")
DECREASES = (VerdictLevel.CLEAR_DECREASE, VerdictLevel.DECREASE)
INCREASES = (VerdictLevel.CLEAR_INCREASE, VerdictLevel.INCREASE)
SAID = (*DECREASES, *INCREASES)
LOCKED = EvaluationBasis(
    locked=LockedDesign("0198a3c2-0000-7000-8000-000000000002", 1, "", datetime(2026, 2, 2), "a", 0)
)
MEASURE = "0198a3c2-0000-7000-8000-000000000001"


@dataclass(frozen=True)
class Truth:
    """What is true of a town and its measure, counts a year: of the place, its ring (six cells together) and the rest
    (all together); what the measure leaves of the place's, and the part of what it took away that came to the ring.
    """

    place: float = 100.0
    ring: float = 100.0
    rest: float = 2_000.0
    left: float = 1.0
    to_ring: float = 0.0
    dispersion: float = 1.0
    years: int = 3


@cache
def ground() -> StudyArea:
    """Return the area without the cells of which little lies inside: 182 of resolution 9."""
    whole = towns.area(9)
    return replace(whole, cells=whole.cells.filter(whole.cells["share"] > 0.5))


@cache
def inner() -> list[int]:
    """Return the cells whose ring lies inside."""
    area = ground()
    return np.flatnonzero((area.disks < area.ids.size).all(axis=1)).tolist()


def around(homes: Sequence[int]) -> set[int]:
    """Return the neighbours of cells inside, without these."""
    area = ground()
    return set(area.disks[homes].ravel().tolist()) - {area.ids.size, *homes}


def design(homes: Sequence[int], years: int, baseline: BaselineKind = BaselineKind.INDEPENDENT) -> FollowUpDesign:
    """Return the default design of a measure at cells: their ring, and the rest of the town in two pools."""
    area = ground()
    ring = sorted(around(homes))
    rest = np.setdiff1d(np.arange(area.ids.size), [*homes, *ring])
    before = tuple(
        DesignWindow(START - timedelta(days=YEAR * year), START - timedelta(days=YEAR * (year - 1)))
        for year in range(1, years + 1)
    )
    picked = baseline is BaselineKind.EMPIRICAL_BAYES
    return FollowUpDesign(
        measure=MEASURE,
        start=START,
        weeks=52,
        before=before,
        resolution=9,
        target=tuple(area.texts.gather(list(homes))),
        ring=tuple(area.texts.gather(ring)),
        control=tuple(area.texts.gather(rest[::2])),
        ring_control=tuple(area.texts.gather(rest[1::2])),
        control_kind=ControlKind.REST,
        counted=CountedUnit.SAME,
        direction=ExpectedDirection.DECREASE,
        baseline=baseline,
        flagged_from=before[0].first if picked else None,
        flagged_to=before[0].end if picked else None,
    )


def draw(means: np.ndarray, dispersion: float, random: np.random.Generator) -> np.ndarray:
    """Return counts of these means, with this times their variance."""
    if dispersion > 1:
        counts = random.negative_binomial(np.maximum(means, 1e-9) / (dispersion - 1), 1 / dispersion)
        return np.where(means > 0, counts, 0)
    return random.poisson(means)


def shared(counts: np.ndarray, random: np.random.Generator, shares: np.ndarray = SHARES) -> np.ndarray:
    """Return counts (periods × cells) shared out among the organisations (organisations × periods × cells)."""
    return np.moveaxis(random.multinomial(counts.astype(int), shares), -1, 0).astype(float)


def tallied(
    months: np.ndarray, after: np.ndarray, years: int, random: np.random.Generator, shares: np.ndarray = SHARES
) -> Tally:
    """Return the tally of counts by month before (cells × months, the newest first) and after (cells × months)."""
    windows = [months[:, MONTHS * year : MONTHS * (year + 1)].sum(axis=1) for year in range(years)]
    table = shared(np.array([*windows, after.sum(axis=1)]), random, shares)
    return Tally(NAMES, table, table, months.astype(float))


def level(truth: Truth, home: int, random: np.random.Generator) -> np.ndarray:
    """Return the mean of every cell a month before the measure."""
    area = ground()
    means = random.gamma(4.0, 0.25, area.ids.size)  # cells of the rest differ: cv 0.5
    near = area.disks[home][1:]
    means[near] = 0
    means[home] = 0
    means *= truth.rest / means.sum()
    means[near], means[home] = truth.ring / 6, truth.place
    return means / MONTHS


def trial(seed: int, truth: Truth) -> Evaluation:
    """Return the verdict on one town's measure, on the day that the follow-up is due."""
    random = np.random.default_rng(seed)
    home = int(random.choice(inner()))
    means = level(truth, home, random)
    later = means.copy()
    later[home] *= truth.left
    later[ground().disks[home][1:]] += truth.to_ring * (means[home] - later[home]) / 6
    months = draw(np.repeat(means[:, None], MONTHS * truth.years, axis=1), truth.dispersion, random)
    after = draw(np.repeat(later[:, None], MONTHS, axis=1), truth.dispersion, random)
    plan = design([home], truth.years)
    return judge_measure(plan, tallied(months, after, truth.years, random), ground(), plan.follow_up, LOCKED)


@dataclass(frozen=True)
class Picked:
    """Whether a decrease is said of the worst place where nothing was done, by us and by a test that believes its
    count before; and whether an increase is said.
    """

    ours: bool
    naive: bool
    increase: bool


def worst(seed: int, cv: float, size: int = 1, likeness: float = 0.0, reports: float = 400.0) -> Picked:
    """Return what is said of the place with the most reports of a year, when it is followed up by that very year.

    The place is so many neighbouring cells; `likeness` is how much the level of a cell takes after its neighbours'.
    """
    random = np.random.default_rng(seed)
    means = levels(cv, likeness, random) * reports / ground().ids.size / MONTHS
    months = draw(np.repeat(means[:, None], MONTHS, axis=1), 1.0, random)
    after = draw(np.repeat(means[:, None], MONTHS, axis=1), 1.0, random)
    before = months.sum(axis=1)
    plan = design(most(before, size, random), 1, BaselineKind.EMPIRICAL_BAYES)
    found = judge_measure(plan, tallied(months, after, 1, random), ground(), plan.follow_up, LOCKED)
    plain = rate_ratio((found.counts.target.before, found.counts.target.after), _pair(found))
    naive = bool(stats.norm.cdf(plain.log_ratio / plain.standard_error) <= 0.05)
    return Picked(found.step in DECREASES, naive, found.step in INCREASES)


def levels(cv: float, likeness: float, random: np.random.Generator) -> np.ndarray:
    """Return a level for every cell, Gamma of mean 1 and this cv. With a likeness the normal scores behind them are
    moving averages, in which each neighbour has this part of the cell's own weight.
    """
    area, shape = ground(), 1 / cv**2
    if not likeness:
        return random.gamma(shape, 1 / shape, area.ids.size)
    inside = area.disks < area.ids.size
    weights = np.where(np.arange(area.disks.shape[1]) == 0, 1.0, likeness) * inside
    drawn = np.append(random.standard_normal(area.ids.size), 0.0)[area.disks]
    scores = (drawn * weights).sum(axis=1) / np.sqrt((weights**2).sum(axis=1))
    return stats.gamma.ppf(stats.norm.cdf(scores), shape, scale=1 / shape)


def most(before: np.ndarray, size: int, random: np.random.Generator) -> list[int]:
    """Return the connected cells of this number with the most reports that growing finds: from every cell, always to
    the neighbour with the most.
    """
    if size == 1:
        return [int(random.choice(np.flatnonzero(before == before.max())))]
    grown = []
    for seed in range(before.size):
        homes = [seed]
        while len(homes) < size:
            homes.append(max(sorted(around(homes)), key=lambda row: before[row]))
        grown.append(homes)
    return max(grown, key=lambda homes: before[homes].sum())


def _pair(found: Evaluation) -> tuple[float, float]:
    return found.counts.control.before, found.counts.control.after


def looking(seed: int, truth: Truth, weeks: int = 52) -> bool:
    """Return whether any weekly look at a measure without effect, until the follow-up, says anything of the place."""
    random = np.random.default_rng(seed)
    home = int(random.choice(inner()))
    means = level(truth, home, random) * MONTHS / 52
    plan = design([home], truth.years)
    by_week = draw(np.repeat(means[None, :], (truth.years + 1) * weeks, axis=0), truth.dispersion, random)
    table = shared(by_week, random).reshape(len(NAMES), truth.years + 1, weeks, -1)
    months = by_week[: truth.years * weeks].reshape(-1, 4, means.size).sum(axis=1).T.astype(float)
    for week in range(1, weeks + 1):
        seen = table[:, :, :week].sum(axis=2)
        tally = Tally(NAMES, seen, seen, months)
        found = judge_measure(plan, tally, ground(), START + timedelta(days=7 * week - 1), LOCKED)
        if found.step in SAID:
            return True
    return False


@dataclass(frozen=True)
class Sign:
    """What is said of the demo town's sign at the square: a decrease, a move to both other places, no move at all."""

    decrease: bool
    seen: bool
    denied: bool


def sign(seed: int) -> Sign:
    """Return what is said of the sign in a demo town of this seed, through files, store and the town's own design."""
    with open_store(None) as store:
        build_demo(store, "calibration", datetime(2026, 6, 29), town=demo_reports(seed))
        measure = find_measure(store, FOLLOW_UPS[0].title)
        found = evaluate_measure(store, measure, date(2026, 6, 28))
    grown = {cell for place in found.elsewhere for cell in place.cells}
    seen = all(latlng_to_cell(there.lat, there.lng, 9) in grown for there in (MOVED_TO_HARBOUR, MOVED_TO_SHOPS))
    return Sign(found.step in DECREASES, seen, found.moved is DisplacementLevel.NOT_NEARBY)

"""The verdict from the counts: what happened at the place, whether it moved, and what speaks against it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from est.measures.followup.buffer_ring import largest_gain, ring_displacement
from est.measures.followup.comparison import (
    BaselineCounts,
    DifferenceTest,
    area_weight,
    baseline_counts,
    look_share,
    shrink_baseline,
)
from est.measures.followup.design import BaselineKind, CountedUnit, FollowUpDesign
from est.measures.followup.displacement import Namer, places_that_grew
from est.measures.followup.tally import Tally, elapsed_days, tally_periods, tally_rows
from est.measures.followup.validity_checks import (
    NOT_PARALLEL,
    OrganisationStrata,
    TownCounts,
    displacement_quotient,
    net_effect,
    parallel_test,
    placebo_test,
    reporter_influence,
)
from est.measures.followup.verdict import (
    CountPair,
    DispersionEstimate,
    DisplacedPart,
    Evaluation,
    GrownPlace,
    LockedDesign,
    NetEffect,
    OtherChange,
    ParallelResult,
    PlaceboResult,
    ReporterInfluence,
    VerdictCounts,
    VerdictSummary,
)
from est.measures.followup.verdict_levels import DoubtReason, VerdictLevel
from est.space.area import StudyArea
from est.statistics.dispersion import estimate_dispersion
from est.statistics.negative_binomial import predictive_distribution
from est.statistics.rates import WeightedDifference, weighted_difference

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
LOWERED = {VerdictLevel.CLEAR_DECREASE: VerdictLevel.DECREASE, VerdictLevel.CLEAR_INCREASE: VerdictLevel.INCREASE}
THIN = 30.0  # reports before, below which another slice of the control says too little


def _first(cells: tuple[str, ...]) -> str:
    return cells[0]


@dataclass(frozen=True)
class EvaluationBasis:
    """What an evaluation is told that is not counted: title, locking, names of organisations and of places."""

    title: str = ""
    locked: LockedDesign | None = None
    organisations: Mapping[str, str] = field(default_factory=dict)
    late: int = 0
    named: Namer = _first


def judge_measure(
    design: FollowUpDesign, counts: Tally, area: StudyArea, as_of: date, about: EvaluationBasis | None = None
) -> Evaluation:
    """Return the evaluation of a design from its counts as of a day. Raises DesignError before the start."""
    about = about or EvaluationBasis()
    at = look_share(elapsed_days(design, as_of), design.window.days)
    whole = DifferenceTest(len(design.before), _dispersion(design, counts, area).value, at, design.direction)
    places = places_that_grew(counts, design, area, whole.dispersion, about.named, at.spent)
    return _Judgement(design, counts, area, whole, places, about, as_of).evaluation()


def _dispersion(design: FollowUpDesign, counts: Tally, area: StudyArea) -> DispersionEstimate:
    rows = tally_rows(area, (*design.control, *design.ring_control))
    table = counts.months[rows]
    return DispersionEstimate(estimate_dispersion(table), int((table.sum(axis=1) > 0).sum()), table.shape[1])


@dataclass(frozen=True)
class _Judgement:
    """One evaluation while it is made: the parts that several of its figures share."""

    design: FollowUpDesign
    counts: Tally
    area: StudyArea
    comparison: DifferenceTest
    places: tuple[GrownPlace, ...]
    about: EvaluationBasis
    as_of: date

    def rows(self, cells: tuple[str, ...]) -> npt.NDArray[np.intp]:
        gone = {cell for place in self.places for cell in place.cells}
        return tally_rows(self.area, tuple(cell for cell in cells if cell not in gone))

    def by_cell(self, table: Floats) -> Floats:
        """Return periods × cells of the organisations that are counted."""
        return np.asarray(table[self.counts.cohort].sum(axis=0))

    @property
    def control_table(self) -> Floats:
        return self.counts.every if self.design.counted is CountedUnit.ALL else self.counts.chosen

    def pair(self, table: Floats, cells: tuple[str, ...]) -> CountPair:
        found = self.by_cell(table)[:, self.rows(cells)].sum(axis=1)
        return CountPair(float(found[:-1].sum()), float(found[-1]))

    def evaluation(self) -> Evaluation:
        design, comparison = self.design, self.comparison
        counts = VerdictCounts(
            self.pair(self.counts.chosen, design.target),
            self.pair(self.control_table, design.control),
            self.pair(self.counts.chosen, design.ring),
            self.pair(self.control_table, design.ring_control),
        )
        before, baseline = self.baseline(counts.target.before)
        weights, found = self.difference(counts, before)
        local = comparison.local_part(before, counts.target.after, counts.control, found.local)
        around = None
        if found.displacement is not None:
            around = comparison.nearby(counts.ring.before, counts.ring.after, counts.ring_control, found.displacement)
        step = comparison.step(local.p_decrease, local.p_increase)
        checked = self.reporters(before, step)
        trend = self.parallel()
        rank = self.placebo(baseline, local)
        doubts = self.doubts(step, trend, rank, checked)
        ring = counts.ring if around else None
        return Evaluation(
            measure=design.measure,
            title=self.about.title,
            as_of=self.as_of,
            design=design,
            locked=self.about.locked,
            after=tally_periods(design, self.as_of)[-1],
            before=tally_periods(design, self.as_of)[:-1],
            look=comparison.look,
            late=self.about.late,
            counts=counts,
            time_weights=(float(comparison.years), 1.0),
            area_weights=weights,
            baseline_before=before.mean,
            dispersion=_dispersion(design, self.counts, self.area),
            local=local,
            displacement=around,
            total=NetEffect(found.total, found.standard_error, found.z, found.low, found.high),
            ratio=comparison.ratio(before, counts.target.after, counts.control, local),
            wdq=displacement_quotient(counts.target, counts.control, ring),
            tne=net_effect(counts.target, counts.control, ring),
            placebo=rank,
            parallel=trend,
            reporters=checked,
            elsewhere=self.places,
            in_time=self.others(self.counts.in_time, counts.control),
            in_kind=self.others(self.counts.in_kind, counts.control),
            step=LOWERED.get(step, step) if doubts else step,
            undoubted=step,
            doubts=doubts,
            moved=ring_displacement(comparison, local, around, step, counts, elsewhere=bool(self.places)),
            most_gained=largest_gain(comparison, counts.ring, counts.ring_control) if around else None,
        )

    def baseline(self, count: float) -> tuple[BaselineCounts, Floats]:
        """Return what is known of the place before, and what is expected of every cell before."""
        before = self.by_cell(self.counts.chosen)[:-1].sum(axis=0)
        if self.design.baseline is BaselineKind.INDEPENDENT:
            return baseline_counts(count), before
        expectation = shrink_baseline(before, self.area.cells["area_km2"].to_numpy())
        return expectation.sum_of_cells(tally_rows(self.area, self.design.target)), expectation.mean

    def difference(
        self, counts: VerdictCounts, before: BaselineCounts
    ) -> tuple[tuple[float, float, float, float], WeightedDifference]:
        """Return the area weights and the weighted displacement difference with them."""
        weights = (
            1.0,
            area_weight(counts.control.before, before.mean),
            1.0,
            area_weight(counts.ring_control.before, counts.ring.before),
        )
        ringed = bool(self.design.ring and self.design.ring_control)
        found = weighted_difference(
            (before.mean, counts.target.after),
            (counts.control.before, counts.control.after),
            (counts.ring.before, counts.ring.after) if ringed else None,
            (counts.ring_control.before, counts.ring_control.after) if ringed else None,
            time_weights=(self.comparison.years, 1),
            area_weights=weights,
            dispersion=self.comparison.dispersion,
        )
        return weights, found

    def parallel(self) -> ParallelResult:
        chosen, control = self.by_cell(self.counts.chosen)[:-1], self.by_cell(self.control_table)[:-1]
        target, others = tally_rows(self.area, self.design.target), self.rows(self.design.control)
        return parallel_test(chosen[:, target].sum(axis=1), control[:, others].sum(axis=1), self.comparison.dispersion)

    def placebo(self, baseline: Floats, local: DisplacedPart) -> PlaceboResult:
        chosen, control = self.by_cell(self.counts.chosen), self.by_cell(self.control_table)
        taken = np.zeros(self.area.ids.size, dtype=bool)
        watched = tuple(cell for place in self.design.watched for cell in place.cells)
        gone = tuple(cell for place in self.places for cell in place.cells)
        taken[tally_rows(self.area, (*self.design.target, *self.design.ring, *watched, *gone))] = True
        in_control = np.zeros(self.area.ids.size, dtype=bool)
        in_control[self.rows((*self.design.control, *self.design.ring_control))] = True
        town = TownCounts(chosen[:-1], chosen[-1], baseline, control[:-1].sum(axis=0), control[-1], in_control)
        return placebo_test(self.comparison, town, self.area, tally_rows(self.area, self.design.target), taken, local.z)

    def reporters(self, before: BaselineCounts, step: VerdictLevel) -> ReporterInfluence:
        cohort = self.counts.cohort
        names = [self.about.organisations.get(identity, identity) for identity in self.counts.organisations]
        target = tally_rows(self.area, self.design.target)
        left = self.counts.chosen[:, :, target].sum(axis=(1, 2))
        return reporter_influence(
            self.comparison,
            OrganisationStrata(
                tuple(name for name, member in zip(names, cohort.tolist(), strict=True) if member),
                _two(self.counts.chosen[cohort][:, :, target]),
                _two(self.control_table[cohort][:, :, self.rows(self.design.control)]),
            ),
            before,
            step,
            {
                name: float(number)
                for name, number, member in zip(names, left, cohort.tolist(), strict=True)
                if not member
            },
        )

    def doubts(
        self, step: VerdictLevel, trend: ParallelResult, rank: PlaceboResult, checked: ReporterInfluence
    ) -> tuple[VerdictSummary, ...]:
        """Return what lowers a clear step; of another step nothing is doubted."""
        if step not in LOWERED:
            return ()
        late = self.about.locked.days_late if self.about.locked else 0
        found = (
            (trend.p is not None and trend.p < NOT_PARALLEL, VerdictSummary(DoubtReason.NOT_PARALLEL)),
            (rank.extreme is False, VerdictSummary(DoubtReason.PLACEBO)),
            (
                checked.carried_by is not None,
                VerdictSummary(DoubtReason.ONE_ORGANISATION, organisation=checked.carried_by or ""),
            ),
            (late > 0, VerdictSummary(DoubtReason.LOCKED_LATE, days=late)),
            (self.about.locked is None, VerdictSummary(DoubtReason.NOT_LOCKED)),
        )
        return tuple(told for holds, told in found if holds)

    def others(self, tables: Mapping[str, Floats], control: CountPair) -> tuple[OtherChange, ...]:
        """Return the place's own reports in other hours, or of other categories, beside what was to be expected."""
        rows = []
        for name, table in tables.items():
            place = self.pair(table, self.design.target)
            beside = self.pair(table, (*self.design.control, *self.design.ring_control))
            if min(beside.before, beside.after) < THIN:
                beside = control
            coming = predictive_distribution(
                place.before + 1, place.before + 1, (beside.before, beside.after), self.comparison.dispersion
            )
            expected = self.comparison.predict_after(baseline_counts(place.before), beside)
            rows.append(
                OtherChange(name, place.before, place.after, float(expected.mean), float(coming.upper(place.after)))
            )
        return tuple(rows)


def _two(table: Floats) -> Floats:
    """Return organisations × (all windows before, after)."""
    by = table.sum(axis=2)
    return np.stack([by[:, :-1].sum(axis=1), by[:, -1]], axis=1)

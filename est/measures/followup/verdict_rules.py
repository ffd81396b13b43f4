"""The verdict from the counts: what happened at the place, whether it moved, and what speaks against it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from est.measures.followup.buffer_ring import largest_gain, ring_displacement
from est.measures.followup.circumstances import DriftEstimate, OtherMeasure
from est.measures.followup.compared_counts import ComparedCounts
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
from est.measures.followup.other_changes import other_changes
from est.measures.followup.place_drift import estimate_drift
from est.measures.followup.reporting_change import reporting_change
from est.measures.followup.tally import Tally, elapsed_days, tally_periods, tally_rows
from est.measures.followup.validity_checks import (
    NOT_PARALLEL,
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
from est.statistics.rates import WeightedDifference, weighted_difference

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
LOWERED = {VerdictLevel.CLEAR_DECREASE: VerdictLevel.DECREASE, VerdictLevel.CLEAR_INCREASE: VerdictLevel.INCREASE}


def _first(cells: tuple[str, ...]) -> str:
    return cells[0]


@dataclass(frozen=True)
class EvaluationBasis:
    """What an evaluation is told that is not counted: title, locking, names of organisations and of places, and the
    other measures that began or ended within the time that is compared.
    """

    title: str = ""
    locked: LockedDesign | None = None
    organisations: Mapping[str, str] = field(default_factory=dict)
    late: int = 0
    named: Namer = _first
    others: tuple[OtherMeasure, ...] = ()


def judge_measure(
    design: FollowUpDesign, counts: Tally, area: StudyArea, as_of: date, about: EvaluationBasis | None = None
) -> Evaluation:
    """Return the evaluation of a design from its counts as of a day. Raises DesignError before the start."""
    about = about or EvaluationBasis()
    at = look_share(elapsed_days(design, as_of), design.window.days)
    treated = treated_cells(about.others, design)
    control = tally_rows(area, tuple(cell for cell in (*design.control, *design.ring_control) if cell not in treated))
    varied = _dispersion(counts.months[control])
    beside = counts.every if design.counted is CountedUnit.ALL else counts.chosen
    drift = estimate_drift(counts, area, control, beside[counts.cohort].sum(axis=0))
    held = counts.chosen[counts.cohort][:, :-1].sum(axis=(0, 1))
    here, around = (drift.of_place(held[tally_rows(area, cells)]) for cells in (design.target, design.ring))
    whole = DifferenceTest(len(design.before), varied.value, at, design.direction, here, around)
    places = places_that_grew(counts, design, area, whole, drift, about.named, treated)
    compared = ComparedCounts(design, counts, area, treated.union(*(place.cells for place in places)))
    return _Judgement(compared, whole, varied, drift, places, about, as_of).evaluation()


def treated_cells(others: Sequence[OtherMeasure], design: FollowUpDesign) -> frozenset[str]:
    """Return the cells of other measures that are taken out of what a place is compared with: all but its own."""
    return frozenset(cell for other in others for cell in other.cells) - set(design.target)


def _dispersion(months: Floats) -> DispersionEstimate:
    return DispersionEstimate(estimate_dispersion(months), int((months.sum(axis=1) > 0).sum()), months.shape[1])


@dataclass(frozen=True)
class _Judgement:
    """One evaluation while it is made: the parts that several of its figures share."""

    compared: ComparedCounts
    comparison: DifferenceTest
    varied: DispersionEstimate
    drift: DriftEstimate
    places: tuple[GrownPlace, ...]
    about: EvaluationBasis
    as_of: date

    @property
    def design(self) -> FollowUpDesign:
        return self.compared.design

    def evaluation(self) -> Evaluation:
        design, comparison, compared = self.design, self.comparison, self.compared
        counts = VerdictCounts(
            compared.pair(compared.counts.chosen, design.target),
            compared.pair(compared.control_table, design.control),
            compared.pair(compared.counts.chosen, design.ring),
            compared.pair(compared.control_table, design.ring_control),
        )
        before, baseline = self.baseline(counts.target.before)
        weights, found = self.difference(counts, before)
        local = comparison.local_part(before, counts.target.after, counts.control, found.local)
        around = None
        if found.displacement is not None:
            around = comparison.nearby(counts.ring.before, counts.ring.after, counts.ring_control, found.displacement)
        told = comparison.step(local.p_decrease, local.p_increase)
        names = self.about.organisations
        strata = compared.strata(names)
        checked = reporter_influence(comparison, strata, before, told, compared.uncounted(names))
        changed = reporting_change(comparison, strata, before, told)
        step = told if changed is None else VerdictLevel.REPORTING
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
            dispersion=self.varied,
            drift=self.drift,
            place_drift=comparison.drift,
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
            in_time=self.others(compared.counts.in_time, counts.control),
            in_kind=self.others(compared.counts.in_kind, counts.control),
            step=LOWERED.get(step, step) if doubts else step,
            undoubted=told,
            doubts=doubts,
            moved=ring_displacement(comparison, local, around, step, counts, elsewhere=bool(self.places)),
            most_gained=largest_gain(comparison, counts.ring, counts.ring_control) if around else None,
            reporting=changed,
            together=self.named_at_place(at_place=True),
            left_out=self.named_at_place(at_place=False),
        )

    def named_at_place(self, *, at_place: bool) -> tuple[OtherMeasure, ...]:
        """Return the other measures with a cell of the place, or those with none but of what it is compared with."""
        target = set(self.design.target)
        beside = {*self.design.ring, *self.design.control, *self.design.ring_control}
        return tuple(
            other
            for other in self.about.others
            if bool(target & set(other.cells)) is at_place and (at_place or beside & set(other.cells))
        )

    def baseline(self, count: float) -> tuple[BaselineCounts, Floats]:
        """Return what is known of the place before, and what is expected of every cell before."""
        compared = self.compared
        before = compared.by_cell(compared.counts.chosen)[:-1].sum(axis=0)
        if self.design.baseline is BaselineKind.INDEPENDENT:
            return baseline_counts(count), before
        expectation = shrink_baseline(before, compared.area.cells["area_km2"].to_numpy())
        return expectation.sum_of_cells(compared.target), expectation.mean

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
        rows_of = self.compared.rows_of
        ringed = bool(rows_of(self.design.ring).size and rows_of(self.design.ring_control).size)
        found = weighted_difference(
            (before.mean, counts.target.after),
            (counts.control.before, counts.control.after),
            (counts.ring.before, counts.ring.after) if ringed else None,
            (counts.ring_control.before, counts.ring_control.after) if ringed else None,
            time_weights=(self.comparison.years, 1),
            area_weights=weights,
            dispersion=self.comparison.dispersion,
            drift=(self.comparison.drift, self.comparison.drift_around),
        )
        return weights, found

    def parallel(self) -> ParallelResult:
        compared = self.compared
        chosen, control = (compared.by_cell(table)[:-1] for table in (compared.counts.chosen, compared.control_table))
        return parallel_test(
            chosen[:, compared.target].sum(axis=1),
            control[:, compared.rows_of(self.design.control)].sum(axis=1),
            self.comparison.dispersion,
            self.comparison.drift,
        )

    def placebo(self, baseline: Floats, local: DisplacedPart) -> PlaceboResult:
        compared, design = self.compared, self.design
        chosen, control = compared.by_cell(compared.counts.chosen), compared.by_cell(compared.control_table)
        taken, in_control = (np.zeros(compared.area.ids.size, dtype=bool) for _ in "ab")
        watched = tuple(cell for place in design.watched for cell in place.cells)
        gone = (*design.target, *design.ring, *watched, *compared.known_left_out)
        taken[tally_rows(compared.area, gone)] = True
        in_control[compared.rows_of((*design.control, *design.ring_control))] = True
        town = TownCounts(chosen[:-1], chosen[-1], baseline, control[:-1].sum(axis=0), control[-1], in_control)
        return placebo_test(self.comparison, town, compared.area, compared.target, taken, local.z)

    def others(self, tables: Mapping[str, Floats], control: CountPair) -> tuple[OtherChange, ...]:
        """Return the place's own reports in other hours, or of other categories, beside what was to be expected."""
        pair, design = self.compared.pair, self.design
        slices = {
            name: (pair(table, design.target), pair(table, (*design.control, *design.ring_control)))
            for name, table in tables.items()
        }
        return other_changes(self.comparison, slices, control)

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

"""The verdict from the counts: what happened at the place, whether it moved, and what speaks against it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from est.measures.followup.buffer_ring import most_gained, moved
from est.measures.followup.comparison import Comparison, Known, area_weight, counted, look, shrunk
from est.measures.followup.design import Baseline, Counted, Design
from est.measures.followup.displacement import Namer, grown
from est.measures.followup.tally import Tally, elapsed, periods, rows_of
from est.measures.followup.validity_checks import (
    NOT_PARALLEL,
    Strata,
    Town,
    displacement_quotient,
    net_effect,
    parallel,
    placebo,
    reporters,
)
from est.measures.followup.verdict import (
    Counts,
    Dispersion,
    Evaluation,
    Grown,
    Locked,
    Other,
    Pair,
    Parallel,
    Part,
    Placebo,
    Reporters,
    Told,
    Whole,
)
from est.measures.followup.verdict_levels import Doubt, Step
from est.space.area import StudyArea
from est.statistics.dispersion import dispersion
from est.statistics.negative_binomial import predictive
from est.statistics.rates import WeightedDifference, weighted_difference

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
LOWERED = {Step.CLEAR_DECREASE: Step.DECREASE, Step.CLEAR_INCREASE: Step.INCREASE}
THIN = 30.0  # reports before, below which another slice of the control says too little


def _first(cells: tuple[str, ...]) -> str:
    return cells[0]


@dataclass(frozen=True)
class About:
    """What an evaluation is told that is not counted: title, locking, names of organisations and of places."""

    title: str = ""
    locked: Locked | None = None
    organisations: Mapping[str, str] = field(default_factory=dict)
    late: int = 0
    named: Namer = _first


def judge(design: Design, counts: Tally, area: StudyArea, as_of: date, about: About | None = None) -> Evaluation:
    """Return the evaluation of a design from its counts as of a day. Raises DesignError before the start."""
    about = about or About()
    at = look(elapsed(design, as_of), design.window.days)
    whole = Comparison(len(design.before), _dispersion(design, counts, area).value, at, design.direction)
    places = grown(counts, design, area, whole.dispersion, about.named, at.spent)
    return _Judgement(design, counts, area, whole, places, about, as_of).evaluation()


def _dispersion(design: Design, counts: Tally, area: StudyArea) -> Dispersion:
    rows = rows_of(area, (*design.control, *design.ring_control))
    table = counts.months[rows]
    return Dispersion(dispersion(table), int((table.sum(axis=1) > 0).sum()), table.shape[1])


@dataclass(frozen=True)
class _Judgement:
    """One evaluation while it is made: the parts that several of its figures share."""

    design: Design
    counts: Tally
    area: StudyArea
    comparison: Comparison
    places: tuple[Grown, ...]
    about: About
    as_of: date

    def rows(self, cells: tuple[str, ...]) -> npt.NDArray[np.intp]:
        gone = {cell for place in self.places for cell in place.cells}
        return rows_of(self.area, tuple(cell for cell in cells if cell not in gone))

    def by_cell(self, table: Floats) -> Floats:
        """Return periods × cells of the organisations that are counted."""
        return np.asarray(table[self.counts.cohort].sum(axis=0))

    @property
    def controlled(self) -> Floats:
        return self.counts.every if self.design.counted is Counted.ALL else self.counts.chosen

    def pair(self, table: Floats, cells: tuple[str, ...]) -> Pair:
        found = self.by_cell(table)[:, self.rows(cells)].sum(axis=1)
        return Pair(float(found[:-1].sum()), float(found[-1]))

    def evaluation(self) -> Evaluation:
        design, comparison = self.design, self.comparison
        counts = Counts(
            self.pair(self.counts.chosen, design.target),
            self.pair(self.controlled, design.control),
            self.pair(self.counts.chosen, design.ring),
            self.pair(self.controlled, design.ring_control),
        )
        before, baseline = self.known(counts.target.before)
        weights, found = self.difference(counts, before)
        local = comparison.part(before, counts.target.after, counts.control, found.local)
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
            after=periods(design, self.as_of)[-1],
            before=periods(design, self.as_of)[:-1],
            look=comparison.look,
            late=self.about.late,
            counts=counts,
            time_weights=(float(comparison.years), 1.0),
            area_weights=weights,
            baseline_before=before.mean,
            dispersion=_dispersion(design, self.counts, self.area),
            local=local,
            displacement=around,
            total=Whole(found.total, found.standard_error, found.z, found.low, found.high),
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
            moved=moved(comparison, local, around, step, counts, elsewhere=bool(self.places)),
            most_gained=most_gained(comparison, counts.ring, counts.ring_control) if around else None,
        )

    def known(self, count: float) -> tuple[Known, Floats]:
        """Return what is known of the place before, and what is expected of every cell before."""
        before = self.by_cell(self.counts.chosen)[:-1].sum(axis=0)
        if self.design.baseline is Baseline.INDEPENDENT:
            return counted(count), before
        expectation = shrunk(before, self.area.cells["area_km2"].to_numpy())
        return expectation.of(rows_of(self.area, self.design.target)), expectation.mean

    def difference(self, counts: Counts, before: Known) -> tuple[tuple[float, float, float, float], WeightedDifference]:
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

    def parallel(self) -> Parallel:
        chosen, control = self.by_cell(self.counts.chosen)[:-1], self.by_cell(self.controlled)[:-1]
        target, others = rows_of(self.area, self.design.target), self.rows(self.design.control)
        return parallel(chosen[:, target].sum(axis=1), control[:, others].sum(axis=1), self.comparison.dispersion)

    def placebo(self, baseline: Floats, local: Part) -> Placebo:
        chosen, control = self.by_cell(self.counts.chosen), self.by_cell(self.controlled)
        taken = np.zeros(self.area.ids.size, dtype=bool)
        watched = tuple(cell for place in self.design.watched for cell in place.cells)
        gone = tuple(cell for place in self.places for cell in place.cells)
        taken[rows_of(self.area, (*self.design.target, *self.design.ring, *watched, *gone))] = True
        in_control = np.zeros(self.area.ids.size, dtype=bool)
        in_control[self.rows((*self.design.control, *self.design.ring_control))] = True
        town = Town(chosen[:-1], chosen[-1], baseline, control[:-1].sum(axis=0), control[-1], in_control)
        return placebo(self.comparison, town, self.area, rows_of(self.area, self.design.target), taken, local.z)

    def reporters(self, before: Known, step: Step) -> Reporters:
        cohort = self.counts.cohort
        names = [self.about.organisations.get(identity, identity) for identity in self.counts.organisations]
        target = rows_of(self.area, self.design.target)
        left = self.counts.chosen[:, :, target].sum(axis=(1, 2))
        return reporters(
            self.comparison,
            Strata(
                tuple(name for name, member in zip(names, cohort.tolist(), strict=True) if member),
                _two(self.counts.chosen[cohort][:, :, target]),
                _two(self.controlled[cohort][:, :, self.rows(self.design.control)]),
            ),
            before,
            step,
            {
                name: float(number)
                for name, number, member in zip(names, left, cohort.tolist(), strict=True)
                if not member
            },
        )

    def doubts(self, step: Step, trend: Parallel, rank: Placebo, checked: Reporters) -> tuple[Told, ...]:
        """Return what lowers a clear step; of another step nothing is doubted."""
        if step not in LOWERED:
            return ()
        late = self.about.locked.days_late if self.about.locked else 0
        found = (
            (trend.p is not None and trend.p < NOT_PARALLEL, Told(Doubt.NOT_PARALLEL)),
            (rank.extreme is False, Told(Doubt.PLACEBO)),
            (checked.carried_by is not None, Told(Doubt.ONE_ORGANISATION, organisation=checked.carried_by or "")),
            (late > 0, Told(Doubt.LOCKED_LATE, days=late)),
            (self.about.locked is None, Told(Doubt.NOT_LOCKED)),
        )
        return tuple(told for holds, told in found if holds)

    def others(self, tables: Mapping[str, Floats], control: Pair) -> tuple[Other, ...]:
        """Return the place's own reports in other hours, or of other categories, beside what was to be expected."""
        rows = []
        for name, table in tables.items():
            place = self.pair(table, self.design.target)
            beside = self.pair(table, (*self.design.control, *self.design.ring_control))
            if min(beside.before, beside.after) < THIN:
                beside = control
            coming = predictive(
                place.before + 1, place.before + 1, (beside.before, beside.after), self.comparison.dispersion
            )
            expected = self.comparison.expected(counted(place.before), beside)
            rows.append(Other(name, place.before, place.after, float(expected.mean), float(coming.upper(place.after))))
        return tuple(rows)


def _two(table: Floats) -> Floats:
    """Return organisations × (all windows before, after)."""
    by = table.sum(axis=2)
    return np.stack([by[:, :-1].sum(axis=1), by[:, -1]], axis=1)

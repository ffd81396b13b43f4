"""What a follow-up can see, told before the measure starts: the smallest visible change, by when, and what helps."""

from collections.abc import Sequence
from dataclasses import dataclass

from est.measures.followup.circumstances import DriftEstimate
from est.measures.followup.comparison import EARLY_PART, EXPECTED_POINTS, shrink_baseline
from est.measures.followup.design import (
    LONGEST_WEEKS,
    MOST_YEARS,
    BaselineKind,
    ControlKind,
    CountedUnit,
    ExpectedDirection,
    FollowUpDesign,
)
from est.measures.followup.place_drift import estimate_drift
from est.measures.followup.tally import Tally, tally_rows
from est.picture.change import PERCENT_FROM
from est.space.area import StudyArea
from est.statistics.dispersion import estimate_dispersion
from est.statistics.power import PowerSetting, detectable_increase, detectable_reduction
from est.text import N_

POWER = 0.8
LENGTHS = (4, 6, 8, 10, 13, 17, 21, 26, 32, 39, 46, 52, 65, 78, 91, 104)

LONGER = N_("a follow-up of {number} weeks")
POOLED = N_("the rest of the town as the control")
MORE_YEARS = N_("{number} earlier years")


@dataclass(frozen=True)
class VisibleChange:
    """The smallest change in the expected direction that is seen after so many weeks with 80 % power: of a decrease the
    part that is gone, of an increase the part that came. None when not even an end, or ten times as many, is seen.
    """

    weeks: int
    expected: float
    change: float | None

    @property
    def in_per_cent(self) -> int | None:
        """The change in whole per cent; None also where so few reports are expected that it would say too much."""
        return None if self.change is None or self.expected < PERCENT_FROM else in_per_cent(self.change)


@dataclass(frozen=True)
class PowerHelp:
    """What would make more visible: a msgid with its number, the smallest visible change then, and of how many reports
    expected.
    """

    what: str
    number: int
    change: float | None
    expected: float


@dataclass(frozen=True)
class PowerForecast:
    """What can be seen of a design: `expected` reports of the place without an effect, the control's in multiples of
    it, earlier periods, dispersion, how much places move by themselves, the expected direction, the smallest visible
    change, the same by length of the follow-up, the first length at which the change hoped for is visible, and what
    helps where that is too little.
    """

    expected: float
    control_ratio: float
    years: int
    dispersion: float
    drift: DriftEstimate
    direction: ExpectedDirection
    change: float | None
    by_weeks: tuple[VisibleChange, ...]
    hoped: float | None
    by_when: int | None
    helps: tuple[PowerHelp, ...]


def forecast_power(design: FollowUpDesign, counts: Tally, area: StudyArea) -> PowerForecast:
    """Return what can be seen, from the counts of the windows before (`proposal.baseline_tally`).

    The expected count is that of the windows before (or the empirical-Bayes expectation) per week, as if no season
    made a difference within the follow-up. A change is seen when the verdict says at least "points to" one that way
    on the day of the follow-up.
    """
    years = len(design.before)
    kept = counts.cohort_before
    chosen = counts.chosen[kept][:, :-1].sum(axis=(0, 1))
    control = (counts.every if design.counted is CountedUnit.ALL else counts.chosen)[kept][:, :-1].sum(axis=(0, 1))
    target = tally_rows(area, design.target)
    if design.baseline is BaselineKind.EMPIRICAL_BAYES:
        place = shrink_baseline(chosen, area.cells["area_km2"].to_numpy()).sum_of_cells(target).mean
    else:
        place = float(chosen[target].sum())
    rows = tally_rows(area, (*design.control, *design.ring_control))
    spread = estimate_dispersion(counts.months[rows])
    drift = estimate_drift(counts, area, rows)
    compared = _Compared(
        place / years / design.weeks,
        float(control[tally_rows(area, design.control)].sum()) / max(place, 0.5),
        spread,
        drift.of_place(chosen[target]),
        EXPECTED_POINTS * (1 - EARLY_PART),
        design.direction,
    )
    by_weeks = tuple(
        VisibleChange(weeks, compared.a_week * weeks, compared.visible_change(weeks, years)) for weeks in LENGTHS
    )
    change = compared.visible_change(design.weeks, years)
    pooled = (float(control.sum()) - float(control[target].sum())) / 2 / max(place, 0.5)
    hopeless = change is None or in_per_cent(change) > in_per_cent(design.hoped or 0.5)
    return PowerForecast(
        compared.a_week * design.weeks,
        compared.ratio,
        years,
        spread,
        drift,
        design.direction,
        change,
        by_weeks,
        design.hoped,
        first_visible(by_weeks, design.hoped),
        _helps(design, compared, years, change, pooled) if hopeless else (),
    )


@dataclass(frozen=True)
class _Compared:
    a_week: float
    ratio: float
    dispersion: float
    drift: float
    level: float  # what "points to" a change that way asks for on the day of the follow-up
    direction: ExpectedDirection

    def visible_change(self, weeks: int, years: int, ratio: float | None = None) -> float | None:
        expected = self.a_week * weeks
        increase = self.direction is ExpectedDirection.INCREASE
        if expected <= 0 or (expected < 1 and not increase):
            return None
        detectable = detectable_increase if increase else detectable_reduction
        beside = max(ratio or self.ratio, 0.1)
        return detectable(PowerSetting(expected, beside, years, self.dispersion, self.level, drift=self.drift), POWER)


def first_visible(by_weeks: Sequence[VisibleChange], hoped: float | None) -> int | None:
    """Return the first length at which the change hoped for is visible, None when none is long enough.

    In whole per cent, as all of it is told: who hopes for 50 % sees them where "50 %" is written.
    """
    if hoped is None:
        return None
    seen = (
        point.weeks
        for point in by_weeks
        if point.change is not None and in_per_cent(point.change) <= in_per_cent(hoped)
    )
    return next(seen, None)


def in_per_cent(share: float) -> int:
    """Return a share in whole per cent, as a reader sees it."""
    return round(100 * share)


def _helps(
    design: FollowUpDesign,
    compared: _Compared,
    years: int,
    change: float | None,
    pooled: float,
) -> tuple[PowerHelp, ...]:
    """Return what would make a smaller change visible, each alone, with the change visible then."""
    tried = [
        PowerHelp(LONGER, weeks, compared.visible_change(weeks, years), compared.a_week * weeks)
        for weeks in (2 * design.weeks, LONGEST_WEEKS)
        if design.weeks < weeks <= LONGEST_WEEKS
    ]
    expected = compared.a_week * design.weeks
    if years < MOST_YEARS:
        tried.append(PowerHelp(MORE_YEARS, MOST_YEARS, compared.visible_change(design.weeks, MOST_YEARS), expected))
    if design.control_kind is ControlKind.COMPARABLE:
        tried.append(PowerHelp(POOLED, 0, compared.visible_change(design.weeks, years, pooled), expected))
    better = [
        one
        for one in tried
        if one.change is not None and (change is None or in_per_cent(one.change) < in_per_cent(change))
    ]
    return tuple(sorted(set(better), key=lambda one: one.change or 1.0))

"""What an evaluation says: its figures, its step, its doubts, and whether the problem moved. Frozen values."""

import json
import math
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from scipy import special

from est.measures.followup.circumstances import DriftEstimate, OtherMeasure, ReportingChange
from est.measures.followup.design import DesignWindow, FollowUpDesign
from est.measures.followup.verdict_levels import DisplacementLevel, DoubtReason, VerdictLevel
from est.statistics.interim_looks import look_level, look_limit


@dataclass(frozen=True)
class VerdictSummary:
    """A doubt with what its sentence names."""

    doubt: DoubtReason
    organisation: str = ""
    days: int = 0


@dataclass(frozen=True)
class LockedDesign:
    """When and by whom a version of a design was locked; `days_late` is how long after the start, 0 when before it."""

    identity: str
    version: int
    hash: str
    when: datetime
    who: str
    days_late: int


@dataclass(frozen=True)
class CountPair:
    """Reports before (all earlier periods together) and after."""

    before: float
    after: float


@dataclass(frozen=True)
class VerdictCounts:
    """The raw counts of place, control, surroundings and the surroundings' own control."""

    target: CountPair
    control: CountPair
    ring: CountPair
    ring_control: CountPair


@dataclass(frozen=True)
class DisplacedPart:
    """A change in reports beyond the control's (WDD), its standard error, z, and the bounds that the verdict uses.

    `expected` is what was to be expected after without an effect, `expected_low` and `expected_high` the bounds of its
    95 % prediction. `p_decrease` is the larger of the WDD's p and the exact predictive test's, `p_increase` the latter
    (of the surroundings its mid-p).
    """

    change: float
    standard_error: float
    z: float
    low: float
    high: float
    expected: float
    expected_low: float
    expected_high: float
    p_decrease: float
    p_increase: float


@dataclass(frozen=True)
class NetEffect:
    """The place's and the surroundings' change together (WDD, total)."""

    change: float
    standard_error: float
    z: float
    low: float
    high: float


@dataclass(frozen=True)
class RatioInterval:
    """The rate ratio (T1/T0)/(C1/C0) with its bounds."""

    ratio: float
    low: float
    high: float


@dataclass(frozen=True)
class FamiliarTest:
    """A figure that readers know from elsewhere, or why it is not defined (a msgid)."""

    value: float | None
    why_not: str | None = None


@dataclass(frozen=True)
class DispersionEstimate:
    """How much more than chance the control's cells vary from month to month (at least 1), and from how many."""

    value: float
    cells: int
    months: int


@dataclass(frozen=True)
class PlaceboResult:
    """Where the place's change ranks among comparable units, itself included; rank is None below 19 of them."""

    rank: int | None
    places: int
    extreme: bool | None


@dataclass(frozen=True)
class ParallelResult:
    """Whether place and control followed each other in earlier periods: the p of the chi-square; None if too few."""

    p: float | None
    periods: int


@dataclass(frozen=True)
class ReporterInfluence:
    """Who is counted: names of organisations that reported in every period, those left out, and their reports.

    `stratified` is the Mantel-Haenszel ratio by organisation, `stratified_step` what it would say, `carried_by` the
    organisation without which the change cannot be told, and `only` the one that reports at the place, if one alone
    does.
    """

    counted: tuple[str, ...]
    left_out: tuple[str, ...]
    left_out_reports: float
    stratified: RatioInterval | None
    stratified_step: VerdictLevel
    carried_by: str | None
    only: str | None = None


@dataclass(frozen=True)
class GrownPlace:
    """A place elsewhere that grew beyond the town: name, cells, reports before and after, expected, p, and whether
    it was named beforehand.
    """

    name: str
    cells: tuple[str, ...]
    before: float
    after: float
    expected: float
    p: float
    watched: bool


@dataclass(frozen=True)
class OtherChange:
    """Reports of the place in other hours, or of another category: before, after, expected, p of so many more.

    `name` is a category's code, or a msgid.
    """

    name: str
    before: float
    after: float
    expected: float
    p: float


@dataclass(frozen=True)
class InterimLook:
    """How far the follow-up has come and what that costs: `part` of the error belongs to this look."""

    elapsed: float
    final: bool
    part: float

    def spent(self, p: float) -> float:
        """Return what a one-sided p spends of the error at this look."""
        return p if self.final else float(look_level(p, self.elapsed))

    def reach(self, error: float) -> float:
        """Return the z that an error asks for at this look."""
        return float(-special.ndtri(error)) if self.final else look_limit(error, self.elapsed)


@dataclass(frozen=True)
class Evaluation:
    """Everything that an evaluation says about a measure as of a day.

    `baseline_before` is what was expected before, where the place was picked for its count, else the count itself;
    `undoubted` the step before the doubts lowered it; `most_gained` the upper bound (95 %, one-sided) of what the
    surroundings can have gained; `place_drift` how much the place moves from year to year by itself; `late` how many of
    the reports came after that day. `together` are other measures at the place itself, which are judged with it,
    `left_out` those whose cells are taken out of what it is compared with, and `reporting` how reporting changed at the
    place, where it did.
    """

    measure: str
    title: str
    as_of: date
    design: FollowUpDesign
    locked: LockedDesign | None
    after: DesignWindow
    before: tuple[DesignWindow, ...]
    look: InterimLook
    late: int
    counts: VerdictCounts
    time_weights: tuple[float, float]
    area_weights: tuple[float, float, float, float]
    baseline_before: float
    dispersion: DispersionEstimate
    drift: DriftEstimate
    place_drift: float
    local: DisplacedPart
    displacement: DisplacedPart | None
    total: NetEffect
    ratio: RatioInterval
    wdq: FamiliarTest
    tne: FamiliarTest
    placebo: PlaceboResult
    parallel: ParallelResult
    reporters: ReporterInfluence
    elsewhere: tuple[GrownPlace, ...]
    in_time: tuple[OtherChange, ...]
    in_kind: tuple[OtherChange, ...]
    step: VerdictLevel
    undoubted: VerdictLevel
    doubts: tuple[VerdictSummary, ...]
    moved: DisplacementLevel
    most_gained: float | None
    reporting: ReportingChange | None = None
    together: tuple[OtherMeasure, ...] = ()
    left_out: tuple[OtherMeasure, ...] = ()

    @property
    def cells_left_out(self) -> frozenset[str]:
        """The cells taken out of what the place is compared with: of places that grew, and of other measures."""
        grown = (cell for place in self.elsewhere for cell in place.cells)
        treated = (cell for other in (*self.together, *self.left_out) for cell in other.cells)
        return frozenset((*grown, *treated)) - set(self.design.target)

    def as_json(self) -> dict[str, Any]:
        """Return everything as values that JSON holds; what is not a number is null."""
        return {
            **{field.name: _plain(getattr(self, field.name)) for field in fields(self)},
            "design_hash": self.design.hash,
            "design_version": self.locked.version if self.locked else None,
        }


def _plain(value: object) -> object:
    if isinstance(value, FollowUpDesign):
        return _design(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return str(value)
    return None if isinstance(value, float) and math.isnan(value) else value


def _design(design: FollowUpDesign) -> dict[str, Any]:
    return dict(json.loads(design.canonical()))

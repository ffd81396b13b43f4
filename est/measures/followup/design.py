"""The design of a follow-up: what is compared with what, written down before the measure starts.

A design is a value. Its canonical JSON has the same bytes on every machine, so that its hash tells whether anything of
it was changed after it was locked.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from est.clock import ALL_HOURS
from est.errors import DesignError
from est.space.cells import text_to_cell
from est.text import N_

YEAR = 364  # days: whole weeks, so that a window and the one a year before it hold the same weekdays
MOST_YEARS = 3
SHORTEST_WEEKS, LONGEST_WEEKS = 4, 104


class ExpectedDirection(StrEnum):
    """Which way the reports are expected to go; the errors are shared out by it."""

    DECREASE = "decrease"
    INCREASE = "increase"


DIRECTION_NAMES = {ExpectedDirection.DECREASE: N_("decrease"), ExpectedDirection.INCREASE: N_("increase")}


class ControlKind(StrEnum):
    """Which cells the place is compared with."""

    REST = "rest"
    COMPARABLE = "comparable"


CONTROL_NAMES = {ControlKind.REST: N_("the rest of the town"), ControlKind.COMPARABLE: N_("comparable cells")}


class CountedUnit(StrEnum):
    """What is counted in the control."""

    SAME = "same"
    ALL = "all"


class BaselineKind(StrEnum):
    """What the time after is measured against."""

    INDEPENDENT = "independent"
    EMPIRICAL_BAYES = "empirical_bayes"


@dataclass(frozen=True)
class DesignWindow:
    """Days from `first` to `end`, the end not included."""

    first: date
    end: date

    @property
    def days(self) -> int:
        """How many days it holds."""
        return (self.end - self.first).days

    def cut(self, days: int) -> "DesignWindow":
        """Return its first days, as many as asked for."""
        return DesignWindow(self.first, min(self.end, self.first + timedelta(days=days)))

    def overlaps(self, first: date | None, end: date | None) -> bool:
        """Whether it shares a day with a period; not with one that is not known."""
        return first is not None and end is not None and self.first < end and first < self.end


@dataclass(frozen=True)
class WatchedPlace:
    """A place elsewhere, named beforehand, where the problem may move."""

    name: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class FollowUpDesign:
    """What is compared with what; DesignError when it contradicts itself.

    Cells are text of one resolution. `before` are windows of the follow-up's length, newest first. Empty `categories`
    are all; `hours` are hours of the week. `ring_control` is the ring's own control, so that the place's change and
    the surroundings' are independent. `flagged_from` and `flagged_to` (not included) bound the period that made the
    place a hotspot. `hoped` is the change hoped for, from 0 to 1.
    """

    measure: str
    start: date
    weeks: int
    before: tuple[DesignWindow, ...]
    resolution: int
    target: tuple[str, ...]
    ring: tuple[str, ...]
    control: tuple[str, ...]
    ring_control: tuple[str, ...]
    rings: int = 1
    control_kind: ControlKind = ControlKind.REST
    counted: CountedUnit = CountedUnit.SAME
    categories: tuple[str, ...] = ()
    hours: frozenset[int] = ALL_HOURS
    direction: ExpectedDirection = ExpectedDirection.DECREASE
    flagged_from: date | None = None
    flagged_to: date | None = None
    baseline: BaselineKind = BaselineKind.INDEPENDENT
    hoped: float | None = None
    watched: tuple[WatchedPlace, ...] = ()

    def __post_init__(self) -> None:
        """Check everything that can be checked without a store."""
        _check_identity(self.measure)
        if not SHORTEST_WEEKS <= self.weeks <= LONGEST_WEEKS:
            raise DesignError(
                N_("The follow-up is {shortest} to {longest} weeks long, not {weeks}."),
                shortest=SHORTEST_WEEKS,
                longest=LONGEST_WEEKS,
                weeks=self.weeks,
            )
        if not self.target or not self.control:
            raise DesignError(N_("The design needs cells of the place and cells to compare with. Choose both."))
        if not 1 <= self.rings <= 2:
            raise DesignError(N_("The surroundings are one or two rings of cells, not {rings}."), rings=self.rings)
        if not self.hours or not self.hours <= ALL_HOURS:
            raise DesignError(N_("Choose at least one hour of the week; hours are numbered 0 to 167."))
        if self.hoped is not None and not 0 < self.hoped <= 1:
            raise DesignError(N_("The change hoped for lies between 0 and 100 %, not {hoped:.0%}."), hoped=self.hoped)
        self._check_windows()
        self._check_cells()

    def _check_windows(self) -> None:
        if not 1 <= len(self.before) <= MOST_YEARS:
            raise DesignError(
                N_("The design needs one to {most} earlier periods, not {given}."),
                most=MOST_YEARS,
                given=len(self.before),
            )
        for window in self.before:
            if window.days != self.window.days or window.end > self.start:
                raise DesignError(
                    N_(
                        "An earlier period is as long as the follow-up ({weeks} weeks) and over when the measure "
                        "starts; {first} to {end} is not."
                    ),
                    weeks=self.weeks,
                    first=window.first,
                    end=window.end,
                )
        if any(one.overlaps(two.first, two.end) for one, two in zip(self.before, self.before[1:], strict=False)):
            raise DesignError(N_("The earlier periods overlap. Take each earlier year once."))
        picked = any(window.overlaps(self.flagged_from, self.flagged_to) for window in self.before)
        if picked and self.baseline is BaselineKind.INDEPENDENT:
            raise DesignError(
                N_(
                    "An earlier period is the one that made the place a hotspot, where its many reports are partly "
                    "chance. Take other periods, or the empirical-Bayes expectation."
                )
            )

    def _check_cells(self) -> None:
        watched = tuple(cell for place in self.watched for cell in place.cells)
        named = (*self.target, *self.ring, *self.control, *self.ring_control, *watched)
        for cell in named:
            if text_to_cell(cell) >> 52 & 0xF != self.resolution:
                raise DesignError(
                    N_("The cell {cell} is not of the design's resolution {resolution}."),
                    cell=cell,
                    resolution=self.resolution,
                )
        if len(set(named)) < len(named):
            raise DesignError(N_("A cell has two parts in the design: place, surroundings, control or watched place."))

    @property
    def window(self) -> DesignWindow:
        """The time that is followed up."""
        return DesignWindow(self.start, self.start + timedelta(weeks=self.weeks))

    @property
    def follow_up(self) -> date:
        """The day on which the follow-up is due: the first one after its window."""
        return self.window.end

    @property
    def whole_week(self) -> bool:
        """Whether every hour of the week is followed."""
        return self.hours == ALL_HOURS

    @property
    def seasonal(self) -> bool:
        """Whether the earlier periods lie in the same season as the follow-up."""
        return all((self.start - window.first).days % YEAR == 0 for window in self.before)

    def canonical(self) -> str:
        """Return the design as JSON of one form: sorted names and cells, no spaces, dates as text."""
        written = {name: _plain(value) for name, value in asdict(self).items()}
        return json.dumps(written, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @property
    def hash(self) -> str:
        """The SHA-256 of the canonical JSON, as 64 characters."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()

    @classmethod
    def from_canonical(cls, canonical: str) -> "FollowUpDesign":
        """Return the design of a canonical JSON; DesignError when it is none."""
        try:
            found = json.loads(canonical)
            read = {field.name: found[field.name] for field in fields(cls)}
            return cls(**read | {name: reading(read[name]) for name, reading in _READ.items()})
        except (KeyError, TypeError, ValueError) as error:
            raise DesignError(
                N_("This is not a design that was written by the program: {reason}."), reason=error
            ) from error


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        parts = [_plain(part) for part in value]
        return sorted(map(str, parts)) if parts and isinstance(parts[0], str) else parts
    return str(value) if isinstance(value, StrEnum) else value


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _windows(written: list[dict[str, str]]) -> tuple[DesignWindow, ...]:
    return tuple(DesignWindow(date.fromisoformat(one["first"]), date.fromisoformat(one["end"])) for one in written)


def _watched(written: list[dict[str, Any]]) -> tuple[WatchedPlace, ...]:
    return tuple(WatchedPlace(place["name"], tuple(place["cells"])) for place in written)


_READ: dict[str, Any] = {
    "start": date.fromisoformat,
    "before": _windows,
    "hours": frozenset,
    "control_kind": ControlKind,
    "counted": CountedUnit,
    "direction": ExpectedDirection,
    "baseline": BaselineKind,
    "flagged_from": _day,
    "flagged_to": _day,
    "watched": _watched,
} | dict.fromkeys(("target", "ring", "control", "ring_control", "categories"), tuple)


def _check_identity(text: str) -> None:
    try:
        UUID(text)
    except ValueError:
        raise DesignError(N_("{text!r} is not the identity of a measure."), text=text) from None

"""The selection: which reports are counted. One frozen value, the same on every page."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from est.clock import ALL_HOURS
from est.errors import SelectionError
from est.store import Store
from est.store.kept_answers import Remembered
from est.text import N_

DEFAULT_PERIOD = timedelta(weeks=12)
NOTHING_LOADED = date(2000, 1, 1)
EFFECTS = (1, 2, 3)  # the judged effect on safety


@dataclass(frozen=True)
class Selection:
    """A period and the filters on it. An empty filter lets everything through, also what has no such value.

    `start` is included and `end` is not; a report belongs to the day on which it starts. `hours` are hours of the week
    (0-167), `categories` are codes, `organisations` and `districts` are UUIDs as text, `place_kinds` are words in lower
    case, `effects` are 1 to 3, `subcategories` are code and name as `SKA/klotter`. A report counts when its category or
    its subcategory is chosen. Categories that are not counted (coming events) never are, named or not.
    """

    start: date
    end: date
    hours: frozenset[int] = ALL_HOURS
    categories: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    place_kinds: tuple[str, ...] = ()
    effects: tuple[int, ...] = ()
    subcategories: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raise SelectionError for a selection that means nothing."""
        if self.start >= self.end:
            raise SelectionError(
                N_("The period must end after it starts; it goes from {start} to {end}."),
                start=self.start,
                end=self.end,
            )
        if not self.hours or not self.hours <= ALL_HOURS:
            raise SelectionError(N_("Choose at least one hour of the week; hours are numbered 0 to 167."))
        for identity in (*self.organisations, *self.districts):
            _check_identity(identity)
        for effect in self.effects:
            if effect not in EFFECTS:
                raise SelectionError(N_("The effect on safety is 1, 2 or 3, not {effect}."), effect=effect)

    @property
    def whole_week(self) -> bool:
        """Whether every hour of the week is chosen, so that reports without a time count too."""
        return self.hours == ALL_HOURS

    @property
    def days(self) -> int:
        """The length of the period in days."""
        return (self.end - self.start).days

    def previous(self) -> "Selection":
        """Return the same selection over the period of equal length just before."""
        return replace(self, start=self.start - (self.end - self.start), end=self.start)

    @property
    def category_codes(self) -> tuple[str, ...]:
        """The categories of which all or some reports are chosen; none when nothing is asked of the category."""
        return tuple(dict.fromkeys([*self.categories, *(kind.partition("/")[0] for kind in self.subcategories)]))


def _check_identity(text: str) -> None:
    try:
        UUID(text)
    except ValueError:
        raise SelectionError(N_("{text!r} is not the identity of an organisation or a district."), text=text) from None


_LOADED: Remembered[tuple[date, date] | None] = Remembered()


def loaded_period(store: Store) -> tuple[date, date] | None:
    """Return the first and the last day with a counted report, or None when there are none.

    It is asked for on every page and each minute, and read from every report, so it is kept until one is written.
    """
    return _LOADED.get(store, "loaded", _first_and_last)


def _first_and_last(store: Store) -> tuple[date, date] | None:
    found = store.ask(
        "SELECT min(starts)::DATE AS first_day, max(starts)::DATE AS last_day FROM reports "
        "WHERE review = 'approved' AND category IN (SELECT code FROM categories WHERE counted)"
    )
    first, last = found.row(0)
    return None if first is None else (first, last)


def is_past(selection: Selection, loaded: tuple[date, date] | None) -> bool:
    """Tell whether there are reports after a selection: what is new in it is not what is new today."""
    return loaded is not None and selection.end <= loaded[1]


def default_selection(store: Store) -> Selection:
    """Return the last twelve weeks of what is loaded. Without reports it is a period without any."""
    period = loaded_period(store)
    end = (period[1] if period else NOTHING_LOADED) + timedelta(days=1)
    return Selection(end - DEFAULT_PERIOD, end)

"""On which days each measure ran, as the group has it: for pictures of a time that is past."""

from datetime import date
from uuid import UUID

from est.clock import DaySpan
from est.measures.measure import Measure
from est.measures.queries import MEASURES
from est.measures.terms import MeasureState, MeasureTerm
from est.store import Store

NOT_BEGUN = (MeasureState.PROPOSED, MeasureState.DECIDED)
DONE = (MeasureState.CARRIED_OUT, MeasureState.CLOSED, MeasureState.ABANDONED)


def measure_days(store: Store) -> tuple[tuple[Measure, DaySpan], ...]:
    """Return each measure that has begun and says on which day, with the days on which it ran, by when it was logged.

    It runs from its start to its due day, without end where it is ongoing or meant for the long term. Without a due day
    it ended on the day it was logged as carried out. One that was abandoned ended that day at the latest, and never
    began where it had only been proposed or decided. docs/method.md, section 5.10.
    """
    found = []
    for identity, _version, measure in MEASURES.all(store):
        if measure.starts is None or measure.state in NOT_BEGUN:
            continue
        if measure.state is MeasureState.ABANDONED and not _ever_begun(store, identity):
            continue
        last = _last_day(store, identity, measure)
        if last is None or last >= measure.starts:
            found.append((measure, DaySpan(measure.starts, last)))
    return tuple(found)


def _last_day(store: Store, identity: str, measure: Measure) -> date | None:
    if measure.state is MeasureState.ABANDONED:
        ended = _logged(store, identity, (MeasureState.ABANDONED,))
        return min(filter(None, (measure.due, ended)), default=None)
    if measure.state is MeasureState.ONGOING or measure.term is MeasureTerm.LONG:
        return None
    return measure.due or _logged(store, identity, DONE)


def _logged(store: Store, identity: str, states: tuple[MeasureState, ...]) -> date | None:
    """Return the day from which the measure has been in these states to this day."""
    day: date | None = None
    for version in MEASURES.versions(store, UUID(identity)):
        if version.record["state"] not in states:
            day = None
        elif day is None:
            day = version.when.date()
    return day


def _ever_begun(store: Store, identity: str) -> bool:
    begun = (MeasureState.ONGOING, MeasureState.CARRIED_OUT)
    return any(version.record["state"] in begun for version in MEASURES.versions(store, UUID(identity)))

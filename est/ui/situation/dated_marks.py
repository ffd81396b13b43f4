"""What the group worked with at a time that the map shows: hotspots while they were open, measures while they ran."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from est.clock import DaySpan
from est.hotspots.register.open_days import open_days
from est.hotspots.surveillance.sentences import unusual_name
from est.hotspots.surveillance.unusual import find_unusual
from est.maps import WorkKind, WorkMark
from est.measures.measure_days import measure_days
from est.ui.enter import Visitor


@dataclass(frozen=True)
class DatedMark:
    """A place that the group works with, and the days on which it was what it is."""

    mark: WorkMark
    days: DaySpan


def dated_marks(visitor: Visitor) -> tuple[DatedMark, ...]:
    """Return the places that are unusual today, with the weeks that are judged, and every hotspot and measure with the
    days on which it was open or ran.
    """
    unusual = visitor.answer(find_unusual, visitor.now().date())
    found = [
        DatedMark(
            WorkMark(WorkKind.UNUSUAL, place.cells, unusual_name(place, visitor.translator)),
            DaySpan(unusual.as_of - timedelta(days=7 * place.weeks - 1), unusual.as_of),
        )
        for place in unusual.places
    ]
    for one, spans in visitor.answer(open_days):
        found += [DatedMark(WorkMark(WorkKind.HOTSPOT, one.cells, one.name), span) for span in spans]
    for measure, span in visitor.answer(measure_days):
        if measure.cells:
            found.append(DatedMark(WorkMark(WorkKind.MEASURE, measure.cells, measure.title), span))
    return tuple(found)


def marks_in_periods(marks: Sequence[DatedMark], periods: Sequence[tuple[date, date]]) -> tuple[WorkMark, ...]:
    """Return the places that were what they are on a day of one of these periods (start, end exclusive), each once."""
    met = (one.mark for one in marks if any(one.days.meets(*period) for period in periods))
    return tuple(dict.fromkeys(met))


def kinds_in_periods(marks: Sequence[DatedMark], periods: Sequence[tuple[date, date]]) -> set[WorkKind]:
    """Return the kinds of `marks_in_periods`."""
    return {mark.kind for mark in marks_in_periods(marks, periods)}


def marks_by_week(marks: Sequence[DatedMark], weeks: Sequence[tuple[date, date]]) -> tuple[WorkMark, ...]:
    """Return the places with the numbers of the weeks (start, end exclusive) in which they were what they are."""
    found = []
    for one in marks:
        met = [number for number, week in enumerate(weeks) if one.days.meets(*week)]
        if met:
            found.append(replace(one.mark, weeks=(met[0], met[-1])))
    return tuple(found)

"""The longer rhythm: need and possibility to influence, what was done, and what it led to in a period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from est.hotspots.register.hotspot import HotspotState, PriorityLevel
from est.hotspots.register.queries import all_hotspots
from est.measures.causes.cause import CauseStatus
from est.measures.causes.queries import all_causes
from est.measures.queries import all_measures
from est.measures.terms import OPEN, MeasureState
from est.meetings.situation.picture_period import PicturePeriod
from est.store import Store


@dataclass(frozen=True)
class WorkedHotspot:
    """A hotspot with its place in the 2×2, None where it has none yet, and the causes that are not rejected."""

    identity: str
    name: str
    state: HotspotState
    need: PriorityLevel | None
    influence: PriorityLevel | None
    causes: tuple[tuple[str, CauseStatus], ...]


@dataclass(frozen=True)
class WorkedMeasure:
    """A measure with its outcome; `step` is the last verdict of the period (`VerdictLevel`), None for none."""

    title: str
    hotspot: str
    cause: str
    organisation: str
    state: MeasureState
    due: date | None
    outcome: str
    displacement: str
    lesson: str
    step: str | None


@dataclass(frozen=True)
class LongTermBasis:
    """What a period of work holds, as the store knows it: hotspots by priority, measures, and verdicts.

    `verdicts` is [title, step, decided]: what the group decided in the period, the oldest first.
    """

    hotspots: Sequence[WorkedHotspot]
    measures: Sequence[WorkedMeasure]
    verdicts: pl.DataFrame

    @property
    def planned(self) -> list[WorkedMeasure]:
        """The measures that are not carried out yet."""
        return [one for one in self.measures if one.state in OPEN]

    @property
    def done(self) -> list[WorkedMeasure]:
        """The measures that are carried out, closed or abandoned."""
        return [one for one in self.measures if one.state not in OPEN]


def long_term_basis(store: Store, period: PicturePeriod) -> LongTermBasis:
    """Return the hotspots that are open, the measures that were not over before a period, and its verdicts."""
    causes = [one.cause for one in all_causes(store) if one.cause.standing is not CauseStatus.REJECTED]
    hotspots = [
        WorkedHotspot(
            one.identity,
            one.name,
            one.state,
            one.hotspot.need,
            one.hotspot.influence,
            tuple((cause.wording, cause.standing) for cause in causes if cause.hotspot == one.identity),
        )
        for one in all_hotspots(store)
        if not one.hotspot.became and not one.hotspot.closed
    ]
    verdicts = _verdicts(store, period)
    steps = dict(verdicts.select("measure", "step").rows())  # of several the last
    listed = all_measures(store).filter(
        pl.col("created").dt.date() < period.end,
        ~pl.col("state").is_in([str(MeasureState.CLOSED), str(MeasureState.ABANDONED)])
        | (pl.col("changed").dt.date() >= period.start),
    )
    measures = [
        WorkedMeasure(
            row["title"],
            row["hotspot_name"] or row["place"] or "",
            row["cause_wording"] or row["without_cause"] or "",
            row["organisation_name"] or "",
            MeasureState(row["state"]),
            row["due"],
            row["outcome"] or "",
            row["displacement"] or "",
            row["lesson"] or "",
            steps.get(str(row["id"])),
        )
        for row in listed.iter_rows(named=True)
    ]
    return LongTermBasis(hotspots, measures, verdicts.select("title", "step", "decided"))


def _verdicts(store: Store, period: PicturePeriod) -> pl.DataFrame:
    return store.ask(
        """SELECT v.measure::VARCHAR AS measure, m.title, v.step, v.frozen::DATE AS decided
           FROM verdicts v JOIN measures m ON m.id = v.measure
           WHERE v.frozen >= $start AND v.frozen < $end ORDER BY v.frozen, v.id""",
        {"start": period.start, "end": period.end},
    )


def box_of(hotspots: Sequence[WorkedHotspot], need: PriorityLevel, influence: PriorityLevel) -> list[str]:
    """Return the names of the hotspots in one box of the 2×2."""
    return [one.name for one in hotspots if (one.need, one.influence) == (need, influence)]


def unplaced(hotspots: Sequence[WorkedHotspot]) -> list[str]:
    """Return the names of the hotspots that have no place in the 2×2 yet."""
    return [one.name for one in hotspots if one.need is None or one.influence is None]

"""How the demo town's measures are followed up: designs that were locked before the start, and what was decided."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from est.clock import hours_of_week
from est.demo import truth
from est.measures.followup.commands import freeze_verdict, lock_design
from est.measures.followup.evaluation import evaluate_measure
from est.measures.followup.proposal import DesignRequest, propose_design
from est.store import Store

NIGHTS = hours_of_week((22, 23, 0, 1, 2, 3, 4), range(7))


@dataclass(frozen=True)
class FollowUpPlan:
    """The follow-up of one measure, by its title: what was wished of the design and when it was locked, and the day on
    which the group froze the verdict with its decision, if it has.
    """

    title: str
    locked: datetime
    wishes: DesignRequest
    frozen: date | None = None
    decision: str = ""


FOLLOW_UPS = (
    FollowUpPlan(
        "Skylt: bilfritt på Sagotorget 22–05",
        datetime(2025, 7, 7, 14),
        DesignRequest(categories=("FOR",), hours=NIGHTS, hoped=0.5),
        date(2026, 6, 29),
        "Påhittat: skylten får stå kvar. Musiken från bilar har till stor del flyttat till hamnen och Guldkvarnen, så "
        "väktarrundan där följs upp för sig.",
    ),
    FollowUpPlan(
        "Ny belysning längs Månskensstigen",
        datetime(2026, 3, 16, 14),
        DesignRequest(categories=("PLA",), hoped=0.5),
    ),
)


def lock_follow_ups(store: Store, measure: UUID, title: str) -> None:
    """Lock the design of a measure and freeze its verdict, each on its day; nothing where none is planned."""
    for plan in FOLLOW_UPS:
        if plan.title != title:
            continue
        lock_design(store, propose_design(store, measure, plan.wishes), truth.WHO, plan.locked)
        if plan.frozen is not None:
            when = datetime.combine(plan.frozen, time(10))
            freeze_verdict(store, evaluate_measure(store, measure, plan.frozen), plan.decision, truth.WHO, when)

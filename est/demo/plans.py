"""The measures of the demo town: the days on which each came from one state to the next, and how it is followed up."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

import h3

from est.clock import hours_of_week
from est.demo import truth
from est.demo.truth import MOVED_TO_HARBOUR, MOVED_TO_SHOPS, PATH, SCHOOL, SIGN, SQUARE, PlantedHotspot
from est.measures import AsPlanned, DecidedBy, MeasureKind, MeasureState, MeasureTerm, Mechanism
from est.measures.followup.commands import freeze_verdict, lock_design
from est.measures.followup.evaluation import evaluate_measure
from est.measures.followup.proposal import DesignRequest, propose_design
from est.store import Store


@dataclass(frozen=True)
class PlannedState:
    """What became known of a measure on a day: its state, fields as the log writes them, and whether it is `tied`.

    A measure is tied, from that step on, to the hotspot its place was taken up as, and to the plan's cause there.
    """

    day: date
    state: MeasureState
    known: dict[str, str]
    tied: bool = False


@dataclass(frozen=True)
class MeasurePlan:
    """One measure of the demo town: whose it is, where, and how it came to be what it is, step by step."""

    title: str
    organisation: str
    place: str
    cells: tuple[str, ...]
    steps: tuple[PlannedState, ...]
    taking_part: tuple[str, ...] = ()
    against: str = ""  # how the wording of its cause begins


def _cell(planted: PlantedHotspot) -> str:
    return str(h3.latlng_to_cell(planted.lat, planted.lng, 9))


_SIGN = MeasurePlan(
    "Skylt: bilfritt på Sagotorget 22–05",
    "Tekniska förvaltningen",
    SQUARE.place,
    (_cell(SQUARE),),
    (
        PlannedState(
            date(2025, 5, 26),
            MeasureState.PROPOSED,
            {
                "kind": MeasureKind.SITUATIONAL,
                "mechanism": Mechanism.HINDER,
                "term": MeasureTerm.LONG,
                "expected": "Färre rapporter om hög musik från fordon på Sagotorget, fredag och lördag 22–03.",
                "measured_by": "Rapporter om störande fordon på torget före och efter, jämfört med resten av orten.",
                "note": "Påhittat: förbudet gör att polisen kan bötfälla dem som står kvar med hög musik.",
            },
            tied=True,
        ),
        PlannedState(
            date(2025, 6, 16),
            MeasureState.DECIDED,
            {
                "decided": "2025-06-16",
                "decided_by": DecidedBy.STEERING_GROUP,
                "starts": SIGN.isoformat(),
                "due": SIGN.isoformat(),
                "follow_up": "2026-06-29",
            },
        ),
        PlannedState(SIGN, MeasureState.CARRIED_OUT, {"as_planned": AsPlanned.YES}),
    ),
    ("Polisen", "Säkerhetssamordnaren"),
    "Påhittat: man får köra och stå på torget",
)

_LIGHTING = MeasurePlan(
    "Ny belysning längs Månskensstigen",
    "Tekniska förvaltningen",
    PATH.place,
    (_cell(PATH),),
    (
        PlannedState(
            date(2026, 1, 19),
            MeasureState.PROPOSED,
            {
                "kind": MeasureKind.SITUATIONAL,
                "mechanism": Mechanism.SURROUNDINGS,
                "term": MeasureTerm.LONG,
            },
        ),
        PlannedState(
            date(2026, 2, 16),
            MeasureState.DECIDED,
            {
                "decided": "2026-02-16",
                "decided_by": DecidedBy.WORKING_GROUP,
                "starts": "2026-04-01",
                "due": "2026-05-29",
                "follow_up": "2027-03-01",
                "expected": "Färre rapporter om bristande belysning under den mörka årstiden.",
                "measured_by": "Rapporter om otrygg plats längs stigen, oktober till februari, och trygghetsvandring.",
                "note": "Påhittat: åtta stolpar beställda, leveransen har dröjt.",
            },
            tied=True,
        ),
    ),
    against="Påhittat: lamporna är släckta",
)

_GUARDS = MeasurePlan(
    "Väktarrunda även vid hamnen och Guldkvarnen",
    "Väktarbolaget",
    MOVED_TO_HARBOUR.place,
    (_cell(MOVED_TO_HARBOUR), _cell(MOVED_TO_SHOPS)),
    (
        PlannedState(
            date(2026, 4, 27),
            MeasureState.PROPOSED,
            {
                "kind": MeasureKind.SITUATIONAL,
                "mechanism": Mechanism.CONTROL,
                "term": MeasureTerm.SHORT,
                "note": "Påhittat: musiken från bilar har flyttat hit sedan skylten kom upp vid Sagotorget.",
            },
        ),
        PlannedState(
            date(2026, 5, 4),
            MeasureState.ONGOING,
            {
                "without_cause": "Påhittat: gäller två platser; orsaken är troligen densamma som på Sagotorget.",
                "decided": "2026-05-04",
                "decided_by": DecidedBy.WORKING_GROUP,
                "starts": "2026-05-08",
                "due": "2027-05-31",
                "follow_up": "2027-06-14",
            },
        ),
    ),
    ("Polisen",),
)

_ADULTS = MeasurePlan(
    "Vuxna på plats vid Fabelskolan efter skoltid",
    "Säkerhetssamordnaren",
    SCHOOL.place,
    (_cell(SCHOOL),),
    (
        PlannedState(
            date(2026, 6, 15),
            MeasureState.PROPOSED,
            {
                "kind": MeasureKind.SOCIAL,
                "mechanism": Mechanism.DIALOGUE,
                "term": MeasureTerm.SHORT,
                "note": "Påhittat: tas upp på nästa möte.",
            },
            tied=True,
        ),
    ),
    against="Påhittat: det händer när inga vuxna",
)

PLANS = (_SIGN, _LIGHTING, _GUARDS, _ADULTS)


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

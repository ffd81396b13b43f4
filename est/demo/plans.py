"""The measures of the demo town, each with the days on which it came from one state to the next."""

from dataclasses import dataclass
from datetime import date

import h3

from est.demo.truth import MOVED_TO_HARBOUR, MOVED_TO_SHOPS, PATH, SCHOOL, SIGN, SQUARE, PlantedHotspot
from est.measures import AsPlanned, DecidedBy, MeasureKind, MeasureState, MeasureTerm, Mechanism


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
                "measured_by": "Rapporter om störande fordon på torget före och efter, mot resten av staden.",
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
    "Påhittat: torget får köras och stå på",
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
                "measured_by": "Rapporter om otrygg plats längs stigen, oktober till februari, och en vandring.",
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

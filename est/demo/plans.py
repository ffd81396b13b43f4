"""The measures of the demo town, each with the days on which it came from one state to the next."""

from dataclasses import dataclass
from datetime import date

import h3

from est.demo.truth import MOVED_TO_HARBOUR, MOVED_TO_SHOPS, PATH, SCHOOL, SIGN, SQUARE, Planted
from est.measures import AsPlanned, DecidedBy, Kind, Mechanism, State, Term


@dataclass(frozen=True)
class Step:
    """What became known of a measure on a day: its state, fields as the log writes them, and whether it is `tied`.

    A measure is tied, from that step on, to the hotspot its place was taken up as, and to the plan's cause there.
    """

    day: date
    state: State
    known: dict[str, str]
    tied: bool = False


@dataclass(frozen=True)
class Plan:
    """One measure of the demo town: whose it is, where, and how it came to be what it is, step by step."""

    title: str
    organisation: str
    place: str
    cells: tuple[str, ...]
    steps: tuple[Step, ...]
    taking_part: tuple[str, ...] = ()
    against: str = ""  # how the wording of its cause begins


def _cell(planted: Planted) -> str:
    return str(h3.latlng_to_cell(planted.lat, planted.lng, 9))


_SIGN = Plan(
    "Skylt: bilfritt på Sagotorget 22–05",
    "Tekniska förvaltningen",
    SQUARE.place,
    (_cell(SQUARE),),
    (
        Step(
            date(2025, 5, 26),
            State.PROPOSED,
            {
                "kind": Kind.SITUATIONAL,
                "mechanism": Mechanism.HINDER,
                "term": Term.LONG,
                "expected": "Färre rapporter om hög musik från fordon på Sagotorget, fredag och lördag 22–03.",
                "measured_by": "Rapporter om störande fordon på torget före och efter, mot resten av staden.",
                "note": "Påhittat: förbudet gör att polisen kan bötfälla dem som står kvar med hög musik.",
            },
            tied=True,
        ),
        Step(
            date(2025, 6, 16),
            State.DECIDED,
            {
                "decided": "2025-06-16",
                "decided_by": DecidedBy.STEERING_GROUP,
                "starts": SIGN.isoformat(),
                "due": SIGN.isoformat(),
                "follow_up": "2026-06-29",
            },
        ),
        Step(SIGN, State.CARRIED_OUT, {"as_planned": AsPlanned.YES}),
    ),
    ("Polisen", "Säkerhetssamordnaren"),
    "Påhittat: torget får köras och stå på",
)

_LIGHTING = Plan(
    "Ny belysning längs Månskensstigen",
    "Tekniska förvaltningen",
    PATH.place,
    (_cell(PATH),),
    (
        Step(
            date(2026, 1, 19),
            State.PROPOSED,
            {
                "kind": Kind.SITUATIONAL,
                "mechanism": Mechanism.SURROUNDINGS,
                "term": Term.LONG,
            },
        ),
        Step(
            date(2026, 2, 16),
            State.DECIDED,
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

_GUARDS = Plan(
    "Väktarrunda även vid hamnen och Guldkvarnen",
    "Väktarbolaget",
    MOVED_TO_HARBOUR.place,
    (_cell(MOVED_TO_HARBOUR), _cell(MOVED_TO_SHOPS)),
    (
        Step(
            date(2026, 4, 27),
            State.PROPOSED,
            {
                "kind": Kind.SITUATIONAL,
                "mechanism": Mechanism.CONTROL,
                "term": Term.SHORT,
                "note": "Påhittat: musiken från bilar har flyttat hit sedan skylten kom upp vid Sagotorget.",
            },
        ),
        Step(
            date(2026, 5, 4),
            State.ONGOING,
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

_ADULTS = Plan(
    "Vuxna på plats vid Fabelskolan efter skoltid",
    "Säkerhetssamordnaren",
    SCHOOL.place,
    (_cell(SCHOOL),),
    (
        Step(
            date(2026, 6, 15),
            State.PROPOSED,
            {
                "kind": Kind.SOCIAL,
                "mechanism": Mechanism.DIALOGUE,
                "term": Term.SHORT,
                "note": "Påhittat: tas upp på nästa möte.",
            },
            tied=True,
        ),
    ),
    against="Påhittat: det händer när inga vuxna",
)

PLANS = (_SIGN, _LIGHTING, _GUARDS, _ADULTS)

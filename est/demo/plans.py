"""The measures of the demo town, each with the days on which it came from one state to the next."""

from dataclasses import dataclass
from datetime import date

import h3

from est.demo.truth import MOVED_TO_HARBOUR, MOVED_TO_SHOPS, PATH, SCHOOL, SIGN, SQUARE, Planted
from est.measures import State


@dataclass(frozen=True)
class Plan:
    """One measure of the demo town, as it is to be in the end, and its states by day."""

    title: str
    organisation: str
    place: str
    cells: tuple[str, ...]
    states: tuple[tuple[date, State], ...]
    starts: date | None
    due: date | None
    note: str


def _cell(planted: Planted) -> str:
    return str(h3.latlng_to_cell(planted.lat, planted.lng, 9))


PLANS = (
    Plan(
        "Skylt: bilfritt på Sagotorget 22–05",
        "Tekniska förvaltningen",
        SQUARE.place,
        (_cell(SQUARE),),
        ((date(2025, 5, 26), State.PROPOSED), (date(2025, 6, 16), State.DECIDED), (SIGN, State.CARRIED_OUT)),
        SIGN,
        SIGN,
        "Påhittat: förbudet gör att polisen kan bötfälla dem som står kvar med hög musik.",
    ),
    Plan(
        "Ny belysning längs Månskensstigen",
        "Tekniska förvaltningen",
        PATH.place,
        (_cell(PATH),),
        ((date(2026, 1, 19), State.PROPOSED), (date(2026, 2, 16), State.DECIDED)),
        date(2026, 4, 1),
        date(2026, 5, 29),
        "Påhittat: åtta stolpar beställda, leveransen har dröjt.",
    ),
    Plan(
        "Väktarrunda även vid hamnen och Guldkvarnen",
        "Väktarbolaget",
        MOVED_TO_HARBOUR.place,
        (_cell(MOVED_TO_HARBOUR), _cell(MOVED_TO_SHOPS)),
        ((date(2026, 4, 27), State.PROPOSED), (date(2026, 5, 4), State.ONGOING)),
        date(2026, 5, 8),
        date(2027, 5, 31),
        "Påhittat: musiken från bilar har flyttat hit sedan skylten kom upp vid Sagotorget.",
    ),
    Plan(
        "Vuxna på plats vid Fabelskolan efter skoltid",
        "Säkerhetssamordnaren",
        SCHOOL.place,
        (_cell(SCHOOL),),
        ((date(2026, 6, 15), State.PROPOSED),),
        None,
        None,
        "Påhittat: tas upp på nästa möte.",
    ),
)

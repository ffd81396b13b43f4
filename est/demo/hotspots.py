"""The hotspots the demo town's group has taken up, with their causes and notes, each on its day."""

import math
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from uuid import UUID

import h3

from est.demo.town import METRES_PER_DEGREE
from est.demo.truth import PATH, SCHOOL, SQUARE, WHO, PlantedHotspot
from est.hotspots.register.commands import NoteKind, add_hotspot, edit_hotspot, write_note
from est.hotspots.register.hotspot import Hotspot, HotspotOrigin, HotspotState, PriorityLevel
from est.measures.causes.cause import Cause, CauseBox, CauseStatus, Evidence, EvidenceSource
from est.measures.causes.commands import add_cause
from est.store import Store

RESOLUTION = 9


@dataclass(frozen=True)
class HotspotPlan:
    """One hotspot of the demo town: the period that flagged it, its states by day, what was said, and its causes."""

    planted: PlantedHotspot
    flagged: tuple[date, date]  # the second exclusive
    states: tuple[tuple[date, HotspotState], ...]
    need: PriorityLevel
    influence: PriorityLevel
    said: tuple[tuple[date, NoteKind, str], ...]
    causes: tuple[tuple[date, CauseBox, str, CauseStatus, tuple[Evidence, ...]], ...]


def _walk(day: date, text: str) -> tuple[Evidence, ...]:
    return (Evidence(EvidenceSource.WALK, day, text),)


def _seen(day: date, text: str) -> tuple[Evidence, ...]:
    return (Evidence(EvidenceSource.OBSERVATION, day, text),)


TAKEN_UP = (
    HotspotPlan(
        SQUARE,
        (date(2024, 7, 1), date(2024, 9, 23)),
        (
            (date(2024, 9, 30), HotspotState.WATCHED),
            (date(2025, 5, 12), HotspotState.ANALYSED),
            (date(2025, 6, 16), HotspotState.ACTED_ON),
            (date(2025, 10, 20), HotspotState.FOLLOWED_UP),
        ),
        PriorityLevel.HIGH,
        PriorityLevel.HIGH,
        (
            (date(2024, 9, 30), NoteKind.NOTE, "Påhittat: hög musik från bilar fredag och lördag natt, hela sommaren."),
            (date(2025, 5, 12), NoteKind.DECISION, "Påhittat: gruppen tar fram orsaker före sommaren."),
            (
                date(2025, 10, 20),
                NoteKind.NOTE,
                "Påhittat: lugnare vid torget, men hamnen och Guldkvarnen har fått mer.",
            ),
        ),
        (
            (
                date(2025, 5, 19),
                CauseBox.PLACE,
                "Påhittat: man får köra och stå på torget dygnet runt, så polisen kan inte ingripa.",
                CauseStatus.SUPPORTED,
                _walk(date(2025, 5, 16), "Påhittat: ingen skylt vid någon av infarterna."),
            ),
            (
                date(2025, 5, 19),
                CauseBox.ACTORS,
                "Påhittat: torget är mötesplats för bilburna från flera orter på helgnätter.",
                CauseStatus.ASSUMED,
                (),
            ),
            (
                date(2025, 5, 19),
                CauseBox.TARGET,
                "Påhittat: sovrum mot torget i tre hus.",
                CauseStatus.SUPPORTED,
                _seen(date(2025, 5, 17), "Påhittat: fönster mot torget i alla tre husen."),
            ),
        ),
    ),
    HotspotPlan(
        PATH,
        (date(2025, 10, 6), date(2025, 12, 29)),
        (
            (date(2026, 1, 12), HotspotState.WATCHED),
            (date(2026, 1, 19), HotspotState.ANALYSED),
            (date(2026, 2, 16), HotspotState.ACTED_ON),
        ),
        PriorityLevel.HIGH,
        PriorityLevel.HIGH,
        (
            (date(2026, 1, 12), NoteKind.NOTE, "Påhittat: alla rapporter gäller tider när det är mörkt."),
            (date(2026, 2, 16), NoteKind.DECISION, "Påhittat: ny belysning beställs, uppföljning nästa vinter."),
        ),
        (
            (
                date(2026, 1, 26),
                CauseBox.PLACE,
                "Påhittat: lamporna är släckta på hundra meter vid svängen.",
                CauseStatus.SUPPORTED,
                _walk(date(2026, 1, 22), "Påhittat: åtta stolpar utan ljus klockan 18."),
            ),
            (
                date(2026, 1, 26),
                CauseBox.TARGET,
                "Påhittat: de som går hem från stationen har ingen annan väg.",
                CauseStatus.ASSUMED,
                (),
            ),
        ),
    ),
    HotspotPlan(
        SCHOOL,
        (date(2025, 12, 8), date(2026, 3, 2)),
        ((date(2026, 3, 9), HotspotState.WATCHED), (date(2026, 4, 13), HotspotState.ANALYSED)),
        PriorityLevel.HIGH,
        PriorityLevel.LOW,
        ((date(2026, 3, 9), NoteKind.NOTE, "Påhittat: rutor krossas på baksidan, upptäcks ofta först på morgonen."),),
        (
            (
                date(2026, 4, 20),
                CauseBox.PLACE,
                "Påhittat: baksidan syns inte från något hus, och där finns lösa stenar.",
                CauseStatus.ASSUMED,
                (),
            ),
            (
                date(2026, 4, 20),
                CauseBox.ACTORS,
                "Påhittat: det händer när inga vuxna är kvar efter skoltid.",
                CauseStatus.ASSUMED,
                (),
            ),
        ),
    ),
)


def take_up_hotspots(store: Store) -> None:
    """Take up the hotspots of the town, each change on its day in the morning."""
    for plan in TAKEN_UP:
        identity = _through_states(store, plan)
        for day, kind, wording in plan.said:
            write_note(store, identity, kind, day, wording, WHO, datetime.combine(day, time(10)))
        for day, box, wording, standing, evidence in plan.causes:
            cause = Cause(str(identity), box, wording, standing, evidence)
            add_cause(store, cause, WHO, datetime.combine(day, time(11)))


def _through_states(store: Store, plan: HotspotPlan) -> UUID:
    """Take up a hotspot and take it through its states; the group places it in the 2×2 when it is analysed."""
    (first, state), *later = plan.states
    planted = plan.planted
    hotspot = Hotspot(
        planted.place,
        _cells(planted),
        planted.place,
        HotspotOrigin.FLAG,
        state,
        first,
        categories=(planted.category,),
        flagged_from=plan.flagged[0],
        flagged_to=plan.flagged[1],
    )
    identity = add_hotspot(store, hotspot, WHO, datetime.combine(first, time(9)))
    for version, (day, state) in enumerate(later, 1):
        hotspot = replace(hotspot, state=state, need=plan.need, influence=plan.influence)
        edit_hotspot(store, identity, version, hotspot, WHO, datetime.combine(day, time(9)))
    return identity


def _cells(planted: PlantedHotspot) -> tuple[str, ...]:
    """Return the cells that the reports of a planted place lie in, most of them: a place may lie on a border."""
    north = planted.spread_m / METRES_PER_DEGREE
    east = north / math.cos(math.radians(planted.lat))
    around = ((planted.lat + y * north, planted.lng + x * east) for y in (-1, 0, 1) for x in (-1, 0, 1))
    return tuple({str(h3.latlng_to_cell(lat, lng, RESOLUTION)) for lat, lng in around})

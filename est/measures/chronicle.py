"""Everything that is known of a hotspot in order of time: reports by week, causes, measures, what was said."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from uuid import UUID

import polars as pl

from est.hotspots.detection.flag_rule import Flag
from est.hotspots.evolution.trend_classes import WORDS
from est.hotspots.register.commands import NoteKind
from est.hotspots.register.hotspot import FIELD_NAMES, ORIGIN_NAMES, STATE_NAMES, HotspotOrigin, HotspotState
from est.hotspots.register.queries import (
    RESTORE,
    UNDO_MERGE,
    RecordedHotspot,
    hotspot_ancestors,
    hotspot_notes,
    hotspot_versions,
)
from est.measures.causes.cause import BOX_NAMES, STANDING_NAMES, CauseBox, CauseStatus, text_evidence
from est.measures.causes.queries import all_causes, cause_versions
from est.measures.hotspot_merges import measures_of_hotspot
from est.measures.queries import MEASURES
from est.measures.terms import STATE_NAMES as MEASURE_STATES
from est.measures.terms import MeasureState
from est.picture.spoken_counts import reports_beside
from est.store import Store
from est.store.versions import Version
from est.text import N_, Translator


class EventKind(StrEnum):
    """What an event is about. The values stand in the address."""

    WEEK = "rapporter"
    CAUSE = "orsaker"
    MEASURE = "atgarder"
    DECISION = "beslut"
    NOTE = "anteckningar"
    STATE = "status"
    CHANGE = "andringar"


MATTER_NAMES = {
    EventKind.WEEK: N_("reports and flags"),
    EventKind.CAUSE: N_("causes"),
    EventKind.MEASURE: N_("measures of the hotspot"),
    EventKind.DECISION: N_("decisions"),
    EventKind.NOTE: N_("notes"),
    EventKind.STATE: N_("states"),
    EventKind.CHANGE: N_("other changes"),
}
ONE_NAMES = {EventKind.DECISION: N_("decision"), EventKind.NOTE: N_("note"), EventKind.STATE: N_("state")}
"""What an event is called before its words; the others say themselves what they are."""

FLAG_NAMES = {str(Flag.CLEAR): N_("clear flag"), str(Flag.WATCH): N_("flag to keep watch on")}
WEEKS = {
    "week": pl.Date,
    "count": pl.Float64,
    "organisations": pl.UInt32,
    "flag": pl.String,
    "trend": pl.String,
}


@dataclass(frozen=True)
class ChronicleEvent:
    """One thing that happened to a hotspot, said in the reader's language.

    `of` names the hotspot it happened to when that was another one, which this came from. An event of reports is that
    of a week that begins on the day of `when`.
    """

    when: datetime
    matter: EventKind
    said: str
    who: str = ""
    of: str = ""


def chronicle(
    store: Store, recorded: tuple[RecordedHotspot, ...], identity: str, weeks: pl.DataFrame, translator: Translator
) -> tuple[ChronicleEvent, ...]:
    """Return the events of a hotspot and of those it came from, newest first.

    `weeks` is [week, count, organisations, flag, trend] of its cells; a week without reports and with the flag of the
    week before is no event.
    """
    names = {one.identity: one.name for one in recorded}
    came = hotspot_ancestors(recorded, identity)
    found = [*_weeks(weeks, translator), *_causes(store, (identity, *came), translator)]
    found += _measures(store, (identity, *came), translator)
    for one in (identity, *came):
        of = "" if one == identity else names.get(one, one)
        for event in (*_said(store, one), *_changes(store, one, names, translator)):
            found.append(ChronicleEvent(event.when, event.matter, event.said, event.who, of))
    return tuple(sorted(found, key=lambda event: event.when, reverse=True))


def _weeks(weeks: pl.DataFrame, translator: Translator) -> Iterator[ChronicleEvent]:
    _ = translator.gettext
    before = None
    for week, count, organisations, flag, trend in weeks.select(*WEEKS).iter_rows():
        same, before = flag == before, flag
        if not count and same:
            continue
        parts = [reports_beside(count, organisations or 0, translator)]
        if organisations:
            words = translator.ngettext("from {n} organisation", "from {n} organisations", organisations)
            parts[0] += " " + words.format(n=organisations)
        if flag:
            parts.append(_(FLAG_NAMES[flag]))
        elif not same:
            parts.append(_("no flag any more"))
        if trend:
            parts.append(_(WORDS[trend]))
        year, number, _day = week.isocalendar()
        name = _("w. {week} {year}").format(week=number, year=year)
        yield ChronicleEvent(datetime.combine(week, time()), EventKind.WEEK, f"{name}: {', '.join(parts)}")


def _said(store: Store, identity: str) -> Iterator[ChronicleEvent]:
    for kind, happened, wording, written, who in (
        hotspot_notes(store, [identity]).select("kind", "happened", "wording", "written", "written_by").iter_rows()
    ):
        # of the day it is of, at the time it was written, so that two of one day keep their order
        when = datetime.combine(happened, written.time())
        yield ChronicleEvent(when, EventKind.DECISION if kind == NoteKind.DECISION else EventKind.NOTE, wording, who)


def _changes(store: Store, identity: str, names: dict[str, str], translator: Translator) -> Iterator[ChronicleEvent]:
    _ = translator.gettext
    for version in hotspot_versions(store, UUID(identity)):
        if version.number == 1:
            yield _event(version, EventKind.CHANGE, _begun(version, names, translator))
            continue
        changed = dict(version.changed)
        if became := changed.pop("became", None):
            yield _event(version, EventKind.CHANGE, _became(version, became, names, translator))
            changed.pop("state", None)
        if state := changed.pop("state", None):
            before, after = (_(STATE_NAMES[HotspotState(text)]) for text in state)
            yield _event(version, EventKind.STATE, _("{before} → {after}").format(before=before, after=after))
        if changed:
            listed = translator.listed([_(FIELD_NAMES[name]).lower() for name in changed])
            text = _("Taken back to an earlier version: {fields}") if version.action == RESTORE else ""
            yield _event(version, EventKind.CHANGE, (text or _("Changed: {fields}")).format(fields=listed))


def _became(version: Version, became: tuple[str, str], names: dict[str, str], translator: Translator) -> str:
    _ = translator.gettext
    before, after = (translator.listed([names.get(one, one) for one in side.split()]) for side in became)
    if not after:
        return _("The merge into {name} was taken back; it stands as before").format(name=before)
    if version.action == UNDO_MERGE:
        return _("The merge was taken back; {names} stand again").format(names=after)
    return _("Went into {names} and was closed").format(names=after)


def _begun(version: Version, names: dict[str, str], translator: Translator) -> str:
    _ = translator.gettext
    came = [names.get(one, one) for one in version.record["came_from"].split()]
    if came and version.record["origin"] == HotspotOrigin.MERGED:
        return _("Merged from {names}").format(names=translator.listed(came))
    if came:
        return _("Split off {names}").format(names=translator.listed(came))
    return _("Taken up from {origin}").format(origin=_(ORIGIN_NAMES[HotspotOrigin(version.record["origin"])]))


def _causes(store: Store, identities: tuple[str, ...], translator: Translator) -> Iterator[ChronicleEvent]:
    _ = translator.gettext
    for kept in all_causes(store, identities):
        for version in cause_versions(store, UUID(kept.identity)):
            record, changed = version.record, version.changed
            values = {"cause": record["wording"], "standing": _(STANDING_NAMES[CauseStatus(record["standing"])])}
            if version.number == 1:
                box = _(BOX_NAMES[CauseBox(record["box"])])
                text = _("Cause written down ({box}, {standing}): {cause}").format(box=box, **values)
            elif "standing" in changed:
                text = _("Cause {standing}: {cause}").format(**values)
            elif "evidence" in changed:
                count = len(text_evidence(record["evidence"]))
                text = translator.ngettext(
                    "Cause now with {n} piece of evidence: {cause}",
                    "Cause now with {n} pieces of evidence: {cause}",
                    count,
                ).format(n=count, **values)
            elif set(changed) == {"hotspot"}:
                continue
            else:
                text = _("Cause reworded: {cause}").format(**values)
            yield _event(version, EventKind.CAUSE, text)


def _measures(store: Store, identities: tuple[str, ...], translator: Translator) -> Iterator[ChronicleEvent]:
    _ = translator.gettext
    for identity, title in measures_of_hotspot(store, identities).select("id", "title").iter_rows():
        for version in MEASURES.versions(store, UUID(str(identity))):
            if "state" in version.changed:
                before, after = version.changed["state"]
                text = _("Measure now {state}: {title}") if before else _("Measure {state}: {title}")
                said = text.format(state=_(MEASURE_STATES[MeasureState(after)]), title=title)
                yield _event(version, EventKind.MEASURE, said)


def _event(version: Version, matter: EventKind, said: str) -> ChronicleEvent:
    return ChronicleEvent(version.when, matter, said, version.who)

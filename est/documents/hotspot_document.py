"""A hotspot as a document of one page, as a case study by the SARA model: scan, analyse, respond, assess."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import polars as pl

from est.documents.document import Block, Bullets, Document, Drawing, Heading, Paragraph
from est.documents.drawings import weeks_svg
from est.hotspots.register.commands import NoteKind
from est.hotspots.register.hotspot import ORIGIN_NAMES, STATE_NAMES
from est.hotspots.register.queries import RecordedHotspot, hotspot_notes
from est.hotspots.register.summary import narrow_to_hotspot
from est.measures.causes.cause import BOX_NAMES, STANDING_NAMES
from est.measures.causes.queries import RecordedCause, all_causes
from est.measures.followup.commands import frozen_verdicts
from est.measures.followup.verdict_levels import STEP_NAMES
from est.measures.hotspot_merges import measures_of_hotspot
from est.measures.terms import STATE_NAMES as MEASURE_STATES
from est.measures.terms import MeasureState
from est.picture.counts import weekly_counts
from est.picture.selection import default_selection
from est.store import Store
from est.text import Translator

WEEKS = 52
MOST_NOTES = 6


@dataclass(frozen=True)
class HotspotStory:
    """What a hotspot's document holds: its weeks [start, count], causes, measures, notes, and verdicts by measure."""

    one: RecordedHotspot
    weeks: pl.DataFrame
    causes: Sequence[RecordedCause]
    measures: pl.DataFrame
    notes: pl.DataFrame
    verdicts: dict[str, pl.DataFrame]


def hotspot_story(store: Store, one: RecordedHotspot) -> HotspotStory:
    """Return the contents of a hotspot's document, with its weeks of the last year."""
    selection = narrow_to_hotspot(default_selection(store), one.hotspot)
    year = type(selection)(
        date.fromordinal(selection.end.toordinal() - 7 * WEEKS), selection.end, selection.hours, selection.categories
    )
    measures = measures_of_hotspot(store, (one.identity,))
    return HotspotStory(
        one,
        weekly_counts(store, year, list(one.cells)),
        all_causes(store, [one.identity]),
        measures,
        hotspot_notes(store, [one.identity]),
        {str(identity): frozen_verdicts(store, UUID(str(identity))) for identity in measures["id"]},
    )


def hotspot_document(story: HotspotStory, words: Translator) -> Document:
    """Return the document of a hotspot."""
    _, one = words.gettext, story.one
    ends = date.fromordinal(story.weeks["start"].max().toordinal() + 7) if story.weeks.height else None  # type: ignore[union-attr]  # a column of days
    seen = words.period(date.fromordinal(ends.toordinal() - 7 * WEEKS), ends) if ends else "–"
    text = _(
        "Selection: {period}, the hotspot's cells, categories and hours. Internal to the working group: places, never "
        "persons."
    )
    title = _("Hotspot: {name}").format(name=one.name)
    return Document(title, words.language, text.format(period=seen), tuple(_blocks(story, words)))


def _blocks(story: HotspotStory, words: Translator) -> Iterator[Block]:
    _, hotspot = words.gettext, story.one.hotspot
    told = [_("State: {state}").format(state=_(STATE_NAMES[hotspot.state])) + "."]
    if hotspot.priority:
        told.append(_("Priority {n}.").format(n=hotspot.priority))
    yield Paragraph(" ".join(told))
    yield Heading(_("Scan: what was seen"))
    origin = _("Taken up from {origin}").format(origin=_(ORIGIN_NAMES[hotspot.origin]))
    since = _("since {day}").format(day=words.date(hotspot.since)) if hotspot.since else ""
    yield Paragraph(", ".join(part for part in (origin, since) if part) + ".")
    if story.weeks.height:
        rows = [
            {"start": day.isoformat(), "count": count} for day, count in story.weeks.select("start", "count").rows()
        ]
        alt = _("Reports at the hotspot by week over a year: {count} in all, at most {most} in a week.").format(
            count=words.number(float(story.weeks["count"].sum()), 1),
            most=words.number(float(max(story.weeks["count"].to_list())), 1),
        )
        yield Drawing(weeks_svg(rows, words), alt, alt, 0.9)
    yield Heading(_("Analyse: why there"))
    causes = []
    for found in story.causes:
        box, standing = _(BOX_NAMES[found.cause.box]), _(STANDING_NAMES[found.cause.standing])
        causes.append(f"{box}: {found.cause.wording} ({standing})")
    yield Bullets(causes or [_("No cause is written down.")])
    yield Heading(_("Respond: what is done"))
    yield Bullets(list(_measures(story, words)) or [_("No measure is tied to it.")])
    yield Heading(_("Assess: what came of it"))
    yield Bullets(list(_verdicts(story, words)) or [_("No verdict is decided on.")])
    yield Heading(_("What was said"))
    yield Bullets(list(_notes(story, words)) or [_("Nothing is written of it.")])


def _measures(story: HotspotStory, words: Translator) -> Iterator[str]:
    for title, state, organisation, starts in story.measures.select(
        "title", "state", "organisation_name", "starts"
    ).rows():
        parts = [title, words.data_text(organisation or ""), words.gettext(MEASURE_STATES[MeasureState(state)])]
        parts += [words.gettext("from {day}").format(day=words.date(starts))] if starts else []
        yield ", ".join(part for part in parts if part) + "."


def _verdicts(story: HotspotStory, words: Translator) -> Iterator[str]:
    titles = {str(identity): title for identity, title in story.measures.select("id", "title").rows()}
    for identity, verdicts in story.verdicts.items():
        for step, decision, frozen in verdicts.head(1).select("step", "decision", "frozen").rows():
            verdict = words.gettext(STEP_NAMES[str(step)])
            yield f"{titles[identity]}: {verdict}, {words.date(frozen.date())}. {decision}"


def _notes(story: HotspotStory, words: Translator) -> Iterator[str]:
    decided = words.gettext("Decision: {wording}")
    for kind, happened, wording in story.notes.head(MOST_NOTES).select("kind", "happened", "wording").rows():
        said = decided.format(wording=wording) if kind == NoteKind.DECISION else wording
        yield f"{words.date(happened)}: {said}"

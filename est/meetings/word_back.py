"""Word back: what the reports of one organisation led to since it was last told, as a letter for somebody to read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from est.hotspots.register.commands import NoteKind
from est.hotspots.register.hotspot import STATE_NAMES, HotspotState
from est.hotspots.register.queries import all_hotspots, hotspot_notes
from est.hotspots.register.summary import narrow_to_hotspot
from est.mail.letter import LONGEST_SUBJECT, LONGEST_WORDING, Letter, LetterKind
from est.mail.letters import all_letters
from est.measures.followup.verdict_levels import STEP_NAMES
from est.measures.queries import all_measures
from est.measures.terms import STATE_NAMES as MEASURE_STATES
from est.measures.terms import MeasureState
from est.picture.counts import organisation_counts
from est.picture.selection import DEFAULT_PERIOD, Selection, loaded_period
from est.store import Store
from est.text import Translator

FIRST_TIME = timedelta(weeks=4)  # what is told of where an organisation has never been told anything


@dataclass(frozen=True)
class TakenUp:
    """A hotspot that an organisation has reported in, and what the group did about it in the period.

    `reports` are the organisation's own of the last twelve weeks, or of the period where it is longer; `since` is the
    day on which the hotspot was taken up. `measures` are (title, state, due) and `verdicts` (title, step).
    """

    name: str
    state: HotspotState
    since: date | None
    reports: float
    decisions: tuple[tuple[date, str], ...]
    measures: tuple[tuple[str, MeasureState, date | None], ...]
    verdicts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class WordBackBasis:
    """What a word back is made from: an organisation, its reports of a period, `until` exclusive, and the hotspots."""

    organisation: str
    name: str
    since: date
    until: date
    reports: float
    taken_up: Sequence[TakenUp]


def told_until(store: Store, organisation: str, today: date) -> date:
    """Return the day from which an organisation has not been told anything: where its last word back ended.

    Who was never told anything is told of the four weeks until today, or until the newest report.
    """
    ends = [
        one.letter.until
        for one in all_letters(store)
        if one.approved and one.letter.kind is LetterKind.WORD_BACK and one.letter.organisation == organisation
    ]
    return max((end for end in ends if end), default=_newest_end(store, today) - FIRST_TIME)


def _newest_end(store: Store, until: date) -> date:
    """Return the day after the newest report, at the latest `until`."""
    loaded = loaded_period(store)
    return min(until, loaded[1] + timedelta(days=1)) if loaded else until


def word_back_basis(store: Store, organisation: str, since: date, until: date) -> WordBackBasis:
    """Return what is told to an organisation of a period, `until` exclusive: the open hotspots that it has reported in,
    and closed ones of which something was decided in the period, by priority.
    """
    (name,) = store.ask("SELECT name FROM organisations WHERE id = $id", {"id": organisation})["name"]
    own = organisation_counts(store, Selection(since, until, organisations=(organisation,)))
    first = min(since, _newest_end(store, until) - DEFAULT_PERIOD)
    seen = Selection(first, until, organisations=(organisation,))
    measures, verdicts = all_measures(store), _verdicts(store, since, until)
    taken_up = []
    for one in all_hotspots(store):
        if one.hotspot.became:
            continue
        count = float(organisation_counts(store, narrow_to_hotspot(seen, one.hotspot), list(one.cells))["count"].sum())
        notes = hotspot_notes(store, [one.identity]).filter(
            (pl.col("kind") == str(NoteKind.DECISION)) & pl.col("happened").is_between(since, until - timedelta(days=1))
        )
        if not count or (one.hotspot.closed and notes.is_empty()):
            continue
        there = measures.filter(pl.col("hotspot").cast(pl.String) == one.identity)
        told = [
            (title, MeasureState(state), due)
            for title, state, due in there.select("title", "state", "due").rows()
            if MeasureState(state) is not MeasureState.ABANDONED
        ]
        judged = verdicts.filter(pl.col("measure").is_in(there["id"].cast(pl.String).to_list()))
        taken_up.append(
            TakenUp(
                one.name,
                one.state,
                one.hotspot.since,
                count,
                tuple(notes.sort("happened").select("happened", "wording").rows()),
                tuple(told),
                tuple(judged.select("title", "step").rows()),
            )
        )
    return WordBackBasis(organisation, name, since, until, float(own["count"].sum()), taken_up)


def _verdicts(store: Store, since: date, until: date) -> pl.DataFrame:
    """Return [measure, title, step] of the verdicts that the group decided on in a period."""
    return store.ask(
        """SELECT v.measure::VARCHAR AS measure, m.title, v.step FROM verdicts v JOIN measures m ON m.id = v.measure
           WHERE v.frozen >= $since AND v.frozen < $until ORDER BY v.frozen, v.id""",
        {"since": since, "until": until},
    )


def compose_word_back(basis: WordBackBasis, words: Translator) -> Letter:
    """Return the letter of a word back, in the language of `words`."""
    _ = words.gettext
    period = words.period(basis.since, basis.until)
    subject = _("What your reports led to, {period}").format(period=period)
    wording = "\n".join(_lines(basis, words))
    if len(wording) > LONGEST_WORDING:
        wording = wording[: LONGEST_WORDING - 2].rpartition("\n")[0] + "\n…"
    return Letter(
        LetterKind.WORD_BACK, basis.organisation, subject[:LONGEST_SUBJECT], wording, basis.since, basis.until
    )


def _lines(basis: WordBackBasis, words: Translator) -> Iterator[str]:
    _ = words.gettext
    period = words.period(basis.since, basis.until)
    told = words.ngettext(
        "To {name}. {count} report of yours is of {period}. Thank you.",
        "To {name}. {count} reports of yours are of {period}. Thank you.",
        basis.reports,
    )
    if basis.reports:
        count = words.number(basis.reports)
        yield told.format(name=words.data_text(basis.name), count=count, period=period)
    else:
        text = _("To {name}. No report of yours is of {period}.")
        yield text.format(name=words.data_text(basis.name), period=period)
    if not basis.taken_up:
        yield ""
        yield _("None of the places that you have reported in is a hotspot that the group works with.")
    for one in basis.taken_up:
        yield ""
        yield from _hotspot_lines(one, words)


def _hotspot_lines(one: TakenUp, words: Translator) -> Iterator[str]:
    _ = words.gettext
    yield words.ngettext(
        "{name}: {state}. You have sent {count} report from there lately.",
        "{name}: {state}. You have sent {count} reports from there lately.",
        one.reports,
    ).format(name=one.name, state=_(STATE_NAMES[one.state]), count=words.number(one.reports))
    for day, wording in one.decisions:
        yield "– " + _("Decided on {day}: {decision}").format(day=words.date(day), decision=wording)
    for title, state, due in one.measures:
        until = ", " + _("due {day}").format(day=words.date(due)) if due else ""
        yield "– " + _("Measure: {title}, {state}").format(title=title, state=_(MEASURE_STATES[state])) + until + "."
    for title, step in one.verdicts:
        yield "– " + _("Verdict on {title}: {verdict}.").format(title=title, verdict=_(STEP_NAMES[step]))
    if not (one.decisions or one.measures or one.verdicts):
        yield "– " + _("Nothing new has been decided.")

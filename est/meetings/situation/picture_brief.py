"""A frozen picture in brief, on one page: what has happened, what is done, and what is asked for."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from est.hotspots.register.hotspot import STATE_NAMES, HotspotState
from est.measures.followup.verdict_levels import STEP_NAMES
from est.measures.reminders import Reminder
from est.measures.terms import STATE_NAMES as MEASURE_STATES
from est.measures.terms import MeasureState
from est.meetings.situation.picture_comparison import PictureChange, change_sentence, compare_pictures
from est.meetings.situation.picture_sentences import (
    Section,
    count_sentence,
    matured,
    open_hotspots,
    place_name,
    silent_line,
    silent_organisations,
    untaken_places,
    unusual_sentences,
)
from est.meetings.situation.situation_picture import SituationPicture
from est.text import Translator

MOST = 5  # sentences under a heading besides the first; what is left out stands further down
UNDER_WAY = (MeasureState.DECIDED, MeasureState.ONGOING)
WORKED_ON = (HotspotState.ANALYSED, HotspotState.ACTED_ON, HotspotState.FOLLOWED_UP)


def brief_sections(
    picture: SituationPicture, before: SituationPicture | None, words: Translator
) -> tuple[Section, ...]:
    """Return the three headings with their sentences; `before` is the picture that this one is compared with."""
    _, content = words.gettext, picture.content
    return (
        (_("What has happened"), tuple(happened_lines(picture, before, words))),
        (_("What is done"), _shortened(list(_done(content, words)), words) or (_("No measure is under way."),)),
        (_("What is asked for"), _shortened(list(_asked(content, words)), words) or (_("Nothing at present."),)),
    )


def happened_lines(picture: SituationPicture, before: SituationPicture | None, words: Translator) -> Iterator[str]:
    """Yield what has happened: the number of reports, what is unusual and flagged, what changed, what was judged."""
    _, content = words.gettext, picture.content
    yield count_sentence(content, words)
    yield from _shortened(list(unusual_sentences(content, words)[1:]), words)
    flagged = [place_name(place, words) for place in content["flags"]["places"]]
    if flagged:
        # the map and its table name every one
        named = (
            [*flagged[:MOST], _("{count} more").format(count=len(flagged) - MOST)] if len(flagged) > MOST else flagged
        )
        yield _("Flagged, with more reports than an even spread would give: {places}.").format(
            places=words.listed(named)
        )
    if before is not None:
        changed = [one for one in compare_pictures(before, picture) if one.change is not PictureChange.SAME]
        told = _shortened([change_sentence(one, words) for one in changed], words)
        since = _("Since {period}").format(period=before.period.title(words))
        yield from (f"{since}: {sentence[0].lower()}{sentence[1:]}" for sentence in told)
        if not told:
            yield f"{since}: " + _("no flagged place is new, gone, grown or faded.")
    yield from _shortened(list(_judged(content, words)), words)


def _judged(content: Mapping[str, Any], words: Translator) -> Iterator[str]:
    """Yield the verdicts that were decided since the period began."""
    for one in content["verdicts"]:
        step, decided = one["step"], one["decided"]
        if step and decided and decided >= content["period"]["start"]:
            yield words.gettext("Judged, “{measure}”: {verdict}.").format(
                measure=one["title"], verdict=words.gettext(STEP_NAMES[step])
            )


def _done(content: Mapping[str, Any], words: Translator) -> Iterator[str]:
    """Yield the hotspots that are worked on, and the measures that are decided or under way and not late."""
    worked_on = []
    for one in open_hotspots(content):
        state = HotspotState(one["state"])
        if state in WORKED_ON:
            called = words.gettext(STATE_NAMES[state])
            worked_on.append(f"{one['name']} ({called})")
    if worked_on:
        named = worked_on[:MOST]
        if len(worked_on) > MOST:
            named.append(words.gettext("{count} more").format(count=len(worked_on) - MOST))
        yield words.gettext("Hotspots, by priority: {hotspots}.").format(hotspots=words.listed(named))
    for one in content["measures"]:
        if one["state"] not in UNDER_WAY or Reminder.OVERDUE in one["reminders"]:
            continue
        parts = [words.data_text(one["organisation"] or ""), words.gettext(MEASURE_STATES[MeasureState(one["state"])])]
        if one["due"]:
            parts.append(words.gettext("due {day}").format(day=words.date(date.fromisoformat(one["due"]))))
        yield f"{one['title']}: {', '.join(part for part in parts if part)}."


def _asked(content: Mapping[str, Any], words: Translator) -> Iterator[str]:
    """Yield what waits for somebody: measures that are late, verdicts to decide, places to take up, who is silent."""
    _ = words.gettext
    for one in content["measures"]:
        if Reminder.OVERDUE in one["reminders"]:
            yield _(
                "{organisation}: “{measure}” should have been done {day}. Do it, set a new day, or say what hinders."
            ).format(
                organisation=words.data_text(one["organisation"] or _("Nobody")),
                measure=one["title"],
                day=words.date(date.fromisoformat(one["due"])),
            )
    for one in matured(content):
        yield _("The group: decide what “{measure}” gave; its follow-up is due.").format(measure=one["title"])
    untaken = [place_name(place, words) for place in untaken_places(content)]
    if untaken:
        yield _("The group: take up as hotspots, or leave with a reason: {places}.").format(
            places=words.listed(untaken)
        )
    for one in silent_organisations(content):
        yield silent_line(one, words)


def _shortened(told: Sequence[str], words: Translator) -> tuple[str, ...]:
    """Return the first few sentences, and that there are more."""
    if len(told) <= MOST + 1:
        return tuple(told)
    rest = len(told) - MOST
    more = words.ngettext("{count} more stands below.", "{count} more stand below.", rest)
    return (*told[:MOST], more.format(count=rest))
